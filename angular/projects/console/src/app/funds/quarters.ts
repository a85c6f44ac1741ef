/** How many quarters that are over are offered. */
const QUARTERS = 20;

/** Quarters that are over by a day, the latest first, as the server names them. */
export function quartersBefore(today: string): readonly string[] {
  const first = 4 * Number(today.slice(0, 4)) + Math.floor((Number(today.slice(5, 7)) - 1) / 3);
  return Array.from({ length: QUARTERS }, (_, i) => first - 1 - i).map((q) => `${Math.floor(q / 4)}-Q${(q % 4) + 1}`);
}
