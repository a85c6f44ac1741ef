import { isDecimal, least, minus, sign, sum } from './exact';

describe('exact decimals', () => {
  it('add up where binary fractions do not', () => expect(sum(['0.1', '0.2', '0.30'])).toBe('0.60'));

  it('keep the places of the most exact', () => expect(sum(['1', '0.005'])).toBe('1.005'));

  it('are zero when there is none', () => expect(sum([])).toBe('0'));

  it('take away beyond zero', () => {
    expect(minus('999999999999.99', '0.01')).toBe('999999999999.98');
    expect(minus('1.00', '2.5')).toBe('-1.50');
    expect(minus('1.00', '-2.50')).toBe('3.50');
    expect(minus('0.05', '0.10')).toBe('-0.05');
  });

  it('compare by value, not by text', () => {
    expect(least('10.0', '9.99')).toBe('9.99');
    expect(sign('0.00')).toBe(0);
    expect(sign('-0.01')).toBe(-1);
    expect(sign('100')).toBe(1);
  });

  it('are digits with a point and nothing else', () => {
    for (const text of ['1', '1.5', '-3.25']) expect(isDecimal(text)).toBe(true);
    for (const text of ['', '1,5', '1e3', '.5', '1.', ' 1', 'a']) expect(isDecimal(text)).toBe(false);
  });
});
