import { DestroyRef, WritableSignal, effect, inject, untracked } from '@angular/core';
import { AbstractControl } from '@angular/forms';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { debounceTime } from 'rxjs';
import { Session } from '@auth';

const AFTER_MS = 300;

/** What a user typed and did not save: kept in this tab, under his own name, until it is done with. */
export class Kept<T> {
  private readonly session = inject(Session);

  /**
   * @param name What is typed, and of what.
   * @param forgotten What follows when it is done with.
   */
  constructor(private readonly name: () => string, private readonly forgotten: () => void = () => undefined) {}

  read(): T | null {
    const kept = sessionStorage.getItem(this.place());
    return kept === null ? null : (JSON.parse(kept) as T);
  }

  write(value: T): void {
    sessionStorage.setItem(this.place(), JSON.stringify(value));
  }

  forget(): void {
    this.forgotten();
    sessionStorage.removeItem(this.place());
  }

  private place(): string {
    return `stratcap.draft.${this.session.profile()?.id ?? ''}.${this.name()}`;
  }
}

/** What names an account to which money goes: typed anew rather than left lying in a browser. */
export const ACCOUNT_NUMBERS: readonly string[] = ['iban', 'accountNumber', 'routingNumber'];

/**
 * Fills a form with what was typed into it before, and keeps what is typed now. The form must have its controls already.
 * @param name What is typed, and of what; where that is told only later, a function, and a form for another begins anew.
 * @param unkept Fields that are never kept.
 */
export function keepDraft<C extends AbstractControl>(form: C, name: string | (() => string), unkept: readonly string[] = []): Kept<ReturnType<C['getRawValue']>> {
  const nameOf = typeof name === 'string' ? () => name : name;
  const kept = new Kept<ReturnType<C['getRawValue']>>(nameOf, () => form.markAsPristine());
  const fill = (): void => {
    const before = kept.read();
    if (before !== null) form.patchValue(before as never);
  };
  if (typeof name === 'string') fill();
  else {
    // Inputs are told once the page is made.
    let last: string | null = null;
    effect(() => {
      const now = name();
      if (last !== null && last !== now) form.reset();
      last = now;
      untracked(fill);
    });
  }
  form.valueChanges.pipe(debounceTime(AFTER_MS), takeUntilDestroyed(inject(DestroyRef))).subscribe(() => {
    if (form.dirty) kept.write(without(form.getRawValue(), unkept) as ReturnType<C['getRawValue']>);
  });
  return kept;
}

/** The same for what is chosen beside a form's fields. */
export function keepChoice<T>(choice: WritableSignal<T>, name: string): Kept<T> {
  const kept = new Kept<T>(() => name);
  const before = kept.read();
  if (before !== null) choice.set(before);
  let seen = choice();
  effect(() => {
    const chosen = choice();
    if (chosen !== seen) kept.write(chosen);
    seen = chosen;
  });
  return kept;
}

function without(value: unknown, names: readonly string[]): unknown {
  return names.length ? Object.fromEntries(Object.entries(value as object).filter(([name]) => !names.includes(name))) : value;
}
