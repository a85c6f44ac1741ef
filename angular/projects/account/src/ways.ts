import { InjectionToken, effect, inject } from '@angular/core';
import { Schemas } from '@api';
import { Session } from '@auth';
import { Language, UserLocale } from '@ui';

export type Target = Schemas['Target'];

/** Where a thing is shown in this application, as a router link; null where it is not. */
export type Ways = (target: Target) => readonly string[] | null;

export const WAYS = new InjectionToken<Ways>('ways to the things that notifications are of');

/** Shows times in the zone of whoever is signed in, and speaks his language in a browser where none was chosen. */
export function followProfile(): void {
  const [session, locale, language] = [inject(Session), inject(UserLocale), inject(Language)];
  effect(() => {
    const profile = session.profile();
    if (!profile) return;
    locale.useZone(profile.timeZone ?? null);
    if (profile.language && !language.chosen()) language.speak(profile.language);
  });
}
