import { Injectable, inject } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { UserLocale } from './locale';

const KEPT = 'stratcap.language';

/** The language that the pages speak, kept in this browser. */
@Injectable({ providedIn: 'root' })
export class Language {
  private readonly texts = inject(TranslocoService);
  private readonly locale = inject(UserLocale);

  readonly current = this.locale.language.asReadonly();

  /** Takes up the language that was chosen here before, or the browser's. */
  begin(): void {
    this.use(localStorage.getItem(KEPT) ?? this.current());
  }

  /** Whether one was chosen in this browser. */
  chosen(): boolean {
    return localStorage.getItem(KEPT) !== null;
  }

  /** Speaks a language from now on, and in this browser again. */
  speak(language: string): void {
    localStorage.setItem(KEPT, language);
    this.use(language);
  }

  private use(language: string): void {
    this.locale.language.set(language);
    this.texts.setActiveLang(language);
    document.documentElement.lang = language;
  }
}
