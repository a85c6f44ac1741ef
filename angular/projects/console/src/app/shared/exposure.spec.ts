import type { Observable } from 'rxjs';
import type { Figure } from '@ui/explanation';
import { Staged } from '../../testing/staged';
import { Explain } from './explain';
import { Exposure } from './exposure';

const EXPOSURE = '/api/v1/dashboards/exposure';
const INVESTMENTS = '/api/v1/funds/investments';
const usd = (amount: string) => ({ amount, currency: 'USD' });
const row = (key: string | null, fairValue: string, unfunded: string | null = null) => ({ key, label: key, investments: 1, cost: usd('1'), fairValue: usd(fairValue), unfunded: unfunded && usd(unfunded), share: '0.5' });
// No investment held: there is nothing to draw, and a chart draws in no test's window.
const told = (...rows: readonly object[]) => ({ by: 'Type', asOf: null, currencies: [{ currency: 'USD', investments: 0, cost: usd('2'), fairValue: usd('10'), unfunded: null, rows }] });

describe('exposure', () => {
  const opened: { title: string; tree: Figure | null }[] = [];
  const explainer = { open: (title: string, read: () => Observable<Figure>) => { const it = { title, tree: null as Figure | null }; opened.push(it); read().subscribe((tree) => (it.tree = tree)); } };
  const begun = (inputs: object) => new Staged(Exposure, inputs as Record<string, unknown>, { provide: Explain, useValue: explainer });
  beforeEach(() => opened.splice(0));

  it('of the firm is told by fund, of one fund by what it holds', async () => {
    const firm = begun({});
    expect(firm.open(EXPOSURE)[0]!.request.params.get('by')).toBe('Fund');
  });

  it('of one fund asks for it alone', async () => {
    const [asked] = begun({ fundId: 'f' }).open(EXPOSURE);
    expect([asked!.request.params.get('by'), asked!.request.params.get('fundId')]).toEqual(['Type', 'f']);
  });

  it('says what nobody classified in words, and opens it to the investments that have no type', async () => {
    const page = begun({ fundId: 'f' });
    await page.answer(EXPOSURE, told(row('Debt', '4'), row(null, '6')));
    expect(page.text).toContain('profile.types.Debt');
    expect(page.text).toContain('profile.none');
    [...page.root.querySelectorAll('tr')].find((it) => it.textContent.includes('profile.none'))!.querySelectorAll('button')[1]!.click();
    await page.seen();
    const asked = await page.answer(INVESTMENTS, [{ name: 'Alder', fundName: 'Fund', cost: usd('1'), fairValue: usd('6') }]);
    expect(['type', 'currency', 'fundId', 'held'].map((key) => asked.request.params.get(key))).toEqual(['none', 'USD', 'f', 'true']);
    expect(opened[0]!.tree).toMatchObject({ value: '6', parts: [{ label: 'Alder, Fund', value: '6' }] });
  });
});
