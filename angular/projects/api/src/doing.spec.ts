import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { Subject } from 'rxjs';
import { Doing } from './doing';
import type { ReadingOf } from './reading';

function shown(first: string): ReadingOf<string> & { reloads: number } {
  const value = signal<string | undefined>(first);
  const it = { value, isLoading: signal(false), error: signal(undefined), hasValue: () => true, reloads: 0, reload: () => void it.reloads++, show: (next: string) => value.set(next) };
  return it;
}

describe('a change that is shown before it is made', () => {
  it('stands at once, and is read again when it was made', () => {
    const [doing, it, answer] = [new Doing(), shown('old'), new Subject<void>()];
    doing.change(it, 'new', answer);
    expect(it.value()).toBe('new');
    expect(doing.busy()).toBe(true);
    answer.next();
    answer.complete();
    expect([it.value(), it.reloads, doing.busy(), doing.refusal()]).toEqual(['new', 1, false, null]);
  });

  it('is taken back when somebody else was faster, who is named, until it is read again', () => {
    const [doing, it, answer] = [new Doing(), shown('old'), new Subject<void>()];
    doing.change(it, 'new', answer);
    answer.error(new HttpErrorResponse({ status: 412, error: { code: 'resource.changed', detail: 'Clara Chief changed this' } }));
    expect([it.value(), doing.overtaken(), doing.refusal()?.detail]).toEqual(['old', true, 'Clara Chief changed this']);
    doing.readAgain(it);
    expect([it.reloads, doing.overtaken(), doing.refusal()]).toEqual([1, false, null]);
  });

  it('is taken back, and is no race, when a rule refused it', () => {
    const [doing, it, answer] = [new Doing(), shown('old'), new Subject<void>()];
    let refused = 0;
    doing.change(it, 'new', answer, undefined, () => (refused += 1));
    answer.error(new HttpErrorResponse({ status: 422, error: { code: 'x.y', detail: 'no' } }));
    expect([it.value(), doing.overtaken(), doing.refusal()?.code]).toEqual(['old', false, 'x.y']);
    expect(refused).toBe(1);
  });
});
