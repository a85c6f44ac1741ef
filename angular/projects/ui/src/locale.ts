import { EnvironmentProviders, Injectable, Pipe, PipeTransform, inject, provideAppInitializer, signal } from '@angular/core';

/** How the user reads numbers, money and dates. */
@Injectable({ providedIn: 'root' })
export class UserLocale {
  readonly language = signal(navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en');

  /** The time zone that he chose, or undefined for the browser's. */
  readonly zone = signal<string | undefined>(undefined);

  /** Takes up a zone, if this browser knows it. */
  useZone(zone: string | null): void {
    this.zone.set(zone && Intl.supportedValuesOf('timeZone').includes(zone) ? zone : zone === 'UTC' ? zone : undefined);
  }

  /** The day that it is where the user lives, or some days later: as the API takes days. */
  today(daysLater = 0): string {
    const parts = new Intl.DateTimeFormat('en', { timeZone: this.zone(), year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts();
    const [year, month, day] = (['year', 'month', 'day'] as const).map((type) => Number(parts.find((part) => part.type === type)!.value)) as [number, number, number];
    return new Date(Date.UTC(year, month - 1, day + daysLater)).toISOString().slice(0, 10);
  }

  /** The browser's own locale where it is of the chosen language, so that an Englishman's dates stay English. */
  locale(): string {
    return navigator.languages.find((l) => l.toLowerCase().startsWith(this.language())) ?? this.language();
  }
}

/** Money as the API tells it. */
export interface Amount {
  readonly amount: string;
  readonly currency: string;
}

// Intl takes decimal strings and formats every digit; its types say number only.
type Exact = Intl.NumberFormat & { format(value: string): string };

// Making a format costs far more than using it, and a page has hundreds of figures.
const formats = new Map<string, unknown>();

function kept<T>(kind: string, locale: string, options: object, make: () => T): T {
  const key = `${kind} ${locale} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, make());
  return formats.get(key) as T;
}

function numbers(locale: string, options: Intl.NumberFormatOptions): Exact {
  return kept('number', locale, options, () => new Intl.NumberFormat(locale, options) as Exact);
}

function dates(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept('date', locale, options, () => new Intl.DateTimeFormat(locale, options));
}

const amounts = (decimals: number): Intl.NumberFormatOptions => ({ minimumFractionDigits: decimals, maximumFractionDigits: decimals });
const DAY: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeZone: 'UTC' };

/** Makes the formats of figures and days while the first answers are on their way, each in a task of its own: the first of its kind keeps a phone busy for a tenth of a second. */
export function provideFormats(): EnvironmentProviders {
  return provideAppInitializer(() => {
    const locale = inject(UserLocale).locale();
    setTimeout(() => numbers(locale, amounts(2)).format('0'));
    setTimeout(() => dates(locale, DAY).format(0));
  });
}

/** An amount with all its decimals; never computed, only shown. */
@Pipe({ name: 'money', pure: false })
export class MoneyPipe implements PipeTransform {
  private readonly user = inject(UserLocale);

  transform(value: Amount | null | undefined, form: 'code' | 'plain' = 'plain'): string {
    if (!value) return '–';
    const decimals = value.amount.split('.')[1]?.length ?? 0;
    const text = numbers(this.user.locale(), amounts(decimals)).format(value.amount);
    return form === 'code' ? `${text} ${value.currency}` : text;
  }
}

/** How many, grouped as the user reads it. */
@Pipe({ name: 'count', pure: false })
export class CountPipe implements PipeTransform {
  private readonly user = inject(UserLocale);

  transform(value: number | null | undefined): string {
    return value === null || value === undefined ? '–' : numbers(this.user.locale(), { maximumFractionDigits: 0 }).format(value);
  }
}

/** The digits of a figure as the tree tells it, all of them, grouped. Words stay words. */
@Pipe({ name: 'digits', pure: false })
export class DigitsPipe implements PipeTransform {
  private readonly user = inject(UserLocale);

  transform(value: string): string {
    const decimals = /^-?\d+(?:\.(\d+))?$/.exec(value);
    if (!decimals) return value;
    const places = Math.min(decimals[1]?.length ?? 0, 20);
    return numbers(this.user.locale(), amounts(places)).format(value);
  }
}

/** A multiple such as 1.85x, or a rate such as 12.4 %. */
@Pipe({ name: 'ratio', pure: false })
export class RatioPipe implements PipeTransform {
  private readonly user = inject(UserLocale);

  transform(value: string | null | undefined, form: 'multiple' | 'percent' = 'multiple'): string {
    if (value === null || value === undefined) return '–';
    const [style, decimals] = form === 'multiple' ? ['decimal', 2] as const : ['percent', 1] as const;
    const text = numbers(this.user.locale(), { style, ...amounts(decimals) }).format(value);
    return form === 'multiple' ? `${text}x` : text;
  }
}

/** A day of the fund's calendar: the same for everybody. */
@Pipe({ name: 'day', pure: false })
export class DayPipe implements PipeTransform {
  private readonly user = inject(UserLocale);

  transform(value: string | null | undefined): string {
    return value ? dates(this.user.locale(), DAY).format(new Date(`${value.slice(0, 10)}T00:00:00Z`)) : '–';
  }
}

/** A moment, in the user's own zone. */
@Pipe({ name: 'moment', pure: false })
export class MomentPipe implements PipeTransform {
  private readonly user = inject(UserLocale);

  transform(value: string | null | undefined): string {
    return value ? dates(this.user.locale(), { dateStyle: 'medium', timeStyle: 'short', timeZone: this.user.zone() }).format(new Date(value)) : '–';
  }
}
