import { Observable, Subject, of, throwError } from 'rxjs';
import type { Page } from './client';
import { ListQuestion, Listed } from './listed';

interface Row { readonly id: number }

const WHOLE = 1_000;

/** A server with a thousand rows, which keeps what it was asked. */
function thousand(answer: (page: Page<Row>) => Observable<Page<Row>> = of) {
  const asked: (ListQuestion & { readonly filters: object })[] = [];
  const list = new Listed<Row>('rows', {
    read: (question, filters) => {
      asked.push({ ...question, filters });
      const from = question.skip ?? 0;
      return answer({ items: Array.from({ length: Math.min(question.size, WHOLE - from) }, (_, i) => ({ id: from + i })), next: 'c', total: question.cursor ? null : WHOLE });
    },
    file: () => of(),
    problem: (error) => ({ status: 503, code: 'down', detail: (error as Error).message, fields: {}, traceId: null }),
  }, 100);
  return { list, asked };
}

describe('a list of which only what is looked at is read', () => {
  it('has a place for every row as soon as it is known how many there are', () => {
    const { list } = thousand();
    list.again();
    expect([list.rows().length, list.rows()[99]?.id, list.rows()[100]]).toEqual([WHOLE, 99, undefined]);
  });

  it('reads the page that is looked at, once, wherever it is, and keeps the others', () => {
    const { list, asked } = thousand();
    list.again();
    list.see(950, 970);
    list.see(955, 975);
    expect(asked.map((a) => a.skip)).toEqual([undefined, 900]);
    expect([list.rows()[0]?.id, list.rows()[960]?.id, list.rows()[500]]).toEqual([0, 960, undefined]);
  });

  it('forgets a page that nobody looks at any more, so that a fast scroll asks for where it ends', () => {
    const waiting: Subject<Page<Row>>[] = [];
    const { list } = thousand((page) => {
      const answer = new Subject<Page<Row>>();
      waiting.push(answer);
      if (waiting.length === 1) return of(page);
      return answer;
    });
    list.again();
    list.see(300, 320);
    list.see(900, 920);
    waiting[1]!.next({ items: [{ id: -1 }], next: null, total: WHOLE });
    expect(list.rows()[300]).toBeUndefined();
    expect(waiting.length).toBe(3);
  });

  it('asks anew in another order, and not when nothing changed', () => {
    const { list, asked } = thousand();
    list.again();
    list.ask({ sort: '-id', q: 'x', filters: { state: 'Refused' } });
    list.ask({ sort: '-id', q: 'x', filters: { state: 'Refused' } });
    expect(asked.length).toBe(2);
    expect(asked[1]).toEqual({ sort: '-id', q: 'x', size: 100, filters: { state: 'Refused' } });
  });

  it('takes from an address only what is its own', () => {
    const { list } = thousand();
    expect(list.askedIn(new URLSearchParams('rows.sort=-id&other.sort=x&rows.q=oak&rows.state=Refused&rows.kind='))).toEqual({ sort: '-id', q: 'oak', filters: { state: 'Refused' } });
  });

  it('tells a failure and keeps what it has', () => {
    let fails = false;
    const { list } = thousand((page) => (fails ? throwError(() => new Error('no')) : of(page)));
    list.again();
    fails = true;
    list.see(500, 510);
    expect([list.error()?.message, list.failure()?.detail, list.rows()[0]?.id, list.isLoading()]).toEqual(['no', 'no', 0, false]);
    fails = false;
    list.again();
    expect(list.failure()).toBeNull();
  });
});
