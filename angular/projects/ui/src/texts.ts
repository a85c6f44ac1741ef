import { EnvironmentProviders, Injectable, makeEnvironmentProviders } from '@angular/core';
import { Translation, TranslocoLoader, provideTransloco } from '@jsverse/transloco';
import { UserLocale, provideFormats } from './locale';

type Loader = (language: string) => Promise<{ default: Translation }>;

/** Gives an app its texts, from resource files per language that are loaded when they are needed: its own, and those of what it shares. */
export function provideTexts(...loads: readonly Loader[]): EnvironmentProviders {
  @Injectable()
  class Files implements TranslocoLoader {
    async getTranslation(language: string): Promise<Translation> {
      return Object.assign({}, ...(await Promise.all(loads.map(async (load) => (await load(language)).default)))) as Translation;
    }
  }
  return makeEnvironmentProviders([
    provideTransloco({
      config: { availableLangs: ['en', 'de'], defaultLang: navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en', fallbackLang: 'en', reRenderOnLangChange: true, prodMode: true, missingHandler: { useFallbackTranslation: true } },
      loader: Files,
    }),
    UserLocale,
    provideFormats(),
  ]);
}
