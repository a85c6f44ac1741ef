import { defineConfig } from '@playwright/test';

/** Which part of the journeys this run walks, when they are walked in parts. */
const part = process.env['STRATCAP_PART'] ?? '';

/** Journeys in a real browser against the real server with the demonstration's data, one after the other: they share one firm. Each part has a server of its own. */
export default defineConfig({
  testDir: '.',
  globalSetup: './server.ts',
  outputDir: `../test-results/journeys${part}`,
  reporter: [['list'], ['junit', { outputFile: `../test-results/e2e${part}.xml` }]],
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
