import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, RatioPipe, Refusal, State, UserLocale, save } from '@ui';
import { CurrencyField } from '../shared/currency-field';
import { dayBefore, lastQuarter, periodsUpTo } from './periods';

type Row = Schemas['ReadFundStatementsRowView'];
type Statements = Schemas['ReadFundStatementsResponse'];

const FORMATS = ['pdf', 'xlsx'] as const;
/** How far in the rows of the schedule begin, in rem. */
const DEPTHS: Readonly<Record<Statements['schedule'][number]['kind'], number>> = { Type: 0.5, Country: 1.5, Industry: 2.5, Investment: 3.5, Others: 3.5, Total: 0.5 };
/** How many years back periods are offered; the address takes any. */
const YEARS = 6;

/** A fund's financial statements of a period. A balance opens to the entries of the ledger that make it. */
@Component({
  selector: 'app-fund-statements',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CurrencyField, DayPipe, MatButton, MatFormField, MatLabel, MatOption, MatSelect, MoneyPipe, PageTitle, RatioPipe, Refusal, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'statements.title' | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }]">
      @for (format of formats; track format) {
        <button mat-stroked-button type="button" [disabled]="taking.busy() || !statements.hasValue()" (click)="take(format)" [attr.aria-label]="'statements.take' | transloco: { format: format.toUpperCase() }">{{ format.toUpperCase() }}</button>
      }
    </ui-page-title>
    <ui-refusal [of]="taking.refusal()" />
    <mat-form-field subscriptSizing="dynamic">
      <mat-label>{{ 'statements.period' | transloco }}</mat-label>
      <mat-select [value]="asked()" (valueChange)="turn({ period: $event })">@for (it of offered(); track it) { <mat-option [value]="it">{{ it }}</mat-option> }</mat-select>
    </mat-form-field>
    <app-currency-field [currency]="currency()" [via]="via()" (turned)="turn($event)" />
    <ui-state [of]="statements" [read]="problemOf" (again)="statements.reload()">
      @if (statements.value(); as it) {
        <p>{{ it.from | day }} – {{ it.to | day }} · {{ it.currency }}</p>
        @if (it.currency !== it.fundCurrency) { <p class="small">{{ 'rates.statements' | transloco: { own: it.fundCurrency } }} <a routerLink="/ledgers/rates">{{ 'rates.title' | transloco }}</a></p> }
        @for (table of it.statements; track table.key) {
          <section class="section">
            <h2 [id]="table.key">{{ table.title }}</h2>
            <div class="scroll" tabindex="0" role="group" [attr.aria-labelledby]="table.key">
              <table class="plain figures">
                <thead><tr><th scope="col">{{ 'statements.line' | transloco }}</th>@for (column of table.columns; track column.key) { <th scope="col" class="number">{{ table.key === 'assetsAndLiabilities' ? (until(column.key, it) | day) : column.label }}</th> }</tr></thead>
                <tbody>
                  @for (row of table.rows; track row.key) {
                    <tr [class]="row.kind.toLowerCase()">
                      <th scope="row" [attr.colspan]="row.kind === 'Section' ? table.columns.length + 1 : null">{{ row.label }}</th>
                      @for (amount of row.amounts; track $index; let i = $index) {
                        <td class="number">
                          @if (opens(row)) { <a [routerLink]="['/funds', fundId(), 'ledger']" [queryParams]="entries(row, table.columns[i]!.key, it, table.key)" [attr.aria-label]="'statements.entriesOf' | transloco: { line: row.label, amount: (amount | money) }">{{ amount | money }}</a> }
                          @else { {{ amount | money }} }
                        </td>
                      }
                    </tr>
                  }
                </tbody>
              </table>
            </div>
          </section>
        }
        <section class="section">
          <h2 id="schedule">{{ 'statements.schedule' | transloco }}</h2>
          @if (it.investments.length) {
            <div class="scroll" tabindex="0" role="group" aria-labelledby="schedule">
              <table class="plain figures">
                <thead><tr><th scope="col">{{ 'newCall.investment' | transloco }}</th><th scope="col" class="number">{{ 'flows.level' | transloco }}</th><th scope="col">{{ 'flows.valuedOn' | transloco }}</th><th scope="col" class="number">{{ 'flows.costHeld' | transloco }}</th><th scope="col" class="number">{{ 'flows.fairValue' | transloco }}</th><th scope="col" class="number">{{ 'statements.ofCapital' | transloco }}</th></tr></thead>
                <tbody>
                  @for (row of it.schedule; track row.key) {
                    @let held = row.dealId ? investments()[row.dealId] : null;
                    <tr [class]="row.kind.toLowerCase()">
                      <th scope="row" [style.padding-inline-start.rem]="depths[row.kind]">{{ row.kind === 'Others' ? ('statements.others' | transloco: { count: row.count }) : row.label }}</th>
                      <td class="number">{{ held?.level ?? '' }}</td><td>{{ held?.valuedOn ? (held?.valuedOn | day) : '' }}</td><td class="number">{{ row.cost | money }}</td><td class="number">{{ row.fairValue | money }}</td><td class="number">{{ row.percentOfNetAssets | ratio: 'percent' }}</td>
                    </tr>
                  }
                </tbody>
              </table>
            </div>
            <p class="small">{{ 'statements.scheduleIs' | transloco }}</p>
          } @else { <p>{{ 'flows.noInvestments' | transloco }}</p> }
        </section>
        <section class="section" aria-labelledby="highlights">
          <h2 id="highlights">{{ 'statements.highlights' | transloco }}</h2>
          <dl class="cards">
            <div class="card"><dt>{{ 'statements.averageCapital' | transloco }}</dt><dd>{{ it.highlights.averageCapital | money }}</dd></div>
            @for (key of ratios; track key) { <div class="card"><dt>{{ 'statements.' + key | transloco }}</dt><dd>{{ it.highlights[key] | ratio: 'percent' }}</dd></div> }
          </dl>
          <p class="small">{{ 'statements.ratiosAre' | transloco }}</p>
        </section>
        <section class="section">
          <h2 id="ties">{{ 'statements.ties' | transloco }}</h2>
          <ul class="ties" aria-labelledby="ties">
            @for (tie of it.ties; track tie.what) { <li [class.alert]="!tie.holds"><span aria-hidden="true">{{ tie.holds ? '✓' : '✗' }}</span> {{ tie.what }}: {{ tie.left | money }} @if (!tie.holds) { ≠ {{ tie.right | money }} }</li> }
          </ul>
        </section>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    app-currency-field { margin-inline-start: 0.75rem }
    .figures th[scope='row'] { font-weight: inherit; text-align: start }
    .figures .section th[scope='row'] { font-weight: bold; padding-top: 0.75rem }
    .figures .subtotal, .figures .total { font-weight: bold }
    .figures .type th, .figures .type td { font-weight: bold }
    .figures .total td, .figures .total th { border-top: 2px solid var(--mat-sys-outline) }
    .figures .memo { color: var(--mat-sys-on-surface-variant) }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .ties { list-style: none; padding: 0 }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class FundStatements {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly today = inject(UserLocale).today();
  readonly fundId = input.required<string>();
  /** In the address, so that it can be kept and sent: 2026-Q2, 2026, or anything else the server reads as a period. */
  readonly period = input<string>();
  /** Another than the fund's own. */
  readonly currency = input<string>();
  /** Through which third currency it is converted where a pair has no rate. */
  readonly via = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly formats = FORMATS;
  protected readonly depths = DEPTHS;
  protected readonly ratios = ['expenseRatio', 'carriedInterestRatio', 'netInvestmentIncomeRatio', 'irrAtBeginning', 'irrAtEnd'] as const;
  protected readonly taking = new Doing();
  protected readonly asked = computed(() => this.period() ?? lastQuarter(this.today));
  protected readonly offered = computed(() => [...new Set([this.asked(), ...periodsUpTo(this.today, YEARS)])].sort().reverse());
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly statements = reading({
    params: () => ({ path: this.path(), query: { period: this.asked(), currency: this.currency(), via: this.via() } }),
    stream: ({ params }) => this.api.get('/api/v1/reports/financial-statements/{fundId}', params),
  });
  protected readonly investments = computed(() => Object.fromEntries((this.statements.value()?.investments ?? []).map((it) => [it.dealId, it])));

  protected turn(queryParams: Readonly<Record<string, string | null>>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected take(format: string): void {
    this.taking.run(this.api.download('/api/v1/reports/financial-statements/{fundId}', { path: this.path(), query: { period: this.asked(), format, currency: this.currency(), via: this.via() } }), ({ blob, name }) => save(blob, name));
  }

  protected opens(row: Row): boolean {
    return row.accounts.length > 0 && this.session.can('ledger:read');
  }

  /** The last day of a column. */
  protected until(column: string, of: Statements): string {
    return column === 'opening' ? dayBefore(of.from) : column === 'yearOpening' ? dayBefore(`${of.to.slice(0, 4)}-01-01`) : of.to;
  }

  /** Which entries of the ledger a figure is made of: those of its accounts, through its last day, and from its first where it is a movement. */
  protected entries(row: Row, column: string, of: Statements, table: string): object {
    const year = `${of.to.slice(0, 4)}-01-01`;
    const balance = table === 'assetsAndLiabilities' || row.key === 'opening';
    const from = balance || column === 'sinceInception' ? null : column === 'yearToDate' || table === 'changesYear' ? year : of.from;
    const to = row.key === 'opening' ? dayBefore(column === 'yearToDate' ? year : of.from) : this.until(column, of);
    return { account: row.accounts.join(), from, to };
  }
}
