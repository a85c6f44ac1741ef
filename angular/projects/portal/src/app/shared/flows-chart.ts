import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { DayPipe, MoneyPipe, UserLocale } from '@ui';

interface Quarter {
  readonly asOf: string;
  readonly contributed: Amount | null;
  readonly distributed: Amount | null;
  readonly nav: Amount | null;
}
interface Amount {
  readonly amount: string;
  readonly currency: string;
}

const WIDTH = 640;
const HEIGHT = 220;
const LINES = ['contributed', 'distributed', 'nav'] as const;

/** Paid in, distributed and value over the quarters: three lines, and the same as a table for whoever does not see them. */
@Component({
  selector: 'app-flows-chart',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MoneyPipe, TranslocoPipe],
  template: `
    <figure>
      <svg [attr.viewBox]="'0 0 ' + width + ' ' + (height + 20)" aria-hidden="true">
        @for (line of lines(); track line.key) { <polyline [attr.class]="line.key" [attr.points]="line.points" /> }
        @for (year of years(); track year.x) { <text [attr.x]="year.x" [attr.y]="height + 16">{{ year.year }}</text> }
      </svg>
      <figcaption>@for (key of keys; track key) { <span [class]="'key ' + key">{{ 'figures.' + key | transloco }}</span> }</figcaption>
    </figure>
    <details>
      <summary>{{ 'chart.asTable' | transloco }}</summary>
      <div class="scroll" tabindex="0" role="region" [attr.aria-label]="'chart.asTable' | transloco">
        <table class="plain">
          <thead><tr><th scope="col">{{ 'chart.quarter' | transloco }}</th>@for (key of keys; track key) { <th scope="col" class="number">{{ 'figures.' + key | transloco }}</th> }</tr></thead>
          <tbody>@for (q of quarters(); track q.asOf) { <tr><th scope="row">{{ q.asOf | day }}</th>@for (key of keys; track key) { <td class="number">{{ q[key] | money }}</td> }</tr> }</tbody>
        </table>
      </div>
    </details>
  `,
  styles: `
    figure { margin: 0 }
    svg { width: 100%; max-height: 18rem }
    polyline { fill: none; stroke-width: 2.5 }
    text { font-size: 11px; fill: var(--mat-sys-on-surface-variant) }
    .contributed { stroke: var(--mat-sys-primary) }
    .distributed { stroke: var(--mat-sys-tertiary); stroke-dasharray: 6 3 }
    .nav { stroke: var(--mat-sys-on-surface); stroke-dasharray: 2 3 }
    .key { margin-right: 1.5rem; border-bottom: 3px solid }
    .key.contributed { border-color: var(--mat-sys-primary) }
    .key.distributed { border-color: var(--mat-sys-tertiary); border-bottom-style: dashed }
    .key.nav { border-color: var(--mat-sys-on-surface); border-bottom-style: dotted }
  `,
})
export class FlowsChart {
  protected readonly locale = inject(UserLocale);
  readonly quarters = input.required<readonly Quarter[]>();
  protected readonly keys = LINES;
  protected readonly width = WIDTH;
  protected readonly height = HEIGHT;

  protected readonly lines = computed(() => {
    const quarters = this.quarters();
    // Only where a line is drawn: figures themselves are shown as they came.
    const value = (amount: Amount | null) => Number(amount?.amount ?? 0);
    const top = Math.max(1, ...quarters.flatMap((q) => LINES.map((key) => value(q[key]))));
    return LINES.map((key) => ({ key, points: quarters.map((q, i) => `${x(i, quarters.length)},${HEIGHT - (value(q[key]) / top) * (HEIGHT - 10)}`).join(' ') }));
  });

  protected readonly years = computed(() => {
    const quarters = this.quarters();
    const first = quarters.map((q, i) => ({ year: q.asOf.slice(0, 4), x: x(i, quarters.length) })).filter((mark, i, all) => i === 0 || mark.year !== all[i - 1]!.year);
    const every = Math.ceil(first.length / 10);
    return first.filter((_, i) => i % every === 0).map((mark) => ({ ...mark, x: Math.min(mark.x, WIDTH - 30) }));
  });
}

function x(index: number, count: number): number {
  return count < 2 ? 0 : (index / (count - 1)) * WIDTH;
}
