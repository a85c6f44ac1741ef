import { expect, test } from '@playwright/test';
import { press, tick, write } from './hands';
import { accessible, atBrowser, linkTo, signedIn } from './people';

const COLLEAGUE = 'nora@cedar-ridge.example';
const CHOSEN = 'four lanterns over the quiet harbour';

test('an admin invites a colleague, changes her rights and shuts her out; she joins by the link from her mail', async ({ browser }) => {
  test.setTimeout(240_000);
  const admin = await signedIn(browser, 'cedar-ridge', 'admin@cedar-ridge.example', 'console');
  await press(admin.getByRole('link', { name: 'People' }));
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('People');
  await expect(admin.getByRole('row', { name: /Alan Accountant/ })).toBeVisible();
  await accessible(admin);
  await press(admin.getByRole('link', { name: 'Invite somebody' }));
  await write(admin.getByLabel('Name'), 'Nora New');
  await write(admin.getByLabel('E-mail address'), COLLEAGUE);
  await tick(admin.getByRole('checkbox', { name: 'Accountant', exact: true }));
  await accessible(admin);
  await press(admin.getByRole('button', { name: 'Send the invitation' }));
  await expect(admin.getByRole('status')).toContainText('Nora New is invited');
  await accessible(admin);

  const nora = await atBrowser(browser);
  await nora.goto(await linkTo(COLLEAGUE, 'Your access'));
  await expect(nora.getByLabel('E-mail address')).toHaveValue(COLLEAGUE);
  await accessible(nora);
  await write(nora.getByLabel('New password'), 'too short');
  await press(nora.getByRole('button', { name: 'Set password' }));
  await write(nora.getByLabel('New password'), CHOSEN);
  await press(nora.getByRole('button', { name: 'Set password' }));
  await write(nora.getByLabel('E-mail address'), COLLEAGUE);
  await write(nora.getByLabel('Password'), CHOSEN);
  await nora.keyboard.press('Enter');
  await expect(nora.getByRole('heading', { level: 1 })).toContainText('Nora New');
  await expect(nora.getByRole('link', { name: 'Imports' })).toBeVisible();
  await expect(nora.getByRole('link', { name: 'People' })).toHaveCount(0);

  await press(admin.getByRole('link', { name: 'Nora New' }));
  await expect(admin.locator('dd[aria-live]')).toHaveText('Active');
  await expect(admin.getByRole('checkbox', { name: 'Accountant', exact: true })).toBeChecked();
  await tick(admin.getByRole('checkbox', { name: 'Accountant', exact: true }));
  await tick(admin.getByRole('checkbox', { name: 'Viewer' }));
  await press(admin.getByRole('button', { name: 'Save the rights' }));
  await expect(admin.getByText('Saved; it counts')).toBeVisible();
  await accessible(admin);
  await nora.reload();
  await expect(nora.getByRole('link', { name: 'Funds' })).toBeVisible();
  await expect(nora.getByRole('link', { name: 'Imports' })).toHaveCount(0);

  await press(admin.getByRole('button', { name: 'Disable' }));
  const asked = admin.getByRole('dialog', { name: 'Disable' });
  await expect(asked).toContainText('signed out everywhere');
  await accessible(admin);
  await press(asked.getByRole('button', { name: 'Keep as it is' }));
  await expect(asked).toBeHidden();
  await expect(admin.locator('dd[aria-live]')).toHaveText('Active');
  await press(admin.getByRole('button', { name: 'Disable' }));
  await press(asked.getByRole('button', { name: 'Disable' }));
  await expect(admin.locator('dd[aria-live]')).toHaveText('Disabled');
  await press(admin.getByRole('button', { name: 'Enable' }));
  await expect(admin.locator('dd[aria-live]')).toHaveText('Active');
  for (const page of [admin, nora]) await page.close();
});
