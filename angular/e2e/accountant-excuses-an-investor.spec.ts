import { expect, test } from '@playwright/test';
import { openFund } from './calls';
import { choose, press, write } from './hands';
import { accessible, signedIn } from './people';

test('an accountant excuses an investor from a purpose of a call, sees at once who pays for it, and takes it back', async ({ browser }) => {
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await openFund(accountant);
  await press(accountant.getByRole('link', { name: 'New capital call' }));
  await write(accountant.getByLabel('Amount'), '1200000');
  await write(accountant.getByLabel('Description for the notice'), 'A purchase that not all may make');

  const preview = accountant.getByRole('region', { name: 'What each investor would pay' });
  const excused = preview.getByRole('row', { name: /^Oak County/ });
  const others = preview.getByRole('rowgroup').nth(1).getByRole('row').filter({ hasNotText: 'Oak County' });
  await expect(preview).toContainText('1,200,000.00 USD');
  const before = await others.allInnerTexts();
  expect(before.length).toBe(12);
  await expect(excused).toHaveCount(1);

  await choose(accountant.getByRole('combobox', { name: 'Excused investors' }), /^Oak County/);
  await expect(preview).toContainText(/Excused from purpose 1: Oak County/);
  // Whoever pays nothing is not among those who pay.
  await expect(excused).toHaveCount(0);
  // Who is left pays for it: the call is as large as it was, and each of the others pays more.
  await expect(preview).toContainText('1,200,000.00 USD');
  const after = await others.allInnerTexts();
  expect(after.map((text, i) => text === before[i])).toEqual(before.map(() => false));
  await accessible(accountant);

  await press(accountant.getByRole('button', { name: /^Oak County/ }).filter({ hasText: '×' }));
  await expect(excused).toHaveCount(1);
  await expect.poll(() => others.allInnerTexts()).toEqual(before);
  await accountant.close();
});
