import { CdkVirtualScrollViewport, ScrollingModule } from '@angular/cdk/scrolling';
import { ChangeDetectionStrategy, Component, DestroyRef, ElementRef, TemplateRef, afterNextRender, computed, contentChildren, Directive, effect, inject, input, signal, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { NgTemplateOutlet } from '@angular/common';
import { MatButton } from '@angular/material/button';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { ActivatedRoute, Router } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Observable, debounceTime, skip } from 'rxjs';
import { Failed, Failure } from './failed';
import { CountPipe } from './locale';
import { save } from './save';

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
  /** The field that the server sorts by, when it is not the key; null when it cannot. */
  readonly sort?: string | null;
  /** The column of the server's file, when it is not the key; null when there is none. */
  readonly file?: string | null;
}

/** A choice that keeps some of the rows. */
export interface Filter {
  readonly key: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

interface Asked {
  readonly sort?: string;
  readonly q?: string;
  readonly filters: Readonly<Record<string, string>>;
}

/** A list that somebody else sorts, searches and reads; a row that was not read yet is missing. */
export interface GridSource {
  readonly name: string;
  rows(): readonly (object | undefined)[];
  total(): number | null;
  asked(): Asked;
  askedIn(address: URLSearchParams): Asked;
  ask(asked: Asked): void;
  see(from: number, to: number): void;
  isLoading(): boolean;
  /** Why the last reading failed; what was read before is still there. */
  failure(): Failure | null;
  /** Reads from the beginning. */
  again(): void;
  file(format: 'csv' | 'xlsx', columns: string, language: string): Observable<{ readonly blob: Blob; readonly name: string }>;
}

const ROW = 44;
const ROWS_IN_SIGHT = 14;
/** Of rows that hold sentences: four lines of text. */
const TALL_ROW = 92;
const TALL_ROWS_IN_SIGHT = 7;

/**
 * A list of which only the rows in sight are drawn, however long it is. It is sorted by its headings, searched, filtered and exported, and keeps what is asked in the address.
 * Which columns are shown is kept in this browser under the list's name. By keyboard one row after the other: arrows, Home, End, Page Up and Down; Enter follows the row's link, left and right lead to what can be pressed in it.
 */
@Component({
  selector: 'ui-grid',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CountPipe, Failed, ScrollingModule, NgTemplateOutlet, MatButton, MatMenu, MatMenuItem, MatMenuTrigger, TranslocoPipe],
  template: `
    <div class="tools">
      @let source = of();
      @if (searched()) {
        <label class="field search">
          {{ 'grid.search' | transloco }}
          <input type="search" maxlength="200" [value]="source.asked().q ?? ''" (input)="typed.set($any($event.target).value)" />
        </label>
      }
      @for (filter of filters(); track filter.key) {
        @let kept = source.asked().filters[filter.key] ?? '';
        <label class="field filter">
          {{ filter.label }}
          <select (change)="keep(filter.key, $any($event.target).value)">
            <option value="" [selected]="!kept">{{ 'grid.all' | transloco }}</option>
            @for (option of filter.options; track option.value) { <option [value]="option.value" [selected]="option.value === kept">{{ option.label }}</option> }
          </select>
        </label>
      }
      <ng-content select="[tools]" />
      <span class="fill"></span>
      <span class="count" role="status">@if (counted() !== null) { {{ 'grid.rows' | transloco: { count: counted() | count } }} }</span>
      <button mat-button type="button" [disabled]="exporting()" [matMenuTriggerFor]="files">{{ 'grid.export' | transloco }}</button>
      <mat-menu #files="matMenu">
        <button mat-menu-item type="button" (click)="take('xlsx')">{{ 'grid.xlsx' | transloco }}</button>
        <button mat-menu-item type="button" (click)="take('csv')">{{ 'grid.csv' | transloco }}</button>
      </mat-menu>
      <button mat-button type="button" [matMenuTriggerFor]="choice">{{ 'ui.columns' | transloco }}</button>
      <mat-menu #choice="matMenu">
        @for (column of columns(); track column.key) {
          <button mat-menu-item role="menuitemcheckbox" [attr.aria-checked]="!hidden().has(column.key)" (click)="$event.stopPropagation(); toggle(column.key)"><span aria-hidden="true" class="tick">{{ hidden().has(column.key) ? '' : '✓' }}</span>{{ column.label }}</button>
        }
      </mat-menu>
    </div>
    @if (failed(); as text) { <p role="alert" class="alert">{{ text | transloco }}</p> }
    <div role="grid" class="table" [class.tall]="tall()" aria-readonly="true" [style.--columns]="shown().length" [attr.aria-label]="label()" [attr.aria-rowcount]="rowCount()" [attr.aria-colcount]="columns().length" [attr.aria-busy]="of().isLoading()">
      <div role="rowgroup"><div role="row" class="row head" aria-rowindex="1" [style.grid-template-columns]="widths()">
        @for (column of shown(); track column.key) {
          <div role="columnheader" [class.number]="column.number" [attr.aria-colindex]="place(column)" [attr.aria-sort]="sortable(column) ? direction(column) : null">
            @if (sortable(column)) {
              <button type="button" class="sort" (click)="sort(column)">{{ column.label }}<span aria-hidden="true" class="arrow">{{ arrow(column) }}</span></button>
            } @else { {{ column.label }} }
          </div>
        }
      </div></div>
      <cdk-virtual-scroll-viewport role="rowgroup" [itemSize]="row()" class="rows" [style.height.px]="height()" (keydown)="key($event)">
        <div role="row" class="row" *cdkVirtualFor="let row of list(); trackBy: identity; let i = index" [attr.aria-rowindex]="i + 2" [attr.data-row]="i" [attr.tabindex]="i === stop() ? 0 : -1" (focus)="active.set(i)" [style.grid-template-columns]="widths()">
          @for (column of shown(); track column.key) {
            <div role="gridcell" class="cell" [class.number]="column.number" [attr.aria-colindex]="place(column)">
              @if (row === undefined) { <span class="missing" aria-hidden="true"></span> }
              @else if (cellOf(column.key); as cell) {
                <ng-container [ngTemplateOutlet]="cell.template" [ngTemplateOutletContext]="{ $implicit: row }" />
              } @else { {{ text(row, column.key) }} }
            </div>
          }
        </div>
      </cdk-virtual-scroll-viewport>
      @if (!list().length && !of().failure()) { <p class="none" role="status">{{ (of().isLoading() ? 'ui.loading' : 'grid.none') | transloco }}</p> }
    </div>
    @if (of().failure(); as failure) { <ui-failed [failure]="failure" (again)="of().again()" /> }
  `,
  styles: `
    .tools { display: flex; gap: 0.5rem; align-items: end; flex-wrap: wrap; margin-bottom: 0.5rem }
    .field { display: flex; flex-direction: column; gap: 2px; color: var(--mat-sys-on-surface-variant); font: var(--mat-sys-body-small) }
    .field > * { box-sizing: border-box; width: 100%; height: 40px; padding: 0 0.75rem; border: 1px solid var(--mat-sys-outline); border-radius: 4px; background: var(--mat-sys-surface); color: var(--mat-sys-on-surface); font: var(--mat-sys-body-medium) }
    .field > :focus-visible { outline: 2px solid var(--mat-sys-primary); outline-offset: -1px }
    .search { flex: 0 1 18rem }
    .filter { flex: 0 1 11rem }
    .fill { flex: 1 }
    .count { color: var(--mat-sys-on-surface-variant); font: var(--mat-sys-body-small); line-height: 40px }
    .tick { display: inline-block; width: 1.5rem }
    .alert { color: var(--mat-sys-error) }
    .table { overflow-x: auto }
    .row { display: grid; gap: 0 1rem; align-items: center; min-width: 40rem; height: 44px; border-bottom: 1px solid var(--mat-sys-outline-variant); padding: 0 0.5rem; box-sizing: border-box }
    .row:focus-visible { outline: 2px solid var(--mat-sys-primary); outline-offset: -2px }
    .head { font: var(--mat-sys-title-small); color: var(--mat-sys-on-surface-variant) }
    .sort { all: unset; cursor: pointer; display: inline-flex; min-height: 24px; align-items: center; gap: 0.25rem }
    .sort:focus-visible { outline: 2px solid var(--mat-sys-primary); outline-offset: 2px; border-radius: 2px }
    .sort:hover { color: var(--mat-sys-on-surface) }
    .arrow { width: 0.75rem }
    .cell { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
    .tall .rows .row { height: 92px }
    .tall .cell { white-space: normal; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical }
    .number { text-align: right; font-variant-numeric: tabular-nums }
    .rows { min-width: 40rem }
    @media (max-width: 40rem) { .row, .rows { min-width: max(40rem, calc(var(--columns) * 10rem)) } }
    .none { padding: 1rem; text-align: center; color: var(--mat-sys-on-surface-variant) }
    .missing { display: inline-block; width: 60%; height: 0.6rem; border-radius: 4px; background: var(--mat-sys-surface-container-highest) }
  `,
})
export class Grid {
  private readonly router = inject(Router, { optional: true });
  private readonly route = inject(ActivatedRoute, { optional: true });
  private readonly texts = inject(TranslocoService);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly destroyed = inject(DestroyRef);

  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly columns = input.required<readonly Column[]>();
  /** Who sorts and reads the list. */
  readonly of = input.required<GridSource>();
  readonly filters = input<readonly Filter[]>([]);
  readonly searched = input(true);
  /** Its cells hold sentences, which are wrapped. */
  readonly tall = input(false);

  private readonly cells = contentChildren(Cell);
  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  private readonly range = signal({ start: 0, end: 0 });
  protected readonly row = computed(() => (this.tall() ? TALL_ROW : ROW));
  private readonly inSight = computed(() => (this.tall() ? TALL_ROWS_IN_SIGHT : ROWS_IN_SIGHT));
  protected readonly typed = signal<string | null>(null);
  protected readonly exporting = signal(false);
  protected readonly failed = signal<string | null>(null);
  protected readonly active = signal(0);
  protected readonly hidden = signal<ReadonlySet<string>>(new Set());
  protected readonly list = computed(() => this.of().rows());
  protected readonly counted = computed(() => this.of().total());
  /** The heading is a row too; -1 when nobody knows how many there are. */
  protected readonly rowCount = computed(() => { const total = this.counted(); return total === null ? -1 : total + 1; });
  protected readonly shown = computed(() => this.columns().filter((c) => !this.hidden().has(c.key)));
  protected readonly widths = computed(() => this.shown().map((c) => `minmax(0, ${c.grow ?? 1}fr)`).join(' '));
  protected readonly height = computed(() => Math.min(this.list().length, this.inSight()) * this.row() + 4);
  /** The one row that Tab stops at: the last one visited, or the first in sight when that is not drawn. */
  protected readonly stop = computed(() => {
    const { start, end } = this.range();
    return this.active() >= start && this.active() < end ? this.active() : start;
  });
  protected readonly identity = (index: number, row: object | undefined): unknown => (row as { id?: unknown } | undefined)?.id ?? index;

  constructor() {
    effect(() => {
      const kept = localStorage.getItem(`stratcap.columns.${this.name()}`);
      this.hidden.set(new Set(kept ? (JSON.parse(kept) as string[]) : []));
    });
    toObservable(this.typed).pipe(skip(1), debounceTime(250), takeUntilDestroyed()).subscribe((text) => this.asks({ q: text?.trim() || undefined }));
    this.route?.queryParamMap.pipe(skip(1), takeUntilDestroyed()).subscribe(() => this.of().ask(this.of().askedIn(new URLSearchParams(location.search))));
    afterNextRender(() => this.viewport().renderedRangeStream.pipe(takeUntilDestroyed(this.destroyed)).subscribe((range) => this.look(range)));
    // A list that was short, or not there yet, was measured small.
    const room = new ResizeObserver(() => this.viewport().checkViewportSize());
    afterNextRender(() => room.observe(this.viewport().elementRef.nativeElement));
    this.destroyed.onDestroy(() => room.disconnect());
    // Rows that were forgotten and are in sight still are read again.
    effect(() => {
      this.list();
      untracked(() => this.look(this.range()));
    });
  }

  protected cellOf(key: string): Cell | undefined {
    return this.cells().find((c) => c.uiCell() === key);
  }

  protected text(row: object, key: string): string {
    return String((row as Record<string, unknown>)[key] ?? '–');
  }

  /** Its place among all columns, hidden ones too. */
  protected place(column: Column): number {
    return this.columns().indexOf(column) + 1;
  }

  protected sortable(column: Column): boolean {
    return column.sort !== null;
  }

  protected direction(column: Column): 'ascending' | 'descending' | 'none' {
    const [sort] = (this.of().asked().sort ?? '').split(',');
    const field = column.sort ?? column.key;
    return sort === field ? 'ascending' : sort === `-${field}` ? 'descending' : 'none';
  }

  protected arrow(column: Column): string {
    return { ascending: '↑', descending: '↓', none: '' }[this.direction(column)];
  }

  /** Up, down, and back to the list's own order. */
  protected sort(column: Column): void {
    const field = column.sort ?? column.key;
    this.asks({ sort: { none: field, ascending: `-${field}`, descending: undefined }[this.direction(column)] });
  }

  protected keep(filter: string, value: string): void {
    const others = Object.entries(this.of().asked().filters).filter(([key]) => key !== filter);
    this.asks({ filters: Object.fromEntries(value ? [...others, [filter, value]] : others) });
  }

  protected take(format: 'csv' | 'xlsx'): void {
    this.exporting.set(true);
    this.failed.set(null);
    const columns = this.shown().map((c) => (c.file === undefined ? c.key : c.file)).filter((c) => c !== null);
    this.of().file(format, columns.join(','), this.texts.getActiveLang()).subscribe({
      next: ({ blob, name }) => save(blob, name),
      error: () => { this.exporting.set(false); this.failed.set('grid.exportFailed'); },
      complete: () => this.exporting.set(false),
    });
  }

  protected toggle(key: string): void {
    const hidden = new Set(this.hidden());
    if (!hidden.delete(key) && this.shown().length > 1) hidden.add(key);
    this.hidden.set(hidden);
    localStorage.setItem(`stratcap.columns.${this.name()}`, JSON.stringify([...hidden]));
  }

  protected key(event: KeyboardEvent): void {
    const at = event.target as HTMLElement;
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') this.within(event, at);
    if (at.getAttribute('role') !== 'row') return;
    if (event.key === 'Enter') {
      at.querySelector<HTMLElement>('a, button')?.click();
      return;
    }
    const now = Number(at.dataset['row']);
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, PageDown: now + this.inSight() - 1, PageUp: now - this.inSight() + 1, Home: 0, End: this.list().length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.go(Math.min(Math.max(to, 0), this.list().length - 1));
  }

  /** From a row to what can be pressed in it, one after the other, and back to the row. */
  private within(event: KeyboardEvent, at: HTMLElement): void {
    const row = at.closest<HTMLElement>('[data-row]');
    if (!row || (at !== row && !at.matches('a, button'))) return;
    const stops = [row, ...row.querySelectorAll<HTMLElement>('a, button')];
    const to = stops[stops.indexOf(at) + (event.key === 'ArrowRight' ? 1 : -1)];
    event.preventDefault();
    to?.focus();
  }

  /** Brings a row into sight and the focus to it. */
  private go(to: number): void {
    this.active.set(to);
    const viewport = this.viewport();
    const top = viewport.measureScrollOffset();
    const seen = viewport.getViewportSize();
    const row = this.row();
    if (to * row < top) viewport.scrollToOffset(to * row);
    else if ((to + 1) * row > top + seen) viewport.scrollToOffset((to + 1) * row - seen);
    const focus = (): boolean => {
      const drawn = this.element.nativeElement.querySelector<HTMLElement>(`[data-row="${to}"]`);
      drawn?.focus({ preventScroll: true });
      return drawn !== null && drawn !== undefined;
    };
    // A row far away is drawn a frame or two later.
    const later = (frames: number): void => void (this.active() === to && !focus() && frames > 0 && requestAnimationFrame(() => later(frames - 1)));
    later(10);
  }

  private look(range: { readonly start: number; readonly end: number }): void {
    this.range.set(range);
    untracked(() => this.of().see(range.start, range.end));
  }

  private asks(change: Partial<Asked>): void {
    const source = this.of();
    const asked = { ...source.asked(), ...change };
    const before = source.asked();
    source.ask(asked);
    this.active.set(0);
    this.viewport().scrollToOffset(0);
    const params: Record<string, string | null> = {};
    for (const key of [...Object.keys(before.filters), ...Object.keys(asked.filters)]) params[`${source.name}.${key}`] = asked.filters[key] ?? null;
    params[`${source.name}.sort`] = asked.sort ?? null;
    params[`${source.name}.q`] = asked.q ?? null;
    void this.router?.navigate([], { relativeTo: this.route ?? undefined, queryParams: params, queryParamsHandling: 'merge', replaceUrl: true });
  }
}
