import { effect } from '@angular/core';
import { ReadingOf } from '@api';

const EVERY_MS = 2_000;

/** Reads again every two seconds while something is on its way, for what nobody tells the page of. Ends with the page. */
export function readAgainWhile(moving: () => unknown, again: () => void): void {
  effect((ended) => {
    if (!moving()) return;
    const timer = setTimeout(again, EVERY_MS);
    ended(() => clearTimeout(timer));
  });
}

/** The same of what is read; also after a reading that failed, which says nothing of what is on its way. */
export function follow<T>(read: ReadingOf<T>, moving: (value: T) => boolean): void {
  let was = false;
  const isOnItsWay = (): unknown => {
    const [value, error] = [read.value(), read.error()];
    if (value !== undefined) was = moving(value);
    // Each reading, and each failure of one, is waited after anew.
    return was && (value ?? error);
  };
  readAgainWhile(isOnItsWay, () => read.reload());
}
