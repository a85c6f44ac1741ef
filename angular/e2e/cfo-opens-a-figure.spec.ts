import { expect, test } from '@playwright/test';
import { FUND } from './calls';
import { press, turnTo } from './hands';
import { accessible, signedIn } from './people';
import { pictured } from './pictures';

test('a CFO opens figures of dashboard, fund and distribution by keyboard down to the facts, in German too', async ({ browser }) => {
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  const dialog = cfo.getByRole('dialog');
  const main = cfo.getByRole('main');
  for (const figure of ['Commitment', 'Called', 'Distributed', 'Net asset value', 'DPI', 'TVPI', 'IRR']) await expect(main.getByRole('button', { name: `Where does ${figure}, ${FUND} come from?` })).toHaveText(/\d/);
  await expect(main.getByRole('region', { name: 'Deadlines' })).toBeVisible();
  await pictured(cfo, 'console-dashboard');
  await press(cfo.getByRole('button', { name: `Where does Called, ${FUND} come from?` }));
  await expect(dialog).toContainText('Capital call 1 of');
  await expect(dialog).toContainText(/Fact [0-9a-f]{8}/);
  await cfo.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  const curve = cfo.getByRole('group', { name: `J-curve of ${FUND}` });
  await press(cfo.getByText(`As a table: J-curve of ${FUND}`));
  await expect(curve.getByRole('row')).not.toHaveCount(0);
  await accessible(cfo);

  await press(cfo.getByRole('main').getByRole('link', { name: FUND, exact: true }));
  const why = cfo.getByRole('button', { name: 'Where does IRR come from?' });
  await press(why);
  await expect(dialog).toContainText('worth nothing together');
  await pictured(cfo, 'console-explanation');
  await accessible(cfo);
  await cfo.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(why).toBeFocused();

  await turnTo(cfo.getByRole('tab', { name: 'Distributions' }));
  await expect(cfo).toHaveURL(/tab=distributions/);
  await pictured(cfo, 'console-fund');
  await press(cfo.getByRole('link', { name: 'Distribution 1', exact: true }));
  await press(cfo.getByRole('button', { name: /Where does Oak County .* come from/ }));
  await press(dialog.getByRole('button', { name: 'Return of capital' }));
  await press(dialog.getByRole('button', { name: /^Need of the tier/ }));
  await press(dialog.getByRole('button', { name: 'Unreturned capital', exact: true }));
  await expect(dialog).toContainText(/Contribution of 20\d\d-/);
  await expect(dialog).toContainText(/Fact [0-9a-f]{8}/);
  await accessible(cfo);
  await press(dialog.getByRole('button', { name: 'Close' }));

  await press(cfo.getByRole('button', { name: /Account of/ }));
  await press(cfo.getByRole('menuitem', { name: 'Deutsch' }));
  await expect(cfo.getByRole('heading', { level: 1 })).toHaveText('Ausschüttung 1');
  await expect(cfo.locator('html')).toHaveAttribute('lang', 'de');
  await accessible(cfo);
  // What the server says is German, too; names and figures stay.
  await press(cfo.getByRole('button', { name: /Woher kommt Oak County/ }));
  await expect(dialog.getByRole('button', { name: 'Kapitalrückzahlung' })).toBeVisible();
  await expect(dialog).toContainText('Oak County');
  await accessible(cfo);
  await cfo.close();
});
