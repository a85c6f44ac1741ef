import { Schemas } from '@api';

export type Definition = Schemas['ReportDefinition'];
export type Dataset = Schemas['RunReportDatasetView'];
export type DatasetColumn = Schemas['RunReportColumnView'];
export type Operator = Schemas['FilterOperator'];
export type Aggregate = Schemas['Aggregate'];
export type FilterOf = Schemas['FilterOf'];

export interface DraftColumn { readonly column: string; readonly aggregate: Aggregate; readonly name: string; readonly heading: string }
export interface DraftComputed { readonly name: string; readonly expression: string; readonly heading: string; readonly decimals: number }
/** A condition on a column of the data, or on one that the report computes or adds up, by its short name. */
export interface DraftFilter { readonly of: FilterOf; readonly column: string; readonly operator: Operator; readonly text: string; readonly second: string }
export interface DraftSort { readonly column: string; readonly descending: boolean }

/** A definition as it is typed: every field is there. */
export interface Draft {
  readonly dataset: string;
  readonly asOf: string;
  readonly totals: boolean;
  /** The currency of all amounts, empty for each row's own, and a third one to convert through. */
  readonly currency: string;
  readonly via: string;
  readonly columns: readonly DraftColumn[];
  readonly computed: readonly DraftComputed[];
  readonly filters: readonly DraftFilter[];
  readonly sort: readonly DraftSort[];
}

/** A beginning: the dataset's first columns that people read. */
export function beginning(dataset: Dataset): Draft {
  const columns = dataset.columns.filter(({ type }) => type !== 'Id').slice(0, 4).map(({ name }) => ({ column: name, aggregate: 'None' as const, name: '', heading: '' }));
  return { dataset: dataset.name, asOf: '', totals: true, currency: '', via: '', columns, computed: [], filters: [], sort: [] };
}

/** What computed columns and the order call a column. */
export function nameOf({ column, name }: DraftColumn): string {
  return name.trim() || column;
}

/** The columns that rows can be sorted by. */
export function names(draft: Draft): readonly string[] {
  return [...draft.columns.map(nameOf), ...draft.computed.map(({ name }) => name.trim()).filter((name) => name)];
}

/** The columns that the report computes, sums, counts or takes at their least or greatest: what its own filters are of. */
export function made(draft: Draft): readonly string[] {
  return [...draft.columns.filter(({ aggregate }) => aggregate !== 'None').map(nameOf), ...draft.computed.map(({ name }) => name.trim()).filter((name) => name)];
}

/** The draft as the server takes it. */
export function definitionOf(draft: Draft): Definition {
  return {
    dataset: draft.dataset,
    columns: draft.columns.map(({ column, aggregate, name, heading }) => ({ column, aggregate, name: name.trim() || null, heading: heading.trim() || null })),
    computed: draft.computed.map(({ name, expression, heading, decimals }) => ({ name: name.trim(), expression, heading: heading.trim() || null, decimals })),
    filters: draft.filters.map(({ of, column, operator, text, second }) => ({ of, column, operator, values: valuesOf(operator, text, second) })),
    sort: draft.sort.map(({ column, descending }) => ({ column, descending })),
    asOf: draft.asOf || null,
    recordedAt: null,
    totals: draft.totals,
    currency: draft.currency || null,
    via: (draft.currency && draft.via) || null,
  };
}

/** A definition to be changed. */
export function draftOf(definition: Definition): Draft {
  return {
    dataset: definition.dataset,
    asOf: definition.asOf ?? '',
    totals: definition.totals ?? false,
    currency: definition.currency ?? '',
    via: definition.via ?? '',
    columns: definition.columns.map(({ column, aggregate, name, heading }) => ({ column, aggregate: aggregate ?? 'None', name: name ?? '', heading: heading ?? '' })),
    computed: (definition.computed ?? []).map(({ name, expression, heading, decimals }) => ({ name, expression, heading: heading ?? '', decimals: Number(decimals ?? 4) })),
    filters: (definition.filters ?? []).map(({ of, column, operator, values }) => ({
      of: of ?? 'Dataset', column, operator, text: operator === 'In' ? (values ?? []).join('; ') : (values?.[0] ?? ''), second: operator === 'Between' ? (values?.[1] ?? '') : '',
    })),
    sort: (definition.sort ?? []).map(({ column, descending }) => ({ column, descending: descending ?? false })),
  };
}

/** How many values an operator takes. */
export function takes(operator: Operator): 0 | 1 | 2 {
  return operator === 'IsMissing' || operator === 'IsPresent' ? 0 : operator === 'Between' ? 2 : 1;
}

function valuesOf(operator: Operator, text: string, second: string): string[] {
  switch (takes(operator)) {
    case 0: return [];
    case 2: return [text.trim(), second.trim()];
    default: return operator === 'In' ? text.split(';').map((part) => part.trim()).filter((part) => part) : [text];
  }
}
