import { Signal, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import type { Column } from '@ui/grid';

/** Columns of a grid in the language of now; each text is one of the account's. */
export function worded(columns: readonly (Omit<Column, 'label'> & { readonly text: string })[]): Signal<readonly Column[]> {
  const texts = inject(TranslocoService);
  const loaded = toSignal(texts.events$);
  return computed(() => {
    loaded();
    return columns.map(({ text, ...column }) => ({ ...column, label: texts.translate<string>(`account.${text}`) }));
  });
}
