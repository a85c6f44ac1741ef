import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Pages, Schemas, problemOf, reading } from '@api';
import { DayPipe, MoneyPipe, PageTitle, Refusal, State, save } from '@ui';
import { byKey } from '@ui/figures';
import { Opens } from '@ui/opens';
import { map } from 'rxjs';
import { More } from '../shared/more';
import { Why } from '../shared/why';
import { OwnCurrency } from './own-currency';

/** The capital account of an interest: one quarter, the year so far, and since inception, side by side, in the investor's own currency, too; and what moved in the quarter. */
@Component({
  selector: 'app-account-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MoneyPipe, More, Opens, OwnCurrency, PageTitle, Refusal, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'capitalAccount.title' | transloco" [crumbs]="[{ label: 'home.interests' | transloco, link: '/' }, { label: fundName(), link: ['/funds', fundId()] }]" />
    <ui-state [of]="quarters" [read]="problemOf" [empty]="!quarters.rows().length" [emptyText]="'fund.noStatements' | transloco" (again)="quarters.again()">
      <p>
        <label for="quarter">{{ 'chart.quarter' | transloco }}</label>
        <select id="quarter" [value]="period() ?? ''" (change)="choose($any($event.target).value)">
          @for (q of quarters.rows(); track q.period) { <option [value]="q.period">{{ q.period }}</option> }
        </select>
        <label for="currency">{{ 'capitalAccount.in' | transloco }}</label>
        <input id="currency" #field size="3" maxlength="3" autocomplete="off" autocapitalize="characters" spellcheck="false" [value]="currency() ?? ''" (change)="turn(field)" />
        <app-more [of]="quarters" [list]="'chart.earlier' | transloco" />
        @for (format of formats; track format) { <button mat-button type="button" (click)="download(format)" [attr.aria-label]="'fund.download' | transloco: { period: period(), format: format.toUpperCase() }">{{ format.toUpperCase() }}</button> }
      </p>
      <ui-refusal [of]="taking.refusal()" />
      <ui-state [of]="statement" [read]="problemOf" (again)="statement.reload()">
        @if (statement.value(); as s) {
          <h2>{{ s.investorName }}</h2>
          <div class="scroll" tabindex="0" role="region" [attr.aria-label]="'capitalAccount.title' | transloco">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'capitalAccount.line' | transloco }}</th><th scope="col" class="number">{{ period() }}</th><th scope="col" class="number">{{ 'capitalAccount.year' | transloco }}</th><th scope="col" class="number">{{ 'capitalAccount.inception' | transloco }}</th></tr></thead>
              <tbody>
                @for (line of s.lines; track line.key) {
                  <tr [class.total]="line.isTotal"><th scope="row">{{ line.label }}</th>@for (column of columns; track column) { <td class="number"><button appOpens [of]="line.label" (click)="explain(column, line)">{{ line[column] | money }}</button></td> }</tr>
                }
              </tbody>
            </table>
          </div>
          @if (s.inCurrency; as own) { <app-own-currency [of]="own" [period]="period() ?? ''" /> }
          @if (s.notInCurrency; as why) { <p role="note">{{ why }}</p> }
          @if (s.transactions.length) {
            <h2>{{ 'capitalAccount.moved' | transloco }}</h2>
            <div class="scroll" tabindex="0" role="region" [attr.aria-label]="'capitalAccount.moved' | transloco">
              <table class="plain">
                <tbody>@for (t of s.transactions; track $index) { <tr><th scope="row">{{ t.date | day }}</th><td>{{ t.description }}</td><td class="number">{{ t.amount | money: 'code' }}</td></tr> }</tbody>
              </table>
            </div>
          }
        }
      </ui-state>
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-large) }
    label { margin-inline: 0.5rem }
    label:first-child { margin-inline-start: 0 }
    input { margin-inline-end: 0.5rem }
    select, input { font: inherit; padding: 0.5rem; color: inherit; background: var(--mat-sys-surface); border: 1px solid var(--mat-sys-outline); border-radius: 4px }
    tbody th { font-weight: 400 }
    .total th, .total td { font-weight: 700 }
  `,
})
export class AccountPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly why = inject(Why);
  readonly fundId = input.required<string>();
  readonly investorId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  protected readonly formats = ['pdf', 'xlsx'] as const;
  /** Out of the address: it can be kept and sent. */
  readonly quarter = input<string>();
  /** Another than his own, or than the fund's where he has none. */
  readonly currency = input<string>();
  protected readonly columns = ['period', 'yearToDate', 'sinceInception'] as const;
  protected readonly quarters = new Pages((cursor) => this.api.list('/api/v1/portal/me/statements', { query: { fundId: this.fundId(), cursor, size: 100 } }).pipe(
    map((page) => ({ ...page, items: page.items.filter((line) => line.investorId === this.investorId()) }))));
  protected readonly period = computed(() => this.quarter() ?? this.quarters.rows()[0]?.period);
  protected readonly fundName = computed(() => this.quarters.rows()[0]?.fundName ?? '');
  protected readonly statement = reading({
    params: () => {
      const period = this.period();
      return period ? { period, fundId: this.fundId(), investorId: this.investorId(), currency: this.currency() } : undefined;
    },
    stream: ({ params: { investorId, ...query } }) => this.api.get('/api/v1/portal/me/statements/{investorId}', { path: { investorId }, query })
      // The description names no form where an answer has several.
      .pipe(map((statement) => statement as Schemas['ReadInvestorStatementResponse'])),
  });

  constructor() {
    effect(() => {
      this.fundId();
      this.investorId();
      untracked(() => this.quarters.again());
    });
  }

  protected choose(quarter: string): void {
    void this.router.navigate([], { queryParams: { quarter }, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected turn(field: HTMLInputElement): void {
    const code = field.value.trim().toUpperCase();
    if (code && !/^[A-Z]{3}$/.test(code)) {
      field.value = this.currency() ?? '';
      return;
    }
    void this.router.navigate([], { queryParams: { currency: code || null }, queryParamsHandling: 'merge', replaceUrl: true });
  }

  /** A line of a column comes from the transactions of its days. */
  protected explain(column: (typeof this.columns)[number], line: { readonly key: string; readonly label: string }): void {
    const [path, query] = [{ investorId: this.investorId() }, { fundId: this.fundId(), period: this.period()!, explain: true }];
    const read = () => this.api.get('/api/v1/portal/me/statements/{investorId}', { path, query }).pipe(map((statement) => (statement as Schemas['ReadInvestorStatementResponse']).linesExplained!));
    this.why.open(line.label, read, (tree) => byKey(byKey(tree, column), line.key));
  }

  protected download(format: 'pdf' | 'xlsx'): void {
    this.taking.run(this.api.download('/api/v1/portal/me/statements/{investorId}', { path: { investorId: this.investorId() }, query: { fundId: this.fundId(), period: this.period()!, format, currency: this.currency() } }), ({ blob, name }) => save(blob, name));
  }
}
