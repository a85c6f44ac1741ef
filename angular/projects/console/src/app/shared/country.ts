import { Pipe, PipeTransform, inject } from '@angular/core';
import { UserLocale } from '@ui';

/** A country's name in a language, or the code itself where the browser knows none. */
export function countryName(code: string, language: string): string {
  return /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code) : code;
}

/** A country of ISO 3166 in the user's language. */
@Pipe({ name: 'country', pure: false })
export class CountryPipe implements PipeTransform {
  private readonly user = inject(UserLocale);

  transform(code: string | null | undefined): string {
    return code ? countryName(code, this.user.locale()) : '–';
  }
}
