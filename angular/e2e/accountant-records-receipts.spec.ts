import { expect, test } from '@playwright/test';
import { issueCall } from './calls';
import { choose, press, write } from './hands';
import { accessible, signedIn } from './people';

test("an accountant records one investor's part payment and then all that is outstanding, by keyboard", async ({ browser }) => {
  test.setTimeout(180_000);
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await issueCall(browser, accountant, '120000', 'Audit and tax returns');
  const receipts = accountant.getByRole('region', { name: 'Receipts' });
  const status = receipts.getByRole('status').first();
  await expect(receipts).toContainText('Nothing received yet.');
  await accessible(accountant);

  // Who has signed no mandate cannot be debited, and the page says so.
  await press(receipts.getByRole('link', { name: 'Collect by debit' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText('Collect by debit');
  await expect(accountant.getByRole('row', { name: /Oak County.*no mandate stands for this fund/ })).toBeVisible();
  await expect(accountant.getByRole('button', { name: 'Hand over for release' })).toBeDisabled();
  await accessible(accountant);
  await accountant.goBack();

  await choose(receipts.getByRole('combobox', { name: 'Whose money' }), /^Oak County/);
  await write(receipts.getByLabel('Amount'), '1000.01');
  await write(receipts.getByLabel('Value date'), '2027-03-01');
  await write(receipts.getByLabel('Reference'), 'WIRE 4711');
  await press(receipts.getByRole('button', { name: 'Record this receipt' }));
  await expect(status).toContainText('118,999.99 USD');
  await expect(status).toContainText('days late');
  await expect(receipts.getByRole('gridcell', { name: 'WIRE 4711' })).toBeVisible();

  await write(receipts.getByLabel('Reference'), 'Statement 12');
  await press(receipts.getByRole('button', { name: 'Record all that is outstanding' }));
  await expect(status).toContainText('Still due: 0.00 USD');
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Received');
  await expect(receipts.getByRole('button', { name: /^Record/ })).toHaveCount(0);

  await press(accountant.getByRole('button', { name: 'Where does Received come from?' }));
  await expect(accountant.getByRole('dialog')).toContainText('Oak County');
  await expect(accountant.getByRole('dialog')).toContainText(/Fact [0-9a-f]{8}/);
  await accessible(accountant);
  await accountant.keyboard.press('Escape');

  // Recorded in error: with a reason it is taken back, and what it paid is due again.
  await press(receipts.getByRole('button', { name: /^Reverse the receipt of Oak County.*1,000\.01 USD/ }));
  const asked = accountant.getByRole('dialog', { name: /^Reverse the receipt of Oak County/ });
  await expect(asked.getByRole('button', { name: 'Reverse the receipt' })).toBeDisabled();
  // A dialog takes the focus once it is open; whoever typed before that would lose it.
  await expect(asked.locator(':focus')).toHaveCount(1);
  await write(asked.getByLabel('Reason'), 'Money of another fund');
  await accessible(accountant);
  await press(asked.getByRole('button', { name: 'Reverse the receipt' }));
  await expect(status).toHaveText('The receipt is reversed.');
  await expect(receipts.getByRole('gridcell', { name: 'WIRE 4711' })).toHaveCount(0);
  await expect(receipts.getByRole('button', { name: /^Record/ })).toBeVisible();
  await expect(accountant.locator('.card').filter({ hasText: 'Outstanding' })).toContainText('1,000.01 USD');
  await accountant.close();
});
