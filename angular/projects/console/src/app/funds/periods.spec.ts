import { dayBefore, lastQuarter, periodsUpTo, quarterBegins } from './periods';

describe('periods', () => {
  it('go back over months, years and leap days', () => {
    expect([dayBefore('2026-01-01'), dayBefore('2024-03-01'), dayBefore('2026-10-26')]).toEqual(['2025-12-31', '2024-02-29', '2026-10-25']);
  });

  it('begin with the quarter that is over', () => {
    expect([lastQuarter('2026-11-27'), lastQuarter('2026-10-01'), lastQuarter('2026-09-30'), lastQuarter('2026-02-01')]).toEqual(['2026-Q3', '2026-Q3', '2026-Q2', '2025-Q4']);
  });

  it('know the first day of a quarter', () => {
    expect([quarterBegins('2026-11-27'), quarterBegins('2026-10-01'), quarterBegins('2026-03-31')]).toEqual(['2026-10-01', '2026-10-01', '2026-01-01']);
  });

  it('offer no quarter that has not begun', () => {
    expect(periodsUpTo('2026-05-01', 2)).toEqual(['2026', '2026-Q1', '2026-Q2', '2025', '2025-Q1', '2025-Q2', '2025-Q3', '2025-Q4']);
  });
});
