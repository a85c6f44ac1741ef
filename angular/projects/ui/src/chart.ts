import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, afterNextRender, afterRenderEffect, computed, inject, input, signal, untracked, viewChild } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import type { EChartsCoreOption, EChartsType } from './chart-engine';
import { Amount, MoneyPipe, UserLocale } from './locale';

export interface ChartSeries {
  readonly name: string;
  readonly shape: 'line' | 'bar';
  /** One for each category; null leaves a gap. */
  readonly values: readonly (Amount | null | undefined)[];
  /** Bars of the same stack stand on each other. */
  readonly stack?: string;
}

/** Colours of the theme in the order in which series take them, and how lines are told apart without colour. */
const COLOURS = ['primary', 'tertiary', 'on-surface', 'outline'] as const;
const DASHES = ['solid', 'dashed', 'dotted', 'solid'] as const;

/** Charts of a page are drawn one after the other, with room between them (milliseconds) for whoever uses the page. */
const BETWEEN = 50;
let turn: Promise<unknown> = Promise.resolve();

/** A chart for those who see it, and the same figures to the cent as a table for everybody. */
@Component({
  selector: 'ui-chart',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MoneyPipe, TranslocoPipe],
  providers: [MoneyPipe],
  template: `
    <figure>
      <figcaption>{{ label() }}</figcaption>
      <div #place class="place" [style.height.rem]="height()" aria-hidden="true"></div>
    </figure>
    <details [open]="failed()">
      <summary>{{ 'ui.asTable' | transloco }}<span class="visually-hidden"> {{ label() }}</span></summary>
      <div class="scroll" tabindex="0" role="group" [attr.aria-label]="label()">
        <table class="plain">
          <thead><tr><th scope="col">{{ axis() }}</th>@for (line of series(); track $index) { <th scope="col" class="number">{{ line.name }}</th> }</tr></thead>
          <tbody>
            @for (category of categories(); track $index; let i = $index) {
              <tr><th scope="row">{{ category }}</th>@for (line of series(); track $index) { <td class="number">{{ line.values[i] | money: 'code' }}</td> }</tr>
            }
          </tbody>
        </table>
      </div>
    </details>
  `,
  styles: `
    :host { display: block; min-width: 0 }
    figure { margin: 0 }
    figcaption { font: var(--mat-sys-title-small); color: var(--mat-sys-on-surface-variant) }
    .place { overflow: hidden }
    details { margin-bottom: 1rem }
    summary { cursor: pointer; padding: 0.25rem 0 }
  `,
})
export class Chart {
  private readonly user = inject(UserLocale);
  private readonly money = inject(MoneyPipe);
  private readonly gone = inject(DestroyRef);
  readonly label = input.required<string>();
  /** What the categories are. */
  readonly axis = input('');
  readonly categories = input.required<readonly string[]>();
  readonly series = input.required<readonly ChartSeries[]>();
  /** Bars that grow to the right, with room for long names. */
  readonly sideways = input(false);
  /** Bars to the right need a line for each. */
  protected readonly height = computed(() => (this.sideways() ? Math.max(14, 5 + this.categories().length * (this.series()[0]?.stack ? 1.5 : this.series().length * 0.9)) : 18));
  protected readonly failed = signal(false);
  private readonly place = viewChild.required<ElementRef<HTMLElement>>('place');
  private readonly dark = matchMedia('(prefers-color-scheme: dark)');
  private readonly theme = signal(0);
  private readonly width = signal(0);
  private readonly chart = signal<EChartsType | null>(null);

  private readonly drawing = computed(() => ({ categories: this.categories(), series: this.series(), sideways: this.sideways(), theme: this.theme(), width: this.width(), language: this.user.language() }));

  /** What is to be seen now: drawing costs too much to be done twice. */
  private drawn: unknown = null;

  constructor() {
    const turned = () => this.theme.update((times) => times + 1);
    this.dark.addEventListener('change', turned);
    const room = new ResizeObserver(() => {
      const [chart, place] = [this.chart(), this.place().nativeElement];
      if (!chart || (chart.getWidth() === place.clientWidth && chart.getHeight() === place.clientHeight)) return;
      chart.resize();
      this.width.set(place.clientWidth);
    });
    this.gone.onDestroy(() => {
      this.dark.removeEventListener('change', turned);
      room.disconnect();
      this.chart()?.dispose();
    });
    // Drawing is work: it waits until the chart is seen.
    afterNextRender(() => {
      const sight = new IntersectionObserver((seen) => {
        if (!seen.some((it) => it.isIntersecting)) return;
        sight.disconnect();
        void this.begin(room);
      });
      sight.observe(this.place().nativeElement);
      this.gone.onDestroy(() => sight.disconnect());
    });
    afterRenderEffect(() => {
      const [drawing, chart] = [this.drawing(), this.chart()];
      if (chart && drawing !== this.drawn) untracked(() => this.show(chart));
    });
  }

  private async begin(room: ResizeObserver): Promise<void> {
    try {
      const { draw } = await import('./chart-engine');
      await (turn = turn.then(() => new Promise((go) => setTimeout(go, BETWEEN))));
      if (this.gone.destroyed) return;
      const place = this.place().nativeElement;
      this.width.set(place.clientWidth);
      const chart = draw(place);
      this.show(chart);
      this.chart.set(chart);
      room.observe(place);
    } catch {
      this.failed.set(true);
    }
  }

  private show(chart: EChartsType): void {
    const drawing = this.drawing();
    chart.setOption(this.option(drawing.categories, drawing.series, drawing.sideways), { notMerge: true });
    this.drawn = drawing;
  }

  private option(categories: readonly string[], series: readonly ChartSeries[], sideways: boolean): EChartsCoreOption {
    const [text, rule, surface] = ['on-surface', 'outline-variant', 'surface-container'].map((name) => this.colour(name));
    const compact = new Intl.NumberFormat(this.user.locale(), { notation: 'compact', maximumFractionDigits: 1 });
    const [width, few] = [this.place().nativeElement.clientWidth, categories.length <= 8];
    const named = sideways ? { width: Math.min(140, width * 0.35), overflow: 'truncate', interval: 0 } : few ? { width: (width - 90) / categories.length, overflow: 'break', interval: 0 } : { hideOverlap: true };
    const names = { type: 'category', data: [...categories], inverse: sideways, axisLabel: { color: text, ...named }, axisLine: { lineStyle: { color: rule }, onZero: false }, axisTick: { show: false } };
    const amounts = { type: 'value', axisLabel: { color: text, hideOverlap: true, formatter: (value: number) => compact.format(value) }, splitLine: { lineStyle: { color: rule } } };
    return {
      animation: false,
      color: COLOURS.map((name) => this.colour(name)),
      textStyle: { fontFamily: getComputedStyle(this.place().nativeElement).fontFamily, color: text },
      grid: { left: 8, right: 16, top: width < 480 ? 64 : 40, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: { top: 0, left: 0, selectedMode: false, textStyle: { color: text } },
      // Drawn as SVG too: a tooltip of HTML would need style attributes.
      tooltip: {
        trigger: 'axis', renderMode: 'richText', backgroundColor: surface, borderColor: rule, textStyle: { color: text }, confine: true,
        formatter: (hit: readonly { readonly dataIndex: number }[]) => this.told(categories, series, hit[0]?.dataIndex ?? 0),
      },
      xAxis: sideways ? amounts : names,
      yAxis: sideways ? names : amounts,
      series: series.map((line, i) => ({
        name: line.name, type: line.shape, stack: line.stack, barMaxWidth: 36, symbol: 'circle', symbolSize: 4, connectNulls: false, lineStyle: { type: DASHES[i % DASHES.length], width: 2 },
        // Only where something is drawn: figures themselves are shown as they came.
        data: line.values.map((value) => (value ? Number(value.amount) : null)),
      })),
    };
  }

  private told(categories: readonly string[], series: readonly ChartSeries[], at: number): string {
    return [categories[at], ...series.map((line) => `${line.name}  ${this.money.transform(line.values[at], 'code')}`)].join('\n');
  }

  /** A colour of the theme as the browser works it out, for light or dark. */
  private colour(name: string): string {
    const place = this.place().nativeElement;
    place.style.color = `var(--mat-sys-${name})`;
    const colour = getComputedStyle(place).color;
    place.style.color = '';
    return colour;
  }
}
