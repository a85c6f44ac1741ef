import { ChangeDetectionStrategy, Component, ElementRef, computed, effect, inject, input, signal, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, Schemas, problemOf, reading } from '@api';
import { DayPipe, MomentPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { AccountName } from '../shared/account-name';
import { CurrencyField } from '../shared/currency-field';
import { Texts } from '../shared/texts';
import { TranslatedBalance } from './translated-balance';

type Entry = Schemas['ReadJournalEntryView'];

/** A fund's ledger: the balance of each account at the end of a day, and the entries behind all or some of them, each with its lines and the fact that made it. */
@Component({
  selector: 'app-fund-ledger',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AccountName, Cell, CurrencyField, DayPipe, Grid, MatButton, MatFormField, MatInput, MatLabel, MomentPipe, MoneyPipe, PageTitle, RouterLink, State, TranslatedBalance, TranslocoPipe],
  template: `
    <ui-page-title [title]="'ledger.title' | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }]"><a mat-button routerLink="/ledgers/posting-rules">{{ 'postingRules.title' | transloco }}</a><a mat-button routerLink="/ledgers/chart" [queryParams]="{ fund: fundId() }">{{ 'chart.title' | transloco }}</a><a mat-button [routerLink]="['/funds', fundId(), 'entries']">{{ 'entries.title' | transloco }}</a></ui-page-title>
    <div class="ask">
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledger.from' | transloco }}</mat-label><input matInput type="date" [value]="from() ?? ''" (change)="turn({ from: $any($event.target).value || null })" /></mat-form-field>
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'ledger.to' | transloco }}</mat-label><input matInput type="date" [value]="to() ?? ''" (change)="turn({ to: $any($event.target).value || null })" /></mat-form-field>
      <app-currency-field [currency]="currency()" [via]="via()" (turned)="turn($event)" />
      @if (account() || deal() || from() || to()) { <button mat-button type="button" (click)="turn({ account: null, deal: null, from: null, to: null })">{{ 'ledger.all' | transloco }}</button> }
    </div>
    <ui-state [of]="balances" [read]="problemOf" [empty]="!balances.value()?.rows?.length" [emptyText]="'ledger.none' | transloco" (again)="balances.reload()">
      @if (balances.value(); as it) {
        <section class="section">
          <h2 id="balances">{{ 'ledger.balances' | transloco }}@if (to(); as day) { · {{ day | day }} }</h2>
          <div class="scroll" tabindex="0" role="group" aria-labelledby="balances">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'ledger.account' | transloco }}</th><th scope="col" class="number">{{ 'ledgers.debit' | transloco }}</th><th scope="col" class="number">{{ 'ledgers.credit' | transloco }}</th></tr></thead>
              <tbody>
                @for (row of it.rows; track row.account) {
                  <tr>
                    <th scope="row"><a [routerLink]="[]" [queryParams]="{ account: row.account }" queryParamsHandling="merge" [attr.aria-current]="chosen().includes(row.account) ? 'true' : null">{{ row | accountName: ('accounts.' + row.standard | transloco) }}</a>@if (row.group) { <span class="under">{{ row.group }}</span> }</th>
                    <td class="number">{{ row.debit ? (row.debit | money) : '' }}</td><td class="number">{{ row.credit ? (row.credit | money) : '' }}</td>
                  </tr>
                }
              </tbody>
              <tfoot><tr><th scope="row">{{ 'ledger.total' | transloco }}</th><td class="number">{{ it.totalDebit | money }}</td><td class="number">{{ it.totalCredit | money }}</td></tr></tfoot>
            </table>
          </div>
          @if (it.postedThrough < it.bookThrough) { <p role="status">{{ 'ledger.behind' | transloco: { count: it.bookThrough - it.postedThrough } }}</p> }
        </section>
      }
    </ui-state>
    @if (currency(); as code) { <app-translated-balance [fundId]="fundId()" [currency]="code" [via]="via()" [asOf]="to()" /> }
    <h2>{{ (account() ? 'ledger.entriesOf' : 'ledger.entries') | transloco: { accounts: named() } }}@if (investment(); as name) { · {{ name }} }</h2>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'ledger.noEntries' | transloco" (again)="list.again()">
      <ui-grid name="journal" [label]="'ledger.entries' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="effectiveDate" let-it>{{ it.effectiveDate | day }}</ng-template>
        <ng-template uiCell="factKind" let-it>{{ 'facts.' + snake(it.factKind) | transloco }}</ng-template>
        <ng-template uiCell="recordedAt" let-it>{{ it.recordedAt | moment }}</ng-template>
        <ng-template uiCell="total" let-it>{{ it.total | money }}</ng-template>
        <ng-template uiCell="lines" let-it><button mat-button type="button" (click)="open(it)" [attr.aria-label]="'ledger.linesOf' | transloco: { sequence: it.factSequence }">{{ 'ledger.lines' | transloco }}</button></ng-template>
      </ui-grid>
    </ui-state>
    @if (opened(); as entry) {
      <section class="section" aria-labelledby="entry">
        <h2 id="entry" #heading tabindex="-1">{{ 'ledger.entry' | transloco: { sequence: entry.factSequence } }}: {{ entry.text }}</h2>
        <p>{{ entry.effectiveDate | day }} · <a [routerLink]="['/funds', fundId()]" [queryParams]="{ tab: 'book' }">{{ 'ledger.fact' | transloco: { sequence: entry.factSequence } }}</a></p>
        <div class="scroll lines" tabindex="0" role="group" aria-labelledby="entry">
          <table class="plain">
            <thead><tr><th scope="col">{{ 'ledger.account' | transloco }}</th><th scope="col">{{ 'ledger.partner' | transloco }}</th><th scope="col" class="number">{{ 'ledgers.debit' | transloco }}</th><th scope="col" class="number">{{ 'ledgers.credit' | transloco }}</th></tr></thead>
            <tbody>
              @for (line of entry.lines.slice(0, most); track $index) {
                <tr [class.mine]="chosen().includes(line.account) || chosen().includes(line.standard)"><td>{{ line | accountName: ('accounts.' + line.standard | transloco) }}@if (line.kind) { <span class="under">{{ line.kind }}</span> }</td><td>{{ line.partnerName ?? '' }}</td><td class="number">{{ line.debit ? (line.debit | money) : '' }}</td><td class="number">{{ line.credit ? (line.credit | money) : '' }}</td></tr>
              }
            </tbody>
          </table>
        </div>
        @if (entry.lines.length > most) { <p>{{ 'ledgers.firstLines' | transloco: { shown: most, count: entry.lines.length } }}</p> }
      </section>
    }
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .ask { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap }
    th[scope='row'] { font-weight: inherit; text-align: start }
    .under { display: block; font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    [aria-current] { font-weight: 500 }
    tfoot { font-weight: 500 }
    .mine { background: var(--mat-sys-surface-container-high) }
    .lines { max-height: 30rem }
  `,
})
export class FundLedger {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  readonly fundId = input.required<string>();
  /** In the address: codes of accounts, and the days between which entries count. */
  readonly account = input<string>();
  /** An investment, where only its entries are looked at. */
  readonly deal = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  /** Where the trial balance is asked for in another currency, too. */
  readonly currency = input<string>();
  /** Through which third currency. */
  readonly via = input<string>();
  protected readonly problemOf = problemOf;
  /** A call of a large fund has thousands of lines. */
  protected readonly most = 500;
  protected readonly chosen = computed(() => this.account()?.split(',') ?? []);
  protected readonly opened = signal<Entry | null>(null);
  private readonly heading = viewChild<ElementRef<HTMLElement>>('heading');
  private readonly texts = inject(Texts);
  /** As the balance names them; an account without one goes by its code. */
  protected readonly named = computed(() => {
    const rows = this.balances.value()?.rows ?? [];
    return this.chosen().map((account) => rows.find((row) => row.account === account)?.number ?? account).join(', ');
  });
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  private readonly investments = reading({
    params: () => (this.deal() ? { path: this.path() } : undefined),
    stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/investments', { path: params.path, query: { size: 500 } }),
  });
  protected readonly investment = computed(() => this.investments.value()?.find((it) => it.dealId === this.deal())?.name);
  protected readonly balances = reading({
    params: () => ({ query: { fundId: this.fundId(), asOf: this.to() } }),
    stream: ({ params }) => this.api.get('/api/v1/accounting/trial-balance', params),
  });
  protected readonly list = this.api.listed('/api/v1/accounting/journal', 'journal', {
    query: () => ({ fundId: this.fundId(), account: this.account(), dealId: this.deal(), from: this.from(), to: this.to() }),
    row: (entry) => ({ ...entry, id: entry.entryId }),
  });
  protected readonly columns = this.texts.columns([
    { key: 'factSequence', text: 'book.sequence', number: true, grow: 0.5 },
    { key: 'effectiveDate', text: 'book.effective' },
    { key: 'factKind', text: 'book.kind', grow: 1.4 },
    { key: 'text', text: 'ledgers.text', grow: 2.4 },
    { key: 'total', text: 'calls.amount', number: true, grow: 1.2 },
    { key: 'recordedAt', text: 'book.recorded', grow: 1.4 },
    { key: 'lines', text: 'ledger.lines', sort: null, file: null },
  ]);

  constructor() {
    effect(() => {
      for (const asked of [this.fundId, this.account, this.deal, this.from, this.to]) asked();
      untracked(() => {
        this.opened.set(null);
        this.list.again();
      });
    });
    effect(() => this.heading()?.nativeElement.focus());
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(({ what, data }) => {
      if (what !== '*' && data['fundId'] !== this.fundId()) return;
      if (this.balances.hasValue()) this.balances.reload();
      this.list.again();
    });
  }

  protected open(entry: Entry): void {
    this.opened.set(entry);
  }

  protected turn(queryParams: Readonly<Record<string, string | null>>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  /** A fact's kind as the book names it. */
  protected snake(kind: string): string {
    return kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  }
}
