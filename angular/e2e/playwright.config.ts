import { defineConfig } from '@playwright/test';

/** Journeys in a real browser against the real server with the demonstration's data, one after the other: they share one firm. */
export default defineConfig({
  testDir: '.',
  globalSetup: './server.ts',
  outputDir: '../test-results',
  reporter: [['list'], ['junit', { outputFile: '../test-results/e2e.xml' }]],
  workers: 1,
  fullyParallel: false,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    launchOptions: {
      executablePath: process.env['STRATCAP_CHROMIUM'] ?? '/usr/bin/chromium',
      // Every journey runs in a throwaway profile against this machine only; root may not use the sandbox.
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking'],
    },
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'Europe/Berlin',
    trace: 'off',
  },
});
