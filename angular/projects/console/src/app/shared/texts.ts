import { Injectable, Signal, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import { Column } from '@ui';

type Worded = Omit<Column, 'label'> & { readonly text: string };

/** Texts outside templates, anew whenever the language changes. */
@Injectable({ providedIn: 'root' })
export class Texts {
  private readonly texts = inject(TranslocoService);
  private readonly loaded = toSignal(this.texts.events$);

  /** A text in the language of now; a signal that asks for it asks again when that changes. */
  of(key: string, values: Record<string, unknown> = {}): string {
    this.loaded();
    return this.texts.translate<string>(key, values);
  }

  columns(columns: readonly Worded[]): Signal<readonly Column[]> {
    return computed(() => {
      this.loaded();
      return columns.map(({ text, ...column }) => ({ ...column, label: this.texts.translate<string>(text) }));
    });
  }
}
