import { Staged } from '../../testing/staged';
import { FundBank } from './fund-bank';

const [LINES, STATEMENTS, EXPECTED] = ['bank-lines', 'statements', 'expected'].map((list) => `/api/v1/payments/funds/f/${list}`) as [string, string, string];

describe("a fund's bank", () => {
  it('reads the list that is in sight, and another one when its tab is opened', async () => {
    const page = new Staged(FundBank, { fundId: 'f' });
    const asked = () => [LINES, STATEMENTS, EXPECTED].map((list) => page.open(list).length);
    expect(asked()).toEqual([1, 0, 0]);
    page.fixture.componentRef.setInput('tab', 'statements');
    await page.seen();
    expect(asked()).toEqual([0, 1, 0]);
    page.live.next();
    await page.seen();
    expect(asked()).toEqual([0, 1, 0]);
  });
});
