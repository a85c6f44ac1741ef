import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Schemas } from '@api';
import { DayPipe } from '@ui';
import { Chart, ChartSeries } from '@ui/chart';
import { Texts } from './texts';

/** A fund's J-curve: what partners paid and got to date, quarter by quarter, beside the net asset value. */
@Component({
  selector: 'app-curve',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chart, TranslocoPipe],
  providers: [DayPipe],
  template: `
    @if (curve().length) {
      <ui-chart [label]="'flows.curve' | transloco: { name: name() }" [axis]="'flows.quarter' | transloco" [categories]="days()" [series]="series()" />
    } @else {
      <p>{{ 'flows.noCurve' | transloco }}</p>
    }
  `,
  styles: ':host { display: block; min-width: 0 }',
})
export class Curve {
  private readonly texts = inject(Texts);
  private readonly day = inject(DayPipe);
  readonly curve = input.required<readonly Schemas['ReadMetricsPoint'][]>();
  readonly name = input.required<string>();
  protected readonly days = computed(() => {
    this.texts.of('flows.quarter');
    return this.curve().map((point) => this.day.transform(point.asOf));
  });
  protected readonly series = computed((): readonly ChartSeries[] => (['net', 'nav', 'paidIn', 'paidOut'] as const).map((key) => ({ name: this.texts.of(`flows.points.${key}`), shape: 'line', values: this.curve().map((point) => point[key]) })));
}
