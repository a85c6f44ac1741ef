import { Injectable, Signal, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { TranslocoService } from '@jsverse/transloco';
import { Column, Filter } from '@ui/grid';

interface Choices {
  readonly key: string;
  readonly text: string;
  /** The section with the words of its values. */
  readonly of: string;
  readonly values: readonly string[];
}

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

  /** Choices whose words lie in a section of the texts. */
  filters(filters: readonly Choices[]): Signal<readonly Filter[]> {
    return computed(() => {
      this.loaded();
      return filters.map(({ key, text, of, values }) => ({ key, label: this.texts.translate<string>(text), options: values.map((value) => ({ value, label: this.texts.translate<string>(`${of}.${value}`) })) }));
    });
  }
}
