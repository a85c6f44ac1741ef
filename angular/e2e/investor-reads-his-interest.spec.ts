import { readFileSync } from 'node:fs';
import { Page, expect, test } from '@playwright/test';
import { give, press, reach } from './hands';
import { accessible, legible, noTokenKept, signedIn } from './people';
import { pictured, walked } from './pictures';

const INVESTOR = 'treasurer@oak-county.example';
const FUND = 'Cedar Ridge Partners Fund I, L.P.';
const OTHERS = /Harbor State|Northfield|Blue Mesa|Fjord|Lakeside|Willow/;

for (const [name, options] of Object.entries({ desktop: {}, phone: { viewport: { width: 390, height: 844 } } })) {
  test(`an investor reads everything of his own and nothing of another: ${name}`, async ({ browser }) => {
    test.setTimeout(240_000);
    const page = await signedIn(browser, 'cedar-ridge', INVESTOR, 'portal', options);
    await expect(page.getByRole('banner')).toContainText('Cedar Ridge Capital');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Good day');
    await his(page);
    await pictured(page, `portal-home-${name}`);

    await press(page.getByRole('link', { name: 'Portfolio' }));
    await expect(page.getByRole('region', { name: 'USD' })).toContainText('40,000,000.00');
    await expect(page.getByRole('main').locator('svg rect')).not.toHaveCount(0);
    await his(page);
    await press(page.getByRole('link', { name: FUND }));
    await expect(page.getByRole('region', { name: 'Where these figures come from' })).toContainText('DPI');
    await his(page);
    const statement = page.waitForEvent('download');
    await press(page.getByRole('button', { name: /^Statement of .* as PDF/ }).first());
    expect(readFileSync(await (await statement).path()).subarray(0, 5).toString()).toBe('%PDF-');

    await press(page.getByRole('link', { name: 'Capital account' }));
    await expect(page.getByRole('columnheader', { name: 'Since inception' })).toBeVisible();
    await his(page);
    const quarter = page.getByLabel('Quarter', { exact: true });
    const newest = await quarter.inputValue();
    await reach(quarter);
    await page.keyboard.press('ArrowDown');
    await expect(quarter).not.toHaveValue(newest);
    await expect(page.getByRole('columnheader', { name: await quarter.inputValue() })).toBeVisible();

    await press(page.getByRole('link', { name: 'Your interests' }));
    await press(page.getByRole('link', { name: /Capital call 1/ }));
    await expect(page.getByText('Before you pay', { exact: true })).toBeVisible();
    const notice = page.waitForEvent('download');
    await press(page.getByRole('button', { name: /notice/i }).first());
    expect(readFileSync(await (await notice).path()).subarray(0, 5).toString()).toBe('%PDF-');
    await expect(page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)).toBeVisible();
    await his(page);

    await press(page.getByRole('link', { name: 'Your interests' }));
    await press(page.getByRole('link', { name: /Distribution 1/ }));
    await expect(page.getByRole('row', { name: /Return of capital/ })).toBeVisible();
    await his(page);
    const pack = page.waitForEvent('download');
    await press(page.getByRole('button', { name: 'Download the verification pack' }));
    const sealed = readFileSync(await (await pack).path()).toString();
    expect(sealed).not.toMatch(OTHERS);

    await press(page.getByRole('button', { name: 'Check the pack here' }));
    await expect(page.getByText(/^All \d+ values are as the firm sealed them\.$/)).toBeVisible();
    await his(page);
    await checkFile(page, sealed.replace(/("apportioned": ")(\d)/, (_, before: string, digit: string) => `${before}${(Number(digit) + 1) % 10}`));
    await expect(page.getByText('This pack does not hold.')).toBeVisible();
    await expect(page.getByText(/^apportioned was changed/)).toBeVisible();
    await his(page);
    await checkFile(page, '<html>');
    await expect(page.getByText('This file is no verification pack')).toBeVisible();
    await noTokenKept(page);
    await page.close();
  });
}

test('somebody of the firm who comes to the portal is led to the console', async ({ browser }) => {
  const page = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'portal');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText("This is the investors' portal");
  await accessible(page);
  await press(page.getByRole('link', { name: 'To the console' }));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Alan Accountant');
  await page.close();
});

/** A page that shuts nobody out, fits its screen, and holds nothing of another investor. */
async function his(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ has: page.getByRole('progressbar') })).toHaveCount(0);
  await accessible(page);
  expect(await page.locator('main').innerText()).not.toMatch(OTHERS);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} scrolls sideways`).toBe(true);
  await walked(page);
  if (page.viewportSize()!.width > 600) return;
  await page.emulateMedia({ colorScheme: 'dark' });
  await legible(page);
  await walked(page);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function checkFile(page: Page, text: string): Promise<void> {
  await give(page.getByRole('button', { name: 'Check a saved pack' }), { name: 'pack.json', mimeType: 'application/json', buffer: Buffer.from(text) });
}
