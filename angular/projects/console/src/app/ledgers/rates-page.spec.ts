import { Staged } from '../../testing/staged';
import { RatesPage } from './rates-page';

const RATES = '/api/v1/fx-rates';
const rate = { rateId: 'r', from: 'EUR', to: 'USD', date: '2026-03-31', value: '1.0811', source: 'ECB', version: 1, recordedAt: '2026-04-01T09:00:00Z' };

describe('the exchange rates', () => {
  const shown = async () => {
    const page = new Staged(RatesPage, {});
    await page.answer(RATES, [rate]);
    return page;
  };
  const write = (page: Staged<RatesPage>, name: string, text: string): void => {
    const field = page.root.querySelector<HTMLInputElement>(`[formControlName=${name}]`)!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    page.fixture.detectChanges();
  };

  it('records a rate as it is written, a comma as the point, and keeps the pair for the next one', async () => {
    const page = await shown();
    for (const [name, text] of [['from', 'eur'], ['to', 'usd'], ['date', '2026-03-31'], ['value', '1,0811'], ['source', ' ECB ']] as const) write(page, name, text);
    page.root.querySelector('form')!.dispatchEvent(new Event('submit'));
    const [sent] = page.open(RATES, 'POST');
    expect(sent!.request.body).toEqual({ rates: [{ from: 'EUR', to: 'USD', date: '2026-03-31', value: '1.0811', source: 'ECB' }], correct: false });
    sent!.flush({ data: { recorded: 1, alreadyThere: 0, corrected: 0, rates: [rate] }, meta: {} });
    await page.seen();
    expect(page.root.querySelector<HTMLInputElement>('[formControlName=from]')!.value).toBe('eur');
    expect(page.root.querySelector<HTMLInputElement>('[formControlName=value]')!.value).toBe('');
    expect(page.open(RATES).length).toBe(1);
    // The next rate is another one: under the same key it would not be recorded.
    write(page, 'value', '1.09');
    page.root.querySelector('form')!.dispatchEvent(new Event('submit'));
    expect(page.open(RATES, 'POST')[0]!.request.headers.get('Idempotency-Key')).not.toBe(sent!.request.headers.get('Idempotency-Key'));
  });

  it('sends nothing that is no rate', async () => {
    const page = await shown();
    for (const [name, text] of [['from', 'EURO'], ['to', 'usd'], ['date', '2026-03-31'], ['value', '-1'], ['source', 'ECB']] as const) write(page, name, text);
    expect(page.root.querySelector<HTMLButtonElement>('button[type=submit]')!.disabled).toBe(true);
  });
});
