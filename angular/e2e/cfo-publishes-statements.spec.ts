import { readFileSync } from 'node:fs';
import { Download, expect, test } from '@playwright/test';
import { FUND } from './calls';
import { choose, give, press, tick, turnTo, write } from './hands';
import { accessible, signedIn } from './people';
import { pictured } from './pictures';

const INVESTOR = 'Oak County';

const bytes = async (file: Download): Promise<Buffer> => readFileSync(await file.path());

test("a CFO publishes a quarter's statements, makes one again as of then, and the investor finds the very file in the portal, all by keyboard", async ({ browser }) => {
  test.setTimeout(240_000);
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  const main = cfo.getByRole('main');
  await press(main.getByRole('link', { name: FUND, exact: true }));
  await turnTo(main.getByRole('tab', { name: 'Reports' }));
  const published = main.getByRole('region', { name: 'Published reports' });
  await choose(published.getByRole('combobox', { name: 'Quarter' }), '2026-Q2');
  await press(published.getByRole('button', { name: 'Publish', exact: true }));
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }));
  await expect(published.getByRole('alert')).toContainText('The quarter is not closed');
  await expect(cfo.getByRole('dialog')).toHaveCount(0);
  await tick(published.getByRole('checkbox', { name: /^Preliminary/ }));
  await press(published.getByRole('button', { name: 'Publish', exact: true }));
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }));
  await expect(published.getByRole('grid')).toContainText('preliminary', { timeout: 60_000 });
  await write(published.getByRole('searchbox'), INVESTOR);
  const statement = published.getByRole('row').filter({ hasText: INVESTOR }).getByRole('link', { name: 'Statement' });
  await expect(statement).toBeVisible();
  await expect(published.getByRole('progressbar')).toHaveCount(0);
  await accessible(cfo);
  await pictured(cfo, 'console-published');

  await press(statement);
  await expect(cfo.getByRole('heading', { level: 1 })).toContainText(INVESTOR);
  await press(main.getByRole('button', { name: 'Make it again as of then' }));
  await expect(main.getByText(/figures are what was published\. The file is the same to the byte\./)).toBeVisible();
  await expect(main.getByText('The book says the same now.')).toBeVisible();
  const [first] = await Promise.all([cfo.waitForEvent('download'), press(main.getByRole('button', { name: 'Download as published' }))]);
  expect((await bytes(first)).subarray(0, 5).toString()).toBe('%PDF-');
  await accessible(cfo);
  await pictured(cfo, 'console-published-report');
  await cfo.close();

  const investor = await signedIn(browser, 'cedar-ridge', 'treasurer@oak-county.example', 'portal');
  await press(investor.getByRole('main').getByRole('link', { name: FUND }).first());
  const own = investor.getByRole('region', { name: 'Published for you' });
  const [same] = await Promise.all([investor.waitForEvent('download'), press(own.getByRole('button', { name: /^Statement of 2026-Q2/ }).first())]);
  expect((await bytes(same)).equals(await bytes(first)), 'the portal gives the very file that was published').toBe(true);
  const [pack] = await Promise.all([investor.waitForEvent('download'), press(own.getByRole('button', { name: /^Package of 2026-Q2/ }).first())]);
  expect((await bytes(pack)).subarray(0, 2).toString()).toBe('PK');
  await expect(investor.getByRole('main')).not.toContainText(/Harbor State|Northfield|Blue Mesa/);
  await accessible(investor);
  await pictured(investor, 'portal-published');
  await investor.close();
});

test('a CFO keeps a document, reads who opened it, and puts it under legal hold, all by keyboard', async ({ browser }) => {
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  const main = cfo.getByRole('main');
  await press(main.getByRole('link', { name: FUND, exact: true }));
  await press(main.getByRole('link', { name: 'Documents' }));
  await write(main.getByRole('textbox', { name: 'Title' }), 'Amendment of the agreement');
  await give(main.getByRole('button', { name: 'Choose a file and add it' }), { name: 'amendment.txt', mimeType: 'text/plain', buffer: Buffer.from(`Amendment 1 ${crypto.randomUUID()}`) });
  await expect(cfo.getByRole('heading', { level: 1 })).toHaveText('Amendment of the agreement');
  await Promise.all([cfo.waitForEvent('download'), press(main.getByRole('button', { name: 'Download', exact: true }))]);
  await expect(main.getByRole('grid', { name: 'Who opened it' })).toContainText('Clara');
  await press(main.getByRole('button', { name: 'Put under legal hold' }));
  await write(cfo.getByRole('dialog').getByRole('textbox'), 'Litigation with the seller');
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Put under hold' }));
  await expect(main.getByText(/Under legal hold since .* Litigation with the seller/)).toBeVisible();
  await expect(main.getByRole('button', { name: 'Destroy' })).toBeDisabled();
  await accessible(cfo);
  await pictured(cfo, 'console-document');

  await press(cfo.getByRole('link', { name: 'Documents' }));
  await expect(main.getByRole('grid', { name: 'Documents' })).toContainText('Amendment of the agreement');
  await accessible(cfo);
  await pictured(cfo, 'console-documents');
  await cfo.close();
});
