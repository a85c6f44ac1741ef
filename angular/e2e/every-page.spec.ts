import { expect, test } from '@playwright/test';
import { accessible, signedIn, usableInBoth } from './people';

/** What to press on the way to a page, one after the other, from a place of the console; or where to go from the address of the page before. */
type Way = readonly [place: string, ...pressed: readonly (string | RegExp | ((before: string) => string))[]];

/** Debits of a call; of one that is paid no link leads there. */
const toCollect = (call: string): string => call.replace(/funds\/([\w-]+)\/capital-calls\/([\w-]+).*/, 'payments/collect/$1/$2');

const FUND = 'Cedar Ridge Partners Fund I, L.P.';
const WALKS: readonly { readonly firm: string; readonly email: string; /** Which pages, where one person's are walked in parts. */ readonly of?: string; readonly ways: readonly Way[] }[] = [
  {
    firm: 'cedar-ridge', email: 'accountant@cedar-ridge.example', ways: [
      ['dashboard'], ['funds', FUND, 'Investors', 'Investments', 'Valuations', 'Performance', 'Terms', 'Book', 'Reports'], ['funds', FUND, 'New capital call'], ['funds', FUND, 'New distribution'], ['funds', FUND, 'Capital call 1'], ['funds', FUND, 'Distributions', 'Distribution 1'],
      ['funds', FUND, 'Bank account for calls'], ['approvals', 'All', /^Capital call/], ['ledgers'], ['ledgers/new'], ['ledgers/chart'], ['ledgers/rates'], ['plugins', 'Sample ledger'], ['nowhere'], ['failed'], ['platform'], ['notifications'], ['profile'],
    ],
  },
  {
    firm: 'cedar-ridge', email: 'accountant@cedar-ridge.example', of: 'money', ways: [
      ['payments/runs'], ['payments/runs/new'], ['payments/instructions', /^Cedar Ridge GP/], ['payments/payees', 'Enter an account'], ['payments/payees', 'Juniper Trust'], ['payments/events'],
      ['payments/funds', FUND, 'Statements', 'Waited for'], ['payments/funds', FUND, /2026/],
      ['funds', FUND, 'Capital call 1', toCollect],
    ],
  },
  { firm: 'cedar-ridge', email: 'accountant@cedar-ridge.example', of: 'books', ways: [['portfolio', 'Alder Industrial'], ['reports'], ['reports/new'], ['reports/runs'], ['funds', FUND, 'Quarters'], ['funds', FUND, 'Documents'], ['funds', FUND, 'Financial statements'], ['funds', FUND, 'Ledger', /^3000/]] },
  {
    firm: 'cedar-ridge', email: 'accountant@cedar-ridge.example', of: 'what two people do',
    ways: [['funds', FUND, 'Valuations', 'Valuation round 1'], ['funds', FUND, 'Valuations', 'New valuation round'], ['funds', FUND, 'Ledger', 'Manual entries', 'New entry'], ['approvals', 'Manual entries that wait']],
  },
  { firm: 'cedar-ridge', email: 'admin@cedar-ridge.example', ways: [['mails/sent'], ['mails/suppressed'], ['people', 'Invite somebody'], ['people', 'Alan Accountant'], ['plugins/stratcap.sample'], ['plugins/callback'], ['plugins/stratcap.sample/connect']] },
  { firm: 'tpg', email: 'admin@tpg.example', ways: [['brand'], ['exports']] },
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
        if (typeof text === 'function') {
          await page.goto(text(page.url()));
          await usableInBoth(page);
          continue;
        }
        const main = page.getByRole('main');
        await main.getByRole('link', { name: text }).or(main.getByRole('tab', { name: text })).or(main.getByRole('radio', { name: text, exact: true })).first().click();
        await usableInBoth(page);
      }
    }
    await page.close();
  });
}

const FAILS: readonly { readonly app: 'console' | 'portal'; readonly email: string; readonly places: readonly string[] }[] = [
  { app: 'console', email: 'accountant@cedar-ridge.example', places: ['funds', 'approvals', 'payments/payees', 'dashboard'] },
  { app: 'portal', email: 'treasurer@oak-county.example', places: ['', 'portfolio', 'lists'] },
];

for (const { app, email, places } of FAILS) {
  test(`a page of the ${app} that may not read, or cannot, says so`, async ({ browser }) => {
    const page = await signedIn(browser, 'cedar-ridge', email, app, { viewport: PHONE });
    let status = 403;
    // Who somebody is stays readable: without that there is no page.
    await page.route(/\/api\/v1\/(?!users\/profile|tenant\/brand|notifications|auth)/, (route) => route.fulfill({ status, contentType: 'application/problem+json', body: JSON.stringify({ status, code: 'stage.failed', detail: 'Ask an administrator.' }) }));
    for (const [i, place] of places.entries()) {
      status = i % 2 ? 500 : 403;
      await page.goto(new URL(place, page.url().replace(/\/(console|portal)\/.*/, `/${app}/`)).href);
      await expect(page.getByRole('alert').first()).toContainText(status === 403 ? 'You may not see this' : 'This did not work');
      await expect(page.getByText('Nothing matches.')).toHaveCount(0);
      await accessible(page);
    }
    await page.close();
  });
}
