import { Locator, expect, test } from '@playwright/test';
import { choose, press, tick, write } from './hands';
import { declareDistribution } from './payments';
import { connected, signedIn, usable } from './people';
import { pictured } from './pictures';
import { API_KEY, COMPANY, tell } from './vendors';

const RAIL = 'Rail of the firm';

test('a run stops in the middle: the CFO sees what is uncertain, the accountant settles what the bank has, and the rest is sent once', async ({ browser }) => {
  test.setTimeout(240_000);
  await connected('cedar-ridge', 'stratcap.sample', RAIL, { company: COMPANY }, { api_key: API_KEY });
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await declareDistribution(browser, accountant, '600000');
  await press(accountant.getByRole('link', { name: 'To be paid' }));
  await press(accountant.getByRole('link', { name: 'New payment run' }));
  await choose(accountant.getByRole('combobox', { name: 'Connection' }), RAIL);
  await expect(accountant.getByRole('status').filter({ hasText: 'payments chosen' })).toContainText('600,000.00 USD');
  await press(accountant.getByRole('button', { name: 'Choose none' }));
  await expect(accountant.getByRole('checkbox', { name: 'Pay Blue Mesa Insurance Company' })).not.toBeChecked();
  for (const name of ['Blue Mesa Insurance Company', 'Meridian Fund of Funds IV, L.P.']) await tick(accountant.getByRole('checkbox', { name: `Pay ${name}` }));
  await press(accountant.getByRole('button', { name: 'Hand over for release' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText('Run of 2 payments');
  const run = accountant.url();

  // The answer to the first payment is lost, and then the bank does not take the key any more.
  await tell('pay', { does: ['loses', 'shut'] });
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await cfo.goto(run);
  await press(cfo.getByRole('button', { name: 'Release' }));
  await agree(cfo.getByRole('dialog', { name: 'Release 2 payments?' }), 'Release');
  await expect(cfo.locator('dd[aria-live]')).toHaveText('Stopped', { timeout: 60_000 });
  await expect(cfo.getByRole('status').filter({ hasText: 'answered 401' })).toBeVisible();
  const payments = cfo.getByRole('grid', { name: 'Payments' });
  await expect(payments.getByRole('gridcell', { name: 'Uncertain' })).toHaveCount(1);
  await expect(payments.getByRole('gridcell', { name: 'Is being sent' })).toHaveCount(1);
  await usable(cfo);
  await pictured(cfo, 'console-run-stopped');

  // The bank says on the telephone that it has the first.
  await accountant.goto(new URL((await payments.getByRole('row').filter({ hasText: 'Uncertain' }).getByRole('link').getAttribute('href'))!, run).href);
  await write(accountant.getByLabel('Value date'), new Date().toISOString().slice(0, 10));
  await write(accountant.getByLabel("Bank's reference"), 'SAID-BY-TELEPHONE');
  await press(accountant.getByRole('button', { name: 'It was paid' }));
  await agree(accountant.getByRole('dialog', { name: /^Was .* paid\?$/ }), 'It was paid');
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Paid');
  await usable(accountant);
  await cfo.close();

  const later = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await later.goto(run);
  await press(later.getByRole('button', { name: 'Resume' }));
  await agree(later.getByRole('dialog', { name: 'Resume this run?' }), 'Resume');
  await expect(later.locator('dd[aria-live]')).toHaveText('Sent', { timeout: 60_000 });
  const rows = later.getByRole('grid', { name: 'Payments' });
  await expect(rows.getByRole('gridcell', { name: 'Paid' })).toHaveCount(1);
  await expect(rows.getByRole('gridcell', { name: 'Sent' })).toHaveCount(1);
  await usable(later);
  const sent = (await tell('entries')).payments!;
  expect([sent.length, new Set(sent.map(({ key }) => key)).size], 'each payment reached the bank once').toEqual([2, 2]);
  for (const page of [accountant, later]) await page.close();
});

/** Says yes in a dialog, once it has the focus: its safe answer takes that when it opens. */
async function agree(dialog: Locator, yes: string): Promise<void> {
  await expect(dialog.locator(':focus')).toHaveCount(1);
  await press(dialog.getByRole('button', { name: yes }));
}
