import { expect, test } from '@playwright/test';
import { choose, give, press, turnTo, write } from './hands';
import { openBank } from './payments';
import { accessible, connected, signedIn, usable } from './people';
import { pictured } from './pictures';
import { tell } from './vendors';

test('an accountant imports two statements at once, matches what the house did not know, and takes one back; two at one line are told apart', async ({ browser }) => {
  test.setTimeout(240_000);
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await openBank(accountant);
  await expect(accountant.getByRole('row').filter({ hasText: 'Charges, wires of the day' })).toContainText('Open');
  await give(accountant.getByRole('button', { name: 'Choose files' }), [
    { name: 'whole.xml', mimeType: 'application/xml', buffer: Buffer.from(statement('FHB-101', 100, 150.5, [['INTEREST-1', 50.5, 'Interest']])) },
    { name: 'odd.xml', mimeType: 'application/xml', buffer: Buffer.from(statement('FHB-102', 0, 99, [['ODD-1', 7.75, 'Refund of a charge']])) },
    { name: 'none.xml', mimeType: 'application/xml', buffer: Buffer.from('<nothing/>') },
  ]);
  await expect(accountant.getByText(/whole\.xml:.*1 new lines, 0 booked/)).toBeVisible();
  await expect(accountant.getByText(/odd\.xml:.*does not add up/)).toBeVisible();
  await expect(accountant.getByText(/none\.xml:.*no camt/)).toBeVisible();
  await accessible(accountant);
  await pictured(accountant, 'console-bank-lines');
  await turnTo(accountant.getByRole('tab', { name: 'Statements' }));
  await expect(accountant.getByRole('row').filter({ hasText: 'FHB-102' })).toContainText('No: 91.25');
  await expect(accountant.getByRole('row').filter({ hasText: 'FHB-2026-77' })).toContainText('Yes');
  await accessible(accountant);
  // A statement leads to its own lines, and from there to all again.
  await press(accountant.getByRole('link', { name: 'FHB-102' }));
  await expect(accountant).toHaveURL(/bank-lines\.statementId=/);
  await expect(accountant.getByRole('row').filter({ hasText: 'Refund of a charge' })).toBeVisible();
  await expect(accountant.getByRole('row').filter({ hasText: 'Charges, wires of the day' })).toHaveCount(0);
  // Money that came in may be a payment that comes back.
  await press(accountant.getByRole('row').filter({ hasText: 'Refund of a charge' }).getByRole('link'));
  await press(accountant.getByRole('button', { name: 'Choose from what is waited for' }));
  await choose(accountant.getByRole('combobox', { name: 'What' }), 'Our payment comes back, or our debit goes back');
  await expect(accountant.getByRole('grid', { name: 'Choose from what is waited for' }).or(accountant.getByText('Nothing is waited for.'))).toBeVisible();
  await expect(accountant.getByRole('gridcell', { name: 'A call is paid' })).toHaveCount(0);
  await accessible(accountant);
  await pictured(accountant, 'console-bank-line-targets');
  await openBank(accountant);
  await turnTo(accountant.getByRole('tab', { name: 'Waited for' }));
  await expect(accountant.getByRole('grid', { name: 'Waited for' })).toContainText('Our payment goes out');
  await accessible(accountant);

  // A payment of which the bank left the reference out: the amount and the name propose whom it paid.
  await turnTo(accountant.getByRole('tab', { name: 'Bank lines' }));
  const blank = accountant.getByRole('row').filter({ hasText: 'Blue Mesa Insurance Company' }).filter({ hasText: 'Open' });
  await press(blank.getByRole('link'));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText('Blue Mesa Insurance Company');
  await expect(accountant.getByRole('row', { name: /^Blue Mesa/ })).toContainText('The amount, and a name that is alike');
  await press(accountant.getByRole('button', { name: 'Take Blue Mesa Insurance Company' }));
  await expect(accountant.getByText('Then still unexplained: 0.00 USD')).toBeVisible();
  await accessible(accountant);
  await pictured(accountant, 'console-bank-line');
  await press(accountant.getByRole('button', { name: 'Record this' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Explained');

  // It is taken back with a reason, and is open again.
  await press(accountant.getByRole('button', { name: /^Take back: Blue Mesa/ }));
  const asked = accountant.getByRole('dialog', { name: 'Take back what was said?' });
  await expect(asked.locator(':focus')).toHaveCount(1);
  await write(asked.getByLabel('Reason'), 'Looked at the wrong line');
  await press(asked.getByRole('button', { name: 'Take back' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Open');
  await expect(accountant.getByText('Looked at the wrong line')).toBeVisible();

  // Charges, in two parts, while the CFO says otherwise at the same time.
  await openBank(accountant);
  await press(accountant.getByRole('row').filter({ hasText: 'Charges, wires of the day' }).getByRole('link'));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Open');
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await cfo.goto(accountant.url());
  await press(cfo.getByRole('button', { name: 'Add something else' }));
  await press(accountant.getByRole('button', { name: 'Add a bank charge' }));
  await write(accountant.getByRole('group', { name: 'Bank charge' }).getByLabel('Amount'), '30');
  await expect(accountant.getByText('More than the line has: -5.00 USD')).toBeVisible();
  await expect(accountant.getByRole('button', { name: 'Record this' })).toBeDisabled();
  await write(accountant.getByRole('group', { name: 'Bank charge' }).getByLabel('Amount'), '20');
  await expect(accountant.getByText('Then still unexplained: 5.00 USD')).toBeVisible();
  await press(accountant.getByRole('button', { name: 'Record this' }));
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Partly explained');
  await write(cfo.getByRole('group', { name: 'Something else' }).getByLabel('What it is'), 'Charges');
  await press(cfo.getByRole('button', { name: 'Record this' }));
  await press(cfo.getByRole('alert').getByRole('button', { name: 'Read again' }));
  await expect(cfo.locator('dd[aria-live]')).toHaveText('Partly explained');
  // What she wrote is there still, and is too much now.
  await expect(cfo.getByRole('group', { name: 'Something else' }).getByLabel('What it is')).toHaveValue('Charges');
  await expect(cfo.getByText('More than the line has: -20.00 USD')).toBeVisible();
  await write(cfo.getByRole('group', { name: 'Something else' }).getByLabel('Amount'), '5');
  await press(cfo.getByRole('button', { name: 'Record this' }));
  await expect(cfo.locator('dd[aria-live]')).toHaveText('Explained');
  await accessible(cfo);
  for (const page of [accountant, cfo]) await page.close();
});

test("an accountant links the bank's account: its lines come by themselves, and those that follow when she asks", async ({ browser }) => {
  test.setTimeout(120_000);
  const settings = { environment: 'sandbox', clientId: 'client0000000001', clientName: 'Cedar Ridge' };
  await connected('cedar-ridge', 'stratcap.plaid', 'First Harbor Bank, interface', settings, { secret: 'a demonstration only secret', item_token: 'access-sandbox-1' });
  await tell('book', { line: { id: 'F-1', date: '2026-06-02', amount: -1250.5, text: 'Interest of May' } });
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  await openBank(accountant);
  const feed = accountant.getByRole('region', { name: 'Bank feed' });
  await choose(feed.getByRole('combobox', { name: 'Connection' }), 'First Harbor Bank, interface');
  await choose(feed.getByRole('combobox', { name: 'Account at the bank' }), /^Operating account …0210/);
  await write(feed.getByLabel('Lines from'), '2026-06-01');
  await usable(accountant);
  await press(feed.getByRole('button', { name: 'Link' }));
  // However many lines there are: only those in sight are drawn.
  await write(accountant.getByLabel('Search'), 'of May');
  await expect(accountant.getByRole('row').filter({ hasText: 'Interest of May' })).toContainText('Open', { timeout: 60_000 });
  await expect(feed.getByRole('button', { name: 'Read now' })).toBeVisible();
  await usable(accountant);
  await pictured(accountant, 'console-bank-feed');

  await tell('book', { line: { id: 'F-2', date: '2026-06-03', amount: 40, text: 'Custody fee of May' } });
  await press(feed.getByRole('button', { name: 'Read now' }));
  await expect(accountant.getByRole('row').filter({ hasText: 'Custody fee of May' })).toContainText('-40', { timeout: 60_000 });
  await accountant.close();
});

/** A bank's statement (camt.053) with its balances, whether or not its lines lead from the one to the other. */
function statement(id: string, opening: number, closing: number, lines: readonly (readonly [reference: string, amount: number, text: string])[]): string {
  const money = (amount: number): string => `<Amt Ccy="USD">${Math.abs(amount).toFixed(2)}</Amt><CdtDbtInd>${amount < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
  const balance = (code: string, amount: number): string => `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${money(amount)}<Dt><Dt>2026-05-04</Dt></Dt></Bal>`;
  const entries = lines.map(([reference, amount, text]) => `<Ntry>${money(amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-05-04</Dt></BookgDt><ValDt><Dt>2026-05-04</Dt></ValDt><AcctSvcrRef>${reference}</AcctSvcrRef><AddtlNtryInf>${text}</AddtlNtryInf></Ntry>`);
  return `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-05-04T20:00:00Z</CreDtTm></GrpHdr><Stmt><Id>${id}</Id>`
    + `<Acct><Id><Othr><Id>004417790210</Id></Othr></Id><Ccy>USD</Ccy></Acct>${balance('OPBD', opening)}${balance('CLBD', closing)}${entries.join('')}</Stmt></BkToCstmrStmt></Document>`;
}
