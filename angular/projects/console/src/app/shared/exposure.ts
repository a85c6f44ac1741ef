import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, Schemas, problemOf, reading } from '@api';
import { CountPipe, MoneyPipe, RatioPipe, State, UserLocale } from '@ui';
import { Chart, ChartSeries } from '@ui/chart';
import type { Figure } from '@ui/explanation';
import { byKey } from '@ui/figures';
import { Opens } from '@ui/opens';
import { map } from 'rxjs';
import { NONE } from './classes';
import { countryName } from './country';
import { Explain } from './explain';
import { Texts } from './texts';

type By = Schemas['ExposureBy'];
type Row = Schemas['ReadExposureRow'];
type InCurrency = Schemas['ReadExposureCurrencyExposure'];

/** Of one fund there is nothing to tell apart by what the fund is. */
const OF_FIRM: readonly By[] = ['Fund', 'Strategy', 'Vintage', 'Type', 'Country', 'Industry'];
const OF_FUND: readonly By[] = ['Type', 'Country', 'Industry'];
const FILTERS = { Fund: 'fundId', Strategy: 'strategy', Vintage: 'vintage', Type: 'type', Country: 'country', Industry: 'industry' } as const;
/** As many bars as can be told apart. */
const MOST_BARS = 12;
/** No book is older: a year before it is still being typed. */
const FIRST = '1900-01-01';

/** What the money of the firm, or of one fund, is in: by fund, strategy, vintage, type, country or industry, each currency for itself. Each figure opens to what it consists of. */
@Component({
  selector: 'app-exposure',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chart, CountPipe, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MoneyPipe, Opens, RatioPipe, RouterLink, State, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="exposure">
      <h2 id="exposure">{{ 'exposure.title' | transloco }}</h2>
      <div class="asked">
        <mat-form-field>
          <mat-label>{{ 'exposure.by' | transloco }}</mat-label>
          <mat-select [value]="by()" (valueChange)="chosen.set($event)">@for (it of offered(); track it) { <mat-option [value]="it">{{ 'exposure.bys.' + it | transloco }}</mat-option> }</mat-select>
        </mat-form-field>
        <mat-form-field>
          <mat-label>{{ 'exposure.asOf' | transloco }}</mat-label>
          <input matInput type="date" [value]="asOf() ?? ''" (change)="turn($any($event.target).value)" />
          <mat-hint>{{ 'exposure.asOfHint' | transloco }}</mat-hint>
        </mat-form-field>
      </div>
      <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
        @for (it of read.value()?.currencies; track it.currency) {
          <div class="columns">
            <div class="scroll" tabindex="0" role="group" [attr.aria-label]="('exposure.title' | transloco) + ', ' + it.currency">
              <table class="plain">
                <thead>
                  <tr>
                    <th scope="col">{{ 'exposure.bys.' + by() | transloco }}</th><th scope="col" class="number">{{ 'flows.investments' | transloco }}</th>
                    <th scope="col" class="number">{{ 'flows.costHeld' | transloco }} ({{ it.currency }})</th><th scope="col" class="number">{{ 'flows.fairValue' | transloco }} ({{ it.currency }})</th><th scope="col" class="number">{{ 'exposure.share' | transloco }}</th>
                    @if (it.unfunded) { <th scope="col" class="number">{{ 'figures.unfunded' | transloco }} ({{ it.currency }})</th> }
                  </tr>
                </thead>
                <tbody>
                  @for (row of it.rows; track row.key) {
                    @let name = nameOf(row);
                    <tr>
                      <th scope="row">@if (by() === 'Fund') { <a [routerLink]="['/funds', row.key]">{{ name }}</a> } @else { {{ name }} }</th>
                      <td class="number">{{ row.investments | count }}</td>
                      <td class="number"><button appOpens [of]="('flows.costHeld' | transloco) + ', ' + name" (click)="explain(it.currency, row, 'cost')">{{ row.cost | money }}</button></td>
                      <td class="number"><button appOpens [of]="('flows.fairValue' | transloco) + ', ' + name" (click)="explain(it.currency, row, 'fairValue')">{{ row.fairValue | money }}</button></td>
                      <td class="number">{{ row.share | ratio: 'percent' }}</td>
                      @if (row.unfunded) { <td class="number"><button appOpens [of]="('figures.unfunded' | transloco) + ', ' + name" (click)="explainUnfunded(it.currency, row)">{{ row.unfunded | money }}</button></td> }
                    </tr>
                  }
                  <tr class="total"><th scope="row">{{ 'exposure.total' | transloco }}</th><td class="number">{{ it.investments | count }}</td><td class="number">{{ it.cost | money }}</td><td class="number">{{ it.fairValue | money }}</td><td></td>@if (it.unfunded) { <td class="number">{{ it.unfunded | money }}</td> }</tr>
                </tbody>
              </table>
            </div>
            @if (it.investments) { <ui-chart [label]="('flows.fairValue' | transloco) + ' (' + it.currency + ')'" [axis]="'exposure.bys.' + by() | transloco" [categories]="names(it)" [series]="bars(it)" [sideways]="true" /> }
          </div>
        } @empty { <p>{{ 'portfolio.none' | transloco }}</p> }
      </ui-state>
      <p class="small">{{ 'exposure.basis' | transloco }}</p>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .asked { display: flex; gap: 0.75rem; flex-wrap: wrap }
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 2rem; margin-block-start: 0.75rem }
    th[scope='row'] { font-weight: inherit; text-align: start }
    .total th, .total td { font-weight: bold }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
  `,
})
export class Exposure {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly texts = inject(Texts);
  private readonly user = inject(UserLocale);
  /** One fund alone; all of the firm's unless given. */
  readonly fundId = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly chosen = signal<By | null>(null);
  protected readonly asOf = signal<string | null>(null);
  protected readonly offered = computed(() => (this.fundId() ? OF_FUND : OF_FIRM));
  protected readonly by = computed(() => this.chosen() ?? this.offered()[0]!);
  private readonly query = computed(() => ({ by: this.by(), fundId: this.fundId(), asOf: this.asOf() ?? undefined }));
  protected readonly read = reading({ params: this.query, stream: ({ params }) => this.api.get('/api/v1/dashboards/exposure', { query: params }) });

  constructor() {
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(() => this.read.reload());
  }

  protected turn(day: string): void {
    if (!day || day >= FIRST) this.asOf.set(day || null);
  }

  protected nameOf({ key, label }: Row): string {
    const by = this.by();
    if (key === null || label === null) return this.texts.of(by === 'Strategy' || by === 'Vintage' ? 'exposure.without' : 'profile.none');
    return by === 'Type' ? this.texts.of(`profile.types.${key}`) : by === 'Industry' ? this.texts.of(`profile.industries.${key}`) : by === 'Country' ? countryName(key, this.user.locale()) : label;
  }

  protected names(it: InCurrency): readonly string[] {
    return it.rows.slice(0, MOST_BARS).map((row) => this.nameOf(row));
  }

  protected bars(it: InCurrency): readonly ChartSeries[] {
    return [{ name: this.texts.of('flows.fairValue'), shape: 'bar', values: it.rows.slice(0, MOST_BARS).map((row) => row.fairValue) }];
  }

  /** A row is the sum of investments: the greatest of them, each with its fund. */
  protected explain(currency: string, row: Row, figure: 'cost' | 'fairValue'): void {
    const query = { ...this.narrowed(currency, row), held: true, sort: figure === 'cost' ? '-cost' : '-fairValue', size: 500 };
    this.explainer.open('', () => this.api.list('/api/v1/funds/investments', { query }).pipe(map(({ items, next }): Figure => ({
      label: `${this.nameOf(row)}, ${currency}`, value: row[figure].amount, formula: this.texts.of(next ? 'exposure.sumOfFirst' : 'exposure.sumOf', { count: row.investments }),
      parts: items.map((it) => ({ label: `${it.name}, ${it.fundName}`, value: it[figure].amount })),
    }))));
  }

  /** A fund's own opens down to facts; of several it is the sum of theirs. */
  protected explainUnfunded(currency: string, row: Row): void {
    if (this.by() === 'Fund' && !this.asOf()) {
      this.explainer.open('', () => this.api.get('/api/v1/funds/{fundId}/figures/explanation', { path: { fundId: row.key! } }), (tree) => byKey(tree, 'unfunded'));
      return;
    }
    const query = { ...this.narrowed(currency, row), by: 'Fund' as const };
    this.explainer.open('', () => this.api.get('/api/v1/dashboards/exposure', { query }).pipe(map(({ currencies }): Figure => ({
      label: `${this.texts.of('figures.unfunded')}, ${this.nameOf(row)}, ${currency}`, value: row.unfunded!.amount, formula: this.texts.of('exposure.sumOfFunds'),
      parts: (currencies[0]?.rows ?? []).map((fund) => ({ label: fund.label ?? '–', value: fund.unfunded?.amount ?? '–' })),
    }))));
  }

  private narrowed(currency: string, row: Row) {
    return { fundId: this.fundId(), asOf: this.asOf() ?? undefined, currency, [FILTERS[this.by()]]: row.key ?? NONE };
  }
}
