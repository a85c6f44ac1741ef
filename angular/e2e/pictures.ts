import { Page } from '@playwright/test';
import { join } from 'node:path';

/** Keeps a page by its place, narrow or wide, in the light or in the dark, when STRATCAP_WALKED names a folder: to look at all of them side by side. */
export async function walked(page: Page): Promise<void> {
  const folder = process.env['STRATCAP_WALKED'];
  if (!folder) return;
  const { path, narrow, dark } = await page.evaluate(() => ({ path: location.pathname + location.search, narrow: innerWidth < 600, dark: matchMedia('(prefers-color-scheme: dark)').matches }));
  const name = path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id').replace(/[^a-z0-9]+/gi, '-').slice(1, 100);
  await page.screenshot({ path: join(folder, `${name}-${narrow ? 'phone' : 'desktop'}-${dark ? 'dark' : 'light'}.png`), animations: 'disabled' });
}

/** Keeps what a journey sees as a picture for the documents, when STRATCAP_PICTURES names a folder. */
export async function pictured(page: Page, name: string): Promise<void> {
  const folder = process.env['STRATCAP_PICTURES'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
