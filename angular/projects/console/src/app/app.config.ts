import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { ApplicationConfig, inject, provideAppInitializer, provideBrowserGlobalErrorListeners, provideZonelessChangeDetection } from '@angular/core';
import { provideRouter, withComponentInputBinding, withDisabledInitialNavigation, withInMemoryScrolling } from '@angular/router';
import { WAYS, ownTexts } from '@account';
import { READERS_LANGUAGE, inReadersLanguage } from '@api';
import { BrandOfHost, authInterceptor, provideSession } from '@auth';
import { UserLocale, provideTexts } from '@ui';
import { routes, ways } from './site-map';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideZonelessChangeDetection(),
    provideHttpClient(withInterceptors([authInterceptor, inReadersLanguage])),
    provideRouter(routes, withComponentInputBinding(), withDisabledInitialNavigation(), withInMemoryScrolling({ scrollPositionRestoration: 'enabled' })),
    provideTexts((language) => (language === 'de' ? import('../i18n/de.json') : import('../i18n/en.json')), ownTexts),
    { provide: READERS_LANGUAGE, useFactory: () => inject(UserLocale).language.asReadonly() },
    { provide: WAYS, useValue: ways },
    provideSession('console'),
    provideAppInitializer(() => inject(BrandOfHost).load()),
  ],
};
