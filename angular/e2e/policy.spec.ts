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
