import { Page, expect, test } from '@playwright/test';
import { openFund } from './calls';
import { choose, press, write } from './hands';
import { accessible, signedIn } from './people';
import { pictured } from './pictures';

const QUARTER = '2024-Q4';

test('a CFO closes a quarter in which everything ties, publishes it on the same page, is asked to reopen it, and prints that nothing differs from what was published, all by keyboard', async ({ browser }) => {
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await openQuarter(cfo, 'Open');
  const checks = cfo.getByRole('group', { name: 'Checks' });
  await expect(checks.getByRole('row')).toHaveCount(14);
  await expect(checks.getByText('Does not tie')).toHaveCount(0);
  await expect(checks.getByRole('row', { name: /^ILPA templates/ })).toContainText('Ties');
  await accessible(cfo);
  await pictured(cfo, 'console-quarter');
  await press(cfo.getByRole('button', { name: 'Close the quarter' }));
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Close the quarter' }));
  const state = cfo.getByRole('main').getByText(/Closed · /);
  // Where it was refused, the reason is what the failure shows.
  await expect(state.or(cfo.getByRole('alert'))).toContainText(/Closed by /);
  // What is closed is sent from the same page.
  const reports = cfo.getByRole('region', { name: 'Published reports' });
  await press(reports.getByRole('button', { name: 'Publish', exact: true }));
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }));
  await expect(reports.getByRole('grid')).toContainText('Capital account', { timeout: 60_000 });
  await expect(reports.getByRole('progressbar')).toHaveCount(0);
  await expect(reports.getByRole('grid')).not.toContainText('preliminary');
  await accessible(cfo);
  await pictured(cfo, 'console-quarter-published');

  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await openQuarter(accountant, 'Closed');
  await press(accountant.getByRole('button', { name: 'Ask for reopening' }));
  await write(accountant.getByRole('dialog').getByRole('textbox'), 'An invoice came late');
  await press(accountant.getByRole('dialog').getByRole('button', { name: 'Ask for reopening' }));
  await expect(accountant.getByText(/An invoice came late/)).toBeVisible();
  // Nobody grants what he asked for.
  await expect(accountant.getByRole('button', { name: 'Reopen the quarter' })).toHaveCount(0);
  await accountant.close();

  // Her page was told.
  await press(cfo.getByRole('button', { name: 'Reopen the quarter' }));
  await press(cfo.getByRole('dialog').getByRole('button', { name: 'Reopen the quarter' }));
  await expect(cfo.getByRole('region', { name: 'What the reopening changed' })).toContainText('No figure differs from what was published.');
  await accessible(cfo);
  await cfo.close();
});

async function openQuarter(page: Page, state: string): Promise<void> {
  await openFund(page);
  await press(page.getByRole('main').getByRole('link', { name: 'Quarters' }));
  await choose(page.getByRole('combobox', { name: 'Quarter' }), `${QUARTER} · ${state}`);
  await expect(page.getByRole('main').getByText(new RegExp(`${state} · \\w+ \\d`))).toBeVisible();
}
