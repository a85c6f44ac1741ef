import { Staged } from '../../testing/staged';
import { LinePage } from './line-page';

const LINE = '/api/v1/payments/bank-lines/l';
const money = (amount: string) => ({ amount, currency: 'USD' });
const line = (version: number, left: string, matches: readonly object[] = []) => ({ line: { lineId: 'l', amount: money('25'), left: money(left), state: 'Open', version }, matches, proposals: [] });
const match = (canBeUndone: boolean) => ({ matchId: 'm', who: 'Oak', target: 'Receipt', state: 'Standing', amount: money('5'), rule: 'ByHand', outcome: 'Said', canBeUndone });

describe('a bank line', () => {
  async function written(): Promise<Staged<LinePage>> {
    const page = new Staged(LinePage, { fundId: 'f', lineId: 'l' });
    await page.answer(LINE, line(1, '25'), '"1"');
    await page.press('money.match.addOther');
    const [, reason] = page.root.querySelectorAll<HTMLInputElement>('fieldset input');
    reason!.value = 'Interest';
    reason!.dispatchEvent(new Event('input'));
    await page.seen();
    return page;
  }
  const readAgain = async (page: Staged<LinePage>): Promise<void> => {
    (page.fixture.componentInstance as unknown as { read: { reload(): void } }).read.reload();
    await page.seen();
  };
  const typed = (page: Staged<LinePage>) => [...page.root.querySelectorAll<HTMLInputElement>('fieldset input')].map((input) => input.value);

  it('keeps what was written of it when it could not be read, and when somebody said something of it meanwhile', async () => {
    const page = await written();
    await readAgain(page);
    await page.fail(LINE);
    expect(typed(page)).toEqual([]);
    await page.press('ui.tryAgain');
    await page.answer(LINE, line(2, '5'), '"2"');
    expect(typed(page)).toEqual(['25', 'Interest']);
    expect(page.text).toContain('money.match.tooMuch');
  });

  it('goes on asking whether the book takes a receipt when it could not be read once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
    try {
      const page = new Staged(LinePage, { fundId: 'f', lineId: 'l' });
      await page.answer(LINE, line(1, '0', [{ ...match(false), state: 'Told' }]), '"1"');
      await vi.advanceTimersByTimeAsync(2_000);
      await page.fail(LINE);
      await vi.advanceTimersByTimeAsync(2_000);
      await page.answer(LINE, line(2, '0', [match(true)]), '"2"');
      await vi.advanceTimersByTimeAsync(5_000);
      expect(page.open(LINE)).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('begins anew once it was said', async () => {
    const page = await written();
    await page.press('money.match.say');
    page.open(`${LINE}/matches`, 'POST')[0]!.flush({ data: {}, meta: {} });
    await page.seen();
    await page.answer(LINE, line(2, '25'), '"2"');
    expect(typed(page)).toEqual([]);
  });

  for (const canBeUndone of [true, false]) {
    it(`${canBeUndone ? 'takes back' : 'does not take back'} what the server says ${canBeUndone ? 'can' : 'cannot'} be, of the version that was shown`, async () => {
      const page = new Staged(LinePage, { fundId: 'f', lineId: 'l' });
      await page.answer(LINE, line(1, '25', [match(canBeUndone)]), '"1"');
      if (!canBeUndone) return expect(page.press('money.match.undo')).rejects.toThrow();
      await page.press('money.match.undo');
      await readAgain(page);
      await page.answer(LINE, line(2, '25', [match(true)]), '"2"');
      page.said.next('Wrong line');
      expect(page.open(`${LINE}/matches/m/undo`, 'POST')[0]!.request.headers.get('If-Match')).toBe('"1"');
    });
  }
});
