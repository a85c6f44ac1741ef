import { createHmac } from 'node:crypto';
import { Locator, Page, expect, test } from '@playwright/test';
import { FUND } from './calls';
import { choose, give, pick, press, turnTo, write } from './hands';
import { accessible, signedIn, usable } from './people';
import { pictured } from './pictures';
import { killed } from './plugins';
import { API_KEY, CLIENT_ID, CLIENT_SECRET, COMPANY, REALM, deliver, tell } from './vendors';

const WEBHOOK_KEY = 'a demonstration only webhook key';

/** The vendor's own page lies outside: the journeys lead the browser to one that stands in. */
const VENDOR_PAGE = 'https://appcenter.intuit.com/**';

// One after the other: what an operator registers an administrator connects, and what he connects an accountant syncs.
test.describe.configure({ mode: 'serial', timeout: 240_000 });

test('an operator registers a package, allows it, withdraws it with a reason and allows it again', async ({ browser }) => {
  const operator = await signedIn(browser, 'platform', 'operator@platform.example', 'console');
  await press(operator.getByRole('link', { name: 'Registered plugins' }));
  await expect(operator.getByRole('row', { name: /Sample ledger 1\.0\.0.*Allowed/ })).toBeVisible();
  await usable(operator);
  await register(operator, process.env['STRATCAP_UNSIGNED']!);
  await expect(operator.getByRole('alert')).toContainText('MANIFEST.sig is by a key that is not believed.');
  await accessible(operator);

  await register(operator, process.env['STRATCAP_QUICKBOOKS']!);
  await expect(operator.getByRole('heading', { level: 1 })).toHaveText('QuickBooks Online 1.0.0');
  await expect(state(operator)).toHaveText('Registered');
  await usable(operator);
  await press(operator.getByRole('button', { name: 'Allow' }));
  await expect(state(operator)).toHaveText('Allowed');
  await press(operator.getByRole('button', { name: 'Withdraw' }));
  const asked = operator.getByRole('dialog', { name: 'Withdraw QuickBooks Online 1.0.0?' });
  await expect(asked.getByLabel('Reason')).toBeFocused();
  await write(asked.getByLabel('Reason'), 'Looked at again');
  await accessible(operator);
  await press(asked.getByRole('button', { name: 'Withdraw' }));
  await expect(state(operator)).toHaveText('Withdrawn');
  await expect(operator.getByText('Looked at again')).toBeVisible();
  await press(operator.getByRole('button', { name: 'Allow again' }));
  await expect(state(operator)).toHaveText('Allowed');
  await operator.close();
});

test('an administrator switches a plugin on, connects it with settings and a secret, and sees whether it works', async ({ browser }) => {
  const admin = await signedIn(browser, 'cedar-ridge', 'admin@cedar-ridge.example', 'console');
  await press(admin.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Connections' }));
  await expect(admin.getByRole('link', { name: 'First Harbor Bank, files' })).toBeVisible();
  await press(admin.getByRole('link', { name: 'Sample ledger' }));
  await expect(state(admin)).toHaveText('Available');
  await expect(admin.getByText('ledger.sample.example')).toBeVisible();
  await usable(admin);
  await press(admin.getByRole('button', { name: 'Switch on' }));
  await expect(state(admin)).toHaveText('On');

  await press(admin.getByRole('link', { name: 'New connection' }));
  await write(admin.getByLabel('Name'), 'Books of the firm');
  await press(admin.getByRole('button', { name: 'Make the connection' }));
  await expect(field(admin, 'Company')).toContainText('This is needed.');
  await write(admin.getByLabel('Company'), 'oak books!');
  await press(admin.getByRole('button', { name: 'Make the connection' }));
  await expect(field(admin, 'Company')).toContainText('not in the form');
  await usable(admin);
  await write(admin.getByLabel('Company'), COMPANY);
  await press(admin.getByRole('button', { name: 'Make the connection' }));
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('Books of the firm');
  await expect(state(admin)).toHaveText('Not checked');
  await usable(admin);

  const secret = admin.getByRole('group', { name: 'API key' });
  await write(secret.getByLabel('API key'), 'a wrong key');
  await press(secret.getByRole('button', { name: /^Set/ }));
  await expect(secret).toContainText('It is never shown.');
  await press(admin.getByRole('button', { name: 'Check now' }));
  await expect(admin.getByRole('alert').first()).toContainText('does not take the credentials', { timeout: 60_000 });
  await expect(state(admin)).toHaveText('Connect anew');
  await accessible(admin);
  await write(secret.getByLabel('New: API key'), API_KEY);
  await press(secret.getByRole('button', { name: /^Replace/ }));
  await expect(state(admin)).toHaveText('Not checked');
  await expect(secret.getByLabel('New: API key')).toHaveValue('');
  await press(admin.getByRole('button', { name: 'Check now' }));
  await expect(admin.getByText('It works. Account: Oak Books Inc.')).toBeVisible();
  await expect(state(admin)).toHaveText('Works');
  expect(await admin.content(), 'a secret within the page').not.toContain(API_KEY);
  await pictured(admin, 'console-connection');

  await write(admin.getByLabel('Name'), 'Books of mine');
  await turnTo(admin.getByRole('tab', { name: 'Log' }));
  await expect(admin.getByRole('gridcell', { name: 'Check' }).first()).toBeVisible();
  await usable(admin);
  await turnTo(admin.getByRole('tab', { name: 'Webhooks' }));
  const address = admin.locator('code').filter({ hasText: '/hooks/' });
  const before = await address.innerText();
  await usable(admin);
  await press(admin.getByRole('button', { name: 'Make another address' }));
  await press(admin.getByRole('dialog').getByRole('button', { name: 'Make another address' }));
  await expect(address).not.toHaveText(before);

  // A colleague changes it in the meantime: whoever was slower is told so.
  await turnTo(admin.getByRole('tab', { name: 'Settings' }));
  const colleague = await signedIn(browser, 'cedar-ridge', 'admin@cedar-ridge.example', 'console');
  await colleague.goto(admin.url());
  await write(colleague.getByLabel('Name'), 'Books of Oak');
  await press(colleague.getByRole('button', { name: 'Save the settings' }));
  await expect(colleague.getByRole('heading', { level: 1 })).toHaveText('Books of Oak');
  await colleague.close();
  await expect(admin.getByLabel('Name')).toHaveValue('Books of mine');
  await press(admin.getByRole('button', { name: 'Save the settings' }));
  await press(admin.getByRole('button', { name: 'Read again' }));
  await expect(admin.getByLabel('Name')).toHaveValue('Books of Oak');
  await admin.close();
});

test('an administrator sees what a vendor delivers: what is believed, and why something is not', async ({ browser }) => {
  const admin = await signedIn(browser, 'cedar-ridge', 'admin@cedar-ridge.example', 'console');
  await press(admin.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Connections' }));
  await press(admin.getByRole('link', { name: 'Books of Oak' }));
  const secret = admin.getByRole('group', { name: 'Webhook key' });
  await write(secret.getByLabel('Webhook key'), WEBHOOK_KEY);
  await press(secret.getByRole('button', { name: /^Set/ }));
  await expect(secret).toContainText('It is never shown.');
  await turnTo(admin.getByRole('tab', { name: 'Webhooks' }));
  const address = await admin.locator('code').filter({ hasText: '/hooks/' }).innerText();
  const [good, forged] = ['E-1', 'E-2'].map((id) => JSON.stringify({ events: [{ id, company: COMPANY, type: 'entry.changed', resource: id, at: new Date().toISOString() }] }));
  // Whoever knocks learns nothing of what is thought of it.
  expect(await deliver(address, good!, ledgerSignature(good!, WEBHOOK_KEY))).toBe(202);
  expect(await deliver(address, forged!, ledgerSignature(forged!, 'a key of somebody else'))).toBe(202);
  await expect(async () => {
    await admin.reload();
    await expect(admin.getByRole('row', { name: /Taken 1 / })).toBeVisible({ timeout: 2_000 });
    await expect(admin.getByRole('row', { name: /Refused 0 .*The signature is wrong\./ })).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 40_000 });
  await usable(admin);
  await pictured(admin, 'console-webhooks');
  await admin.close();
});

test('a plugin that crashes again and again is quarantined: the firm is told, the operator releases it with a reason, and the connection works again', async ({ browser }) => {
  const operator = await signedIn(browser, 'platform', 'operator@platform.example', 'console');
  await press(operator.getByRole('link', { name: 'Registered plugins' }));
  await press(operator.getByRole('link', { name: 'Sample ledger' }));
  const hash = /SHA-256 ([0-9a-f]{64})/.exec(await operator.getByRole('region', { name: 'Package' }).innerText())![1]!;
  const admin = await signedIn(browser, 'cedar-ridge', 'admin@cedar-ridge.example', 'console');
  await press(admin.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Connections' }));
  await press(admin.getByRole('link', { name: 'Books of Oak' }));
  const works = admin.getByText('It works. Account: Oak Books Inc.');
  for (let crash = 0; crash < 5; crash++) {
    // It is started again by the next call, after a pause that grows.
    await expect(async () => {
      const answered = admin.waitForResponse((response) => response.url().endsWith('/check'), { timeout: 10_000 });
      await press(admin.getByRole('button', { name: 'Check now' }));
      // What the page says may be of the check before.
      expect((await answered).ok()).toBe(true);
      await expect(works).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 40_000 });
    await killed(hash);
  }
  await expect(async () => {
    await press(admin.getByRole('button', { name: 'Check now' }));
    await expect(admin.getByRole('alert').first()).toContainText('The plugin is quarantined: It crashed 5 times in ten minutes.', { timeout: 3_000 });
  }).toPass({ timeout: 40_000 });
  await expect(state(admin)).toHaveText('Fails');
  await admin.reload();
  await expect(admin.getByText('Version 1.0.0 of this plugin is quarantined by the platform.')).toBeVisible();
  await usable(admin);
  await pictured(admin, 'console-connection-quarantined');

  await operator.reload();
  await expect(state(operator)).toHaveText('In quarantine');
  await expect(operator.getByText('It crashed 5 times in ten minutes.')).toBeVisible();
  await usable(operator);
  await pictured(operator, 'console-plugin-quarantined');
  await press(operator.getByRole('button', { name: 'Release' }));
  const asked = operator.getByRole('dialog', { name: 'Release Sample ledger 1.0.0 from quarantine?' });
  await expect(asked.getByLabel('Reason')).toBeFocused();
  await write(asked.getByLabel('Reason'), 'The machine was out of memory');
  await accessible(operator);
  await press(asked.getByRole('button', { name: 'Release' }));
  await expect(state(operator)).toHaveText('Allowed');
  await operator.close();
  await press(admin.getByRole('button', { name: 'Check now' }));
  await expect(works).toBeVisible({ timeout: 30_000 });
  await expect(state(admin)).toHaveText('Works');
  await admin.close();
});

test('an administrator grants access at the vendor, after having refused it first, and ends it', async ({ browser }) => {
  const admin = await signedIn(browser, 'cedar-ridge', 'admin@cedar-ridge.example', 'console');
  await admin.route(VENDOR_PAGE, async (route) => route.fulfill({ contentType: 'text/html', body: await consentPage(new URL(route.request().url())) }));
  await press(admin.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Connections' }));
  await press(admin.getByRole('link', { name: 'QuickBooks Online' }));
  await press(admin.getByRole('button', { name: 'Switch on' }));
  await press(admin.getByRole('link', { name: 'New connection' }));
  await write(admin.getByLabel('Name'), 'QuickBooks of Cedar Ridge');
  await write(admin.getByLabel('Client id of the Intuit app'), CLIENT_ID);
  await press(admin.getByRole('button', { name: 'Make the connection' }));
  await expect(admin.getByText('Nobody granted access yet.')).toBeVisible();
  const secret = admin.getByRole('group', { name: 'Client secret of the Intuit app' });
  await write(secret.getByLabel('Client secret of the Intuit app'), CLIENT_SECRET);
  await press(secret.getByRole('button', { name: /^Set/ }));
  await expect(secret).toContainText('It is never shown.');
  await usable(admin);

  await press(admin.getByRole('button', { name: 'Connect at QuickBooks Online' }));
  await press(admin.getByRole('link', { name: 'No thanks' }));
  await expect(admin.getByRole('alert')).toContainText('Access was not granted at the vendor.');
  await usable(admin);
  expect(new URL(admin.url()).search, 'what the vendor sent stays in the address').toBe('');
  await press(admin.getByRole('link', { name: 'Back to the connection' }));
  await press(admin.getByRole('button', { name: 'Connect at QuickBooks Online' }));
  await press(admin.getByRole('link', { name: 'Connect', exact: true }));
  await expect(admin.getByText(/^Granted by/)).toBeVisible();
  await expect(admin.getByLabel('Company id')).toHaveValue(REALM);
  await press(admin.getByRole('button', { name: 'Check now' }));
  await expect(admin.getByText('It works. Account: Cedar Ridge Books')).toBeVisible();
  await usable(admin);

  await press(admin.getByRole('button', { name: 'End access' }));
  await press(admin.getByRole('dialog').getByRole('button', { name: 'End access' }));
  await expect(admin.getByText('Nobody granted access yet.')).toBeVisible();
  await press(admin.getByRole('button', { name: 'Remove', exact: true }));
  await press(admin.getByRole('dialog').getByRole('button', { name: 'Remove' }));
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('QuickBooks Online');
  await expect(admin.getByText('No connection yet.')).toBeVisible();
  await admin.close();
});

test('an accountant ties a fund to the general ledger, maps accounts, sends a refused entry again, and sees what differs', async ({ browser }) => {
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await press(accountant.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'General ledgers' }));
  await press(accountant.getByRole('link', { name: 'New link' }));
  await write(accountant.getByLabel('Name'), 'Fund I books');
  await choose(accountant.getByRole('combobox', { name: 'Fund' }), FUND);
  await write(accountant.getByLabel('From'), '2020-01-01');
  await usable(accountant);
  await press(accountant.getByRole('button', { name: 'Make the link' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText('Fund I books');

  await ran(accountant, 'Completed');
  await expect(count(accountant, 'Accounts read')).toHaveText('22');
  await usable(accountant);
  await press(accountant.getByRole('link', { name: 'Fund I books' }));
  await turnTo(accountant.getByRole('tab', { name: 'Accounts' }));
  const proposals = accountant.getByRole('button', { name: /^Take up the proposals/ });
  await press(proposals);
  await expect(proposals).toHaveCount(0);
  // What is still said to be missing is chosen once more, as a reader of the page would.
  await expect(async () => {
    for (const name of await unmapped(accountant)) {
      const theirs = accountant.getByLabel(`Their account for ${name}`);
      await write(theirs, '9100');
      await expect(accountant.getByRole('option')).toHaveText(['9100 Costs of the fund']);
      await choose(theirs, '9100 Costs of the fund');
    }
    await expect(accountant.getByText('Nothing is posted before')).toHaveCount(0, { timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await press(accountant.getByRole('button', { name: 'Show', exact: true }));
  const preview = accountant.getByRole('group', { name: 'What an entry would post' });
  await expect(preview.getByRole('row').nth(1)).toBeVisible();
  await expect(preview.getByText('none', { exact: true })).toHaveCount(0);
  await preview.scrollIntoViewIfNeeded();
  await pictured(accountant, 'console-accounts');
  await usable(accountant);
  await press(accountant.getByRole('button', { name: 'Keep these accounts' }));
  await expect(accountant.getByText('Kept. It counts')).toBeVisible();

  await tell('refuse', { refuses: 'A1100' });
  await ran(accountant, 'Failed');
  await expect(count(accountant, 'Refused')).not.toHaveText('0');
  await usable(accountant);
  await press(accountant.getByRole('link', { name: 'Look at the entries' }));
  await expect(accountant.getByRole('gridcell', { name: /closed for posting/ }).first()).toBeVisible();
  await usable(accountant);
  await tell('refuse');
  await press(again(accountant).first());
  await expect(accountant.getByText('goes out with the next run')).toBeVisible();
  await press(accountant.getByRole('button', { name: 'Send every refused entry again' }));
  await press(accountant.getByRole('dialog').getByRole('button', { name: 'Send every refused entry again' }));
  await expect(accountant.getByText('go out with the next run')).toBeVisible();
  await expect(again(accountant)).toHaveCount(0);
  await ran(accountant, 'Completed');
  await expect(count(accountant, 'Refused')).toHaveText('0');

  const { entries } = await tell('entries');
  expect(new Set(entries!.map(({ reference }) => reference)).size, 'an entry was posted twice').toBe(entries!.length);
  await tell('write', { entry: { date: '2026-03-31', memo: 'Correction by hand', lines: [{ account: 'A1000', side: 'debit', amount: '125.00', currency: 'USD' }, { account: 'A5000', side: 'credit', amount: '125.00', currency: 'USD' }] } });
  await ran(accountant, 'Completed');
  await press(accountant.getByRole('link', { name: 'Fund I books' }));
  await turnTo(accountant.getByRole('tab', { name: 'Drift' }));
  await pick(accountant.getByRole('combobox', { name: 'Show' }), 'Differences');
  await expect(accountant.getByRole('row', { name: /1000 Cash 2026-03.*125\.00 USD/ })).toBeVisible();
  await pictured(accountant, 'console-drift');
  await usable(accountant);
  await press(accountant.getByRole('link', { name: '1000 Cash' }));
  await expect(accountant.getByRole('row', { name: /Entered there.*Correction by hand/ })).toBeVisible();
  await usable(accountant);
  await accountant.close();
});

test('an accountant is told that the general ledger fails, and goes to its link; what an administrator may do is not offered to her', async ({ browser }) => {
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console', { viewport: { width: 390, height: 844 } });
  await accountant.goto(new URL('/console/notifications', accountant.url()).href);
  await press(accountant.getByRole('link', { name: /Fund I books.*general ledger fails/ }).first());
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText('Fund I books');
  for (const tab of ['Entries', 'Accounts', 'Drift', 'Settings']) {
    await turnTo(accountant.getByRole('tab', { name: tab }));
    await usable(accountant);
  }
  await press(accountant.getByRole('link', { name: 'Books of Oak' }));
  await expect(state(accountant)).toHaveText('Works');
  await expect(accountant.getByRole('button', { name: 'Check now' })).toHaveCount(0);
  await expect(accountant.getByText(COMPANY)).toBeVisible();
  await usable(accountant);
  await accountant.close();
});

function state(page: Page): Locator {
  return page.locator('dd[aria-live]').first();
}

function count(page: Page, name: string): Locator {
  return page.locator('.card').filter({ has: page.getByText(name, { exact: true }) }).locator('dd');
}

function field(page: Page, label: string): Locator {
  return page.locator('mat-form-field').filter({ has: page.getByLabel(label) });
}

function again(page: Page): Locator {
  return page.getByRole('button', { name: /^Send again/ });
}

/** The sample ledger's signature over a delivery and its time. */
function ledgerSignature(body: string, key: string): Record<string, string> {
  const at = Math.floor(Date.now() / 1000);
  return { 'X-Ledger-Signature': `t=${at},v1=${createHmac('sha256', key).update(`${at}.${body}`).digest('hex')}` };
}

async function register(operator: Page, file: string): Promise<void> {
  await give(operator.getByRole('button', { name: 'Register a package' }), file);
}

/** Asks for a run, from the link's page or a run's, and waits on the run's page for how it ends. */
async function ran(page: Page, how: string): Promise<void> {
  const run = page.getByRole('button', { name: /^Run (now|again)$/ });
  const before = page.url();
  await press(run);
  await expect(page).not.toHaveURL(before);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Run of');
  await expect(state(page)).toHaveText(how, { timeout: 60_000 });
}

/** The accounts that the page says have none of theirs. */
async function unmapped(page: Page): Promise<readonly string[]> {
  const said = page.getByText('Nothing is posted before these have an account:');
  return (await said.count()) ? (await said.innerText()).replace(/^.*account: /, '').replace(/\.$/, '').split(', ') : [];
}

/** A page of the vendor's: who agrees brings back a code that is good once. */
async function consentPage(asked: URL): Promise<string> {
  const [redirectUri, given] = [asked.searchParams.get('redirect_uri')!, asked.searchParams.get('state')!];
  const { code } = await tell('consent', { consent: { redirectUri } });
  const back = (query: Record<string, string>): string => `${redirectUri}?${new URLSearchParams({ ...query, state: given })}`.replaceAll('&', '&amp;');
  return `<!doctype html><html lang="en"><title>Intuit</title><main><h1>Share Cedar Ridge Books?</h1><p><a href="${back({ code: code!, realmId: REALM })}">Connect</a></p><p><a href="${back({ error: 'access_denied' })}">No thanks</a></p></main></html>`;
}
