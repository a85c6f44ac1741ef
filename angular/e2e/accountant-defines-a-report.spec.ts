import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { pick, press, reach, tick, write } from './hands';
import { accessible, signedIn } from './people';
import { pictured } from './pictures';

test('an accountant defines a report, sees its first rows, computes a column, takes it as a file, shares it and has it made every month, all by keyboard', async ({ browser }) => {
  test.setTimeout(240_000);
  const page = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  const main = page.getByRole('main');
  await press(page.getByRole('navigation').getByRole('link', { name: 'Reports' }));
  await press(main.getByRole('link', { name: 'New report' }));
  const preview = main.getByRole('table');
  await expect(preview).toContainText('Buyout', { timeout: 30_000 });

  const fourth = main.getByRole('group', { name: 'Column 4' });
  await pick(fourth.getByRole('combobox', { name: 'Column' }), 'Paid in');
  await press(main.getByRole('button', { name: 'Add a column' }));
  await pick(main.getByRole('group', { name: 'Column 5' }).getByRole('combobox', { name: 'Column' }), 'Distributed');
  await press(main.getByRole('button', { name: 'Add a computed column' }));
  const computed = main.getByRole('group', { name: 'Computed column 1' });
  await write(computed.getByRole('textbox', { name: 'Short name' }), 'multiple');
  await write(computed.getByRole('textbox', { name: 'Expression' }), 'distributed / paid');
  await expect(main.getByRole('alert').filter({ hasText: "There is no column 'paid' before this one" }).first()).toBeVisible({ timeout: 30_000 });
  await write(computed.getByRole('textbox', { name: 'Expression' }), 'distributed / paidIn');
  await write(computed.getByRole('textbox', { name: 'Heading' }), 'Paid back');
  await expect(preview.getByRole('columnheader', { name: 'Paid back' })).toBeVisible({ timeout: 30_000 });

  await press(main.getByRole('button', { name: 'Add a filter' }));
  const filter = main.getByRole('group', { name: 'Filter 1' });
  await pick(filter.getByRole('combobox', { name: 'Condition' }), 'contains');
  await write(filter.getByRole('textbox', { name: 'Value' }), 'cedar ridge');
  await expect(preview).toContainText('Cedar Ridge', { timeout: 30_000 });

  await press(main.getByRole('button', { name: 'Add a filter' }));
  const last = main.getByRole('group', { name: 'Filter 2' });
  await pick(last.getByRole('combobox', { name: 'Column' }), 'multiple');
  await pick(last.getByRole('combobox', { name: 'Condition' }), 'is at least');
  await write(last.getByRole('textbox', { name: 'Value' }), 'much');
  await expect(main.getByRole('alert').filter({ hasText: "'much' is not a value of 'multiple'" }).first()).toBeVisible({ timeout: 30_000 });
  await write(last.getByRole('textbox', { name: 'Value' }), '1000');
  await expect(main.getByText('Nothing meets these filters.')).toBeVisible({ timeout: 30_000 });
  await write(last.getByRole('textbox', { name: 'Value' }), '0');
  await expect(preview).toContainText('Cedar Ridge', { timeout: 30_000 });
  await write(main.getByRole('textbox', { name: 'In currency' }), 'CHF');
  await page.keyboard.press('Tab');
  await expect(main.getByText('There is no rate USD/CHF', { exact: false })).toBeVisible({ timeout: 30_000 });
  await accessible(page);
  await pictured(page, 'console-report-rate');
  await write(main.getByRole('textbox', { name: 'In currency' }), 'USD');
  await page.keyboard.press('Tab');
  await expect(preview).toContainText('Cedar Ridge', { timeout: 30_000 });
  await accessible(page);
  await pictured(page, 'console-report');

  const [file] = await Promise.all([page.waitForEvent('download'), press(main.getByRole('button', { name: 'As CSV' }))]);
  expect(readFileSync(await file.path()).toString()).toContain('Paid back');

  await write(main.getByRole('textbox', { name: 'Name', exact: true }), 'Paid back by fund');
  await tick(main.getByRole('checkbox', { name: 'Share in the firm' }));
  await press(main.getByRole('button', { name: 'Save', exact: true }));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Paid back by fund', { timeout: 30_000 });
  await reach(main.getByRole('button', { name: 'Schedule', exact: true }));
  await page.keyboard.press('Enter');
  await expect(main.getByRole('listitem').filter({ hasText: 'Every month' })).toContainText('next', { timeout: 30_000 });
  await accessible(page);
  await pictured(page, 'console-report-saved');

  const colleague = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await press(colleague.getByRole('navigation').getByRole('link', { name: 'Reports' }));
  await press(colleague.getByRole('main').getByRole('link', { name: 'Paid back by fund' }));
  await expect(colleague.getByRole('main').getByRole('table')).toContainText('Cedar Ridge', { timeout: 30_000 });
});
