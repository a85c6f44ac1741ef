import { expect, test } from '@playwright/test';
import { firm, listened } from './people';

test('a page that breaks its policy is noticed, so that silence in the journeys means something', async ({ browser }) => {
  for (const path of ['/sign-in', '/portal/', '/console/']) {
    const page = await (await browser.newContext()).newPage();
    const complaints = await listened(page);
    await page.goto(firm('cedar-ridge') + path);
    await expect(page.getByLabel('Password')).toBeVisible();
    expect(complaints, path).toEqual([]);
    await page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = 'body { color: red }';
      document.head.append(style);
    });
    await expect.poll(() => complaints.join(' '), path).toContain('policy: style-src');
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken over"';
      document.head.append(script);
    });
    await expect.poll(() => complaints.join(' '), path).toContain('policy: script-src');
    await expect(page).not.toHaveTitle('taken over');
    await page.close();
  }
});

test('the documentation of the API works under a policy that runs no script but its own', async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${firm('platform')}/docs/`);
  await expect(page.getByRole('heading', { name: 'StratCap API' })).toBeVisible();
  // Without its styles every link would be underlined.
  await expect(page.getByRole('link', { name: 'Sign in' }).first()).toHaveCSS('text-decoration-line', 'none');
  const refused = page.evaluate(() => new Promise<string>((told) => addEventListener('securitypolicyviolation', (event) => told(event.effectiveDirective), { once: true })));
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "taken over"';
    document.head.append(script);
  });
  expect(await refused).toMatch(/^script-src/);
  await expect(page).not.toHaveTitle('taken over');
  await page.close();
});
