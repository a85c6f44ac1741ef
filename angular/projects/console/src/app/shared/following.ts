import { effect } from '@angular/core';

const EVERY_MS = 2_000;

/** Reads again every two seconds while something is on its way, for what nobody tells the page of. Ends with the page. */
export function readAgainWhile(moving: () => unknown, again: () => void): void {
  effect((ended) => {
    if (!moving()) return;
    const timer = setTimeout(again, EVERY_MS);
    ended(() => clearTimeout(timer));
  });
}
