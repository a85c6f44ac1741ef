import { ChangeDetectionStrategy, Component, computed, input, model } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Aggregate, Dataset, DatasetColumn, Draft, DraftColumn, DraftComputed, DraftFilter, DraftSort, FilterOf, Operator, beginning, made, nameOf, names, takes } from './definition';

type Lists = 'columns' | 'computed' | 'filters' | 'sort';
interface Items { columns: DraftColumn; computed: DraftComputed; filters: DraftFilter; sort: DraftSort }

/** Asks what a report shows: dataset, columns, computed columns, filters, order. What the server finds wrong stands at its field. */
@Component({
  selector: 'app-definition-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoPipe],
  template: `
    @let it = draft();
    <div class="line">
      <label class="field wide">{{ 'customReports.dataset' | transloco }}
        <select (change)="choose($any($event.target).value)">@for (one of datasets(); track one.name) { <option [value]="one.name" [selected]="one.name === it.dataset" [disabled]="!one.mayRead">{{ 'customReports.datasets.' + one.name | transloco }}</option> }</select>
      </label>
      @if (dataset()?.knowsAsOf) {
        <label class="field">{{ 'customReports.asOf' | transloco }}
          <select (change)="set({ asOf: $any($event.target).value })">
            <option value="" [selected]="!it.asOf">{{ 'customReports.asOfs.now' | transloco }}</option>
            @for (rule of rules; track rule) { <option [value]="rule" [selected]="rule === it.asOf">{{ 'customReports.asOfs.' + rule | transloco }}</option> }
            <option [value]="isDay() ? it.asOf : today" [selected]="isDay()">{{ 'customReports.asOfs.day' | transloco }}</option>
          </select>
        </label>
        @if (isDay()) { <label class="field">{{ 'customReports.day' | transloco }} <input type="date" [value]="it.asOf" (change)="set({ asOf: $any($event.target).value || today })" /></label> }
      }
      <label class="field short">{{ 'customReports.currency' | transloco }} <input maxlength="3" autocomplete="off" autocapitalize="characters" placeholder="EUR" [value]="it.currency" (change)="set({ currency: code($any($event.target).value) })" /></label>
      @if (it.currency) { <label class="field short">{{ 'customReports.via' | transloco }} <input maxlength="3" autocomplete="off" autocapitalize="characters" placeholder="USD" [value]="it.via" (change)="set({ via: code($any($event.target).value) })" /></label> }
      <label class="check"><input type="checkbox" [checked]="it.totals" (change)="set({ totals: $any($event.target).checked })" /> {{ 'customReports.totals' | transloco }}</label>
    </div>
    @for (place of ['asOf', 'currency', 'via']; track place) { @if (wrong(place); as text) { <p role="alert" class="alert">{{ text }}</p> } }
    <p class="small">{{ dataset()?.meaning }}</p>
    @if (it.currency) { <p class="small">{{ (rateDay() ? 'customReports.ratesOf' : 'customReports.ratesAsOf') | transloco: { column: rateDay() } }}</p> }

    <fieldset>
      <legend>{{ 'customReports.columns' | transloco }}</legend>
      <p class="small">{{ 'customReports.columnsHint' | transloco }}</p>
      @for (one of it.columns; track $index; let i = $index) {
        <div class="line" role="group" [attr.aria-label]="'customReports.columnNo' | transloco: { number: i + 1 }">
          <label class="field wide">{{ 'customReports.column' | transloco }} <select (change)="put('columns', i, { column: $any($event.target).value, aggregate: 'None' })">@for (c of dataset()?.columns; track c.name) { <option [value]="c.name" [selected]="c.name === one.column">{{ c.heading }}</option> }</select></label>
          <label class="field">{{ 'customReports.aggregate' | transloco }} <select (change)="put('columns', i, { aggregate: $any($event.target).value })">@for (a of aggregates(one.column); track a) { <option [value]="a" [selected]="a === one.aggregate">{{ 'customReports.aggregates.' + a | transloco }}</option> }</select></label>
          <label class="field">{{ 'customReports.label' | transloco }} <input maxlength="100" autocomplete="off" [value]="one.heading" (input)="put('columns', i, { heading: $any($event.target).value })" /></label>
          <label class="field short">{{ 'customReports.called' | transloco }} <input maxlength="40" autocomplete="off" [placeholder]="one.column" [value]="one.name" (input)="put('columns', i, { name: $any($event.target).value })" /></label>
          <button mat-button type="button" [disabled]="i === 0" (click)="up(i)">{{ 'customReports.up' | transloco }}</button>
          <button mat-button type="button" [disabled]="it.columns.length === 1" (click)="drop('columns', i)">{{ 'customReports.remove' | transloco }}</button>
        </div>
        <p class="small">{{ column(one.column)?.meaning }}</p>
        @if (wrongIn('columns', i); as text) { <p role="alert" class="alert">{{ text }}</p> }
      }
      @if (wrong('columns'); as text) { <p role="alert" class="alert">{{ text }}</p> }
      <button mat-stroked-button type="button" (click)="add('columns', { column: first(), aggregate: 'None', name: '', heading: '' })">{{ 'customReports.addColumn' | transloco }}</button>
    </fieldset>

    <fieldset>
      <legend>{{ 'customReports.computed' | transloco }}</legend>
      <p class="small">{{ 'customReports.computedHint' | transloco }}</p>
      @for (one of it.computed; track $index; let i = $index) {
        <div class="line" role="group" [attr.aria-label]="'customReports.computedNo' | transloco: { number: i + 1 }">
          <label class="field short">{{ 'customReports.called' | transloco }} <input maxlength="40" autocomplete="off" [value]="one.name" (input)="put('computed', i, { name: $any($event.target).value })" /></label>
          <label class="field wide">{{ 'customReports.expression' | transloco }} <input maxlength="500" autocomplete="off" placeholder="distributed / paidIn" [value]="one.expression" (input)="put('computed', i, { expression: $any($event.target).value })" /></label>
          <label class="field">{{ 'customReports.label' | transloco }} <input maxlength="100" autocomplete="off" [value]="one.heading" (input)="put('computed', i, { heading: $any($event.target).value })" /></label>
          <label class="field short">{{ 'customReports.decimals' | transloco }} <input type="number" min="0" max="8" [value]="one.decimals" (input)="put('computed', i, { decimals: whole($any($event.target).value) })" /></label>
          <button mat-button type="button" (click)="drop('computed', i)">{{ 'customReports.remove' | transloco }}</button>
        </div>
        @if (wrongIn('computed', i); as text) { <p role="alert" class="alert">{{ text }}</p> }
      }
      <button mat-stroked-button type="button" (click)="add('computed', { name: '', expression: '', heading: '', decimals: 4 })">{{ 'customReports.addComputed' | transloco }}</button>
    </fieldset>

    <fieldset>
      <legend>{{ 'customReports.filters' | transloco }}</legend>
      <p class="small">{{ 'customReports.filtersHint' | transloco }}</p>
      @for (one of it.filters; track $index; let i = $index) {
        <div class="line" role="group" [attr.aria-label]="'customReports.filterNo' | transloco: { number: i + 1 }">
          <label class="field wide">{{ 'customReports.column' | transloco }} 
            <select (change)="refilter(i, $any($event.target).value)">
              <optgroup [label]="'customReports.ofDataset' | transloco">@for (c of filtered(); track c.name) { <option [value]="'Dataset:' + c.name" [selected]="one.of === 'Dataset' && c.name === one.column">{{ c.heading }}</option> }</optgroup>
              @if (made().length) { <optgroup [label]="'customReports.ofReport' | transloco">@for (name of made(); track name) { <option [value]="'Report:' + name" [selected]="one.of === 'Report' && name === one.column">{{ name }}</option> }</optgroup> }
              @if (one.of === 'Report' && !made().includes(one.column)) { <option [value]="'Report:' + one.column" selected>{{ one.column }}</option> }
            </select>
          </label>
          <label class="field">{{ 'customReports.operator' | transloco }} <select (change)="put('filters', i, { operator: $any($event.target).value })">@for (o of operators(one); track o) { <option [value]="o" [selected]="o === one.operator">{{ 'customReports.operators.' + o | transloco }}</option> }</select></label>
          @if (takes(one.operator) > 0) { <label class="field wide">{{ (one.operator === 'In' ? 'customReports.values' : 'customReports.value') | transloco }} <input maxlength="2000" autocomplete="off" [attr.type]="kind(one)" [value]="one.text" (input)="put('filters', i, { text: $any($event.target).value })" /></label> }
          @if (takes(one.operator) === 2) { <label class="field wide">{{ 'customReports.upTo' | transloco }} <input maxlength="200" autocomplete="off" [attr.type]="kind(one)" [value]="one.second" (input)="put('filters', i, { second: $any($event.target).value })" /></label> }
          <button mat-button type="button" (click)="drop('filters', i)">{{ 'customReports.remove' | transloco }}</button>
        </div>
        @if (wrongIn('filters', i); as text) { <p role="alert" class="alert">{{ text }}</p> }
      }
      <button mat-stroked-button type="button" (click)="addFilter()">{{ 'customReports.addFilter' | transloco }}</button>
    </fieldset>

    <fieldset>
      <legend>{{ 'customReports.sort' | transloco }}</legend>
      @for (one of it.sort; track $index; let i = $index) {
        <div class="line" role="group" [attr.aria-label]="'customReports.sortNo' | transloco: { number: i + 1 }">
          <label class="field wide">{{ 'customReports.column' | transloco }} <select (change)="put('sort', i, { column: $any($event.target).value })">@for (name of sortable(); track name) { <option [value]="name" [selected]="name === one.column">{{ name }}</option> }</select></label>
          <label class="check"><input type="checkbox" [checked]="one.descending" (change)="put('sort', i, { descending: $any($event.target).checked })" /> {{ 'customReports.descending' | transloco }}</label>
          <button mat-button type="button" (click)="drop('sort', i)">{{ 'customReports.remove' | transloco }}</button>
        </div>
        @if (wrongIn('sort', i); as text) { <p role="alert" class="alert">{{ text }}</p> }
      }
      <button mat-stroked-button type="button" [disabled]="it.sort.length >= 4" (click)="add('sort', { column: sortable()[0]!, descending: false })">{{ 'customReports.addSort' | transloco }}</button>
    </fieldset>
  `,
  styles: `
    fieldset { border: 0; border-top: 1px solid var(--mat-sys-outline-variant); margin: 1rem 0 0; padding: 0.75rem 0 0; min-width: 0 }
    legend { font: var(--mat-sys-title-small); padding: 0 0.5rem 0 0 }
    .line { display: flex; gap: 0.5rem; align-items: end; flex-wrap: wrap }
    .field { display: flex; flex-direction: column; gap: 2px; flex: 0 1 11rem; color: var(--mat-sys-on-surface-variant); font: var(--mat-sys-body-small) }
    .field > * { box-sizing: border-box; width: 100%; height: 40px; padding: 0 0.75rem; border: 1px solid var(--mat-sys-outline); border-radius: 4px; background: var(--mat-sys-surface); color: var(--mat-sys-on-surface); font: var(--mat-sys-body-medium) }
    .field > :focus-visible { outline: 2px solid var(--mat-sys-primary); outline-offset: -1px }
    .wide { flex: 1 1 13rem }
    .short { flex: 0 1 7rem }
    .check { display: flex; gap: 0.5rem; align-items: center; height: 40px }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant); margin: 0.25rem 0 0.5rem }
    .alert { color: var(--mat-sys-error); margin: 0 0 0.5rem }
  `,
})
export class DefinitionForm {
  readonly datasets = input.required<readonly Dataset[]>();
  readonly draft = model.required<Draft>();
  /** What the server found wrong, by its place in the definition. */
  readonly problems = input<Readonly<Record<string, readonly string[]>>>({});
  protected readonly rules = ['today', 'lastMonthEnd', 'lastQuarterEnd', 'lastYearEnd'];
  protected readonly today = new Date().toISOString().slice(0, 10);
  protected readonly takes = takes;
  protected readonly dataset = computed(() => this.datasets().find(({ name }) => name === this.draft().dataset));
  protected readonly filtered = computed(() => (this.dataset()?.columns ?? []).filter(({ canFilter }) => canFilter));
  protected readonly sortable = computed(() => names(this.draft()));
  protected readonly made = computed(() => made(this.draft()));
  /** What the column is called whose day's rates count. */
  protected readonly rateDay = computed(() => this.dataset()?.columns.find(({ name }) => name === this.dataset()?.rateDay)?.heading);
  protected readonly isDay = computed(() => /^\d/.test(this.draft().asOf));

  protected column(name: string): DatasetColumn | undefined {
    return this.dataset()?.columns.find((it) => it.name === name);
  }

  protected first(): string {
    const used = new Set(this.draft().columns.map(({ column }) => column));
    return this.dataset()!.columns.find(({ name, type }) => type !== 'Id' && !used.has(name))?.name ?? this.dataset()!.columns[0]!.name;
  }

  protected aggregates(name: string): readonly Aggregate[] {
    const it = this.column(name);
    return ['None', 'Count', ...(it?.canSum ? (['Sum'] as const) : []), ...(it?.canRange ? (['Min', 'Max'] as const) : [])];
  }

  protected kind(filter: DraftFilter): string {
    return this.source(filter)?.type === 'Date' && filter.operator !== 'In' ? 'date' : 'text';
  }

  /** What is worked out is a number or a day: it takes what amounts take. */
  protected operators(filter: Pick<DraftFilter, 'of' | 'column'>): readonly Operator[] {
    const it = filter.of === 'Report' ? this.dataset()?.columns.find(({ type }) => type === 'Money') : this.column(filter.column);
    return it?.operators ?? [];
  }

  /** The dataset's column whose values a filter compares; none for what is counted or computed. */
  private source({ of, column }: DraftFilter): DatasetColumn | undefined {
    if (of === 'Dataset') return this.column(column);
    const shown = this.draft().columns.find((it) => it.aggregate !== 'None' && nameOf(it) === column);
    return shown && shown.aggregate !== 'Count' ? this.column(shown.column) : undefined;
  }

  protected code(text: string): string {
    return text.trim().toUpperCase();
  }

  protected whole(text: string): number {
    return Math.trunc(Number(text)) || 0;
  }

  /** What is wrong with the whole of it. */
  protected wrong(place: string): string | undefined {
    return this.problems()[place]?.[0] ?? this.problems()[`definition.${place}`]?.[0];
  }

  /** What is wrong in one line of a list. */
  protected wrongIn(list: Lists, index: number): string | undefined {
    return Object.entries(this.problems()).find(([place]) => place.replace(/^definition\./, '').startsWith(`${list}[${index}]`))?.[1][0];
  }

  protected choose(name: string): void {
    this.draft.set(beginning(this.datasets().find((it) => it.name === name)!));
  }

  protected set(change: Partial<Draft>): void {
    this.draft.update((it) => ({ ...it, ...change }));
  }

  protected put<L extends Lists>(list: L, index: number, change: Partial<Items[L]>): void {
    this.draft.update((it) => ({ ...it, [list]: it[list].map((one, i) => (i === index ? { ...one, ...change } : one)) }));
  }

  protected add<L extends Lists>(list: L, one: Items[L]): void {
    this.draft.update((it) => ({ ...it, [list]: [...it[list], one] }));
  }

  protected addFilter(): void {
    const column = this.filtered().find(({ type }) => type !== 'Id') ?? this.filtered()[0]!;
    this.add('filters', { of: 'Dataset', column: column.name, operator: column.operators[0] as Operator, text: '', second: '' });
  }

  protected refilter(index: number, chosen: string): void {
    const [of, column] = chosen.split(':') as [FilterOf, string];
    this.put('filters', index, { of, column, operator: this.operators({ of, column })[0]!, text: '', second: '' });
  }

  protected up(index: number): void {
    this.draft.update((it) => {
      const columns = [...it.columns];
      columns.splice(index - 1, 0, ...columns.splice(index, 1));
      return { ...it, columns };
    });
  }

  protected drop(list: Lists, index: number): void {
    this.draft.update((it) => ({ ...it, [list]: it[list].filter((_, i) => i !== index) }));
  }
}
