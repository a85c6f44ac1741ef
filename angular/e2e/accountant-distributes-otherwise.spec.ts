import { Page, expect, test } from '@playwright/test';
import { openFund } from './calls';
import { choose, press, turnTo, write } from './hands';
import { accessible, signedIn } from './people';

test('an accountant drafts a tax distribution as an advance, finds it as he left it, and takes it back, all by keyboard', async ({ browser }) => {
  test.setTimeout(120_000);
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await openInvestments(accountant);
  await choose(accountant.getByRole('combobox', { name: 'From investment' }), 'Alder Industrial Holdings');
  await write(accountant.getByLabel('Proceeds', { exact: true }), '300000');
  await press(accountant.getByRole('button', { name: 'Record the proceeds' }));
  await expect(accountant.getByRole('status').filter({ hasText: 'Recorded for Alder' })).toBeVisible();

  await draft(accountant, 'Tax distribution, an advance');
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

test('an accountant records an investment, drafts handing it over in kind at its declared value, sees who gets what, and takes it back, all by keyboard', async ({ browser }) => {
  test.setTimeout(120_000);
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await openInvestments(accountant);
  await write(accountant.getByLabel('Name of the investment'), 'Birch Robotics');
  await write(accountant.getByLabel('Cost', { exact: true }), '250000');
  await press(accountant.getByRole('button', { name: 'Record the investment' }));
  await expect(accountant.getByRole('status').filter({ hasText: 'Recorded for Birch Robotics' })).toBeVisible();
  await expect(accountant.getByRole('row', { name: /^Birch Robotics.*250,000\.00/ })).toBeVisible();
  await accessible(accountant);

  await draft(accountant, 'An investment in kind');
  await write(accountant.getByLabel('Declared value'), '500000');
  await choose(accountant.getByRole('combobox', { name: 'Source of the proceeds' }), 'Birch Robotics');
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

async function openInvestments(page: Page): Promise<void> {
  await openFund(page);
  await turnTo(page.getByRole('tab', { name: 'Investments' }));
  await expect(page).toHaveURL(/tab=investments/);
}

async function draft(page: Page, kind: string): Promise<void> {
  await openFund(page);
  await press(page.getByRole('link', { name: 'New distribution' }));
  await choose(page.getByRole('combobox', { name: 'What is distributed' }), kind);
}

async function savedAndOpenedAgain(page: Page): Promise<void> {
  await press(page.getByRole('button', { name: 'Save as draft' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Distribution \d+$/);
  await accessible(page);
  await press(page.getByRole('link', { name: 'Change', exact: true }));
}

async function takenBack(page: Page): Promise<void> {
  await page.goBack();
  await press(page.getByRole('button', { name: 'Delete the draft' }));
  await press(page.getByRole('dialog').getByRole('button', { name: 'Delete the draft' }));
  await expect(page).toHaveURL(/tab=distributions/);
  await page.close();
}
