import AxeBuilder from '@axe-core/playwright';
import { Browser, Page, expect } from '@playwright/test';

export const PASSWORD = 'a demonstration only password';

/** Where a firm of the demonstration is reached. */
export function firm(name: string): string {
  return `http://${name}.localhost:${process.env['STRATCAP_PORT']}`;
}

/** A person at a browser of her own, signed in. Whatever the browser complains about (a broken policy, a failed script) fails the journey, but for what it expects. */
export async function signedIn(browser: Browser, firmName: string, email: string, app: 'console' | 'portal', options: object = {}, expected = /status of (4|5)\d\d/): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !expected.test(message.text()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('close', () => expect(complaints, 'the browser complained').toEqual([]));
  await page.goto(`${firm(firmName)}/${app}/`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/${app}/(?!callback)`));
  return page;
}

/** No page may shut anybody out (WCAG 2.2 AA as far as a program sees it). */
export async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`), page.url()).toEqual([]);
}

/** Tokens live in the tab's session only. */
export async function noTokenKept(page: Page): Promise<void> {
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/eyJ|token/i);
}
