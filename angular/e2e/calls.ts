import { Browser, Page, expect } from '@playwright/test';
import { choose, press, write } from './hands';
import { signedIn } from './people';

export const FUND = 'Cedar Ridge Partners Fund I, L.P.';

/** Opens the fund of the demonstration, from wherever the page is. */
export async function openFund(page: Page): Promise<void> {
  await press(page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Funds' }));
  await press(page.getByRole('main').getByRole('link', { name: FUND, exact: true }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(FUND);
}

/** Approves what waits, in a browser of the CFO's own, and comes back when the house has taken it. */
export async function approvedByCfo(browser: Browser, title: RegExp): Promise<void> {
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await press(cfo.getByRole('region', { name: 'Waiting for you' }).getByRole('link', { name: title }).first());
  await press(cfo.getByRole('button', { name: 'Approve' }));
  await expect(cfo.getByRole('dialog').locator(':focus')).toHaveCount(1);
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Approve' }));
  await expect(cfo.locator('dd[aria-live]')).not.toHaveText('Awaiting approval');
  await cfo.close();
}

/** Drafts a call for expenses, submits it, has it approved, and stands on its page when it is issued. */
export async function issueCall(browser: Browser, accountant: Page, amount: string, description: string): Promise<void> {
  await openFund(accountant);
  await press(accountant.getByRole('link', { name: 'New capital call' }));
  await choose(accountant.getByRole('combobox', { name: 'Purpose' }), 'Expenses');
  await write(accountant.getByLabel('Amount'), amount);
  await write(accountant.getByLabel('Description for the notice'), description);
  await press(accountant.getByRole('button', { name: 'Save as draft' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText(/^Capital call \d+$/);
  const title = await accountant.getByRole('heading', { level: 1 }).innerText();
  await press(accountant.getByRole('button', { name: 'Submit for approval' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting approval');
  await approvedByCfo(browser, new RegExp(`^${title} of`));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting receipts', { timeout: 30_000 });
  await press(accountant.getByRole('link', { name: 'Open what is to be approved' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText(title);
}
