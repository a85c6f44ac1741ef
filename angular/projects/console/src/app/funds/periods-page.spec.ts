import { Staged } from '../../testing/staged';
import { PeriodsPage } from './periods-page';

const FUND = '/api/v1/funds/f';
const PERIODS = `${FUND}/periods`;
const money = (amount: string) => ({ amount, currency: 'USD' });
const period = (over: object = {}) => ({ name: '2024-Q2', from: '2024-04-01', through: '2024-06-30', state: 'Open', closedAt: null, closedByName: null, isNext: true, waiting: null, ...over });
const check = (name: string, state: string, left = '1.00', right = '1.00', difference = '0.00') => ({ name, state, sentence: `About ${name}`, left: money(left), right: money(right), difference: money(difference) });
const cockpit = (p: object, over: object = {}) => ({
  period: p, currency: 'USD', closedThrough: null, canClose: true, closes: 0, checks: [check('book', 'Passed'), { ...check('fx', 'NotApplicable'), left: null, right: null, difference: null }],
  changes: { since: null, figures: [{ measure: 'NetAssetValue', before: money('0.00'), after: money('5.00'), difference: money('5.00') }], facts: [{ kind: 'receipt_recorded', count: 3 }] }, ...over,
});
const waiting = (own: boolean) => ({ reopeningId: 'r', fundId: 'f', through: '2024-06-30', reason: 'An invoice came late', state: 'Asked', askedByName: 'Alan', askedAt: '2024-08-01T00:00:00Z', decidedByName: null, decidedAt: null, decidedBecause: null, own });

describe('the page of a fund’s quarters', () => {
  let stage: Staged<PeriodsPage>;

  const show = async (p: object, over: object = {}, ...others: object[]) => {
    stage = new Staged(PeriodsPage, { fundId: 'f' });
    await stage.seen();
    await stage.answer(FUND, { name: 'Cedar' });
    await stage.answer(PERIODS, [p, ...others]);
    await stage.answer(`${PERIODS}/2024-06-30`, cockpit(p, over));
  };
  const button = (text: string) => [...stage.root.querySelectorAll('button')].find((b) => b.textContent.includes(text));

  it('closes a quarter of which everything ties, once that was confirmed', async () => {
    await show(period());
    expect(stage.text).toContain('periods.ready');
    expect(stage.text).toMatch(/facts\.receipt_recorded \(3\)/);
    await stage.press('periods.close');
    expect(stage.open(`${PERIODS}/2024-06-30/close`, 'POST')).toEqual([]);
    expect(stage.asked).toEqual(['periods.closeTitle']);
    stage.said.next('');
    await stage.seen();
    const closing = stage.open(`${PERIODS}/2024-06-30/close`, 'POST');
    expect(closing.length).toBe(1);
    closing[0]!.flush({ data: period({ state: 'Closed' }), meta: {} });
    await stage.seen();
    expect(stage.open(PERIODS).length).toBe(1);
  });

  it('shows what does not tie with its figures, leads to where it is worked, and closes nothing', async () => {
    await show(period(), { canClose: false, checks: [check('cash', 'Failed', '900.00', '1000.00', '-100.00'), check('fees', 'Failed')] });
    expect(stage.text).toContain('periods.failing');
    expect(stage.text).toContain('About cash');
    expect([...stage.root.querySelectorAll('td a')].map((a) => a.getAttribute('href'))).toEqual(['/payments/funds/f', '/funds/f?tab=book']);
    expect((button('periods.close') as HTMLButtonElement).disabled).toBe(true);
  });

  it('says why it was refused, and reads again what is now', async () => {
    await show(period());
    await stage.press('periods.close');
    stage.said.next('');
    await stage.seen();
    stage.open(`${PERIODS}/2024-06-30/close`, 'POST')[0]!.flush({ code: 'funds.period.checks_failed', detail: '1 checks of the quarter do not tie' }, { status: 422, statusText: 'Refused' });
    await stage.seen();
    expect(stage.root.querySelector('.alert')!.textContent).toContain('do not tie');
    expect(stage.open(`${PERIODS}/2024-06-30`).length).toBe(1);
  });

  it('asks for a reopening with a reason', async () => {
    await show(period({ state: 'Closed', isNext: false, closedAt: '2024-07-20T00:00:00Z', closedByName: 'Clara' }), { closedThrough: '2024-06-30', closes: 1 });
    expect(button('periods.close')).toBeUndefined();
    await stage.press('periods.ask');
    stage.said.next('An invoice came late');
    await stage.seen();
    expect(stage.open(`${PERIODS}/2024-06-30/reopenings`, 'POST')[0]!.request.body).toEqual({ reason: 'An invoice came late' });
  });

  it('lets another grant it, and who asked only take it back', async () => {
    const closed = period({ state: 'Closed', isNext: false, closedAt: '2024-07-20T00:00:00Z', closedByName: 'Clara' });
    await show({ ...closed, waiting: waiting(true) });
    expect(button('periods.grant')).toBeUndefined();
    expect(button('periods.takeBack')).toBeDefined();
  });

  it('reopens for somebody else', async () => {
    await show({ ...period({ state: 'Closed', isNext: false, closedAt: '2024-07-20T00:00:00Z', closedByName: 'Clara' }), waiting: waiting(false) });
    await stage.press('periods.grant');
    stage.said.next('');
    await stage.seen();
    expect(stage.open(`${PERIODS}/reopenings/r/decision`, 'POST')[0]!.request.body).toEqual({ grant: true, reason: null });
  });

  it('shows what a reopening changed', async () => {
    await show(period({ state: 'Reopened' }), { closes: 1 });
    await stage.seen();
    expect(stage.open(`${PERIODS}/2024-06-30/differences`).length).toBe(1);
  });

  it('begins with the quarter that is to be closed next', async () => {
    stage = new Staged(PeriodsPage, { fundId: 'f' });
    await stage.seen();
    await stage.answer(PERIODS, [period({ name: '2024-Q4', through: '2024-12-31', isNext: false }), period({ name: '2024-Q3', through: '2024-09-30' }), period({ state: 'Closed', isNext: false })]);
    expect(stage.open(`${PERIODS}/2024-09-30`).length).toBe(1);
  });
});
