/** A decimal as whole units of its last place. */
interface Exact {
  readonly units: bigint;
  readonly places: number;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Whether a text is a decimal as the API writes it. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** The sum of decimals, to the last place of the most exact of them; no binary fraction is in between. */
export function sum(amounts: readonly string[]): string {
  return written(amounts.map(read).reduce(added, { units: 0n, places: 0 }));
}

/** What is left of a decimal. */
export function minus(whole: string, part: string): string {
  return sum([whole, part.startsWith('-') ? part.slice(1) : `-${part}`]);
}

/** Less than, equal to or more than zero: -1, 0, 1. */
export function sign(amount: string): -1 | 0 | 1 {
  const { units } = read(amount);
  return units < 0n ? -1 : units === 0n ? 0 : 1;
}

/** The lesser of two decimals. */
export function least(one: string, other: string): string {
  return sign(minus(one, other)) <= 0 ? one : other;
}

function added(a: Exact, b: Exact): Exact {
  const places = Math.max(a.places, b.places);
  return { units: scaled(a, places) + scaled(b, places), places };
}

function scaled({ units, places }: Exact, to: number): bigint {
  return units * 10n ** BigInt(to - places);
}

function read(text: string): Exact {
  const [, minus, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) throw new Error(`'${text}' is no decimal.`);
  const units = BigInt(whole + fraction);
  return { units: minus ? -units : units, places: fraction.length };
}

function written({ units, places }: Exact): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return units < 0n ? `-${text}` : text;
}
