import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { FUND } from './calls';
import { choose, give, press, turnTo, write } from './hands';
import { accessible, signedIn } from './people';
import { pictured } from './pictures';

test("a CFO reads a fund's financial statements, takes them home, and opens a balance down to the entries and their lines, all by keyboard", async ({ browser }) => {
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  const main = cfo.getByRole('main');
  await press(main.getByRole('link', { name: FUND, exact: true }));
  await press(main.getByRole('link', { name: 'Financial statements' }));
  await choose(main.getByRole('combobox', { name: 'Period' }), '2025');
  await expect(cfo).toHaveURL(/period=2025/);
  const balance = main.getByRole('group', { name: 'Statement of assets and liabilities' });
  await expect(balance.getByRole('row', { name: /^Total partners' capital/ })).toContainText(/\d,\d{3}/);
  await expect(main.getByRole('list', { name: 'Ties' }).getByText('✗')).toHaveCount(0);
  await expect(main.getByRole('list', { name: 'Ties' }).getByText('✓')).toHaveCount(14);
  await accessible(cfo);
  await pictured(cfo, 'console-statements');
  for (const [format, begins] of [['PDF', '%PDF'], ['XLSX', 'PK']] as const) {
    const [file] = await Promise.all([cfo.waitForEvent('download'), press(main.getByRole('button', { name: `Take the statements as ${format}` }))]);
    expect(readFileSync(await file.path(), 'latin1').startsWith(begins)).toBe(true);
  }

  await press(balance.getByRole('row', { name: /^Investments, at cost/ }).getByRole('link', { name: /60,000,000\.00/ }).first());
  await expect(cfo.getByRole('heading', { level: 1 })).toHaveText('Ledger');
  const balances = main.getByRole('group', { name: /^Trial balance/ });
  await expect(balances.getByRole('row', { name: /^1200 Investments at cost/ })).toContainText('60,000,000.00');
  await expect(main.getByRole('grid', { name: 'Entries' }).getByRole('row').nth(1)).toBeVisible();
  await press(main.getByRole('button', { name: /^Lines of entry/ }).first());
  await expect(main.getByRole('region', { name: /^Entry \d+/ }).getByRole('cell', { name: '1200 Investments at cost' })).toBeVisible();
  await accessible(cfo);
  await pictured(cfo, 'console-ledger');

  // In euro no rate is there yet: it is named, and the way to record it is beside it.
  await write(main.getByRole('textbox', { name: 'In currency' }), 'EUR');
  await cfo.keyboard.press('Tab');
  await expect(main.getByRole('alert')).toContainText('There is no rate USD/EUR for ');
  await press(main.getByRole('link', { name: 'Exchange rates' }));
  await give(main.getByRole('button', { name: 'Take in a CSV file' }), { name: 'rates.csv', mimeType: 'text/csv', buffer: Buffer.from(rates()) });
  await expect(main.getByRole('status').first()).toContainText(/recorded/);
  await expect(main.getByRole('grid', { name: 'Exchange rates' }).getByRole('row').nth(1)).toContainText('EUR');
  await accessible(cfo);
  await pictured(cfo, 'console-rates');
  await cfo.goBack();
  const translated = main.getByRole('group', { name: /^Trial balance in EUR/ });
  await expect(translated.getByRole('row', { name: /^Translation difference/ })).toContainText(/\d,\d{3}\.\d{2}/);
  await press(translated.getByRole('row', { name: /^1200 Investments at cost/ }).getByRole('button'));
  await expect(cfo.getByRole('dialog')).toContainText('(EUR/USD) of 2025-12-31');
  await cfo.keyboard.press('Escape');
  await accessible(cfo);
  await pictured(cfo, 'console-translated');

  // The statements, their fair values by level and highlights, and the files of them; no pound stands between, so that asking for it changes nothing.
  await press(main.getByRole('link', { name: FUND, exact: true }));
  await press(main.getByRole('link', { name: 'Financial statements' }));
  await choose(main.getByRole('combobox', { name: 'Period' }), '2025');
  await write(main.getByRole('textbox', { name: 'In currency' }), 'EUR');
  await cfo.keyboard.press('Tab');
  const roll = main.getByRole('group', { name: 'Roll-forward of fair values by level' });
  await expect(roll.getByRole('row', { name: /^Effect of exchange rates/ })).toContainText(/\d,\d{3}\.\d{2}/);
  await write(main.getByRole('textbox', { name: 'Through' }), 'GBP');
  await cfo.keyboard.press('Tab');
  await expect(cfo).toHaveURL(/currency=EUR&via=GBP/);
  await expect(main.getByRole('list', { name: 'Ties' }).getByText('✗')).toHaveCount(0);
  await expect(main.getByRole('list', { name: 'Ties' }).getByText('✓')).toHaveCount(11);
  await accessible(cfo);
  await pictured(cfo, 'console-statements-euro');
  const [file] = await Promise.all([cfo.waitForEvent('download'), press(main.getByRole('button', { name: 'Take the statements as PDF' }))]);
  expect(readFileSync(await file.path(), 'latin1').startsWith('%PDF')).toBe(true);

  await press(main.getByRole('link', { name: FUND, exact: true }));
  await turnTo(main.getByRole('tab', { name: 'Reports' }));
  const levels = main.getByRole('region', { name: 'Fair values by level (ASC 820)' });
  await choose(levels.getByRole('combobox', { name: 'Period' }), '2025-Q4');
  await write(levels.getByRole('textbox', { name: 'In currency' }), 'EUR');
  await cfo.keyboard.press('Tab');
  await expect(levels.getByRole('group', { name: 'Movements by investment' }).getByRole('columnheader', { name: 'Effect of exchange rates' })).toBeVisible();
  await accessible(cfo);
  await pictured(cfo, 'console-fair-values-euro');
  await cfo.close();
});

test('a CFO classifies an investment, and sees it in the exposure of the firm and in the schedule of investments, all by keyboard', async ({ browser }) => {
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  const main = cfo.getByRole('main');
  const portfolio = cfo.getByRole('navigation').getByRole('link', { name: 'Portfolio' });
  await press(portfolio);
  await press(main.getByRole('grid', { name: 'Investments' }).getByRole('row', { name: /Alder Industrial/ }));
  await expect(cfo.getByRole('heading', { level: 1 })).toHaveText('Alder Industrial Holdings');
  await choose(main.getByRole('combobox', { name: 'Type' }), 'Common stock');
  await write(main.getByRole('textbox', { name: 'Country' }), 'US');
  await choose(main.getByRole('combobox', { name: 'Industry' }), 'Industrials');
  await press(main.getByRole('button', { name: 'Classify' }));
  await expect(main.getByRole('grid', { name: 'All versions' }).getByRole('row').nth(1)).toContainText('United States');
  await accessible(cfo);
  await pictured(cfo, 'console-investment');

  await press(portfolio);
  await choose(main.getByRole('combobox', { name: 'By' }), 'Industry');
  // It was sold since.
  await write(main.getByRole('textbox', { name: 'As of' }), '2025-12-31');
  const exposed = main.getByRole('group', { name: 'Exposure, USD' }).getByRole('row', { name: /^Industrials/ });
  await expect(exposed).toContainText('60,000,000.00');
  await press(exposed.getByRole('button').first());
  await expect(cfo.getByRole('dialog')).toContainText('Alder Industrial Holdings');
  await cfo.keyboard.press('Escape');
  await accessible(cfo);
  await pictured(cfo, 'console-portfolio');
  await cfo.close();
});

/** A rate for each day of the fund's life until the balance. */
function rates(): string {
  const lines = ['from,to,date,rate,source'];
  for (let day = Date.UTC(2022, 0, 1); day <= Date.UTC(2025, 11, 31); day += 86_400_000) lines.push(`EUR,USD,${new Date(day).toISOString().slice(0, 10)},${(1.02 + (lines.length % 50) / 500).toFixed(4)},Reference rates`);
  return lines.join('\n');
}
