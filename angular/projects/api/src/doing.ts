import { signal } from '@angular/core';
import { Observable } from 'rxjs';
import { Problem, problemOf } from './client';

/** One thing at a time that a person does on a page: it is busy until it is answered, and keeps what it was refused for. */
export class Doing {
  private readonly running = signal(false);
  private readonly problem = signal<Problem | null>(null);

  /** Made once for the page: whoever presses twice does it once. */
  readonly key = crypto.randomUUID();
  readonly busy = this.running.asReadonly();
  readonly refusal = this.problem.asReadonly();

  /** @param done What follows when it was done. @param refused What follows when it was not, beside showing why. */
  run<T>(work: Observable<T>, done: (answer: T) => void, refused: () => void = () => undefined): void {
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
}
