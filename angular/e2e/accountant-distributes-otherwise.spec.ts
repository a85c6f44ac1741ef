import { Page, expect, test } from '@playwright/test';
import { openFund } from './calls';
import { choose, press, write } from './hands';
import { accessible, signedIn } from './people';

test('an accountant drafts a tax distribution as an advance, finds it as he left it, and takes it back, all by keyboard', async ({ browser }) => {
  test.setTimeout(120_000);
  const accountant = await drafting(await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console'), 'Tax distribution, an advance');
  await write(accountant.getByLabel('Amount at most'), '250000');
  await write(accountant.getByLabel('Assumed tax rate'), '0.4');
  await press(accountant.getByRole('button', { name: 'Income of an investor' }));
  await choose(accountant.getByRole('combobox', { name: 'Investor' }), /^Oak County/);
  await write(accountant.getByLabel('Taxable income to date'), '90000000');
  const preview = accountant.getByRole('region', { name: 'What each investor would get' });
  await expect(preview.getByRole('row', { name: /^Oak County/ }).first()).toBeVisible();
  await accessible(accountant);
  await savedAndOpenedAgain(accountant);
  await expect(accountant.getByRole('combobox', { name: 'What is distributed' })).toContainText('Tax distribution');
  await expect(accountant.getByLabel('Taxable income to date')).toHaveValue('90000000');
  await takenBack(accountant);
});

test('an accountant drafts a distribution in kind at its declared value, sees who gets what, and takes it back, all by keyboard', async ({ browser }) => {
  test.setTimeout(120_000);
  const accountant = await drafting(await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console'), 'An investment in kind');
  await write(accountant.getByLabel('Declared value'), '500000');
  await choose(accountant.getByRole('combobox', { name: 'Source of the proceeds' }), 'Alder Industrial Holdings');
  await write(accountant.getByLabel('Cost of what is handed over'), '250000');
  await write(accountant.getByLabel('Number of securities'), '10000');
  const preview = accountant.getByRole('region', { name: 'What each investor would get' });
  await expect(preview).toContainText('500,000.00 USD');
  await accessible(accountant);
  await savedAndOpenedAgain(accountant);
  await expect(accountant.getByRole('combobox', { name: 'What is distributed' })).toContainText('in kind');
  await expect(accountant.getByLabel('Cost of what is handed over')).toHaveValue('250000');
  await expect(accountant.getByLabel('Number of securities')).toHaveValue('10000');
  await takenBack(accountant);
});

async function drafting(page: Page, kind: string): Promise<Page> {
  await openFund(page);
  await press(page.getByRole('link', { name: 'New distribution' }));
  await choose(page.getByRole('combobox', { name: 'What is distributed' }), kind);
  return page;
}

async function savedAndOpenedAgain(page: Page): Promise<void> {
  await press(page.getByRole('button', { name: 'Save as draft' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Distribution \d+$/);
  await accessible(page);
  await press(page.getByRole('link', { name: 'Change', exact: true }));
}

/** The firm of the demonstration is left as it was found. */
async function takenBack(page: Page): Promise<void> {
  await page.goBack();
  await press(page.getByRole('button', { name: 'Delete the draft' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Delete the draft' }));
  await expect(page).toHaveURL(/tab=distributions/);
  await page.close();
}
