import AxeBuilder from '@axe-core/playwright';
import { Browser, Page, expect } from '@playwright/test';

export const PASSWORD = 'a demonstration only password';

/** Where a firm of the demonstration is reached. */
export function firm(name: string): string {
  return `http://${name}.localhost:${process.env['STRATCAP_PORT']}`;
}

/** A person at a browser of her own, signed in. Whatever the browser complains about (a broken policy, a failed script) fails the journey. */
export async function signedIn(browser: Browser, firmName: string, email: string, app: 'console' | 'portal', options: object = {}): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = await listened(page);
  page.on('close', () => expect(complaints, 'the browser complained').toEqual([]));
  await page.goto(`${firm(firmName)}/${app}/`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/${app}/(?!callback)`));
  return page;
}

/** What a page's browser complains about from now on: failed scripts, and whatever the page's policy forbade. */
export async function listened(page: Page): Promise<string[]> {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !/status of (4|5)\d\d/.test(message.text()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`)));
  return complaints;
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
