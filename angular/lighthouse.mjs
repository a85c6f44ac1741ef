// Measures the built pages as they are served, with Lighthouse in the project's Chromium, and fails below what is promised. Not part of the tests: the speed that it sees depends on what
// else the machine does.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import lighthouse, { desktopConfig } from 'lighthouse';
import puppeteer from 'puppeteer-core';
import start from './e2e/server.ts';

const PASSWORD = 'a demonstration only password';
const LEAST = { portal: 0.95, console: 0.9 };
const RUNS = Number(process.env['LIGHTHOUSE_RUNS'] ?? 3);
const FORMS = (process.env['LIGHTHOUSE_FORMS'] ?? 'mobile desktop').split(' ');
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
/** Milliseconds, and how far things jump. */
const METRICS = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'speed-index', 'cumulative-layout-shift'];
const PEOPLE = {
  portal: { firm: 'cedar-ridge', email: 'treasurer@oak-county.example' },
  console: { firm: 'cedar-ridge', email: 'cfo@cedar-ridge.example' },
};

const release = aProcessorOfItsOwn();
const stop = await start();
const browser = await puppeteer.launch({
  executablePath: process.env['STRATCAP_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking'],
});
const rows = [];
try {
  for (const [app, { firm, email }] of Object.entries(PEOPLE)) {
    const origin = `http://${firm}.localhost:${process.env['STRATCAP_PORT']}`;
    const session = await browser.createBrowserContext();
    const page = await session.newPage();
    if (app === 'portal') await measure(app, 'sign-in', page, async () => (await page.goto(`${origin}/portal/`), await page.waitForSelector('#password'), page.url()));
    await page.goto(`${origin}/${app}/`);
    await (await page.waitForSelector('#email')).type(email);
    await (await page.waitForSelector('#password')).type(PASSWORD);
    await page.keyboard.press('Enter');
    const fund = await page.waitForSelector(`main a[href*="/${app}/funds/"]`, { timeout: 60_000 });
    const address = await fund.evaluate((link) => link.href);
    await measure(app, app === 'portal' ? 'home' : 'dashboard', page, async () => `${origin}/${app}/${app === 'portal' ? '' : 'dashboard'}`);
    await measure(app, 'fund', page, async () => address);
    await session.close();
  }
} finally {
  release();
  await browser.close();
  await stop();
}

console.table(rows);
if (process.env['LIGHTHOUSE_OUT']) writeFileSync(process.env['LIGHTHOUSE_OUT'], JSON.stringify(rows, null, 2));
const low = rows.filter((row) => CATEGORIES.some((category) => row[category] < 100 * LEAST[row.app]));
if (low.length > 0) {
  console.error(`Below what is promised: ${low.map((row) => `${row.app} ${row.page} ${row.form}`).join(', ')}`);
  process.exitCode = 1;
}

/**
 * A reader's phone runs neither our server nor this program. Where they share a machine, the thread that runs the page's script has a processor to itself and all else goes to the others:
 * or the time that a task waits for the server's threads would count as the page's.
 */
function aProcessorOfItsOwn() {
  if (availableParallelism() < 2) throw new Error('This takes two processors: one for the page, one for the server.');
  const others = `1-${availableParallelism() - 1}`;
  pin(others, process.pid);
  const placed = new Set();
  const timer = setInterval(() => {
    for (const id of threadsOfPages()) {
      if (placed.has(id.thread)) continue;
      placed.add(id.thread);
      pin(id.thread === id.process ? '0' : others, id.thread);
    }
  }, 20);
  return () => clearInterval(timer);
}

function pin(processors, thread) {
  try {
    execFileSync('taskset', ['-cp', processors, thread], { stdio: 'ignore' });
  } catch {
    // It has ended.
  }
}

/** Threads of the browser's page processes; the one that runs the script bears its process's number. */
function threadsOfPages() {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((process) => threadsOf(process).map((thread) => ({ process, thread })));
}

function threadsOf(process) {
  try {
    return readFileSync(`/proc/${process}/cmdline`, 'latin1').includes('--type=renderer') ? readdirSync(`/proc/${process}/task`) : [];
  } catch {
    return []; // It has ended.
  }
}

/** Opens a page in the signed-in tab as a phone and as a desktop would, and keeps its scores. */
async function measure(app, name, page, address) {
  const url = await address();
  for (const [form, config] of [['mobile', undefined], ['desktop', desktopConfig]].filter(([form]) => FORMS.includes(form))) {
    const lhr = await middle(url, config, page);
    const failed = Object.values(lhr.audits).filter((audit) => audit.scoreDisplayMode === 'binary' && audit.score === 0).map((audit) => audit.id);
    const timed = Object.fromEntries(METRICS.map((metric) => [metric, Number(lhr.audits[metric].numericValue.toFixed(metric === 'cumulative-layout-shift' ? 3 : 0))]));
    rows.push({ app, page: name, form, ...Object.fromEntries(CATEGORIES.map((category) => [category, Math.round(100 * lhr.categories[category].score)])), ...timed, failed: failed.join(' ') });
  }
}

/** The middle one of several openings, by performance: one by itself tells as much of the machine as of the page. */
async function middle(url, config, page) {
  const opened = [];
  for (let i = 0; i < RUNS; i++) opened.push(await once(url, config, page));
  return opened.sort((a, b) => a.categories.performance.score - b.categories.performance.score)[Math.floor(RUNS / 2)];
}

/** A trace is now and then not recorded; the page is opened again then. */
async function once(url, config, page, tries = 8) {
  const { lhr } = await lighthouse(url, { onlyCategories: CATEGORIES, disableStorageReset: true, logLevel: 'error' }, config, page);
  if (!lhr.runtimeError) return lhr;
  if (tries > 1 && lhr.runtimeError.code === 'NO_NAVSTART') return once(url, config, page, tries - 1);
  throw new Error(`${url}: ${lhr.runtimeError.message}`);
}
