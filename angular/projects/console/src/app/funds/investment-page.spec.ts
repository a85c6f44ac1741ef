import { Staged } from '../../testing/staged';
import { InvestmentPage } from './investment-page';

const FUND = '/api/v1/funds/f';
const PROFILE = '/api/v1/funds/f/investments/d/profile';
const debt = { version: 3, validFrom: null, type: 'Debt', country: 'DE', industry: null, recordedByName: 'Ann', recordedAt: '2026-01-01T00:00:00Z' };
interface Form { readonly form: { patchValue(of: object): void; markAsDirty(): void; getRawValue(): object } }

describe('an investment', () => {
  beforeEach(() => sessionStorage.clear());

  async function begun(profile: object | null): Promise<Staged<InvestmentPage>> {
    const page = new Staged(InvestmentPage, { fundId: 'f', dealId: 'd' });
    await page.answer(FUND, { name: 'Fund' });
    await page.answer(PROFILE, { dealId: 'd', name: 'Alder', profile }, '"3"');
    return page;
  }
  const form = (page: Staged<InvestmentPage>) => (page.fixture.componentInstance as unknown as Form).form;

  it('is classified from what holds now, only if nobody else did meanwhile', async () => {
    const page = await begun(debt);
    form(page).patchValue({ country: ' fr ', validFrom: '2026-02-01' });
    form(page).markAsDirty();
    await page.seen();
    page.root.querySelector('form')!.dispatchEvent(new Event('submit'));
    const [sent] = page.open(PROFILE, 'PUT');
    expect([sent!.request.body, sent!.request.headers.get('If-Match')]).toEqual([{ type: 'Debt', country: 'FR', industry: null, validFrom: '2026-02-01' }, '"3"']);
  });

  it('that nobody classified says so, and takes no country that cannot be one', async () => {
    const page = await begun(null);
    expect(page.text).toContain('profile.nobody');
    form(page).patchValue({ type: 'Debt', country: 'Germany' });
    await page.seen();
    expect([...page.root.querySelectorAll('button')].find((button) => button.textContent.includes('profile.keep'))!.disabled).toBe(true);
  });

  it('is not filled anew over what is being typed when the fund moves', async () => {
    const page = await begun(debt);
    form(page).patchValue({ country: 'FR' });
    form(page).markAsDirty();
    page.live.next();
    await page.seen();
    await page.answer(PROFILE, { dealId: 'd', name: 'Alder', profile: { ...debt, version: 4, country: 'IT' } }, '"4"');
    expect(form(page).getRawValue()).toMatchObject({ country: 'FR' });
    const submit = () => page.root.querySelector('form')!.dispatchEvent(new Event('submit'));
    submit();
    const [sent] = page.open(PROFILE, 'PUT');
    expect(sent!.request.headers.get('If-Match')).toBe('"3"');
    sent!.flush({ detail: 'Somebody was faster' }, { status: 412, statusText: 'Precondition Failed' });
    await page.seen();
    await page.answer(PROFILE, { dealId: 'd', name: 'Alder', profile: { ...debt, version: 4, country: 'IT' } }, '"4"');
    submit();
    expect(page.open(PROFILE, 'PUT')[0]!.request.headers.get('If-Match')).toBe('"4"');
  });
});
