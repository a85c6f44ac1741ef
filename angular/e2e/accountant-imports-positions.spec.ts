import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { accessible, signedIn } from './people';

test('an accountant imports a file with dirty rows, sees why each was refused and takes them home', async ({ browser }) => {
  const accountant = await signedIn(browser, 'tpg', 'accountant@tpg.example', 'console');
  await accountant.getByRole('link', { name: 'Imports' }).click();
  await accessible(accountant);
  const chooser = accountant.waitForEvent('filechooser');
  await accountant.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(join(import.meta.dirname, '..', '..', 'etc', 'demo', 'positions-dirty.csv'));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText('positions-dirty.csv');
  await expect(accountant.locator('p[aria-live]')).toHaveText('Completed', { timeout: 60_000 });
  await expect(accountant.getByRole('row').filter({ hasText: 'Refused' }).first()).toBeVisible();
  await accessible(accountant);
  const download = accountant.waitForEvent('download');
  await accountant.getByRole('button', { name: 'Download refused rows' }).click();
  expect(readFileSync(await (await download).path()).toString().trim().split('\n').length).toBeGreaterThan(10);
  await accountant.close();
});
