import { Browser, Page, expect } from '@playwright/test';
import { FUND, approvedByCfo, openFund } from './calls';
import { choose, press, turnTo, write } from './hands';

/** Opens one of the lists of money that moves, from wherever the page is. */
export async function openMoney(page: Page, list: string): Promise<void> {
  await press(page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Payments' }));
  await press(page.getByRole('navigation', { name: 'Lists of money that moves' }).getByRole('link', { name: list }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(list);
}

/** Opens the fund's bank lines. */
export async function openBank(page: Page): Promise<void> {
  await openMoney(page, 'Reconciliation');
  await press(page.getByRole('main').getByRole('link', { name: FUND, exact: true }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Bank statements');
}

/** Proceeds come in and are distributed; stands on the distribution's page when it is declared. */
export async function declareDistribution(browser: Browser, accountant: Page, amount: string): Promise<void> {
  await openFund(accountant);
  await turnTo(accountant.getByRole('tab', { name: 'Investments' }));
  await choose(accountant.getByRole('combobox', { name: 'From investment' }), 'Alder Industrial Holdings');
  await write(accountant.getByLabel('Proceeds', { exact: true }), amount);
  await press(accountant.getByRole('button', { name: 'Record the proceeds' }));
  await expect(accountant.getByRole('status').filter({ hasText: 'Recorded for Alder' })).toBeVisible();
  await openFund(accountant);
  await press(accountant.getByRole('link', { name: 'New distribution' }));
  await choose(accountant.getByRole('combobox', { name: 'Source of the proceeds' }), 'Alder Industrial Holdings');
  await write(accountant.getByLabel('Amount'), amount);
  await press(accountant.getByRole('button', { name: 'Save as draft' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText(/^Distribution \d+$/);
  const title = await accountant.getByRole('heading', { level: 1 }).innerText();
  await press(accountant.getByRole('button', { name: 'Submit for approval' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting approval');
  await approvedByCfo(browser, new RegExp(`^${title} of`));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting payments', { timeout: 30_000 });
  await press(accountant.getByRole('link', { name: 'Open what is to be approved' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Declared');
}
