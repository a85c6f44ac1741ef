import { expect, test } from '@playwright/test';
import { openFund } from './calls';
import { press, write } from './hands';
import { accessible, signedIn } from './people';
import { pictured } from './pictures';

test('an accountant gives accounts the firm\'s numbers and splits the expenses, and reads the same ledger under them', async ({ browser }) => {
  test.setTimeout(180_000);
  const page = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await press(page.getByRole('link', { name: 'General ledgers', exact: true }));
  await press(page.getByRole('link', { name: 'Chart of accounts' }));
  await expect(page.getByRole('rowheader', { name: 'Cash', exact: true })).toBeVisible();
  await press(page.getByRole('button', { name: /^Change ?: 3000$/ }));
  await write(page.getByLabel('From', { exact: true }), '2020-01-01');
  await write(page.getByLabel('Number', { exact: true }), '30100');
  await write(page.getByLabel('Name', { exact: true }), 'Paid in by partners');
  await write(page.getByLabel('Group', { exact: true }), 'Capital');
  await press(page.getByRole('button', { name: 'Keep' }));
  await expect(page.getByRole('rowheader', { name: 'Paid in by partners' })).toBeVisible();

  await press(page.getByRole('button', { name: /^Split ?: 5100$/ }));
  await write(page.getByLabel('From', { exact: true }), '2020-01-01');
  await write(page.getByLabel('Number', { exact: true }), '30100');
  await write(page.getByLabel('Name', { exact: true }), 'Audit fees');
  await write(page.getByLabel('Kinds of lines'), 'Audit');
  await press(page.getByRole('button', { name: 'Keep' }));
  await expect(page.getByRole('alert')).toContainText('the number 30100 is that of Paid in by partners');
  await accessible(page);
  await write(page.getByLabel('Number', { exact: true }), '62110');
  await press(page.getByRole('button', { name: 'Keep' }));
  await expect(page.getByRole('rowheader', { name: 'Audit fees' })).toBeVisible();
  await accessible(page);
  await pictured(page, 'console-chart');

  await openFund(page);
  await press(page.getByRole('link', { name: 'Ledger', exact: true }));
  await press(page.getByRole('link', { name: '30100 Paid in by partners' }));
  await expect(page.getByRole('heading', { name: 'Entries of 30100' })).toBeVisible();
  await accessible(page);
  await pictured(page, 'console-ledger');
  await press(page.getByRole('link', { name: 'Posting rules' }));
  await expect(page.getByText('30100 Paid in by partners').first()).toBeVisible();
  await expect(page.getByText('of these: 62110 Audit fees').first()).toBeVisible();
  await page.close();
});
