import { expect, test } from '@playwright/test';
import { press } from './hands';
import { accessible, noTokenKept, signedIn } from './people';

const ADVISER = 'adviser@summit-advisers.example';

test('one person who looks for investors at two firms sees each under its own name, and nothing of the other', async ({ browser }) => {
  const texts: Record<string, string> = {};
  for (const [firm, name, own] of [['cedar-ridge', 'Cedar Ridge Capital', 'Cedar Ridge Partners Fund I, L.P.'], ['tpg', 'TPG', 'TPG']] as const) {
    const page = await signedIn(browser, firm, ADVISER, 'portal');
    await expect(page.getByRole('banner')).toContainText(name);
    await expect(page.getByRole('region', { name: 'Your interests' })).toContainText(own);
    await accessible(page);
    await press(page.getByRole('link', { name: 'Portfolio' }));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Portfolio');
    await expect(page.getByRole('region', { name: 'USD' })).toBeVisible();
    await accessible(page);
    texts[firm] = await page.locator('body').innerText();
    await noTokenKept(page);
    await page.close();
  }
  expect(texts['tpg']).not.toMatch(/Cedar Ridge|Harbor State|Northfield/);
  expect(texts['cedar-ridge']).not.toMatch(/TPG/);
});

test('a session at one firm opens nothing at the other', async ({ browser }) => {
  const page = await signedIn(browser, 'cedar-ridge', ADVISER, 'portal');
  await page.goto(page.url().replace('cedar-ridge.', 'tpg.').replace(/\/portal\/.*/, '/portal/'));
  await expect(page.getByLabel('Password')).toBeVisible();
  await expect(page.getByRole('banner')).toContainText('TPG');
  await page.close();
});
