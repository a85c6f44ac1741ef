import { expect, test } from '@playwright/test';
import { accessible, noTokenKept, signedIn } from './people';

test('an accountant drafts a call with its preview, submits it, and sees the CFO approve it in another browser', async ({ browser }) => {
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await expect(accountant.getByRole('heading', { level: 1 })).toContainText('Alan Accountant');
  await accessible(accountant);
  await accountant.getByRole('link', { name: 'Funds' }).click();
  await accountant.getByRole('link', { name: 'Cedar Ridge Partners Fund I, L.P.' }).click();
  await accountant.getByRole('link', { name: 'New capital call' }).click();

  await accountant.getByLabel('Amount').fill('1200000');
  await accountant.getByLabel('Description for the notice').fill('Second platform');
  await accountant.getByRole('button', { name: 'Add a purpose' }).click();
  await accountant.getByLabel('Amount').nth(1).fill('60000.01');
  await accountant.getByLabel('Description for the notice').nth(1).fill('Costs of the purchase');
  const preview = accountant.getByRole('region', { name: 'What each investor would pay' });
  await expect(preview).toContainText('1,260,000.01 USD');
  await expect(preview.getByRole('row')).toHaveCount(14);
  await accessible(accountant);
  await accountant.reload();
  await expect(accountant.getByLabel('Amount').nth(1)).toHaveValue('60000.01');

  await accountant.getByRole('button', { name: 'Save as draft' }).click();
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText('Capital call 2');
  await accountant.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting approval');
  await accessible(accountant);

  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await cfo.getByRole('region', { name: 'Waiting for you' }).getByRole('link').first().click();
  await expect(cfo.locator('dd[aria-live]')).toHaveText('Awaiting approval');
  await accessible(cfo);
  await cfo.getByRole('button', { name: 'Approve' }).click();
  await expect(cfo.locator('dd[aria-live]')).not.toHaveText('Awaiting approval');
  // Nobody touches the other browser: the server tells it.
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting receipts', { timeout: 30_000 });
  await noTokenKept(cfo);
  await accountant.close();
  await cfo.close();
});
