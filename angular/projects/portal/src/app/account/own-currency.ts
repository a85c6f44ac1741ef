import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Schemas } from '@api';
import { DayPipe, MoneyPipe, RatioPipe } from '@ui';

type Converted = Schemas['ReadInvestorStatementConverted'];
type Column = Converted['period'];

const COLUMNS = ['period', 'yearToDate', 'sinceInception'] as const;

/** A capital account in the investor's own currency: what moved by kind, what the rates did, its performance, and the rates behind it. */
@Component({
  selector: 'app-own-currency',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MoneyPipe, RatioPipe, TranslocoPipe],
  template: `
    @let own = of();
    <h2 id="own">{{ 'capitalAccount.own' | transloco: { currency: own.currency } }}</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="own">
      <table class="plain">
        <thead><tr><th scope="col">{{ 'capitalAccount.line' | transloco }}</th><th scope="col" class="number">{{ period() }}</th><th scope="col" class="number">{{ 'capitalAccount.year' | transloco }}</th><th scope="col" class="number">{{ 'capitalAccount.inception' | transloco }}</th></tr></thead>
        <tbody>
          @for (line of lines(); track line.key) {
            <tr [class.total]="line.isTotal"><th scope="row">{{ 'capitalAccount.' + line.key | transloco }}</th>@for (amount of line.amounts; track $index) { <td class="number">{{ amount ? (amount | money) : '' }}</td> }</tr>
          }
        </tbody>
      </table>
    </div>
    <dl class="cards">
      <div class="card"><dt>TVPI</dt><dd>{{ own.performance.tvpi | ratio }}</dd></div>
      <div class="card"><dt>IRR</dt><dd>{{ own.performance.irr | ratio: 'percent' }}</dd></div>
    </dl>
    <p>{{ 'capitalAccount.method' | transloco }}</p>
    <details>
      <summary>{{ 'capitalAccount.rates' | transloco }}</summary>
      <div class="scroll" tabindex="0" role="region" [attr.aria-label]="'capitalAccount.rates' | transloco">
        <table class="plain">
          <tbody>@for (rate of own.rates; track rate.rateId) { <tr><th scope="row">{{ rate.date | day }}</th><td>{{ rate.from }}/{{ rate.to }}</td><td class="number">{{ rate.rate }}</td><td>{{ rate.source }}</td></tr> }</tbody>
        </table>
      </div>
    </details>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-large) }
    tbody th { font-weight: 400 }
    .total th, .total td { font-weight: 700 }
    .cards { margin-block: 1rem }
    summary { cursor: pointer; padding: 0.5rem 0 }
  `,
})
export class OwnCurrency {
  readonly of = input.required<Converted>();
  /** The quarter, as its column is headed. */
  readonly period = input.required<string>();
  protected readonly lines = computed(() => {
    const own = this.of();
    const line = (key: string, figure: (column: Column) => Column['opening'] | undefined, isTotal = false) => ({ key, isTotal, amounts: COLUMNS.map((column) => figure(own[column])) });
    const kinds = [...new Set(COLUMNS.flatMap((column) => own[column].movements.map((it) => it.kind)))];
    return [
      line('opening', (column) => column.opening, true),
      ...kinds.map((kind) => line(`kinds.${kind}`, (column) => column.movements.find((it) => it.kind === kind)?.amount)),
      line('currencyEffect', (column) => column.currencyEffect),
      line('closing', (column) => column.closing, true),
      line('accruedCarry', (column) => column.accruedCarry),
      line('closingNet', (column) => column.closingNet, true),
    ];
  });
}
