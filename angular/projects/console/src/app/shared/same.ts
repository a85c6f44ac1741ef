/** Whether two things that came from the server say the same. For a signal's `equal`: a form is not filled anew because something else on its page was read again. */
export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
