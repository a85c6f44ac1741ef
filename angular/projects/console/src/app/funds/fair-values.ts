import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MoneyPipe, Refusal, State, UserLocale, save } from '@ui';
import { CurrencyField, CurrencyTurn } from '../shared/currency-field';
import { dayBefore, lastQuarter, periodsUpTo } from './periods';

type Values = Schemas['ReadFairValuesResponse'];
type Table = Values['tables'][number];

/** The ledger's accounts behind a column: cost, unrealised appreciation, realised gain, change in unrealised gain. */
const ACCOUNTS: Readonly<Record<string, string>> = { opening: '1200,1210', purchases: '1200', sales: '1200,4100', returnOfCapital: '1200,4100', realised: '4100', unrealised: '4200', closing: '1200,1210' };
const MOVED: readonly string[] = ['purchases', 'sales', 'returnOfCapital', 'realised', 'unrealised'];
/** How many years back periods are offered. */
const YEARS = 6;

/** A fund's fair values by level at the end of a period, and what moved each level and each investment in it; as a workbook, too. */
@Component({
  selector: 'app-fair-values',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CurrencyField, MatButton, MatFormField, MatLabel, MatOption, MatSelect, MoneyPipe, Refusal, RouterLink, State, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="fair-values">
      <h2 id="fair-values">{{ 'reports.fairValues' | transloco }}</h2>
      <div class="fields">
        <mat-form-field subscriptSizing="dynamic">
          <mat-label>{{ 'statements.period' | transloco }}</mat-label>
          <mat-select [value]="period()" (valueChange)="period.set($event)">@for (it of offered; track it) { <mat-option [value]="it">{{ it }}</mat-option> }</mat-select>
        </mat-form-field>
        <app-currency-field [currency]="turned().currency ?? undefined" [via]="turned().via ?? undefined" (turned)="turned.set($event)" />
        <button mat-stroked-button type="button" [disabled]="taking.busy() || !values.hasValue()" (click)="take()">{{ 'reports.roll' | transloco }}</button>
      </div>
      <ui-refusal [of]="taking.refusal()" />
      <ui-state [of]="values" [read]="problemOf" (again)="values.reload()">
        @if (values.value(); as it) {
          @if (it.currency !== it.fundCurrency) { <p class="small">{{ 'rates.values' | transloco: { own: it.fundCurrency } }} <a routerLink="/ledgers/rates">{{ 'rates.title' | transloco }}</a></p> }
          @for (table of it.tables; track table.key) {
            <h3 [id]="table.key">{{ table.title }}</h3>
            <div class="scroll" tabindex="0" role="group" [attr.aria-labelledby]="table.key">
              <table class="plain figures">
                <thead><tr><th scope="col">{{ 'statements.line' | transloco }}</th>@for (column of table.columns; track column.key) { <th scope="col" class="number">{{ column.label }}</th> }</tr></thead>
                <tbody>
                  @for (row of table.rows; track row.key) { <tr [class]="row.kind.toLowerCase()"><th scope="row">{{ row.label }}</th>@for (amount of row.amounts; track $index; let i = $index) {
                    <td class="number">
                      @if (entries(table, row, table.columns[i]!.key, it); as query) { <a [routerLink]="['/funds', fundId(), 'ledger']" [queryParams]="query" [attr.aria-label]="'statements.entriesOf' | transloco: { line: row.label, amount: (amount | money) }">{{ amount | money }}</a> }
                      @else { {{ amount | money }} }
                    </td>
                  }</tr> }
                </tbody>
              </table>
            </div>
          }
          <ul class="ties" [attr.aria-label]="'statements.ties' | transloco">
            @for (tie of it.ties; track tie.what) { <li [class.alert]="!tie.holds"><span aria-hidden="true">{{ tie.holds ? '✓' : '✗' }}</span> {{ tie.what }}: {{ tie.left | money }} @if (!tie.holds) { ≠ {{ tie.right | money }} }</li> }
          </ul>
        }
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    h3 { font: var(--mat-sys-title-small) }
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    .figures th[scope='row'] { font-weight: inherit; text-align: start }
    .figures .total { font-weight: bold }
    .figures .total td, .figures .total th { border-top: 2px solid var(--mat-sys-outline) }
    .figures .memo { color: var(--mat-sys-on-surface-variant) }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .ties { list-style: none; padding: 0 }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class FairValues {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly today = inject(UserLocale).today();
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  protected readonly period = signal(lastQuarter(this.today));
  protected readonly turned = signal<CurrencyTurn>({ currency: null, via: null });
  protected readonly offered = [...periodsUpTo(this.today, YEARS)].sort().reverse();
  private readonly asked = computed(() => ({ path: { fundId: this.fundId() }, query: { period: this.period(), currency: this.turned().currency ?? undefined, via: this.turned().via ?? undefined } }));
  protected readonly values = reading({ params: this.asked, stream: ({ params }) => this.api.get('/api/v1/reports/fair-values/{fundId}', params) });

  /** Which entries of the ledger an investment's figure is made of: what stands, through its day; what moved, from the first of the period. Of levels the investments are the parts. */
  protected entries(table: Table, row: Table['rows'][number], column: string, of: Values): object | null {
    if (row.kind !== 'Line' || table.key === 'fairValueRoll' || !this.session.can('ledger:read')) return null;
    const accounts = ACCOUNTS[column] ?? (table.key === 'fairValueHierarchy' ? ACCOUNTS['closing'] : undefined);
    if (!accounts) return null;
    const moved = MOVED.includes(column);
    return { deal: row.key, account: accounts, from: moved ? of.from : null, to: column === 'opening' ? dayBefore(of.from) : of.to };
  }

  protected take(): void {
    const { path, query } = this.asked();
    this.taking.run(this.api.download('/api/v1/reports/fair-values/{fundId}', { path, query: { ...query, format: 'xlsx' } }), ({ blob, name }) => save(blob, name));
  }
}
