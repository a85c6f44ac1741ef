import { Staged } from '../../testing/staged';
import { PayeePage } from './payee-page';

const ACCOUNT = '/api/v1/payments/payee-accounts/p';
const account = { account: { payeeAccountId: 'p', holder: 'Oak', kind: 'Distribution', state: 'Verified', mask: '****1234', number: 1, enteredByName: 'Other' }, enteredBy: 'other', masked: true, steps: [] };

describe("a payee's account", () => {
  it('is confirmed only once that was asked, as it was shown then', async () => {
    const page = new Staged(PayeePage, { payeeAccountId: 'p' });
    await page.answer(ACCOUNT, account, '"1"');
    await page.press('bank.confirm');
    expect(page.open(`${ACCOUNT}/decision`, 'POST')).toEqual([]);
    expect(page.asked).toEqual(['money.payee.confirmTitle']);
    page.said.next('');
    const [sent] = page.open(`${ACCOUNT}/decision`, 'POST');
    expect([sent!.request.headers.get('If-Match'), sent!.request.body]).toEqual(['"1"', { confirm: true, reason: null }]);
  });

  it('is rejected as it was shown when the question was asked', async () => {
    const page = new Staged(PayeePage, { payeeAccountId: 'p' });
    await page.answer(ACCOUNT, account, '"1"');
    await page.press('bank.reject');
    (page.fixture.componentInstance as unknown as { read: { reload(): void } }).read.reload();
    await page.seen();
    await page.answer(ACCOUNT, account, '"2"');
    page.said.next('Forged');
    const [sent] = page.open(`${ACCOUNT}/decision`, 'POST');
    expect([sent!.request.headers.get('If-Match'), sent!.request.body]).toEqual(['"1"', { confirm: false, reason: 'Forged' }]);
  });
});
