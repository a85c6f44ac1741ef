import { Staged } from '../../testing/staged';
import { NewValuations } from './new-valuations';

const OPEN = '/api/v1/funds/f/valuation-rounds/open';
const money = (amount: string) => ({ amount, currency: 'USD' });
const multiple = { name: 'EV/EBITDA', value: '9.5', low: '8', high: '11', unit: 'x', unobservable: true };
const line = (dealId: string, name: string, more: object = {}) => ({
  dealId, name, currency: 'USD', cost: money('100'), before: money('120'), valuedOn: '2026-06-30', levelBefore: 3, methodBefore: 'MarketMultiples', methodologyBefore: 'Market multiples', inputsBefore: [multiple], proposed: null, ...more,
});

describe('a round of fair values', () => {
  const begun = async () => {
    sessionStorage.clear();
    const page = new Staged(NewValuations, { fundId: 'f' });
    await page.answer('/api/v1/funds/f', { name: 'Fund' });
    await page.answer(OPEN, { date: '2026-09-30', currency: 'USD', lines: [line('a', 'Alpha'), line('b', 'Beta', { levelBefore: null, methodBefore: null, inputsBefore: [] })] });
    return page;
  };
  const form = (page: Staged<NewValuations>) => (page.fixture.componentInstance as unknown as { form: NewValuations['form'] }).form;

  it('begins at the end of the last quarter, each investment on what its last value rests', async () => {
    const page = await begun();
    const { date, values } = form(page).getRawValue();
    expect(date).toMatch(/-(03-31|06-30|09-30|12-31)$/);
    expect(values.map((it) => [it.dealId, it.fairValue, it.level, it.method, it.inputs.length])).toEqual([['a', '', 3, 'MarketMultiples', 1], ['b', '', 3, 'MarketMultiples', 0]]);
    expect(page.root.querySelector<HTMLButtonElement>('[type=submit]')!.disabled).toBe(true);
  });

  it('sends what is valued alone, and says what a value of level 3 lacks', async () => {
    const page = await begun();
    form(page).controls.values.at(1).patchValue({ fairValue: '90' });
    form(page).markAsDirty();
    await page.seen();
    expect(page.text).toContain('valuations.needsInput');
    form(page).controls.values.at(1).patchValue({ level: 2, method: 'RecentTransaction', methodology: ' Round B ' });
    await page.seen();
    expect(page.text).not.toContain('valuations.needsInput');
    page.root.querySelector('form')!.dispatchEvent(new Event('submit'));
    const [sent] = page.open('/api/v1/funds/f/valuation-rounds', 'POST');
    expect(sent!.request.body).toEqual({ date: form(page).getRawValue().date, values: [{ dealId: 'b', fairValue: '90', level: 2, method: 'RecentTransaction', methodology: 'Round B', via: null, documentIds: null, inputs: [] }] });
  });
});
