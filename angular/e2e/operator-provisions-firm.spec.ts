import { expect, test } from '@playwright/test';
import { give, press, write } from './hands';
import { accessible, atBrowser, linkTo, signedIn } from './people';

test('an operator provisions a firm with its plan, sees how a firm does in numbers alone, suspends it with a reason and restores it', async ({ browser }) => {
  const operator = await signedIn(browser, 'platform', 'operator@platform.example', 'console');
  await expect(operator.getByRole('heading', { level: 1 })).toHaveText('Firms');
  await accessible(operator);
  await press(operator.getByRole('link', { name: 'Provision a firm' }));
  await write(operator.getByLabel('Name', { exact: true }), 'Birch Hill Partners');
  await write(operator.getByLabel('Domain'), 'birch-hill.localhost');
  await write(operator.getByLabel('Brand colour'), '#ffd166');
  await write(operator.getByLabel('Plan', { exact: true }), 'Growth');
  await write(operator.getByLabel('Funds in the plan'), '10');
  await write(operator.getByLabel("First administrator's name"), 'Bea Birch');
  await write(operator.getByLabel("First administrator's e-mail"), 'bea@birch-hill.example');
  await give(operator.getByRole('button', { name: 'Choose a logo' }), { name: 'birch.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#2f6f3e"/></svg>') });
  await expect(operator.getByText('birch.svg')).toBeVisible();
  await accessible(operator);
  await press(operator.getByRole('button', { name: 'Provision a firm' }));
  await expect(operator.getByRole('status').filter({ hasText: 'Birch Hill Partners is there.' })).toBeVisible();

  // The first administrator has her invitation by mail; its page has the firm's logo and speaks her language.
  const bea = await atBrowser(browser, { locale: 'de-DE' });
  await bea.goto(await linkTo('bea@birch-hill.example', ''));
  await expect(bea.getByRole('heading', { level: 1 })).toHaveText('Wählen Sie Ihr Passwort');
  expect(await bea.locator('header img').evaluate((logo: HTMLImageElement) => logo.naturalWidth)).toBeGreaterThan(0);
  await accessible(bea);
  await bea.close();

  await press(operator.getByRole('link', { name: 'Birch Hill Partners' }));
  await expect(operator.getByText('Growth (10 funds, any users)')).toBeVisible();

  await write(operator.getByLabel('Reason'), 'Invoice unpaid');
  await press(operator.getByRole('button', { name: 'Suspend' }));
  const asked = operator.getByRole('dialog', { name: 'Suspend Birch Hill Partners?' });
  await expect(asked.getByRole('button', { name: 'Keep as it is' })).toBeFocused();
  await accessible(operator);
  await press(asked.getByRole('button', { name: 'Suspend the firm' }));
  await expect(operator.locator('dd[aria-live]')).toHaveText('Suspended');
  await accessible(operator);
  await press(operator.getByRole('button', { name: 'Restore' }));
  await expect(operator.locator('dd[aria-live]')).toHaveText('Active');

  await press(operator.getByRole('link', { name: 'Firms', exact: true }));
  await press(operator.getByRole('link', { name: 'Cedar Ridge Capital' }));
  const jobs = operator.getByRole('region', { name: 'Jobs' });
  await expect(jobs.getByRole('row')).toHaveText([/Waiting.*Failed/, /accounting/, /calculations/, /documents/, /exports/, /ingestion/, /payments/, /reporting/]);
  await expect(operator.locator('.card').filter({ hasText: 'Requests, last day' }).locator('dd')).toHaveText(/^[1-9]\d+$/);
  expect(await operator.locator('app-tenant-health').innerText(), "the firm's own words").not.toMatch(/Oak County|Alder|Partners Fund/);
  await accessible(operator);
  await operator.close();
});
