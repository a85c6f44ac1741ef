import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Page, expect, test } from '@playwright/test';
import { choose, give, pick, press } from './hands';
import { accessible, signedIn } from './people';

const FOREIGN = `Name of Fund,Client,Reporting Date,LP Commitment ($ MM),Contributed Capital,Proceeds,Desk,Whatever
Mapped Fund I,Elm Plan,2025-03-31,100.0,60000000,20000000,North,70000000
Mapped Fund I,,2025-03-31,5,1,1,North,1
`;

test('an accountant imports a file with dirty rows, sees why each was refused and takes them home', async ({ browser }) => {
  const accountant = await signedIn(browser, 'tpg', 'accountant@tpg.example', 'console');
  await press(accountant.getByRole('link', { name: 'Imports' }));
  await accessible(accountant);
  await dropped(accountant, 'positions-dirty.csv', readFileSync(join(import.meta.dirname, '..', '..', 'etc', 'demo', 'positions-dirty.csv'), 'utf8'));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText('positions-dirty.csv');
  await expect(accountant.locator('p[aria-live]')).toHaveText('Completed', { timeout: 60_000 });
  await pick(accountant.getByRole('combobox', { name: 'State' }), 'Refused');
  await expect(accountant).toHaveURL(/import-rows\.state=Refused/);
  await expect(accountant.getByRole('row').filter({ hasText: 'Refused' }).first()).toContainText(/Refused.+[.]/);
  await accessible(accountant);
  const download = accountant.waitForEvent('download');
  await press(accountant.getByRole('button', { name: 'Download refused rows' }));
  expect(readFileSync(await (await download).path()).toString().trim().split('\n').length).toBeGreaterThan(10);
  await accountant.close();
});

test('an accountant says what the columns of another system stand for, and is not asked again', async ({ browser }) => {
  const accountant = await signedIn(browser, 'tpg', 'accountant@tpg.example', 'console');
  await press(accountant.getByRole('link', { name: 'Imports' }));
  await give(accountant.getByRole('button', { name: 'Choose a file' }), { name: 'foreign.csv', mimeType: 'text/csv', buffer: Buffer.from(FOREIGN) });
  const mapping = accountant.getByRole('region', { name: /What do the columns of foreign.csv stand for/ });
  await expect(mapping.getByRole('combobox', { name: 'What Client stands for' })).toContainText('Investor');
  await expect(mapping.getByRole('row').filter({ hasText: 'Elm Plan' }).last()).toContainText('100,000,000');
  await choose(mapping.getByRole('combobox', { name: 'What Whatever stands for' }), 'Remaining value');
  await expect(mapping.getByRole('row').filter({ hasText: 'Elm Plan' }).last()).toContainText('70,000,000');
  await accessible(accountant);
  await press(mapping.getByRole('button', { name: 'Import', exact: true }));
  await expect(accountant.locator('p[aria-live]')).toHaveText('Completed', { timeout: 60_000 });
  await expect(accountant.getByRole('row').filter({ hasText: 'Accepted' })).toContainText('Elm Plan');

  await press(accountant.getByRole('link', { name: 'Imports' }).first());
  await give(accountant.getByRole('button', { name: 'Choose a file' }), { name: 'foreign-next.csv', mimeType: 'text/csv', buffer: Buffer.from(FOREIGN.replaceAll('2025-03-31', '2025-06-30')) });
  await expect(accountant.getByRole('row').filter({ hasText: 'Whatever' })).toContainText('as the last time');
  await accountant.close();
});

/** Lets a file fall where files are taken in, as a desktop's mouse would; without one there is the button. */
async function dropped(page: Page, name: string, content: string): Promise<void> {
  const files = await page.evaluateHandle(([called, text]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], called, { type: 'text/csv' }));
    return carried;
  }, [name, content] as const);
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: files });
}
