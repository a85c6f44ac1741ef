import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { MatSelectHarness } from '@angular/material/select/testing';
import { Staged } from '../../testing/staged';
import { TargetChoice } from './target-choice';

const EXPECTED = '/api/v1/payments/funds/f/expected';

describe('what a line may be for', () => {
  it('can be a payment that comes back, also where no call waits for money', async () => {
    const page = new Staged(TargetChoice, { fundId: 'f', incoming: true });
    expect((await page.answer(EXPECTED, [])).request.params.get('target')).toBe('Receipt');
    expect(page.text).toContain('money.bank.nothingExpected');
    const kind = await TestbedHarnessEnvironment.loader(page.fixture).getHarness(MatSelectHarness);
    await kind.open();
    await kind.clickOptions({ text: 'money.match.targets.PaymentReturned' });
    await page.seen();
    expect((await page.answer(EXPECTED, [])).request.params.get('target')).toBe('PaymentReturned');
  });

  it('is a payment of ours, or a debit that goes back, where money went out', async () => {
    const page = new Staged(TargetChoice, { fundId: 'f', incoming: false });
    const { params } = (await page.answer(EXPECTED, [])).request;
    expect([params.get('target'), params.get('incoming')]).toEqual(['Payment', 'false']);
  });
});
