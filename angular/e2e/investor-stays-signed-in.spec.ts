import { Page, expect, test } from '@playwright/test';
import { press } from './hands';
import { accessible, firm, noTokenKept, signIn, signedIn } from './people';

const INVESTOR = 'treasurer@oak-county.example';

/** What this tab keeps of its session, and how to change it. */
function kept(page: Page): Promise<{ readonly key: string; readonly user: { access_token: string; refresh_token: string; expires_at: number } }> {
  return page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((name) => name.startsWith('oidc.user:'))!;
    return { key, user: JSON.parse(sessionStorage.getItem(key)!) };
  });
}

test('an investor comes back to the page she asked for, stays signed in beyond her token, and leaves nothing behind', async ({ browser }) => {
  const page = await signedIn(browser, 'cedar-ridge', INVESTOR, 'portal');
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();

  // Her token has run out while no page was open: the next one renews it, once.
  await page.goto(`${firm('cedar-ridge')}/health/live`);
  const { key, user } = await kept(page);
  await page.evaluate(([name, value]) => sessionStorage.setItem(name, value), [key, JSON.stringify({ ...user, access_token: 'worn out', expires_at: 1 })] as const);
  const renewals: string[] = [];
  page.on('request', (request) => request.url().endsWith('/connect/token') && renewals.push(request.postData() ?? ''));
  await page.goto(`${firm('cedar-ridge')}/portal/`);
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
  expect(renewals.map((body) => new URLSearchParams(body).get('grant_type'))).toEqual(['refresh_token']);
  expect((await kept(page)).user.access_token).not.toBe('worn out');
  await noTokenKept(page);

  // Signing out ends the tokens at the server too, and an address that she kept leads through sign-in back to itself.
  const revoked = page.waitForResponse((answer) => answer.url().endsWith('/connect/revocation') && answer.ok());
  await press(page.getByRole('button', { name: 'Sign out' }));
  await revoked;
  await page.waitForURL(/sign-in/);
  await page.goto(`${firm('cedar-ridge')}/portal/portfolio`);
  await press(page.getByRole('link', { name: 'Deutsch' }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Anmelden');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await accessible(page);
  await signIn(page, INVESTOR);
  await page.waitForURL(/\/portal\/portfolio$/);
  await page.close();
});
