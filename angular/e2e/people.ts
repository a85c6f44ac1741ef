import { readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { Browser, Page, expect } from '@playwright/test';
import { write } from './hands';
import { walked } from './pictures';

export const PASSWORD = 'a demonstration only password';

/** What a browser says of an answer that is a refusal. */
const REFUSED = /status of (4|5)\d\d/;

/** Where a firm of the demonstration is reached. */
export function firm(name: string): string {
  return `http://${name}.localhost:${process.env['STRATCAP_PORT']}`;
}

/** Somebody at a browser of her own. Whatever the browser complains about (a broken policy, a failed script) fails the journey when its page is closed, but for what it expects. */
export async function atBrowser(browser: Browser, options: object = {}, expected = REFUSED): Promise<Page> {
  const page = await (await browser.newContext(options)).newPage();
  const complaints = await listened(page, expected);
  page.on('close', () => expect(complaints, 'the browser complained').toEqual([]));
  return page;
}

/** A person at a browser of her own, signed in by keyboard. */
export async function signedIn(browser: Browser, firmName: string, email: string, app: 'console' | 'portal', options: object = {}, expected = REFUSED): Promise<Page> {
  const page = await atBrowser(browser, options, expected);
  await page.goto(`${firm(firmName)}/${app}/`);
  await signIn(page, email);
  await page.waitForURL(new RegExp(`/${app}/(?!callback)`));
  return page;
}

/** Fills in the page that asks who she is. */
export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await write(page.getByLabel(/^E-?mail/i), email);
  await write(page.getByLabel(/^(Password|Passwort)$/), password);
  await page.keyboard.press('Enter');
}

/** What a page's browser complains about from now on: failed scripts, and whatever the page's policy forbade. */
export async function listened(page: Page, expected = REFUSED): Promise<string[]> {
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && !expected.test(message.text()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`)));
  return complaints;
}

/** No page may shut anybody out (WCAG 2.2 AA as far as a program sees it). What a part says of itself comes a moment after the part when it is drawn late; so a fault counts only when it stays. */
export async function accessible(page: Page): Promise<void> {
  await faultless(page, () => new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']));
}

/** Its colours are told apart; all that the dark changes. */
export async function legible(page: Page): Promise<void> {
  await faultless(page, () => new AxeBuilder({ page }).withRules(['color-contrast']));
}

async function faultless(page: Page, rules: () => AxeBuilder): Promise<void> {
  await expect(async () => {
    const { violations } = await rules().analyze();
    expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`), page.url()).toEqual([]);
  }).toPass({ timeout: 20_000 });
}

/** A page that has read what it shows, says what it is, draws the rows for which it has room, shuts nobody out and does not scroll sideways. */
export async function usable(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).not.toBeEmpty();
  await expect(page.getByRole('status').filter({ has: page.getByRole('progressbar') })).toHaveCount(0);
  await expect.poll(() => page.locator('[role=grid]').evaluateAll((grids) => grids.filter((grid) => grid.checkVisibility() && grid.querySelectorAll('[data-row]').length < Math.min(Number(grid.getAttribute('aria-rowcount')) - 1, 14)).map((grid) => grid.getAttribute('aria-label'))), { message: `${page.url()} hides rows of a list` }).toEqual([]);
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${page.url()} scrolls sideways`).toBe(true);
}

/** Looked at on a light phone, and for its colours in the dark, without being read again in between. */
export async function usableInBoth(page: Page): Promise<void> {
  await usable(page);
  await walked(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await legible(page);
  await walked(page);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Tokens live in the tab's session only. */
export async function noTokenKept(page: Page): Promise<void> {
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toMatch(/eyJ|token/i);
}

/** The link in the newest message to an address whose subject holds these words. */
export async function linkTo(email: string, subject: string): Promise<string> {
  const folder = process.env['STRATCAP_MAIL']!;
  let link: string | undefined;
  await expect(() => {
    const mails = readdirSync(folder).filter((name) => name.endsWith('.eml')).sort().map((name) => readFileSync(join(folder, name), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '='));
    link = mails.filter((mail) => mail.includes(`<${email}>`) && new RegExp(`^Subject: .*${subject}`, 'm').test(mail)).at(-1)?.match(/http:\/\/\S+\?token=[\w-]+/)?.[0];
    expect(link, `a message '${subject}' to ${email}`).toBeTruthy();
  }).toPass({ timeout: 30_000 });
  return link!;
}

/** Asks a firm's API beside the browser; what was answered. Node knows no names below localhost, so the host travels in the header. */
export function ask(firmName: string, path: string, body: object | { readonly file: string; readonly content: string }, token?: string): Promise<Record<string, string>> {
  const isFile = 'file' in body && 'content' in body;
  const sent = isFile ? `--x\r\nContent-Disposition: form-data; name="file"; filename="${body.file}"\r\nContent-Type: text/csv\r\n\r\n${body.content}\r\n--x--\r\n` : JSON.stringify(body);
  const headers = {
    Host: `${firmName}.localhost:${process.env['STRATCAP_PORT']}`,
    'Content-Type': isFile ? 'multipart/form-data; boundary=x' : 'application/json',
    'Content-Length': Buffer.byteLength(sent),
    'Idempotency-Key': crypto.randomUUID(),
    ...(token ? { Authorization: `Bearer ${token}` } : {}),
  };
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: process.env['STRATCAP_PORT'], path: `/api/v1${path}`, method: 'POST', headers }, (answer) => {
      let told = '';
      answer.setEncoding('utf8').on('data', (part: string) => (told += part)).on('end', () => {
        if (answer.statusCode! < 300) resolve((JSON.parse(told) as { data: Record<string, string> }).data);
        else reject(new Error(`POST ${path}: ${answer.statusCode} ${told}`));
      });
    });
    asking.on('error', reject).end(sent);
  });
}

/** Makes a person of a firm through the API, who has joined already; her access token. */
export async function hired(firmName: string, email: string, name: string, role: string): Promise<string> {
  const admin = await ask(firmName, '/auth/login', { email: `admin@${firmName}.example`, password: PASSWORD });
  const invited = await ask(firmName, '/users', { email, name, roles: [role] }, admin['accessToken']);
  await ask(firmName, '/auth/invitations/accept', { token: invited['invitationToken'], password: PASSWORD });
  return (await ask(firmName, '/auth/login', { email, password: PASSWORD }))['accessToken']!;
}
