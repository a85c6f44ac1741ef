import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { FUND } from './calls';
import { give, press, write } from './hands';
import { accessible, signedIn } from './people';
import { pictured } from './pictures';

/** A PDF of one page that holds a text. */
function pdf(text: string): Buffer {
  const drawn = `BT /F1 14 Tf 60 700 Td (${text}) Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>',
    `<</Length ${drawn.length}>>\nstream\n${drawn}\nendstream`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  return Buffer.from(`${file}xref\n0 6\n0000000000 65535 f \n${offsets.join('')}trailer\n<</Root 1 0 R/Size 6>>\nstartxref\n${file.length}\n%%EOF\n`);
}

test('a CFO adds an agreement, finds it by a word in it, shares it, and the investor opens it marked, all by keyboard', async ({ browser }) => {
  test.setTimeout(240_000);
  const original = pdf('The kingfisher clause of the agreement');
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  const main = cfo.getByRole('main');
  await press(main.getByRole('link', { name: FUND, exact: true }));
  await press(main.getByRole('link', { name: 'Documents', exact: true }));
  await write(main.getByRole('textbox', { name: 'Title' }), 'Partnership agreement');
  await give(main.getByRole('button', { name: 'Choose a file and add it' }), { name: 'agreement.pdf', mimeType: 'application/pdf', buffer: original });
  await expect(cfo.getByRole('heading', { level: 1 })).toHaveText('Partnership agreement');

  const sharing = main.getByRole('region', { name: 'Shared with investors' });
  await expect(sharing).toContainText('Not shared: no investor sees it.');
  await press(sharing.getByRole('button', { name: 'Share version 1 with all investors of the fund' }));
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }));
  await expect(sharing).toContainText(/Version 1 is shared in the portal since .* by/);
  await accessible(cfo);
  await pictured(cfo, 'console-document');

  // The words are taken out a moment after the file was kept.
  await press(cfo.getByRole('link', { name: 'Documents', exact: true }));
  await expect(async () => {
    await write(main.getByRole('searchbox'), '');
    await write(main.getByRole('searchbox'), 'kingfisher clause');
    await expect(main.getByRole('link', { name: 'Partnership agreement' })).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  await accessible(cfo);
  await pictured(cfo, 'console-documents');
  await cfo.close();

  const investor = await signedIn(browser, 'cedar-ridge', 'treasurer@oak-county.example', 'portal');
  await press(investor.getByRole('main').getByRole('link', { name: FUND }).first());
  const shared = investor.getByRole('region', { name: 'Documents shared with you' });
  const [opened] = await Promise.all([investor.waitForEvent('download'), press(shared.getByRole('button', { name: 'Open Partnership agreement' }))]);
  const marked = readFileSync(await opened.path());
  expect(marked.subarray(0, 5).toString()).toBe('%PDF-');
  expect(marked.equals(original), 'it is marked').toBe(false);
  await accessible(investor);
  await pictured(investor, 'portal-shared');
  await investor.close();
});
