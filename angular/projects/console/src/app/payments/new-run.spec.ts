import { Staged } from '../../testing/staged';
import { NewRun } from './new-run';

const LIST = '/api/v1/payments/instructions';
const pays = (...ids: string[]) => ids.map((instructionId) => ({ instructionId, payeeName: instructionId, amount: { amount: '1.50', currency: 'USD' }, kind: 'Distribution', paymentDate: '2026-03-02' }));

// What was begun in one is there in the next.
beforeEach(() => sessionStorage.clear());

describe('choosing all that a fund has to pay', () => {
  async function begun(): Promise<Staged<NewRun>> {
    const page = new Staged(NewRun, { fundId: 'f' });
    await page.seen();
    await page.answer(LIST, pays('a'));
    await page.press('money.run.chooseAll');
    return page;
  }
  const all = (page: Staged<NewRun>) => [...page.root.querySelectorAll('button')].find((button) => button.textContent.includes('money.run.chooseAll'))!;
  const chosen = (page: Staged<NewRun>) => page.root.querySelector('.do p')!.textContent;

  it('takes every page, and cannot be begun twice', async () => {
    const page = await begun();
    await page.answer(LIST, pays('a', 'b'), undefined, 'c');
    expect(all(page).disabled).toBe(true);
    expect((await page.answer(LIST, pays('c'))).request.params.get('cursor')).toBe('c');
    expect(all(page).disabled).toBe(false);
    expect(chosen(page)).toContain('4.50 USD');
  });

  it('says so when a page of it fails, and has then chosen nothing', async () => {
    const page = await begun();
    await page.answer(LIST, pays('a', 'b'), undefined, 'c');
    await page.fail(LIST);
    expect(page.root.querySelector('[role=alert]')!.textContent).toContain('Not now');
    expect(chosen(page)).not.toContain('USD');
  });

  it('ends when another fund is chosen, of which nothing is taken', async () => {
    const page = await begun();
    const [first] = page.open(LIST);
    page.fixture.componentRef.setInput('fundId', 'g');
    await page.seen();
    expect(first!.cancelled).toBe(true);
    expect((await page.answer(LIST, pays('z'))).request.params.get('fundId')).toBe('g');
    expect([chosen(page).includes('USD'), all(page).disabled]).toEqual([false, false]);
  });
});

describe('a run that was begun and left', () => {
  const PLACE = 'stratcap.draft.me.run';
  const kept = () => JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as unknown;
  const connections = ['c', 'd'].map((connectionId) => ({ connectionId, name: connectionId, capabilities: ['pay'] }));

  it('keeps its fund and its payments by their ids alone', async () => {
    const page = new Staged(NewRun, { fundId: 'f' });
    await page.seen();
    await page.answer(LIST, pays('a'));
    expect(kept()).toBeNull();
    await page.press('money.run.chooseAll');
    await page.answer(LIST, pays('a', 'b'));
    expect(kept()).toMatchObject({ fundId: 'f', chosen: ['a', 'b'] });
    expect(JSON.stringify(kept())).not.toContain('payeeName');
  });

  it('comes back with fund, connection, day and those payments that still wait', async () => {
    sessionStorage.setItem(PLACE, JSON.stringify({ fundId: 'f', connectionId: 'd', executeOn: '2026-05-04', chosen: ['a', 'gone'] }));
    const page = new Staged(NewRun, {});
    await page.seen();
    await page.answer('/api/v1/payments/connections', connections);
    const [list, chosen] = page.open(LIST);
    expect(list!.request.params.get('fundId')).toBe('f');
    for (const request of [list!, chosen!]) request.flush({ data: pays('a', 'z'), meta: { page: { next: null, total: 2 } } });
    await page.seen();
    expect(page.root.querySelector('.do p')!.textContent).toContain('1.50 USD');
    expect(page.root.querySelector<HTMLInputElement>('input[type=date]')!.value).toBe('2026-05-04');
    await page.press('money.run.prepare');
    const [sent] = page.open('/api/v1/payments/runs', 'POST');
    expect(sent!.request.body).toMatchObject({ fundId: 'f', connectionId: 'd', executeOn: '2026-05-04', instructionIds: ['a'] });
  });
});
