import { expect, test } from '@playwright/test';
import { openFund } from './calls';
import { press, write } from './hands';
import { accessible, noTokenKept, signedIn } from './people';
import { pictured } from './pictures';

test('an accountant drafts a call with its preview, changes and deletes a draft, submits, and sees the CFO approve it in another browser, all by keyboard', async ({ browser }) => {
  test.setTimeout(180_000);
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await expect(accountant.getByRole('heading', { level: 1 })).toContainText('Alan Accountant');
  await accessible(accountant);
  await openFund(accountant);
  await press(accountant.getByRole('link', { name: 'New capital call' }));

  await write(accountant.getByLabel('Amount'), '1200000');
  await write(accountant.getByLabel('Description for the notice'), 'Second platform');
  await press(accountant.getByRole('button', { name: 'Add a purpose' }));
  await write(accountant.getByLabel('Amount').nth(1), '60000.01');
  await write(accountant.getByLabel('Description for the notice').nth(1), 'Costs of the purchase');
  const preview = accountant.getByRole('region', { name: 'What each investor would pay' });
  await expect(preview).toContainText('1,260,000.01 USD');
  await expect(preview.getByRole('row')).toHaveCount(14);
  await accessible(accountant);
  await pictured(accountant, 'console-new-call');
  await accountant.reload();
  await expect(accountant.getByLabel('Amount').nth(1)).toHaveValue('60000.01');
  await press(accountant.getByRole('button', { name: 'Save as draft' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText(/^Capital call \d+$/);
  const title = await accountant.getByRole('heading', { level: 1 }).innerText();

  await press(accountant.getByRole('link', { name: 'Change', exact: true }));
  await expect(accountant.getByLabel('Amount').nth(1)).toHaveValue('60000.01');
  await accessible(accountant);
  await write(accountant.getByLabel('Amount').nth(1), '70000.01');
  await expect(preview).toContainText('1,270,000.01 USD');
  await press(accountant.getByRole('button', { name: 'Save the change' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText(title);
  await expect(accountant.getByRole('main')).toContainText('1,270,000.01 USD');
  await press(accountant.getByRole('button', { name: 'Submit for approval' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting approval');
  await accessible(accountant);

  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await expect(cfo.getByRole('region', { name: 'Waiting for you' }).getByRole('link', { name: new RegExp(`^${title} of`) })).toBeVisible();
  await press(cfo.getByRole('navigation').getByRole('link', { name: 'Approvals' }));
  await press(cfo.getByRole('grid').getByRole('link', { name: new RegExp(`^${title} of`) }));
  await expect(cfo.locator('dd[aria-live]')).toHaveText('Awaiting approval');
  await expect(cfo.getByRole('region', { name: 'What changed since last time' })).toContainText('compared with capital call');
  await accessible(cfo);
  await press(cfo.getByRole('button', { name: 'Approve' }));
  await expect(cfo.getByRole('dialog').locator(':focus')).toHaveCount(1);
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Approve' }));
  await expect(cfo.locator('dd[aria-live]')).not.toHaveText('Awaiting approval');
  // Nobody touches the other browser: the server tells it.
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting receipts', { timeout: 30_000 });
  await noTokenKept(cfo);
  await cfo.close();

  await openFund(accountant);
  await press(accountant.getByRole('link', { name: 'New capital call' }));
  await write(accountant.getByLabel('Amount'), '5');
  await write(accountant.getByLabel('Description for the notice'), 'A mistake');
  await press(accountant.getByRole('button', { name: 'Save as draft' }));
  await press(accountant.getByRole('button', { name: 'Delete the draft' }));
  const sure = accountant.getByRole('dialog');
  await expect(sure).toContainText('gone for good');
  await accessible(accountant);
  await press(sure.getByRole('button', { name: 'Delete the draft' }));
  await expect(accountant).toHaveURL(/tab=calls/);
  await accountant.close();
});
