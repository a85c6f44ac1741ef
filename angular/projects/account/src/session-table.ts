import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf } from '@api';
import { MomentPipe, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { device } from './device';
import { worded } from './worded';

/** Where one is signed in, and the ways out. */
@Component({
  selector: 'account-session-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'account.noSession' | transloco" (again)="list.again()">
      <ui-grid name="sessions" [label]="'account.sessions' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="agent" let-it>{{ device(it.agent) || ('account.unknownDevice' | transloco) }}</ng-template>
        <ng-template uiCell="startedAt" let-it>{{ it.startedAt | moment }}</ng-template>
        <ng-template uiCell="lastUsedAt" let-it>{{ it.lastUsedAt | moment }}</ng-template>
        <ng-template uiCell="current" let-it>
          @if (it.current) { {{ 'account.thisOne' | transloco }} }
          @else { <button mat-button type="button" [disabled]="doing.busy()" (click)="end(it)">{{ 'account.signOutThere' | transloco }}<span class="visually-hidden">: {{ device(it.agent) }}</span></button> }
        </ng-template>
      </ui-grid>
      @if (list.rows().length > 1) { <button mat-stroked-button type="button" class="all" [disabled]="doing.busy()" (click)="endOthers()">{{ 'account.signOutElsewhere' | transloco }}</button> }
    </ui-state>
    @if (doing.refusal(); as problem) { <p role="alert">{{ problem.detail }}</p> }
  `,
  styles: '.all { margin-top: 0.75rem }',
})
export class SessionTable {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(TranslocoService);
  protected readonly problemOf = problemOf;
  protected readonly device = device;
  protected readonly doing = new Doing();
  protected readonly list = this.api.listed('/api/v1/users/profile/sessions', 'sessions');
  protected readonly columns = worded([
    { key: 'agent', text: 'device', grow: 1.6 },
    { key: 'application', text: 'application', grow: 1.2 },
    { key: 'address', text: 'address', grow: 1.2 },
    { key: 'startedAt', text: 'started', grow: 1.4 },
    { key: 'lastUsedAt', text: 'lastUsed', grow: 1.4 },
    { key: 'current', text: 'here', sort: null, grow: 1.4 },
  ]);

  constructor() {
    this.list.again();
  }

  protected end({ id }: Schemas['SessionView']): void {
    this.doing.run(this.api.delete('/api/v1/users/profile/sessions/{sessionId}', { path: { sessionId: id } }), () => this.list.again());
  }

  protected endOthers(): void {
    const text = (key: string): string => this.texts.translate(`account.${key}`);
    this.confirm.ask({ title: text('endOthersSure'), text: text('endOthersText'), yes: text('signOutElsewhere') }).subscribe(() =>
      this.doing.run(this.api.post('/api/v1/users/profile/sessions/end-others', {}), () => this.list.again()));
  }
}
