import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { DayPipe, MoneyPipe, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** Our ledger beside theirs, by account and month; a row opens to the entries behind its difference. */
@Component({
  selector: 'app-drift-report',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MoneyPipe, RouterLink, State, TranslocoPipe],
  template: `
    @if (account() && month()) {
      <p><a [routerLink]="['/ledgers', linkId()]" [queryParams]="{ tab: 'drift' }">{{ 'ledgers.allAccounts' | transloco }}</a></p>
      <h2>{{ 'ledgers.behind' | transloco: opened() }}</h2>
      <ui-state [of]="parts" [read]="problemOf" [empty]="parts.isEmpty()" [emptyText]="'ledgers.noPart' | transloco" (again)="parts.again()">
        <ui-grid name="drift-entries" [label]="'ledgers.behind' | transloco: opened()" [columns]="partColumns()" [of]="parts">
          <ng-template uiCell="why" let-it>{{ 'ledgers.whys.' + it.why | transloco }}</ng-template>
          <ng-template uiCell="ourText" let-it>@if (it.ourDate) { <span [title]="it.ourText">{{ it.ourDate | day }} {{ it.ourText }}</span> } @else { – }</ng-template>
          <ng-template uiCell="theirText" let-it>@if (it.externalId) { <span [title]="it.theirText ?? ''">{{ it.theirDate | day }} {{ it.theirNumber }} {{ it.theirText }}</span> } @else { – }</ng-template>
          <ng-template uiCell="ours" let-it>{{ it.ours | money }}</ng-template>
          <ng-template uiCell="theirs" let-it>{{ it.theirs | money }}</ng-template>
          <ng-template uiCell="difference" let-it>{{ it.difference | money: 'code' }}</ng-template>
        </ui-grid>
      </ui-state>
    } @else {
      <p>{{ 'ledgers.driftHint' | transloco }}</p>
      <ui-state [of]="sums" [read]="problemOf" [empty]="sums.isEmpty()" [emptyText]="'ledgers.noDrift' | transloco" (again)="sums.again()">
        <ui-grid name="drift" [filters]="filters()" [label]="'ledgers.drift' | transloco" [columns]="columns()" [of]="sums">
          <ng-template uiCell="account" let-it>
            @if (it.entries) { <a [routerLink]="['/ledgers', linkId()]" [queryParams]="{ tab: 'drift', account: it.account, month: it.period, currency: it.ours.currency }">{{ it.accountNumber }} {{ it.accountName }}</a> } @else { {{ it.accountNumber }} {{ it.accountName }} }
          </ng-template>
          <ng-template uiCell="ours" let-it>{{ it.ours | money }}</ng-template>
          <ng-template uiCell="theirs" let-it>{{ it.theirs | money }}</ng-template>
          <ng-template uiCell="difference" let-it>{{ it.difference | money: 'code' }}</ng-template>
        </ui-grid>
      </ui-state>
    }
  `,
  styles: 'h2 { font: var(--mat-sys-title-medium) }',
})
export class DriftReport {
  private readonly api = inject(Api);
  private readonly texts = inject(Texts);
  readonly linkId = input.required<string>();
  readonly account = input<string>();
  readonly month = input<string>();
  readonly currency = input<string>();
  protected readonly problemOf = problemOf;
  private readonly path = computed(() => ({ linkId: this.linkId() }));
  protected readonly sums = this.api.listed('/api/v1/accounting/sync/links/{linkId}/drift', 'drift', { path: () => this.path(), row: (it) => ({ ...it, id: `${it.account} ${it.period} ${it.ours.currency}` }) });
  protected readonly parts = this.api.listed('/api/v1/accounting/sync/links/{linkId}/drift/entries', 'drift-entries', {
    path: () => this.path(), query: () => ({ account: this.account(), month: this.month(), currency: this.currency() }), row: (it) => ({ ...it, id: `${it.entryId ?? ''} ${it.externalId ?? ''}` }),
  });
  /** What is opened, by the account's name once an entry has told it. An address without a currency opens every one. */
  protected readonly opened = computed(() => ({ account: this.parts.rows()[0]?.accountName ?? this.account(), month: this.month(), currency: this.currency() ?? '' }));
  protected readonly filters = this.texts.filters([{ key: 'differing', text: 'ledgers.show', of: 'ledgers.differing', values: ['true'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'account', text: 'ledgers.account', grow: 2.5 },
    { key: 'period', text: 'ledgers.month', grow: 0.8 },
    { key: 'ours', text: 'ledgers.oursColumn', number: true, sort: null, grow: 1.4 },
    { key: 'theirs', text: 'ledgers.theirsColumn', number: true, sort: null, grow: 1.4 },
    { key: 'difference', text: 'ledgers.difference', number: true, grow: 1.5 },
    { key: 'entries', text: 'ledgers.differ', number: true, grow: 0.8 },
  ]);
  protected readonly partColumns = this.texts.columns([
    { key: 'why', text: 'ledgers.why', grow: 1.3 },
    { key: 'ourText', text: 'ledgers.ourEntry', sort: null, grow: 2 },
    { key: 'theirText', text: 'ledgers.theirEntry', sort: null, grow: 2 },
    { key: 'ours', text: 'ledgers.oursColumn', number: true, sort: null, grow: 1.2 },
    { key: 'theirs', text: 'ledgers.theirsColumn', number: true, sort: null, grow: 1.2 },
    { key: 'difference', text: 'ledgers.difference', number: true, grow: 1.4 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      this.currency();
      const opened = !!this.account() && !!this.month();
      untracked(() => (opened ? this.parts.again() : this.sums.again()));
    });
  }
}
