import { computed, signal } from '@angular/core';
import { Observable, Subscription } from 'rxjs';
import type { Page, Problem } from './client';

/** What a list is asked: an order, a search, filters. Nothing is the list's own order and all of it. */
export interface Asked {
  readonly sort?: string;
  readonly q?: string;
  readonly filters: Readonly<Record<string, string>>;
}

/** A question to the server, page by page. */
export interface ListQuestion {
  readonly sort?: string;
  readonly q?: string;
  readonly cursor?: string;
  readonly skip?: number;
  readonly size: number;
}

export interface ListFile {
  readonly sort?: string;
  readonly q?: string;
  readonly format: 'csv' | 'xlsx';
  readonly columns: string;
  readonly language: string;
}

interface Held<T> {
  /** By its place in the whole list; what was not read yet is missing. */
  readonly rows: readonly (T | undefined)[];
  readonly next: string | null;
  readonly total: number | null;
  readonly loading: boolean;
  readonly failed: unknown;
}

export interface ListSource<T> {
  readonly read: (question: ListQuestion, filters: Readonly<Record<string, string>>) => Observable<Page<T>>;
  readonly file: (file: ListFile, filters: Readonly<Record<string, string>>) => Observable<{ readonly blob: Blob; readonly name: string }>;
  /** Reads why something failed out of whatever was thrown. */
  readonly problem: (error: unknown) => Problem;
}

/**
 * A list that the server sorts, searches and filters, of which only what is looked at is read: whose length is known has a place for every row, and rows are read where
 * the reader looks; of another the next page is read near the end. What is asked at first stands in the address, under the list's name.
 */
export class Listed<T extends object> {
  private readonly held = signal<Held<T>>({ rows: [], next: null, total: null, loading: true, failed: null });
  private readonly question = signal<Asked>({ filters: {} });
  private under: Subscription | null = null;
  private wanted: number | null = null;
  private begun = false;

  readonly rows = computed(() => this.held().rows);
  readonly total = computed(() => this.held().total);
  readonly error = computed(() => (this.held().failed ?? undefined) as Error | undefined);
  readonly failure = computed(() => (this.held().failed === null ? null : this.source.problem(this.held().failed)));
  readonly isLoading = computed(() => this.held().loading);
  readonly asked = this.question.asReadonly();
  /** Nothing, although nothing was searched for: the list itself is empty. */
  readonly isEmpty = computed(() => !this.rows().length && !this.isLoading() && !this.question().q && !Object.keys(this.question().filters).length);

  constructor(readonly name: string, private readonly source: ListSource<T>, private readonly size: number) {
    this.question.set(this.askedIn(new URLSearchParams(location.search)));
  }

  /** What an address asks of this list. */
  askedIn(address: URLSearchParams): Asked {
    const own = [...address].filter(([key, value]) => key.startsWith(`${this.name}.`) && value).map(([key, value]) => [key.slice(this.name.length + 1), value] as const);
    const { sort, q, ...filters } = Object.fromEntries(own) as Record<string, string>;
    return { ...(sort ? { sort } : {}), ...(q ? { q } : {}), filters };
  }

  hasValue(): boolean {
    const { loading, failed } = this.held();
    return failed === null && (this.begun || !loading);
  }

  /** Reads from the beginning; what is shown stays until the answer is there. */
  again(): void {
    this.held.update((s) => ({ ...s, loading: true, failed: null }));
    this.fetch({}, 0, true);
  }

  /** In another order, or other rows. What is asked already is not asked again. */
  ask(asked: Asked): void {
    if (same(asked, this.question())) return;
    this.question.set(asked);
    this.again();
  }

  /** These rows are looked at: reads what of them is missing. */
  see(from: number, to: number): void {
    const { rows, total, next, loading } = this.held();
    if (total === null) {
      if (to + 30 >= rows.length && next !== null && !loading) this.fetch({ cursor: next }, rows.length, false);
      return;
    }
    for (let row = Math.max(0, from); row < Math.min(to, total); row++) {
      if (rows[row] !== undefined) continue;
      const start = row - (row % this.size);
      if (this.wanted !== start) this.fetch({ skip: start }, start, false);
      return;
    }
  }

  file(format: 'csv' | 'xlsx', columns: string, language: string): Observable<{ readonly blob: Blob; readonly name: string }> {
    const { sort, q, filters } = this.question();
    return this.source.file({ sort, q, format, columns, language }, filters);
  }

  private fetch(place: { readonly cursor?: string; readonly skip?: number }, at: number, afresh: boolean): void {
    this.under?.unsubscribe();
    this.wanted = at;
    const { sort, q, filters } = this.question();
    this.held.update((s) => ({ ...s, loading: true }));
    this.under = this.source.read({ sort, q, ...place, size: this.size }, filters).subscribe({
      next: (page) => {
        this.wanted = null;
        this.begun = true;
        this.held.update((s) => {
          const total = page.total ?? (afresh ? null : s.total);
          const rows: (T | undefined)[] = afresh ? [] : s.rows.slice();
          for (let i = 0; i < page.items.length; i++) rows[at + i] = page.items[i];
          if (total !== null) rows.length = Math.max(total, at + page.items.length);
          return { rows, next: page.next, total, loading: false, failed: null };
        });
      },
      error: (failed: unknown) => {
        this.wanted = null;
        this.held.update((s) => ({ ...s, loading: false, failed }));
      },
    });
  }
}

function same(a: Asked, b: Asked): boolean {
  const plain = ({ sort, q, filters }: Asked): string => JSON.stringify([sort, q, Object.entries(filters).sort()]);
  return plain(a) === plain(b);
}
