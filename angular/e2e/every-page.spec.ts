import { test } from '@playwright/test';
import { signedIn, usableInBoth } from './people';

/** What to press on the way to a page, one after the other, from a place of the console. */
type Way = readonly [place: string, ...pressed: readonly (string | RegExp)[]];

const FUND = 'Cedar Ridge Partners Fund I, L.P.';
const WALKS: readonly { readonly firm: string; readonly email: string; /** Which pages, where one person's are walked in parts. */ readonly of?: string; readonly ways: readonly Way[] }[] = [
  {
    firm: 'cedar-ridge', email: 'accountant@cedar-ridge.example', ways: [
      ['dashboard'], ['funds', FUND, 'Investors', 'Investments', 'Performance', 'Terms', 'Book'], ['funds', FUND, 'New capital call'], ['funds', FUND, 'New distribution'], ['funds', FUND, 'Capital call 1'], ['funds', FUND, 'Distributions', 'Distribution 1'],
      ['funds', FUND, 'Bank account for calls'], ['approvals', 'All', /^Capital call/], ['ledgers'], ['ledgers/new'], ['plugins', 'Sample ledger'], ['nowhere'], ['failed'], ['platform'], ['notifications'], ['profile'],
    ],
  },
  {
    firm: 'cedar-ridge', email: 'accountant@cedar-ridge.example', of: 'money', ways: [
      ['payments/runs'], ['payments/runs/new'], ['payments/instructions', /^Cedar Ridge GP/], ['payments/payees', 'Enter an account'], ['payments/payees', 'Juniper Trust'], ['payments/events'],
      ['payments/funds', FUND, 'Statements', 'Waited for'], ['payments/funds', FUND, /2026/],
    ],
  },
  { firm: 'cedar-ridge', email: 'admin@cedar-ridge.example', ways: [['people', 'Invite somebody'], ['people', 'Alan Accountant'], ['plugins/stratcap.sample'], ['plugins/callback'], ['plugins/stratcap.sample/connect']] },
  { firm: 'tpg', email: 'admin@tpg.example', ways: [['brand']] },
  { firm: 'tpg', email: 'accountant@tpg.example', ways: [['imports', /\.csv$/]] },
  { firm: 'platform', email: 'operator@platform.example', ways: [['platform', 'Provision a firm'], ['platform', /^Cedar Ridge/], ['platform', 'Registered plugins'], ['platform/plugins/stratcap.sample/1.0.0']] },
];

const PHONE = { width: 390, height: 844 };

for (const { firm, email, of, ways } of WALKS) {
  test(`every page of the console is usable on a phone, and in the dark: ${[email, of].filter(Boolean).join(', ')}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const page = await signedIn(browser, firm, email, 'console', { viewport: PHONE });
    for (const [place, ...pressed] of ways) {
      await page.goto(new URL(place, page.url().replace(/\/console\/.*/, '/console/')).href);
      await usableInBoth(page);
      for (const text of pressed) {
        const main = page.getByRole('main');
        await main.getByRole('link', { name: text }).or(main.getByRole('tab', { name: text })).or(main.getByRole('radio', { name: text, exact: true })).first().click();
        await usableInBoth(page);
      }
    }
    await page.close();
  });
}
