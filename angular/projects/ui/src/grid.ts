import { ScrollingModule } from '@angular/cdk/scrolling';
import { ChangeDetectionStrategy, Component, TemplateRef, computed, contentChildren, Directive, effect, inject, input, output, signal } from '@angular/core';
import { NgTemplateOutlet } from '@angular/common';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatButton } from '@angular/material/button';
import { MatMenu, MatMenuTrigger } from '@angular/material/menu';
import { TranslocoPipe } from '@jsverse/transloco';

/** How a cell of a column is drawn: `<ng-template uiCell="name" let-row>…`. */
@Directive({ selector: '[uiCell]' })
export class Cell {
  readonly uiCell = input.required<string>();
  readonly template = inject<TemplateRef<{ $implicit: unknown }>>(TemplateRef);
}

export interface Column {
  readonly key: string;
  /** Already in the user's language. */
  readonly label: string;
  /** Right-aligned, digits under digits. */
  readonly number?: boolean;
  /** Share of the width; 1 when not given. */
  readonly grow?: number;
}

/**
 * A list that grows as it is scrolled: only the rows in sight are drawn, and the next page is asked for near the end. Which columns are shown is kept in this browser under the list's name.
 */
@Component({
  selector: 'ui-grid',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ScrollingModule, NgTemplateOutlet, MatButton, MatCheckbox, MatMenu, MatMenuTrigger, TranslocoPipe],
  template: `
    <div class="tools">
      <ng-content select="[tools]" />
      <span class="fill"></span>
      <button mat-button type="button" [matMenuTriggerFor]="choice">{{ 'ui.columns' | transloco }}</button>
      <mat-menu #choice="matMenu">
        @for (column of columns(); track column.key) {
          <mat-checkbox class="choice" [checked]="!hidden().has(column.key)" (click)="$event.stopPropagation()" (change)="toggle(column.key)">{{ column.label }}</mat-checkbox>
        }
      </mat-menu>
    </div>
    <div role="table" class="table" [attr.aria-label]="label()" [attr.aria-rowcount]="total() ?? -1">
      <div role="rowgroup"><div role="row" class="row head" [style.grid-template-columns]="widths()">
        @for (column of shown(); track column.key) {
          <div role="columnheader" [class.number]="column.number">{{ column.label }}</div>
        }
      </div></div>
      <cdk-virtual-scroll-viewport role="rowgroup" [itemSize]="44" class="rows" [style.height.px]="height()" (scrolledIndexChange)="near($event)" tabindex="0" [attr.aria-label]="label()">
        <div role="row" class="row" *cdkVirtualFor="let row of rows(); trackBy: identity; let i = index" [attr.aria-rowindex]="i + 1" [style.grid-template-columns]="widths()">
          @for (column of shown(); track column.key) {
            <div role="cell" class="cell" [class.number]="column.number">
              @if (cellOf(column.key); as cell) {
                <ng-container [ngTemplateOutlet]="cell.template" [ngTemplateOutletContext]="{ $implicit: row }" />
              } @else {
                {{ text(row, column.key) }}
              }
            </div>
          }
        </div>
      </cdk-virtual-scroll-viewport>
    </div>
  `,
  styles: `
    .tools { display: flex; gap: 0.5rem; align-items: center; flex-wrap: wrap }
    .fill { flex: 1 }
    .choice { display: block; padding: 0 1rem }
    .table { overflow-x: auto }
    .row { display: grid; gap: 0 1rem; align-items: center; min-width: 40rem; height: 44px; border-bottom: 1px solid var(--mat-sys-outline-variant); padding: 0 0.5rem }
    .head { font: var(--mat-sys-title-small); color: var(--mat-sys-on-surface-variant) }
    .cell { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
    .number { text-align: right; font-variant-numeric: tabular-nums }
    .rows { min-width: 40rem }
  `,
})
export class Grid {
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly columns = input.required<readonly Column[]>();
  readonly rows = input.required<readonly object[]>();
  readonly total = input<number | null>(null);
  /** The end is near: read the next page, if there is one. */
  readonly more = output();

  private readonly cells = contentChildren(Cell);
  protected readonly hidden = signal<ReadonlySet<string>>(new Set());
  protected readonly shown = computed(() => this.columns().filter((c) => !this.hidden().has(c.key)));
  protected readonly widths = computed(() => this.shown().map((c) => `minmax(0, ${c.grow ?? 1}fr)`).join(' '));
  protected readonly height = computed(() => Math.min(Math.max(this.rows().length, 1) * 44 + 4, 616));
  protected readonly identity = (index: number, row: object): unknown => (row as { id?: unknown }).id ?? index;

  constructor() {
    effect(() => {
      const kept = localStorage.getItem(`stratcap.columns.${this.name()}`);
      this.hidden.set(new Set(kept ? (JSON.parse(kept) as string[]) : []));
    });
  }

  protected cellOf(key: string): Cell | undefined {
    return this.cells().find((c) => c.uiCell() === key);
  }

  protected text(row: object, key: string): string {
    return String((row as Record<string, unknown>)[key] ?? '–');
  }

  protected toggle(key: string): void {
    const hidden = new Set(this.hidden());
    if (!hidden.delete(key) && this.shown().length > 1) hidden.add(key);
    this.hidden.set(hidden);
    localStorage.setItem(`stratcap.columns.${this.name()}`, JSON.stringify([...hidden]));
  }

  protected near(index: number): void {
    if (index + 30 >= this.rows().length) this.more.emit();
  }
}
