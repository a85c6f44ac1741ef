import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** Manual entries of a fund's ledger; without a fund, those of all that wait for an approval. */
@Component({
  selector: 'app-entry-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MoneyPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="(fundId() ? 'entries.title' : 'entries.waiting') | transloco" [crumbs]="fundId() ? [{ label: 'funds.title' | transloco, link: '/funds' }, { label: 'ledger.title' | transloco, link: ['/funds', fundId()!, 'ledger'] }] : [{ label: 'nav.approvals' | transloco, link: '/approvals' }]">
      @if (fundId(); as fund) {
        @if (session.can('ledger:prepare')) { <a mat-flat-button [routerLink]="['/funds', fund, 'entries', 'new']">{{ 'entries.new' | transloco }}</a> }
      }
    </ui-page-title>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="(fundId() ? 'entries.none' : 'dashboard.nothingWaits') | transloco" (again)="list.again()">
      <ui-grid name="manual-entries" [filters]="fundId() ? filters() : []" [label]="'entries.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="memo" let-it><a [routerLink]="['/funds', it.fundId, 'entries', it.entryId]">{{ it.memo }}</a></ng-template>
        <ng-template uiCell="state" let-it>{{ 'entries.states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="date" let-it>{{ it.date | day }}</ng-template>
        <ng-template uiCell="reverseOn" let-it>{{ it.reverseOn ? (it.reverseOn | day) : '' }}</ng-template>
        <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class EntryList {
  private readonly api = inject(Api);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/funds/manual-entries', 'manual-entries', {
    query: () => (this.fundId() ? { fundId: this.fundId() } : { state: 'Waiting' as const }),
    row: (entry) => ({ ...entry, id: entry.entryId }),
  });
  protected readonly filters = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'entries.states', values: ['Waiting', 'Returned', 'Recorded'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'number', text: 'entries.number', number: true, grow: 0.5 },
    { key: 'memo', text: 'entries.memo', grow: 2.4 },
    { key: 'fundName', text: 'calls.fund', sort: null, grow: 1.6 },
    { key: 'state', text: 'calls.state', grow: 1.2 },
    { key: 'date', text: 'entries.date' },
    { key: 'reverseOn', text: 'entries.reverseOn', sort: null },
    { key: 'amount', text: 'calls.amount', number: true, grow: 1.2 },
    { key: 'preparedByName', text: 'approvals.by', grow: 1.2 },
  ]);

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.list.again());
    });
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }
}
