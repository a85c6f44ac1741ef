import { computed, signal } from '@angular/core';
import { Observable } from 'rxjs';
import { Problem, problemOf } from './client';
import type { ReadingOf } from './reading';

/** Something in sight that can show another value. */
export interface Shown<T> {
  value(): T | undefined;
  show(value: T): void;
  reload?(): void;
}

/** One thing at a time that a person does on a page: it is busy until it is answered, and keeps what it was refused for. */
export class Doing {
  private readonly running = signal(false);
  private readonly problem = signal<Problem | null>(null);

  /** Made once for the page: whoever presses twice does it once. */
  readonly key = crypto.randomUUID();
  readonly busy = this.running.asReadonly();
  readonly refusal = this.problem.asReadonly();
  /** Somebody else was faster: what is refused was made on what is no longer so. The refusal says who, and reading again is the way on. */
  readonly overtaken = computed(() => this.problem()?.status === 412);

  /** @param done What follows when it was done. @param refused What follows when it was not, beside showing why. */
  run<T>(work: Observable<T>, done: (answer: T) => void, refused: () => unknown = () => undefined): void {
    this.running.set(true);
    this.problem.set(null);
    work.subscribe({
      next: done,
      error: (error: unknown) => {
        this.problem.set(problemOf(error));
        this.running.set(false);
        refused();
      },
      complete: () => this.running.set(false),
    });
  }

  /** Shows a change at once, and takes it back when it was not made. @param done What follows when it was made; usually reading it again. @param refused What follows when it was taken back. */
  change<T, R = unknown>(shown: Shown<T>, next: T, work: Observable<R>, done: (answer: R) => void = () => shown.reload?.(), refused: () => unknown = () => undefined): void {
    const before = shown.value();
    shown.show(next);
    this.run(work, done, () => {
      if (before !== undefined) shown.show(before);
      refused();
    });
  }

  /** After somebody else was faster: reads what is now, and forgets the refusal. */
  readAgain(shown: ReadingOf<unknown>): void {
    this.problem.set(null);
    shown.reload();
  }
}
