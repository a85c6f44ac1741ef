import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { MomentPipe, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** What happened over a connection, the latest first. */
@Component({
  selector: 'app-connection-log',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MomentPipe, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'plugins.noLine' | transloco" (again)="list.again()">
      <ui-grid name="connection-log" [label]="'plugins.log' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="at" let-it>{{ it.at | moment }}</ng-template>
        <ng-template uiCell="level" let-it>{{ 'plugins.levels.' + it.level | transloco }}</ng-template>
        <ng-template uiCell="text" let-it><span [title]="it.text">{{ it.text }}</span></ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class ConnectionLog {
  private readonly api = inject(Api);
  readonly connectionId = input.required<string>();
  /** Grows when something happened that may have left a line. */
  readonly news = input(0);
  protected readonly problemOf = problemOf;
  private readonly path = computed(() => ({ connectionId: this.connectionId() }));
  protected readonly list = this.api.listed('/api/v1/plugins/connections/{connectionId}/log', 'connection-log', { path: () => this.path() });
  protected readonly columns = inject(Texts).columns([
    { key: 'at', text: 'plugins.at', grow: 1.2 },
    { key: 'level', text: 'plugins.level', grow: 0.7 },
    { key: 'operation', text: 'plugins.operation' },
    { key: 'text', text: 'plugins.line', sort: null, grow: 4 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      this.news();
      untracked(() => this.list.again());
    });
  }
}
