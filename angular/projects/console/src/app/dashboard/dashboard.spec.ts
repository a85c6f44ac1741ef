import { Staged } from '../../testing/staged';
import { Dashboard } from './dashboard';

const [METRICS, RUNS] = ['/api/v1/dashboards/metrics', '/api/v1/payments/runs'];
const metrics = { waiting: [], waitingTotal: 0, deadlines: [], totals: [], funds: [] };
const runs = (count: number, preparedBy: string) => Array.from({ length: count }, (_, n) => ({ runId: `${preparedBy} ${n}`, fundName: 'Fund', count: 2, amount: { amount: '2', currency: 'USD' }, preparedBy, preparedByName: preparedBy }));

describe('what waits for somebody who may release money', () => {
  async function begun(): Promise<Staged<Dashboard>> {
    const page = new Staged(Dashboard, {});
    await page.answer(METRICS, metrics);
    return page;
  }
  const links = (page: Staged<Dashboard>) => [...page.root.querySelectorAll('#waiting ~ ul a')].length;

  it('is said to be nothing only once that is known of runs, too', async () => {
    const page = await begun();
    expect(page.text).not.toContain('dashboard.nothingWaits');
    await page.answer(RUNS, []);
    expect(page.text).toContain('dashboard.nothingWaits');
  });

  it('is not said where runs could not be read', async () => {
    const page = await begun();
    await page.fail(RUNS);
    expect(page.text).not.toContain('dashboard.nothingWaits');
    await page.press('ui.tryAgain');
    await page.answer(RUNS, []);
    expect(page.text).toContain('dashboard.nothingWaits');
  });

  it('is no run of his own', async () => {
    const page = await begun();
    await page.answer(RUNS, [...runs(2, 'me'), ...runs(1, 'other')]);
    expect([links(page), page.text.includes('dashboard.allRuns')]).toEqual([1, false]);
  });

  it('leads to all of them where there are more than are shown', async () => {
    const page = await begun();
    await page.answer(RUNS, runs(6, 'other'));
    expect(links(page)).toBe(5);
    expect([...page.root.querySelectorAll('a')].find((a) => a.textContent.includes('dashboard.allRuns'))!.getAttribute('href')).toBe('/payments/runs?runs.state=Prepared');
  });

  it('is read again when payments move', async () => {
    const page = await begun();
    await page.answer(RUNS, []);
    page.live.next();
    await page.seen();
    await page.answer(RUNS, runs(1, 'other'));
    expect(links(page)).toBe(1);
  });
});
