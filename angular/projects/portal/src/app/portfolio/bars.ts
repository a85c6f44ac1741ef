import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

interface Amount {
  readonly amount: string;
}
interface Item {
  readonly fundName: string;
  readonly sum: { readonly paidIn: Amount | null; readonly distributed: Amount | null; readonly nav: Amount | null };
}

const WIDTH = 640;
const ROW = 46;
const MOST = 12;

/** Each fund's paid in above what came back and what is left: one glance says which did well. The table beside it says the same in figures. */
@Component({
  selector: 'app-bars',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoPipe],
  template: `
    <figure>
      <svg [attr.viewBox]="'0 0 ' + width + ' ' + height()" aria-hidden="true">
        @for (row of rows(); track $index) {
          <text x="0" [attr.y]="row.y + 11">{{ row.name }}</text>
          <rect class="contributed" x="0" [attr.y]="row.y + 16" height="10" [attr.width]="row.paidIn" />
          <rect class="distributed" x="0" [attr.y]="row.y + 28" height="10" [attr.width]="row.distributed" />
          <rect class="nav" [attr.x]="row.distributed" [attr.y]="row.y + 28" height="10" [attr.width]="row.nav" />
        }
      </svg>
      <figcaption>@for (key of keys; track key) { <span [class]="'key ' + key"><span class="patch" aria-hidden="true"></span>{{ 'figures.' + key | transloco }}</span> }</figcaption>
    </figure>
  `,
  styles: `
    figure { margin: 1rem 0 }
    svg { width: 100% }
    text { font-size: 12px; fill: var(--mat-sys-on-surface) }
    .contributed { fill: var(--mat-sys-outline); background: var(--mat-sys-outline) }
    .distributed { fill: var(--mat-sys-primary); background: var(--mat-sys-primary) }
    .nav { fill: var(--mat-sys-tertiary); background: var(--mat-sys-tertiary) }
    .key { background: none; margin-right: 1.5rem; white-space: nowrap }
    .patch { display: inline-block; width: 0.75rem; height: 0.75rem; margin-right: 0.375rem; background: var(--mat-sys-outline) }
    .distributed .patch { background: var(--mat-sys-primary) }
    .nav .patch { background: var(--mat-sys-tertiary) }
  `,
})
export class Bars {
  readonly items = input.required<readonly Item[]>();
  protected readonly keys = ['contributed', 'distributed', 'nav'] as const;
  protected readonly width = WIDTH;
  protected readonly height = computed(() => this.rows().length * ROW);
  protected readonly rows = computed(() => {
    // Only where a bar is drawn: figures themselves are shown as they came.
    const value = (amount: Amount | null) => Math.max(0, Number(amount?.amount ?? 0));
    const items = this.items().slice(0, MOST);
    const top = Math.max(1, ...items.map(({ sum }) => Math.max(value(sum.paidIn), value(sum.distributed) + value(sum.nav))));
    const wide = (amount: Amount | null) => (value(amount) / top) * WIDTH;
    return items.map(({ fundName, sum }, i) => ({ name: fundName, y: i * ROW, paidIn: wide(sum.paidIn), distributed: wide(sum.distributed), nav: wide(sum.nav) }));
  });
}
