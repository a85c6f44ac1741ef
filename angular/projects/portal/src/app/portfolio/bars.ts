import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

interface Amount {
  readonly amount: string;
}
interface Item {
  readonly fundName: string;
  readonly investorName: string;
  readonly sum: { readonly paidIn: Amount | null; readonly distributed: Amount | null; readonly nav: Amount | null };
}

const WIDTH = 100;
const MOST = 12;

/** Each fund's paid in above what came back and what is left: one glance says which did well. The table beside it says the same in figures. */
@Component({
  selector: 'app-bars',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoPipe],
  template: `
    <figure>
      @for (row of rows(); track $index) {
        <p>{{ row.name }}</p>
        <svg viewBox="0 0 100 22" preserveAspectRatio="none" aria-hidden="true">
          <rect class="contributed" x="0" y="0" height="10" [attr.width]="row.paidIn" />
          <rect class="distributed" x="0" y="12" height="10" [attr.width]="row.distributed" />
          <rect class="nav" [attr.x]="row.distributed" y="12" height="10" [attr.width]="row.nav" />
        </svg>
      }
      <figcaption>@for (key of keys; track key) { <span [class]="'key ' + key"><span class="patch" aria-hidden="true"></span>{{ 'figures.' + key | transloco }}</span> }</figcaption>
    </figure>
  `,
  styles: `
    figure { margin: 1rem 0 }
    p { margin: 0.75rem 0 0.25rem; font: var(--mat-sys-body-small) }
    svg { display: block; width: 100%; height: 22px }
    figcaption { margin-top: 0.75rem }
    .contributed { fill: var(--mat-sys-outline) }
    .distributed { fill: var(--mat-sys-primary) }
    .nav { fill: var(--mat-sys-tertiary) }
    .key { margin-right: 1.5rem; white-space: nowrap }
    .patch { display: inline-block; width: 0.75rem; height: 0.75rem; margin-right: 0.375rem; background: var(--mat-sys-outline) }
    .distributed .patch { background: var(--mat-sys-primary) }
    .nav .patch { background: var(--mat-sys-tertiary) }
  `,
})
export class Bars {
  readonly items = input.required<readonly Item[]>();
  protected readonly keys = ['contributed', 'distributed', 'nav'] as const;
  protected readonly rows = computed(() => {
    // Only where a bar is drawn: figures themselves are shown as they came.
    const value = (amount: Amount | null) => Math.max(0, Number(amount?.amount ?? 0));
    const items = this.items().slice(0, MOST);
    const top = Math.max(1, ...items.map(({ sum }) => Math.max(value(sum.paidIn), value(sum.distributed) + value(sum.nav))));
    const wide = (amount: Amount | null) => (value(amount) / top) * WIDTH;
    return items.map(({ fundName, investorName, sum }) => ({ name: `${fundName} · ${investorName}`, paidIn: wide(sum.paidIn), distributed: wide(sum.distributed), nav: wide(sum.nav) }));
  });
}
