import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { MomentPipe, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { readAgainWhile } from '../shared/following';
import { Texts } from '../shared/texts';
import { isUnderWay } from './run';

/** The runs of a link, the latest first; one that is under way is looked at again by itself. */
@Component({
  selector: 'app-run-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MomentPipe, RouterLink, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'ledgers.noRun' | transloco" (again)="list.again()">
      <ui-grid name="runs" [label]="'ledgers.runs' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="createdAt" let-it><a [routerLink]="['/ledgers', linkId(), 'runs', it.runId]">{{ it.createdAt | moment }}</a></ng-template>
        <ng-template uiCell="state" let-it>{{ 'ledgers.runStates.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="error" let-it><span [title]="it.error ?? ''">{{ it.error ?? it.doing }}</span></ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class RunList {
  private readonly api = inject(Api);
  readonly linkId = input.required<string>();
  /** A run that was under way has ended. */
  readonly finished = output();
  protected readonly problemOf = problemOf;
  private readonly path = computed(() => ({ linkId: this.linkId() }));
  protected readonly list = this.api.listed('/api/v1/accounting/sync/links/{linkId}/runs', 'runs', { path: () => this.path(), row: (it) => ({ ...it, id: it.runId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'createdAt', text: 'ledgers.asked', grow: 1.4 },
    { key: 'createdByName', text: 'ledgers.by', grow: 1.2 },
    { key: 'state', text: 'calls.state' },
    { key: 'posted', text: 'ledgers.counts.posted', number: true, grow: 0.7 },
    { key: 'rejected', text: 'ledgers.counts.rejected', number: true, sort: null, grow: 0.7 },
    { key: 'uncertain', text: 'ledgers.counts.uncertain', number: true, sort: null, grow: 0.7 },
    { key: 'entriesRead', text: 'ledgers.counts.entriesRead', number: true, grow: 1.1 },
    { key: 'error', text: 'ledgers.trouble', sort: null, grow: 2.5 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.list.again());
    });
    let was = false;
    effect(() => {
      const is = this.underWay();
      if (was && !is) untracked(() => this.finished.emit());
      was = is;
    });
    readAgainWhile(() => this.underWay(), () => this.list.again());
  }

  private underWay(): boolean {
    return this.list.rows().some((run) => run && isUnderWay(run.state));
  }
}
