import { createHmac } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { pick, press, tick, write } from './hands';
import { PASSWORD, accessible, ask, atBrowser, firm, hired, linkTo, noTokenKept, signedIn, usableInBoth } from './people';

const CHOSEN = 'four lanterns over the quiet harbour';
const AGAIN = 'seven kettles under a copper moon';

test('somebody hears live of what concerns her, and keeps her name, password, sessions and second factor herself', async ({ browser }) => {
  test.setTimeout(180_000);
  const email = 'edda@tpg.example';
  const token = await hired('tpg', email, 'Edda Everybody', 'accountant');
  const page = await signedIn(browser, 'tpg', email, 'console');

  // Nobody touches her browser: the server tells it that her import has ended.
  await expect(page.getByRole('link', { name: 'Notifications, unread: 0' })).toBeVisible();
  await ask('tpg', '/data/import/positions', { file: 'eddas-positions.csv', content: 'fund_name,pension_fund_name,as_of_date,commitment_mm\n,,,\n' }, token);
  await expect(page.getByRole('link', { name: 'Notifications, unread: 1' })).toBeVisible({ timeout: 30_000 });
  await press(page.getByRole('link', { name: 'Notifications, unread: 1' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Notifications');
  await accessible(page);
  await press(page.getByRole('grid', { name: 'Notifications' }).getByRole('link', { name: /eddas-positions\.csv/ }));
  await expect(page).toHaveURL(/\/imports\//);
  await expect(page.getByRole('link', { name: 'Notifications, unread: 0' })).toBeVisible();

  await press(page.getByRole('button', { name: /Account of Edda/ }));
  await press(page.getByRole('menuitem', { name: 'Your account' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your account');
  await write(page.getByLabel('Name'), 'Edda Elsewhere');
  await pick(page.getByLabel('Time zone'), 'Asia/Tokyo');
  await press(page.getByRole('button', { name: 'Save', exact: true }));
  await expect(page.getByText('Saved.')).toBeVisible();
  await tick(page.getByRole('checkbox', { name: 'My import has ended: By e-mail' }));
  await accessible(page);

  const sessions = page.getByRole('region', { name: 'Where you are signed in' });
  await expect(sessions.getByText('This one')).toBeVisible();
  await expect(sessions.getByRole('row')).toHaveCount(3);
  await press(sessions.getByRole('button', { name: /Sign out there/ }));
  await expect(sessions.getByRole('row')).toHaveCount(2);

  await write(page.getByLabel('Present password'), PASSWORD);
  await write(page.getByLabel('New password'), CHOSEN);
  await press(page.getByRole('button', { name: 'Change password' }));
  await expect(page.getByText('Your password is changed.')).toBeVisible();

  await press(page.getByRole('button', { name: 'Set up the authenticator app' }));
  await expect(page.getByRole('img', { name: 'QR code with the secret' })).toBeVisible();
  await accessible(page);
  const secret = await page.getByRole('region', { name: 'Two-factor sign-in' }).locator('code').innerText();
  await write(page.getByLabel('Six digits that the app shows now'), codeOf(secret));
  await press(page.getByRole('button', { name: 'Turn on' }));
  await expect(page.getByText('Signing in takes a code')).toBeVisible();
  await noTokenKept(page);
  await page.close();

  // Weeks later, elsewhere, she has forgotten it.
  const later = await atBrowser(browser);
  await later.goto(`${firm('tpg')}/console/`);
  await press(later.getByRole('link', { name: 'Forgot your password?' }));
  await expect(later.getByRole('heading', { level: 1 })).toHaveText('Forgot your password?');
  await accessible(later);
  await write(later.getByLabel('E-mail address'), email);
  await press(later.getByRole('button', { name: 'Send me a link' }));
  await expect(later.getByRole('status')).toContainText('If somebody signs in here with this address');
  await accessible(later);
  await later.goto(await linkTo(email, 'A new password'));
  await accessible(later);
  await write(later.getByLabel('New password'), AGAIN);
  await press(later.getByRole('button', { name: 'Set password' }));
  await write(later.getByLabel('E-mail address'), email);
  await write(later.getByLabel('Password'), AGAIN);
  await later.keyboard.press('Enter');
  await expect(later.getByLabel('Code from your authenticator app')).toBeVisible();
  await accessible(later);
  await later.close();
});

test('an investor finds his notifications and his account in the portal', async ({ browser }) => {
  const page = await signedIn(browser, 'cedar-ridge', 'treasurer@oak-county.example', 'portal', { viewport: { width: 390, height: 844 } });
  await press(page.getByRole('link', { name: /^Notifications, unread/ }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Notifications');
  await usableInBoth(page);
  await press(page.getByRole('link', { name: /^Your account/ }));
  await expect(page.getByRole('checkbox', { name: 'Capital is called: By e-mail' })).toBeVisible();
  await usableInBoth(page);
  for (const place of ['nowhere', 'failed']) {
    await page.goto(`${firm('cedar-ridge')}/portal/${place}`);
    await usableInBoth(page);
  }
  await page.close();
});

/** What an authenticator app shows for a secret now (RFC 6238). */
function codeOf(secret: string): string {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(step).digest();
  return String((mac.readUInt32BE(mac.at(-1)! & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
