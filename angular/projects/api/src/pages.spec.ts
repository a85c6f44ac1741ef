import { Subject, of, throwError } from 'rxjs';
import { Pages, everyPage } from './pages';
import type { Page } from './client';

interface Row { readonly id: number }

describe('a list read page by page', () => {
  it('adds the next page below and stops at the last', () => {
    const pages: Page<Row>[] = [{ items: [{ id: 1 }], next: 'b', total: 2 }, { items: [{ id: 2 }], next: null, total: 2 }];
    const asked: (string | undefined)[] = [];
    const list = new Pages<Row>((cursor) => {
      asked.push(cursor);
      return of(pages[asked.length - 1]!);
    });
    list.again();
    list.more();
    list.more();
    expect(list.rows().map((r) => r.id)).toEqual([1, 2]);
    expect(asked).toEqual([undefined, 'b']);
  });

  it('drops an answer to a question that is no longer asked', () => {
    const first = new Subject<Page<Row>>();
    let turn = 0;
    const list = new Pages<Row>(() => (turn++ === 0 ? first : of({ items: [{ id: 9 }], next: null, total: 1 })));
    list.again();
    list.again();
    first.next({ items: [{ id: 1 }], next: null, total: 1 });
    expect(list.rows().map((r) => r.id)).toEqual([9]);
  });

  it('tells a failure and keeps what it has', () => {
    const list = new Pages<Row>(() => throwError(() => new Error('no')));
    list.again();
    expect(list.error()?.message).toBe('no');
    expect(list.isLoading()).toBe(false);
  });
});

describe('all of a list', () => {
  it('is told once, in order, when its last page is there', () => {
    const pages: Record<string, Page<Row>> = { '': { items: [{ id: 1 }], next: 'b', total: 3 }, b: { items: [{ id: 2 }], next: 'c', total: 3 }, c: { items: [{ id: 3 }], next: null, total: 3 } };
    const told: (readonly Row[])[] = [];
    everyPage((cursor) => of(pages[cursor ?? '']!)).subscribe((all) => told.push(all));
    expect(told).toEqual([[{ id: 1 }, { id: 2 }, { id: 3 }]]);
  });

  it('is nothing when a page of it fails', () => {
    const told: unknown[] = [];
    everyPage<Row>((cursor) => (cursor ? throwError(() => new Error('no')) : of({ items: [{ id: 1 }], next: 'b', total: 2 }))).subscribe({ next: (all) => told.push(all), error: (error: Error) => told.push(error.message) });
    expect(told).toEqual(['no']);
  });
});
