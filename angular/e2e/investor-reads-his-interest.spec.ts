import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { accessible, noTokenKept, signedIn } from './people';

const INVESTOR = 'treasurer@oak-county.example';
const OTHERS = /Harbor State|Northfield|Blue Mesa|Fjord|Lakeside|Willow/;

for (const [name, options] of Object.entries({ desktop: {}, phone: { viewport: { width: 390, height: 844 } }, dark: { colorScheme: 'dark' } })) {
  test(`an investor reads everything of his own and nothing of another: ${name}`, async ({ browser }) => {
    const page = await signedIn(browser, 'cedar-ridge', INVESTOR, 'portal', options);
    await expect(page.getByRole('banner')).toContainText('Cedar Ridge Capital');
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Good day');
    await accessible(page);

    await page.getByRole('link', { name: 'Cedar Ridge Partners Fund I, L.P.', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Where these figures come from' })).toContainText('DPI');
    await accessible(page);
    const statement = page.waitForEvent('download');
    await page.getByRole('button', { name: /^Statement of .* as PDF/ }).first().click();
    expect(readFileSync(await (await statement).path()).subarray(0, 5).toString()).toBe('%PDF-');
    expect(await page.locator('main').innerText()).not.toMatch(OTHERS);

    await page.goBack();
    await page.getByRole('link', { name: /Capital call 1/ }).click();
    await expect(page.getByText('Before you pay')).toBeVisible();
    await accessible(page);
    expect(await page.locator('main').innerText()).not.toMatch(OTHERS);

    await page.goBack();
    await page.getByRole('link', { name: /Distribution 1/ }).click();
    await expect(page.getByRole('row', { name: /Return of capital/ })).toBeVisible();
    await accessible(page);
    const pack = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the verification pack' }).click();
    const sealed = readFileSync(await (await pack).path()).toString();
    expect(JSON.parse(sealed)).toBeTruthy();
    expect(sealed).not.toMatch(OTHERS);
    expect(await page.locator('main').innerText()).not.toMatch(OTHERS);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page scrolls sideways').toBe(true);
    await noTokenKept(page);
    await page.close();
  });
}

test('somebody of the firm who comes to the portal is led to the console', async ({ browser }) => {
  const page = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'portal');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText("This is the investors' portal");
  await accessible(page);
  await page.getByRole('link', { name: 'To the console' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Alan Accountant');
  await page.close();
});
