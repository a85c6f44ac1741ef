import { readFileSync } from 'node:fs';
import { Page, expect, test } from '@playwright/test';
import { choose, give, press, tick, write } from './hands';
import { declareDistribution, openMoney } from './payments';
import { accessible, signIn, signedIn } from './people';
import { pictured } from './pictures';

const OAK = "Oak County Employees' Retirement System";
const HARBOR = "Harbor State Teachers' Pension Fund";

test('an accountant gathers two payments into a run; the CFO signs in again, releases it, fetches the file and hands it over', async ({ browser }) => {
  test.setTimeout(300_000);
  const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console');
  const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console');
  await declareDistribution(browser, accountant, '700000');
  await press(accountant.getByRole('link', { name: 'To be paid' }));
  await expect(accountant).toHaveURL(/distributionId=/);
  await expect(accountant.getByRole('row', { name: new RegExp(`^${OAK}.*To be paid`) })).toBeVisible();
  await accessible(accountant);
  await press(accountant.getByRole('link', { name: 'New payment run' }));

  // From a distribution all of it is chosen; one who cannot be paid yet stops the whole.
  await expect(accountant.getByRole('status').filter({ hasText: 'payments chosen' })).toContainText('700,000.00 USD');
  await choose(accountant.getByRole('combobox', { name: 'Connection' }), 'First Harbor Bank, files');
  await accessible(accountant);
  await press(accountant.getByRole('button', { name: 'Hand over for release' }));
  await expect(accountant.getByRole('alert')).toContainText(/cannot be paid.*Juniper Trust/);
  await press(accountant.getByRole('button', { name: 'Choose none' }));
  await expect(accountant.getByRole('checkbox', { name: `Pay ${OAK}` })).not.toBeChecked();
  await tick(accountant.getByRole('checkbox', { name: `Pay ${OAK}` }));
  await tick(accountant.getByRole('checkbox', { name: `Pay ${HARBOR}` }));
  await expect(accountant.getByRole('status').filter({ hasText: '2 payments chosen' })).toBeVisible();
  await press(accountant.getByRole('button', { name: 'Hand over for release' }));
  await expect(accountant.getByRole('heading', { level: 1 })).toHaveText('Run of 2 payments');
  await expect(accountant.locator('dd[aria-live]')).toHaveText('Waits for release');
  await expect(accountant.getByRole('button', { name: 'Release' })).toHaveCount(0);
  await accessible(accountant);

  // The journeys' server lets money be released within one minute of a sign-in.
  await expect.poll(() => mustSignInAgain(cfo, accountant.url()), { timeout: 90_000 }).toBe(true);
  await openMoney(cfo, 'Payment runs');
  await press(cfo.getByRole('link', { name: 'Run of 2 payments' }).first());
  await expect(cfo.getByRole('region', { name: 'Checked before the release' })).toContainText('every payee');
  await accessible(cfo);
  await pictured(cfo, 'console-run');
  await press(cfo.getByRole('button', { name: 'Release' }));
  const asked = cfo.getByRole('dialog', { name: 'Release 2 payments?' });
  await expect(asked.locator(':focus')).toHaveCount(1);
  await press(asked.getByRole('button', { name: 'Release' }));
  await cfo.waitForURL(/\/sign-in/);
  await signIn(cfo, 'cfo@cedar-ridge.example');
  await expect(cfo.getByText('You have signed in again.')).toBeVisible();
  await expect(cfo.getByRole('heading', { level: 1 })).toHaveText('Run of 2 payments');
  await press(cfo.getByRole('button', { name: 'Release' }));
  await expect(asked.locator(':focus')).toHaveCount(1);
  await press(asked.getByRole('button', { name: 'Release' }));
  await expect(cfo.locator('dd[aria-live]')).toHaveText('File waits for the bank', { timeout: 60_000 });

  const [file] = await Promise.all([cfo.waitForEvent('download'), press(cfo.getByRole('button', { name: 'Fetch the file' }))]);
  const content = readFileSync(await file.path(), 'utf8');
  expect(content).toContain('pain.001.001.09');
  expect(content).toContain('<NbOfTxs>2</NbOfTxs>');
  await write(cfo.getByLabel("Bank's reference"), 'FHB-4711');
  await press(cfo.getByRole('button', { name: 'The bank has it' }));
  await expect(cfo.locator('dd[aria-live]')).toHaveText('Sent');
  await accessible(cfo);

  // The bank answers by a file: both are executed.
  const keys = [...content.matchAll(/<EndToEndId>(\w+)<\/EndToEndId>/g)].map(([, key]) => key!);
  const told = cfo.getByRole('region', { name: 'What the bank told' });
  await give(told.getByRole('button', { name: 'Choose a file of answers' }), { name: 'answers.xml', mimeType: 'application/xml', buffer: Buffer.from(answers(/<MsgId>(\w+)<\/MsgId>/.exec(content)![1]!, keys)) });
  await expect(told.getByRole('status').first()).toContainText('2 answers read, 2 of them new');
  await expect(cfo.getByRole('grid', { name: 'Payments' }).getByRole('gridcell', { name: 'Paid' })).toHaveCount(2);
  await expect(told.getByRole('grid').getByRole('gridcell', { name: 'Paid' })).toHaveCount(2);
  for (const page of [accountant, cfo]) await page.close();
});

/** Whether the house would ask who presses *Release* now to sign in again. It is asked of a version that no run ever has, so that nothing is released. */
function mustSignInAgain(page: Page, run: string): Promise<boolean> {
  return page.evaluate(async (path) => {
    const [, kept] = Object.entries(sessionStorage).find(([name]) => name.startsWith('oidc.user'))!;
    const { access_token: token } = JSON.parse(kept as string) as { access_token: string };
    const answer = await fetch(path, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'If-Match': '"-1"', 'Idempotency-Key': crypto.randomUUID() } });
    return ((await answer.json()) as { code: string }).code === 'payments.release.step_up_needed';
  }, `/api/v1/payments/runs/${run.split('/').at(-1)}/release`);
}

/** A bank's answer (pain.002) that payments of a file were executed. */
function answers(file: string, keys: readonly string[]): string {
  const each = keys.map((key) => `<TxInfAndSts><OrgnlEndToEndId>${key}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>ANSWER1</MsgId><CreDtTm>${new Date().toISOString()}</CreDtTm></GrpHdr>`
    + `<OrgnlGrpInfAndSts><OrgnlMsgId>${file}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>${file}</OrgnlPmtInfId>${each}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;
}
