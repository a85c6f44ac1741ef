import { expect, test } from '@playwright/test';
import { openFund } from './calls';
import { choose, press, turnTo, write } from './hands';
import { accessible, signedIn } from './people';

test('an accountant distributes proceeds; the CFO sees what it does, asks for a change, sees what changed and approves, all by keyboard', async ({ browser }) => {
  test.setTimeout(240_000);
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await openFund(accountant);
  await turnTo(accountant.getByRole('tab', { name: 'Investments' }));
  await expect(accountant).toHaveURL(/tab=investments/);
  await choose(accountant.getByRole('combobox', { name: 'From investment' }), 'Alder Industrial Holdings');
  await write(accountant.getByLabel('Proceeds', { exact: true }), '1000000');
  await press(accountant.getByRole('button', { name: 'Record the proceeds' }));
  await expect(accountant.getByRole('status').filter({ hasText: 'Recorded for Alder' })).toBeVisible();
  await accessible(accountant);

  await openFund(accountant);
  await press(accountant.getByRole('link', { name: 'New distribution' }));
  await choose(accountant.getByRole('combobox', { name: 'Source of the proceeds' }), 'Alder Industrial Holdings');
  await write(accountant.getByLabel('Amount'), '900000');
  const preview = accountant.getByRole('region', { name: 'What each investor would get' });
  await expect(preview).toContainText('900,000.00 USD');
  await expect(preview.getByRole('row', { name: /^Carried interest/ })).toBeVisible();
  await expect(preview.locator('svg').first()).toBeVisible();
  await press(accountant.getByRole('button', { name: 'Add withholding or recallable part' }));
  await choose(accountant.getByRole('combobox', { name: 'Investor' }), /^Oak County/);
  await write(accountant.getByLabel('Tax to withhold'), '123.45');
  await expect(preview.getByRole('row', { name: /^Oak County/ }).filter({ hasText: '123.45' }).first()).toBeVisible();
  await accessible(accountant);
  await accountant.reload();
  await expect(accountant.getByLabel('Tax to withhold')).toHaveValue('123.45');
  await press(accountant.getByRole('button', { name: 'Save as draft' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText(/^Distribution \d+$/);
  const title = await accountant.getByRole('heading', { level: 1 }).innerText();
  await press(accountant.getByRole('button', { name: 'Where does Carried interest come from?' }));
  await expect(accountant.getByRole('dialog')).toContainText('Carried interest, Oak County');
  await accountant.keyboard.press('Escape');
  await press(accountant.getByRole('button', { name: 'Submit for approval' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting approval');

  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await press(cfo.getByRole('region', { name: 'Waiting for you' }).getByRole('link', { name: new RegExp(`^${title} of`) }));
  const changes = cfo.getByRole('region', { name: 'What changed since last time' });
  await expect(changes).toContainText('compared with distribution 1');
  const effect = cfo.getByRole('group', { name: 'The fund before and after' });
  await expect(effect.getByRole('row', { name: /^Net asset value/ })).toBeVisible();
  await press(effect.getByRole('button', { name: 'Where does Cash, Without it come from?' }));
  await expect(cfo.getByRole('dialog')).toContainText('Contributions');
  await cfo.keyboard.press('Escape');
  await accessible(cfo);
  await write(cfo.getByLabel('Reason'), 'Keep 100,000 for expenses');
  await press(cfo.getByRole('button', { name: 'Ask for a change' }));
  await expect(cfo.locator('dd[aria-live]')).toHaveText('Sent back');

  // The maker is told on his page, and finds his draft with the reason.
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Sent back', { timeout: 30_000 });
  await press(accountant.getByRole('link', { name: 'Open what is to be approved' }));
  await expect(accountant.getByText('Keep 100,000 for expenses')).toBeVisible({ timeout: 30_000 });
  await press(accountant.getByRole('link', { name: 'Change', exact: true }));
  await write(accountant.getByLabel('Amount'), '800000');
  await expect(preview).toContainText('800,000.00 USD');
  await press(accountant.getByRole('button', { name: 'Save the change' }));
  await press(accountant.getByRole('button', { name: 'Submit for approval' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting approval');

  await press(cfo.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Dashboard' }));
  await press(cfo.getByRole('region', { name: 'Waiting for you' }).getByRole('link', { name: new RegExp(`^${title} of`) }));
  await expect(changes).toContainText('Compared with what was submitted on');
  await expect(changes.getByRole('row', { name: /^Amount/ })).toContainText('900,000.00');
  await expect(changes.getByRole('row', { name: /^Amount/ })).toContainText('800,000.00');
  await press(cfo.getByRole('button', { name: 'Approve' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting payments', { timeout: 30_000 });
  await press(accountant.getByRole('link', { name: 'Open what is to be approved' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Declared');
  await accessible(accountant);
  await accountant.close();
  await cfo.close();
});
