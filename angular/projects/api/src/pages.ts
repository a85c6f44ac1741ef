import { computed, signal } from '@angular/core';
import { EMPTY, Observable, Subscription, expand, map, reduce } from 'rxjs';
import type { Page } from './client';

/** All of a list, page after page; told once, when the last one is there. */
export function everyPage<T>(read: (cursor: string | undefined) => Observable<Page<T>>): Observable<readonly T[]> {
  return read(undefined).pipe(
    expand(({ next }) => (next === null ? EMPTY : read(next))),
    map(({ items }) => items),
    reduce((all, items) => [...all, ...items], [] as readonly T[]),
  );
}

/** A list read page by page as it is scrolled. Asking anew forgets what was read. */
export class Pages<T extends object> {
  private readonly state = signal<{ readonly rows: readonly T[]; readonly next: string | null; readonly total: number | null; readonly loading: boolean; readonly failed: unknown }>({
    rows: [], next: null, total: null, loading: true, failed: null,
  });
  private under: Subscription | null = null;

  readonly rows = computed(() => this.state().rows);
  readonly total = computed(() => this.state().total);
  readonly error = computed(() => (this.state().failed ?? undefined) as Error | undefined);
  readonly isLoading = computed(() => this.state().loading);
  readonly hasMore = computed(() => this.state().next !== null);

  constructor(private readonly read: (cursor: string | undefined) => Observable<Page<T>>) {}

  hasValue(): boolean {
    return this.state().rows.length > 0 || (!this.state().loading && this.state().failed === null);
  }

  again(): void {
    this.state.update((s) => ({ ...s, next: null, loading: true, failed: null }));
    this.fetch(undefined);
  }

  more(): void {
    const { next, loading } = this.state();
    if (next === null || loading) return;
    this.state.update((s) => ({ ...s, loading: true }));
    this.fetch(next);
  }

  private fetch(cursor: string | undefined): void {
    this.under?.unsubscribe();
    this.under = this.read(cursor).subscribe({
      next: (page) => this.state.update((s) => ({ rows: cursor ? [...s.rows, ...page.items] : page.items, next: page.next, total: page.total, loading: false, failed: null })),
      error: (failed: unknown) => this.state.update((s) => ({ ...s, loading: false, failed })),
    });
  }
}
