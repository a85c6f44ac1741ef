import { Locator, expect, test } from '@playwright/test';
import { FUND } from './calls';
import { pick, press, tick, write } from './hands';
import { openMoney } from './payments';
import { accessible, signedIn } from './people';
import { pictured } from './pictures';

const INVESTOR = 'Dr. A. Okafor';

test("an accountant enters and verifies an investor's account, and may not confirm it; the CFO compares the number and does", async ({ browser }) => {
  test.setTimeout(180_000);
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await openMoney(accountant, "Payees' accounts");
  await pick(accountant.getByRole('combobox', { name: 'State' }), 'Waits for a second person');
  await expect(accountant).toHaveURL(/payees\.state=Verified/);
  await expect(accountant.getByRole('gridcell', { name: 'Waits for a second person' }).first()).toBeVisible();
  await expect(accountant.getByRole('gridcell', { name: 'Is paid to' })).toHaveCount(0);
  await press(accountant.getByRole('link', { name: 'Enter an account' }));
  await pick(accountant.getByRole('combobox', { name: 'Show investors of' }), FUND);
  await write(accountant.getByRole('searchbox', { name: 'Search investors' }), INVESTOR);
  await expect(accountant.getByRole('radio')).toHaveCount(1);
  await tick(accountant.getByRole('radio', { name: INVESTOR }));
  await expect(accountant.getByText(`Chosen: ${INVESTOR}`)).toBeVisible();
  await write(accountant.getByLabel('Account holder'), 'Adaeze Okafor');
  await write(accountant.getByLabel('Bank', { exact: true }), 'Lakeshore Bank');
  await write(accountant.getByLabel('Account number'), '70990041');
  await write(accountant.getByLabel('Routing number (ABA)'), '021000022');
  await write(accountant.getByLabel('Town'), 'New York');
  await write(accountant.getByLabel('Country'), 'US');
  await accessible(accountant);
  await press(accountant.getByRole('button', { name: 'Enter it' }));
  await expect(accountant.getByRole('alert')).toContainText('check digit');
  await write(accountant.getByLabel('Routing number (ABA)'), '021000021');
  await press(accountant.getByRole('button', { name: 'Enter it' }));

  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText(INVESTOR);
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Entered, to be verified');
  await expect(accountant.getByText('70990041')).toHaveCount(0);
  await write(accountant.getByLabel('What was compared with what'), 'Called back on the number in the subscription documents');
  await press(accountant.getByRole('button', { name: 'I have verified it' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Waits for a second person');
  await expect(accountant.getByText('Somebody else must confirm what you entered.')).toBeVisible();
  await expect(accountant.getByRole('button', { name: 'Confirm', exact: true })).toHaveCount(0);
  await accessible(accountant);

  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await openMoney(cfo, "Payees' accounts");
  await press(cfo.getByRole('link', { name: INVESTOR }));
  await expect(cfo.getByText('70990041')).toHaveCount(0);
  await press(cfo.getByRole('button', { name: 'Show the whole number' }));
  await expect(cfo.getByText('70990041')).toBeVisible();
  await accessible(cfo);
  await pictured(cfo, 'console-payee');
  const sure = cfo.getByRole('dialog', { name: /^Confirm the account of/ });
  await press(cfo.getByRole('button', { name: 'Confirm', exact: true }));
  await expect(sure.locator(':focus')).toHaveCount(1);
  await accessible(cfo);
  // The accountant looks at his evidence again meanwhile: what the CFO looked at is no longer so.
  await write(accountant.getByLabel('What was compared with what'), 'And compared with the letter of the bank');
  await press(accountant.getByRole('button', { name: 'I have verified it' }));
  await expect(accountant.getByText('And compared with the letter of the bank')).toBeVisible();
  await press(sure.getByRole('button', { name: 'Confirm' }));
  await press(cfo.getByRole('alert').getByRole('button', { name: 'Read again' }));
  await expect(cfo.getByText('And compared with the letter of the bank')).toBeVisible();
  await press(cfo.getByRole('button', { name: 'Confirm', exact: true }));
  await press(sure.getByRole('button', { name: 'Confirm' }));
  await expect(cfo.locator('dd[aria-live]')).toHaveText('Is paid to');
  await expect(cfo.getByRole('region', { name: 'What was done' })).toContainText('Confirmed · Clara Chief');

  // He signed a mandate over it: that too is seen by two.
  const [entered, confirmed] = [accountant, cfo].map((page) => page.getByRole('region', { name: 'Mandates for debits' })) as [Locator, Locator];
  await write(entered.getByLabel("Mandate's reference"), 'CEDAR-2026-1');
  await write(entered.getByLabel('Signed on'), '2026-01-10');
  await write(entered.getByLabel('Where it lies, and how it was compared'), 'Scan beside the subscription documents');
  await press(entered.getByRole('button', { name: 'Enter the mandate' }));
  await expect(entered.getByRole('gridcell', { name: 'Waits for a second person' })).toBeVisible();
  await expect(entered.getByRole('button', { name: /^Confirm mandate/ })).toHaveCount(0);
  await accessible(accountant);
  await press(confirmed.getByRole('button', { name: 'Confirm mandate CEDAR-2026-1' }));
  const asked = cfo.getByRole('dialog', { name: 'Confirm mandate CEDAR-2026-1?' });
  await expect(asked.locator(':focus')).toHaveCount(1);
  await press(asked.getByRole('button', { name: 'Confirm' }));
  await expect(confirmed.getByRole('gridcell', { name: 'May be debited' })).toBeVisible();
  await accessible(cfo);
  for (const page of [accountant, cfo]) await page.close();
});
