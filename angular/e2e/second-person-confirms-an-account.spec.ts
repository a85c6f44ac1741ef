import { expect, test } from '@playwright/test';
import { FUND, openFund } from './calls';
import { press, write } from './hands';
import { accessible, signedIn } from './people';
import { pictured } from './pictures';

test('an accountant enters another bank account, the CFO confirms it, and the investor is warned and sees both codes', async ({ browser }) => {
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await openFund(accountant);
  await press(accountant.getByRole('link', { name: 'Bank account for calls' }));
  await expect(accountant.getByRole('region', { name: 'In use' })).toContainText('First Harbor Bank');
  await accessible(accountant);
  await write(accountant.getByLabel('Account holder'), FUND);
  await write(accountant.getByLabel('Bank', { exact: true }), 'Second Harbor Bank');
  await write(accountant.getByLabel('IBAN'), 'DE89 3704 0044 0532 0130 01');
  await press(accountant.getByRole('button', { name: 'Hand over for confirmation' }));
  await expect(accountant.getByRole('alert')).toContainText('check digits');
  await write(accountant.getByLabel('IBAN'), 'DE89 3704 0044 0532 0130 00');
  await press(accountant.getByRole('button', { name: 'Hand over for confirmation' }));
  await expect(accountant.getByText('Somebody else must confirm what you entered.')).toBeVisible();
  await accessible(accountant);

  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await cfo.goto(accountant.url());
  await expect(cfo.getByRole('region', { name: 'Waits for a second person' })).toContainText('DE89370400440532013000');
  await accessible(cfo);
  await press(cfo.getByRole('button', { name: 'Confirm', exact: true }));
  await accessible(cfo);
  await expect(cfo.getByRole('dialog').locator(':focus')).toHaveCount(1);
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Confirm' }));
  await expect(cfo.getByRole('region', { name: 'In use' })).toContainText('Second Harbor Bank');
  // Nobody touches the other browser: the server tells it.
  await expect(accountant.getByRole('region', { name: 'In use' })).toContainText('Second Harbor Bank', { timeout: 30_000 });

  const investor = await signedIn(browser, 'cedar-ridge', 'treasurer@oak-county.example', 'portal', { viewport: { width: 390, height: 844 } });
  await press(investor.getByRole('link', { name: /Capital call 1/ }));
  await expect(investor.getByRole('alert')).toContainText(/after your notice was sent: the notice has the code [0-9A-Z-]{14} /);
  await expect(investor.getByText('DE89 3704 0044 0532 0130 00')).toBeVisible();
  await accessible(investor);
  await pictured(investor, 'portal-call');
  expect(await investor.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways').toBe(true);
  for (const page of [accountant, cfo, investor]) await page.close();
});
