import { TestBed } from '@angular/core/testing';
import { CountPipe, DayPipe, DigitsPipe, MomentPipe, MoneyPipe, RatioPipe, UserLocale } from './locale';

function pipe<T>(type: new () => T, language: string): T {
  TestBed.inject(UserLocale).language.set(language);
  return TestBed.runInInjectionContext(() => new type());
}

describe('money', () => {
  it('keeps every digit of an amount that a binary number would round', () => {
    expect(pipe(MoneyPipe, 'en').transform({ amount: '90071992547409931.07', currency: 'USD' }, 'code')).toBe('90,071,992,547,409,931.07 USD');
  });

  it('is written as its reader writes numbers', () => {
    expect(pipe(MoneyPipe, 'de').transform({ amount: '-1234.50', currency: 'EUR' })).toBe('-1.234,50');
  });

  it('shows no decimals where the currency has none', () => {
    expect(pipe(MoneyPipe, 'en').transform({ amount: '1500', currency: 'JPY' })).toBe('1,500');
  });

  it('says that there is none', () => expect(pipe(MoneyPipe, 'en').transform(null)).toBe('–'));
});

describe('digits of a tree', () => {
  it('groups numbers and leaves words', () => {
    expect(pipe(DigitsPipe, 'en').transform('1234567.0000001')).toBe('1,234,567.0000001');
    expect(pipe(DigitsPipe, 'en').transform('not defined')).toBe('not defined');
  });
});

describe('ratio and day', () => {
  it('shows multiples and rates', () => {
    expect(pipe(RatioPipe, 'en').transform('1.4467')).toBe('1.45x');
    expect(pipe(RatioPipe, 'en').transform('0.124', 'percent')).toBe('12.4%');
  });

  it('rounds the digits that it was given, not a binary number near them', () => {
    expect(pipe(RatioPipe, 'en').transform('1.005')).toBe('1.01x');
    expect(pipe(RatioPipe, 'en').transform('0.0115', 'percent')).toBe('1.2%');
  });

  it('shows a day of the fund the same in every zone', () => expect(pipe(DayPipe, 'en').transform('2026-01-01')).toContain('2026'));
});

describe('a count and today', () => {
  it('are grouped as their reader groups', () => {
    expect(pipe(CountPipe, 'en').transform(1234567)).toBe('1,234,567');
    expect(pipe(CountPipe, 'de').transform(1234567)).toBe('1.234.567');
  });

  it('is the day of the reader, not of Greenwich', () => {
    vi.useFakeTimers({ now: new Date('2026-06-30T23:30:00Z') });
    const user = TestBed.inject(UserLocale);
    const on = (zone: string): readonly string[] => {
      user.useZone(zone);
      return [user.today(), user.today(1)];
    };
    expect(on('Asia/Tokyo')).toEqual(['2026-07-01', '2026-07-02']);
    expect(on('America/New_York')).toEqual(['2026-06-30', '2026-07-01']);
    vi.useRealTimers();
  });
});

describe('moment', () => {
  it('is shown in the zone that its reader chose, and in his browser\'s where that is none', () => {
    const shown = (zone: string | null): string => {
      TestBed.inject(UserLocale).useZone(zone);
      return pipe(MomentPipe, 'en').transform('2026-06-30T23:30:00Z');
    };
    expect(shown('Asia/Tokyo')).toContain('Jul 1, 2026');
    expect(shown('America/New_York')).toContain('Jun 30, 2026');
    expect(shown('Mars/Olympus')).toBe(shown(null));
  });
});
