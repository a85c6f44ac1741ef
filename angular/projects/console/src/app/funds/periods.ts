/** The day before, both as the API writes days. */
export function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

/** The calendar quarter that ended last before a day, as the API writes it. */
export function lastQuarter(day: string): string {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  const quarter = Math.ceil(month / 3) - 1;
  return quarter === 0 ? `${year - 1}-Q4` : `${year}-Q${quarter}`;
}

/** The quarters and years up to that of a day. */
export function periodsUpTo(day: string, years: number): readonly string[] {
  const year = Number(day.slice(0, 4));
  const through = Math.ceil(Number(day.slice(5, 7)) / 3);
  return Array.from({ length: years }, (_, back) => year - back).flatMap((y) => [`${y}`, ...[1, 2, 3, 4].filter((q) => y < year || q <= through).map((q) => `${y}-Q${q}`)]);
}

/** The first day of the quarter of a day. */
export function quarterBegins(day: string): string {
  const first = 3 * Math.ceil(Number(day.slice(5, 7)) / 3) - 2;
  return `${day.slice(0, 4)}-${String(first).padStart(2, '0')}-01`;
}
