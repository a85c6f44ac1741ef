import { EnvironmentProviders, Injectable, makeEnvironmentProviders } from '@angular/core';
import { Translation, TranslocoLoader, provideTransloco } from '@jsverse/transloco';
import { UserLocale } from './locale';

type Loader = (language: string) => Promise<{ default: Translation }>;

/** Gives an app its texts, from one resource file per language that is loaded when it is needed. */
export function provideTexts(load: Loader): EnvironmentProviders {
  @Injectable()
  class Files implements TranslocoLoader {
    async getTranslation(language: string): Promise<Translation> {
      return (await load(language)).default;
    }
  }
  return makeEnvironmentProviders([
    provideTransloco({
      config: { availableLangs: ['en', 'de'], defaultLang: navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en', fallbackLang: 'en', reRenderOnLangChange: true, prodMode: true, missingHandler: { useFallbackTranslation: true } },
      loader: Files,
    }),
    UserLocale,
  ]);
}
