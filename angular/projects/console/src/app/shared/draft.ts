import { DestroyRef, inject } from '@angular/core';
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

/** Fills a form with what was typed into it before, and keeps what is typed now. The form must have its controls already. */
export function keepDraft<C extends AbstractControl>(form: C, name: string): Kept<ReturnType<C['getRawValue']>> {
  const kept = new Kept<ReturnType<C['getRawValue']>>(() => name, () => form.markAsPristine());
  const before = kept.read();
  if (before !== null) form.patchValue(before as never);
  form.valueChanges.pipe(debounceTime(AFTER_MS), takeUntilDestroyed(inject(DestroyRef))).subscribe(() => {
    if (form.dirty) kept.write(form.getRawValue() as ReturnType<C['getRawValue']>);
  });
  return kept;
}
