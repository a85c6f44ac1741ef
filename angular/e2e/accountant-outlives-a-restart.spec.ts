import { expect, test } from '@playwright/test';
import { press, write } from './hands';
import { signedIn } from './people';
import { demo, folder } from './server';

/** What a browser says of a server that is away. */
const OUTAGE = /status of (4|5)\d\d|net::ERR_|WebSocket/;
const FUND = 'Cedar Ridge Partners Fund I, L.P.';

test('an accountant whose server was restarted sees, without touching the page, what the CFO did meanwhile', async ({ browser }) => {
  test.setTimeout(300_000);
  const { data, remove } = folder();
  let server = await demo(data);
  const shared = process.env['STRATCAP_PORT'];
  process.env['STRATCAP_PORT'] = server.port;
  try {
    const accountant = await signedIn(browser, 'cedar-ridge', 'accountant@cedar-ridge.example', 'console', {}, OUTAGE);
    const cfo = await signedIn(browser, 'cedar-ridge', 'cfo@cedar-ridge.example', 'console', {}, OUTAGE);
    await press(accountant.getByRole('link', { name: 'Funds', exact: true }));
    await press(accountant.getByRole('link', { name: FUND }));
    await press(accountant.getByRole('link', { name: 'New capital call' }));
    await write(accountant.getByLabel('Amount'), '250000');
    await write(accountant.getByLabel('Description for the notice'), 'Third platform');
    await press(accountant.getByRole('button', { name: 'Save as draft' }));
    await press(accountant.getByRole('button', { name: 'Submit for approval' }));
    await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting approval');

    await accountant.context().setOffline(true);
    await server.stop();
    server = await demo(data, server.port);
    await cfo.reload();
    await press(cfo.getByRole('region', { name: 'Waiting for you' }).getByRole('link').first());
    await press(cfo.getByRole('button', { name: 'Approve' }));
    await expect(cfo.getByRole('dialog').locator(':focus')).toHaveCount(1);
    await press(cfo.getByRole('dialog').getByRole('button', { name: 'Approve' }));
    await expect(cfo.locator('dd[aria-live]')).toHaveText('Awaiting receipts', { timeout: 30_000 });
    // What was pushed while she was away is lost: the page must ask for it.
    await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting approval');
    await accountant.context().setOffline(false);
    await expect(accountant.locator('dd[aria-live]')).toHaveText('Awaiting receipts', { timeout: 30_000 });
    await cfo.context().close();
    await accountant.context().close();
  } finally {
    process.env['STRATCAP_PORT'] = shared;
    await server.stop();
    remove();
  }
});
