import { expect, test } from '@playwright/test';
import { accessible, signedIn } from './people';

test('a CFO opens the IRR of a fund by keyboard down to the facts, in German too', async ({ browser }) => {
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await cfo.getByRole('link', { name: 'Cedar Ridge Partners Fund I, L.P.', exact: true }).click();
  const why = cfo.getByRole('button', { name: 'Where does IRR come from?' });
  await why.focus();
  await cfo.keyboard.press('Enter');
  const dialog = cfo.getByRole('dialog');
  await expect(dialog).toContainText('worth nothing together');
  await accessible(cfo);
  await cfo.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(why).toBeFocused();

  await cfo.getByRole('tab', { name: 'Distributions' }).click();
  await cfo.getByRole('link', { name: 'Distribution 1' }).click();
  await cfo.getByRole('button', { name: /Where does Oak County .* come from/ }).click();
  const tree = cfo.getByRole('dialog');
  await tree.getByRole('button', { name: 'Return of capital' }).click();
  await tree.getByRole('button', { name: /^Need of the tier/ }).click();
  await tree.getByRole('button', { name: 'Unreturned capital', exact: true }).click();
  await expect(tree).toContainText(/Contribution of 20\d\d-/);
  await expect(tree).toContainText(/Fact [0-9a-f]{8}/);
  await accessible(cfo);
  await tree.getByRole('button', { name: 'Close' }).click();

  await cfo.getByRole('button', { name: /Account of/ }).click();
  await cfo.getByRole('menuitem', { name: 'Deutsch' }).click();
  await expect(cfo.getByRole('heading', { level: 1 })).toHaveText('Ausschüttung 1');
  await expect(cfo.locator('html')).toHaveAttribute('lang', 'de');
  await accessible(cfo);
  await cfo.close();
});
