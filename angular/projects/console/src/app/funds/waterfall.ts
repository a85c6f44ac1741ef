import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Schemas } from '@api';
import { MoneyPipe } from '@ui';
import { Chart, ChartSeries } from '@ui/chart';
import { Opens } from '@ui/opens';
import { Texts } from '../shared/texts';

type Row = Schemas['DistributionViewRowView'];
export type WaterfallTier = Row['tier'];

/** How tiers are named by texts and lines. */
export const TIER_KEYS = { ReturnOfCapital: 'returnOfCapital', PreferredReturn: 'preferredReturn', CatchUp: 'catchUp', ResidualSplit: 'residualSplit', CarriedInterest: 'carriedInterest' } as const;

/** How many investors a chart has room for; all of them stand in the table. */
const DRAWN = 12;

/** A waterfall: tier by tier to whom it goes, as table and chart, and investor by investor as a chart. */
@Component({
  selector: 'app-waterfall',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chart, MoneyPipe, Opens, TranslocoPipe],
  template: `
    <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'distributions.waterfall' | transloco">
      <table class="plain">
        <caption class="visually-hidden">{{ 'distributions.waterfall' | transloco }}</caption>
        <thead><tr><th scope="col">{{ 'flows.tier' | transloco }}</th><th scope="col" class="number">{{ 'flows.toLimited' | transloco }}</th><th scope="col" class="number">{{ 'flows.toGeneral' | transloco }}</th><th scope="col" class="number">{{ 'flows.total' | transloco }}</th></tr></thead>
        <tbody>
          @for (row of rows(); track row.tier) {
            <tr>
              <th scope="row">{{ 'tiers.' + keys[row.tier] | transloco }}</th><td class="number">{{ row.limitedPartners | money }}</td><td class="number">{{ row.generalPartner | money }}</td>
              <td class="number">@if (explained()) { <button appOpens [of]="'tiers.' + keys[row.tier] | transloco" (click)="explain.emit(row.tier)">{{ row.total | money }}</button> } @else { {{ row.total | money }} }</td>
            </tr>
          }
        </tbody>
      </table>
    </div>
    <div class="charts">
      <ui-chart [label]="'flows.tierChart' | transloco" [axis]="'flows.tier' | transloco" [categories]="tiers()" [series]="byTier()" />
      @if (lines().length) { <ui-chart [label]="'flows.investorChart' | transloco" [axis]="'positions.investor' | transloco" [categories]="names()" [series]="byInvestor()" [sideways]="true" /> }
    </div>
  `,
  styles: '.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; margin-top: 1rem }',
})
export class WaterfallView {
  private readonly texts = inject(Texts);
  readonly rows = input.required<readonly Row[]>();
  readonly lines = input<readonly Schemas['DistributionViewLineView'][]>([]);
  /** Whether rows open. */
  readonly explained = input(false);
  readonly explain = output<WaterfallTier>();
  protected readonly keys = TIER_KEYS;

  private readonly drawn = computed(() => this.lines().slice(0, DRAWN));
  protected readonly names = computed(() => this.drawn().map((line) => line.name));
  protected readonly tiers = computed(() => this.rows().map((row) => this.texts.of(`tiers.${TIER_KEYS[row.tier]}`)));
  protected readonly byTier = computed((): readonly ChartSeries[] => [
    { name: this.texts.of('flows.toLimited'), shape: 'bar', stack: 'tier', values: this.rows().map((row) => row.limitedPartners) },
    { name: this.texts.of('flows.toGeneral'), shape: 'bar', stack: 'tier', values: this.rows().map((row) => row.generalPartner) },
  ]);
  protected readonly byInvestor = computed((): readonly ChartSeries[] => [
    { name: this.texts.of('distributions.payable'), shape: 'bar', stack: 'part', values: this.drawn().map((line) => line.payable) },
    { name: this.texts.of('tiers.carriedInterest'), shape: 'bar', stack: 'part', values: this.drawn().map((line) => line.carriedInterest) },
    { name: this.texts.of('flows.withheld'), shape: 'bar', stack: 'part', values: this.drawn().map((line) => line.withholding) },
  ]);
}
