import { Staged } from '../../testing/staged';
import { BankFeed } from './bank-feed';

const FEEDS = '/api/v1/payments/funds/f/bank-feeds';
const CONNECTIONS = '/api/v1/payments/connections';
const feed = { feedId: 'x', accountName: 'Operating', mask: '1234', connectionName: 'Plaid', from: '2026-03-01', reading: false, readAt: null, failing: 'connect again', version: 3 };

describe("a fund's bank feed", () => {
  it('says what is wrong, is read again when something arrives, and is unlinked only when that is confirmed', async () => {
    const page = new Staged(BankFeed, { fundId: 'f' });
    await page.answer(CONNECTIONS, []);
    await page.answer(FEEDS, [feed]);
    expect(page.text).toContain('money.feed.failing');
    page.live.next();
    await page.seen();
    await page.answer(FEEDS, [{ ...feed, failing: null }]);
    expect(page.text).not.toContain('money.feed.failing');
    await page.press('money.feed.unlink');
    expect([page.asked, page.open(`${FEEDS}/x/unlink`, 'POST').length]).toEqual([['money.feed.unlinkSure'], 0]);
    page.said.next('');
    const [unlink] = page.open(`${FEEDS}/x/unlink`, 'POST');
    expect(unlink!.request.headers.get('If-Match')).toBe('"3"');
  });

  it('asks a connection for its accounts only once it is chosen, and offers no link where no connection reads', async () => {
    const page = new Staged(BankFeed, { fundId: 'f' });
    await page.answer(CONNECTIONS, [{ connectionId: 'c', name: 'Files', capabilities: ['statementFiles'] }]);
    await page.answer(FEEDS, []);
    expect(page.text).toContain('money.feed.none');
    expect(page.text).not.toContain('money.feed.link');
    expect(page.open(`${FEEDS}/connections/c/accounts`).length).toBe(0);
  });
});
