import { Page, expect, test } from '@playwright/test';
import { give, press, write } from './hands';
import { accessible, firm, signedIn } from './people';

const SVG = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">${inside}</svg>`;
const MARKUP = '<img src=x onerror=alert(1)>';

test('an administrator gives the portal its colours, texts and logo; what could run is refused or shown as text', async ({ browser }) => {
  const admin = await signedIn(browser, 'tpg', 'admin@tpg.example', 'console');
  await press(admin.getByRole('link', { name: 'Brand' }));
  await expect(admin.getByLabel("Firm's name")).toHaveValue('TPG');
  await accessible(admin);

  const preview = admin.getByRole('region', { name: 'Preview of the portal' });
  await write(admin.getByLabel('Colour of bands', { exact: true }), '#ffd166');
  await expect(preview.locator('.band')).toHaveCSS('color', 'rgb(0, 0, 0)');
  await write(admin.getByLabel('Accent colour', { exact: true }), '#7a1fa2');
  await write(admin.getByLabel('Greeting in the portal'), `Welcome ${MARKUP}`);
  await expect(preview).toContainText(`Welcome ${MARKUP}`);

  await choose(admin, SVG('<script>document.title="run"</script>'));
  await expect(admin.getByRole('alert')).toContainText('<script>');
  await choose(admin, SVG('<path d="M0 0" onload="document.title=1"/>'));
  await expect(admin.getByRole('alert')).toContainText('onload');
  await choose(admin, SVG('<rect width="40" height="20" style="fill:#7a1fa2"/>'));
  await expect(admin.getByRole('alert')).toBeHidden();
  await expect(preview.locator('img')).toBeVisible();
  expect(await preview.locator('img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(0);

  await press(admin.getByRole('button', { name: 'Save the brand' }));
  await expect(admin.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible();
  await expect(admin.getByRole('banner')).toHaveCSS('background-color', 'rgb(255, 209, 102)');
  await accessible(admin);
  const logo = (await preview.locator('img').getAttribute('src'))!;
  await admin.close();

  for (const colorScheme of ['light', 'dark'] as const) {
    const investor = await signedIn(browser, 'tpg', 'adviser@summit-advisers.example', 'portal', { colorScheme });
    await expect(investor.getByRole('banner')).toHaveCSS('background-color', 'rgb(255, 209, 102)');
    await expect(investor.getByRole('banner').locator('img')).toHaveAttribute('src', logo);
    await expect(investor.getByText(`Welcome ${MARKUP}`)).toBeVisible();
    await accessible(investor);
    await investor.close();
  }

  const outside = await (await browser.newContext()).newPage();
  const ran: string[] = [];
  outside.on('dialog', (dialog) => ran.push(dialog.message()));
  outside.on('console', (message) => message.type() === 'error' && ran.push(message.text()));
  await outside.goto(`${firm('tpg')}/sign-in`);
  await expect(outside.getByRole('banner')).toHaveCSS('background-color', 'rgb(255, 209, 102)');
  expect(await outside.getByRole('banner').locator('img').evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(0);
  await accessible(outside);
  const answer = await outside.goto(firm('tpg') + logo);
  expect(answer!.headers()['content-security-policy']).toBe("default-src 'none'; sandbox");
  expect(await outside.locator('svg rect').getAttribute('fill')).toBe('#7a1fa2');
  expect(ran).toEqual([]);
  await outside.close();
});

/** Chooses a drawing as the logo. */
async function choose(page: Page, drawing: string): Promise<void> {
  await give(page.getByRole('button', { name: 'Choose a logo' }), { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(drawing) });
}
