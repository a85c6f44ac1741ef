import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Schemas, problemOf, reading } from '@api';
import { MoneyPipe, State, UserLocale } from '@ui';
import { Chart, ChartSeries } from '@ui/chart';
import { byKey } from '@ui/figures';
import { Opens } from '@ui/opens';
import { map } from 'rxjs';
import { Explain } from '../shared/explain';
import { Texts } from '../shared/texts';
import { lastQuarter, periodsUpTo } from './periods';

/** How many years back periods are offered. */
const YEARS = 6;

/** What moved a fund's net asset value in a period, step by step and by investment; each figure opens. */
@Component({
  selector: 'app-value-bridge',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chart, MatFormField, MatLabel, MatOption, MatSelect, MoneyPipe, Opens, State, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="value-bridge">
      <h2 id="value-bridge">{{ 'bridge.title' | transloco }}</h2>
      <mat-form-field subscriptSizing="dynamic">
        <mat-label>{{ 'statements.period' | transloco }}</mat-label>
        <mat-select [value]="period()" (valueChange)="period.set($event)">@for (it of offered; track it) { <mat-option [value]="it">{{ it }}</mat-option> }</mat-select>
      </mat-form-field>
      <ui-state [of]="bridge" [read]="problemOf" (again)="bridge.reload()">
        @if (bridge.value(); as it) {
          <div class="columns">
            <ui-chart [label]="'bridge.chart' | transloco: { period: period() }" [axis]="'bridge.step' | transloco" [categories]="labels()" [series]="bars()" [sideways]="true" />
            <div class="scroll" tabindex="0" role="group" aria-labelledby="value-bridge">
              <table class="plain">
                <tbody>
                  @for (step of steps(); track step.key) {
                    <tr [class.total]="step.key === 'opening' || step.key === 'closing'">
                      <th scope="row">{{ 'bridge.steps.' + step.key | transloco }}</th>
                      <td class="number"><button appOpens [of]="'bridge.steps.' + step.key | transloco" (click)="explain(step.key)">{{ step.amount | money }}</button></td>
                    </tr>
                  }
                </tbody>
              </table>
            </div>
          </div>
          @if (it.investments.length) {
            <h3 id="bridge-investments">{{ 'bridge.investments' | transloco }}</h3>
            <div class="scroll" tabindex="0" role="group" aria-labelledby="bridge-investments">
              <table class="plain">
                <thead><tr><th scope="col">{{ 'bridge.investment' | transloco }}</th>@for (key of gains; track key) { <th scope="col" class="number">{{ 'bridge.gains.' + key | transloco }}</th> }</tr></thead>
                <tbody>
                  @for (one of it.investments; track one.dealId) {
                    <tr><th scope="row">{{ one.name }}</th>@for (key of gains; track key) { <td class="number"><button appOpens [of]="('bridge.gains.' + key | transloco) + ', ' + one.name" (click)="explainInvestment(one)">{{ one[key] | money }}</button></td> }</tr>
                  }
                  @if (it.investmentsTotal > it.investments.length) { <tr><th scope="row">{{ 'bridge.others' | transloco: { count: it.investmentsTotal - it.investments.length } }}</th><td></td><td></td><td></td><td class="number">{{ it.others | money }}</td></tr> }
                </tbody>
              </table>
            </div>
          }
        }
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    h3 { font: var(--mat-sys-title-small) }
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 2rem; margin-block-start: 0.75rem }
    th[scope='row'] { font-weight: inherit; text-align: start }
    .total th, .total td { font-weight: bold }
  `,
})
export class ValueBridge {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly texts = inject(Texts);
  private readonly today = inject(UserLocale).today();
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly gains = ['income', 'realised', 'unrealised', 'total'] as const;
  protected readonly period = signal(lastQuarter(this.today));
  protected readonly offered = [...periodsUpTo(this.today, YEARS)].sort().reverse();
  private readonly asked = computed(() => ({ path: { fundId: this.fundId() }, query: { period: this.period() } }));
  protected readonly bridge = reading({ params: this.asked, stream: ({ params }) => this.api.get('/api/v1/dashboards/funds/{fundId}/bridge', params) });
  protected readonly steps = computed(() => {
    const it = this.bridge.value();
    return it ? [{ key: 'opening', amount: it.opening }, ...it.steps, { key: 'closing', amount: it.closing }] : [];
  });
  protected readonly labels = computed(() => this.steps().map((step) => this.texts.of(`bridge.steps.${step.key}`)));
  protected readonly bars = computed((): readonly ChartSeries[] => [{ name: this.texts.of('bridge.amount'), shape: 'bar', values: this.steps().map((step) => step.amount) }]);

  protected explain(key: string): void {
    const { path, query } = this.asked();
    this.explainer.open('', () => this.api.get('/api/v1/dashboards/funds/{fundId}/bridge', { path, query: { ...query, explain: true } }).pipe(map((it) => it.explanation!)), (tree) => (key === 'closing' ? tree : byKey(tree, key)));
  }

  protected explainInvestment({ dealId, name }: Schemas['ReadBridgeInvestment']): void {
    this.explainer.open(name, () => this.api.get('/api/v1/funds/{fundId}/investments/{dealId}/explanation', { path: { fundId: this.fundId(), dealId } }));
  }
}
