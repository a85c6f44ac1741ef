import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { readAgainWhile } from '../shared/following';
import { Texts } from '../shared/texts';
import { MoneyPlaces } from './places';

const STATES = ['Prepared', 'Released', 'Sending', 'Written', 'Sent', 'Stopped', 'Cancelled'];

/** Payments that leave together, from gathered to sent; which of them wait for a second person says the filter. */
@Component({
  selector: 'app-run-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MoneyPipe, MoneyPlaces, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'money.runs' | transloco">
      @if (session.can('payment:prepare')) { <a mat-flat-button routerLink="new">{{ 'money.run.new' | transloco }}</a> }
    </ui-page-title>
    <app-money-places />
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'money.run.none' | transloco" (again)="list.again()">
      <ui-grid name="runs" [filters]="filters()" [label]="'money.runs' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="preparedAt" let-it><a [routerLink]="['/payments', 'runs', it.runId]">{{ (it.direction === 'Collect' ? 'money.run.ofDebits' : 'money.run.of') | transloco: { count: it.count } }}</a></ng-template>
        <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
        <ng-template uiCell="executeOn" let-it>{{ it.executeOn | day }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'money.run.states.' + it.state | transloco }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class RunList {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/payments/runs', 'runs', { row: (it) => ({ ...it, id: it.runId }) });
  protected readonly filters = inject(Texts).filters([{ key: 'state', text: 'calls.state', of: 'money.run.states', values: STATES }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'preparedAt', text: 'money.run.one', grow: 1.2 },
    { key: 'fundName', text: 'calls.fund', grow: 2 },
    { key: 'amount', text: 'calls.amount', number: true, grow: 1.4 },
    { key: 'executeOn', text: 'money.run.executeOn' },
    { key: 'state', text: 'calls.state', grow: 1.4 },
    { key: 'connectionName', text: 'money.connection', grow: 1.3 },
    { key: 'preparedByName', text: 'money.run.preparedBy', sort: null, grow: 1.2 },
  ]);

  constructor() {
    this.list.again();
    inject(Live).of('payments.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
    readAgainWhile(() => this.list.rows().some((run) => run && ['Released', 'Sending'].includes(run.state)), () => this.list.again());
  }
}
