import { Page } from '@playwright/test';
import { join } from 'node:path';

/** Keeps what a journey sees as a picture for the documents, when STRATCAP_PICTURES names a folder. */
export async function pictured(page: Page, name: string): Promise<void> {
  const folder = process.env['STRATCAP_PICTURES'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
