import { expect, test } from '@playwright/test';
import { press } from './hands';
import { accessible, signedIn } from './people';

test('an operator provisions a firm, suspends it with a reason and restores it', async ({ browser }) => {
  const operator = await signedIn(browser, 'platform', 'operator@platform.example', 'console');
  await expect(operator.getByRole('heading', { level: 1 })).toHaveText('Firms');
  await accessible(operator);
  await operator.getByRole('link', { name: 'Provision a firm' }).click();
  await operator.getByLabel('Name', { exact: true }).fill('Birch Hill Partners');
  await operator.getByLabel('Domain').fill('birch-hill.localhost');
  await operator.getByLabel('Brand colour').fill('#ffd166');
  await operator.getByLabel("First administrator's name").fill('Bea Birch');
  await operator.getByLabel("First administrator's e-mail").fill('bea@birch-hill.example');
  await accessible(operator);
  await operator.getByRole('button', { name: 'Provision a firm' }).click();
  await expect(operator.getByRole('status')).toHaveText('Birch Hill Partners is there.');
  await operator.getByRole('link', { name: 'Birch Hill Partners' }).click();

  await operator.getByLabel('Reason').fill('Invoice unpaid');
  await operator.getByRole('button', { name: 'Suspend' }).click();
  const asked = operator.getByRole('dialog', { name: 'Suspend Birch Hill Partners?' });
  await expect(asked.getByRole('button', { name: 'Keep as it is' })).toBeFocused();
  await accessible(operator);
  await press(asked.getByRole('button', { name: 'Suspend the firm' }));
  await expect(operator.locator('dd[aria-live]')).toHaveText('Suspended');
  await accessible(operator);
  await operator.getByRole('button', { name: 'Restore' }).click();
  await expect(operator.locator('dd[aria-live]')).toHaveText('Active');
  await operator.close();
});
