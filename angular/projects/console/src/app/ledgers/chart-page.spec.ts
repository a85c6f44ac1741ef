import { Staged } from '../../testing/staged';
import { ChartPage } from './chart-page';

const CHART = '/api/v1/accounting/chart';
const account = (code: string, more = {}) => ({
  account: code, standard: code.split('.')[0], standardName: 'Standard', type: 'Expense', number: code, name: 'Standard', named: false, own: false, maySplit: true, group: null, kinds: [], closed: false, from: null, ofFund: false, ...more,
});

describe('the chart of accounts', () => {
  const shown = async () => {
    const page = new Staged(ChartPage, { fund: 'f', day: '2026-03-31' });
    await page.answer('/api/v1/funds', []);
    await page.answer(CHART, { fundId: 'f', day: '2026-03-31', accounts: [account('5100'), account('5100.1', { number: '62110', name: 'Audit fees', named: true, own: true, maySplit: false, kinds: ['Audit', 'Tax'] })] }, '"7"');
    return page;
  };
  const write = (page: Staged<ChartPage>, name: string, text: string): void => {
    const field = page.root.querySelector<HTMLInputElement>(`[formControlName=${name}]`)!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    page.fixture.detectChanges();
  };

  it('names what the firm named by its own words, and the rest by the standard ones of the language', async () => {
    const page = await shown();
    const names = [...page.root.querySelectorAll('tbody th')].map((cell) => cell.textContent?.trim());
    expect(names).toEqual(['accounts.5100', 'Audit fees']);
    expect(page.text).toContain('Audit, Tax');
  });

  it('changes an account of one\'s own as it was seen, from the day that was looked at, for the fund', async () => {
    const page = await shown();
    await page.press('chart.change: 62110');
    write(page, 'name', 'Fees of auditors');
    page.root.querySelector('form')!.dispatchEvent(new Event('submit'));
    const [sent] = page.open(`${CHART}/5100.1`, 'PUT');
    expect(sent!.request.headers.get('If-Match')).toBe('"7"');
    expect(sent!.request.body).toEqual({ from: '2026-03-31', fundId: 'f', group: null, number: '62110', name: 'Fees of auditors', kinds: ['Audit', 'Tax'], closed: false });
    sent!.flush({ data: account('5100.1'), meta: {} });
    await page.seen();
    expect(page.root.querySelector('form')).toBeNull();
    expect(page.open(CHART).length).toBe(1);
  });

  it('adds an account under a standard one with a line for each kind', async () => {
    const page = await shown();
    await page.press('chart.split: 5100');
    write(page, 'number', ' 62200 ');
    write(page, 'name', 'Travel');
    write(page, 'kinds', 'Travel\n\n Meals ');
    page.root.querySelector('form')!.dispatchEvent(new Event('submit'));
    expect(page.open(CHART, 'POST')[0]!.request.body).toEqual({ from: '2026-03-31', fundId: 'f', group: null, standard: '5100', number: '62200', name: 'Travel', kinds: ['Travel', 'Meals'] });
  });
});
