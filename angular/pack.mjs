// Packs what was built once, as small as it gets, so that the server need not do it for every reader; and refuses a build whose first page is too heavy.
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** What a first visit loads, brotli: the page, what it names, and what its start, its first route and its texts need. kB are 1,000 bytes. */
const START = ['node_modules/oidc-client-ts/dist/esm/oidc-client-ts.js', 'projects/account/src/i18n/en.json'];
const AFTERWARDS = ['node_modules/@microsoft/signalr/dist/esm/index.js'];
const FIRST_LOAD = Object.fromEntries(
  [['portal', 200_000, ['app/home/home.ts']], ['console', 350_000, ['app/dashboard/dashboard.ts']]].map(([app, most, route]) => {
    const own = ['framework.ts', 'app/app.config.ts', 'app/app.ts', 'i18n/en.json', ...route].map((file) => `projects/${app}/src/${file}`);
    return [app, { most, opens: [...START, ...own] }];
  }),
);

function pack(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) pack(path);
    else if (/\.(js|css|svg|json|txt)$/.test(name)) {
      const bytes = readFileSync(path);
      writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    }
  }
}

/** The files of a first visit: those that the page names, the chunks of its first route and texts, and all that those import. */
function firstLoad(app, opens) {
  const { outputs } = JSON.parse(readFileSync(join('dist', app, 'browser-stats.json'), 'utf8'));
  const page = readFileSync(join('dist', app, 'browser', 'index.html'), 'utf8');
  const wanted = [...page.matchAll(/(?:src|href)="([^"]+\.(?:js|css|svg))"/g)].map((found) => found[1]);
  for (const entry of opens) {
    const chunk = Object.entries(outputs).find(([, output]) => output.entryPoint === entry);
    if (!chunk) throw new Error(`${app}: ${entry} is in no chunk of its own: say in pack.mjs what a first visit opens.`);
    wanted.push(chunk[0]);
  }
  const files = new Set();
  for (let name = wanted.pop(); name; name = wanted.pop()) {
    if (files.has(name)) continue;
    files.add(name);
    wanted.push(...(outputs[name]?.imports ?? []).filter((it) => it.kind === 'import-statement' && !it.external).map((it) => it.path));
  }
  return [...files];
}

/** Names in the page what its first visit imports later, so that it is there when it is asked for. */
function preload(app, files) {
  const path = join('dist', app, 'browser', 'index.html');
  const page = readFileSync(path, 'utf8');
  const links = files.filter((name) => name.endsWith('.js') && !page.includes(`"${name}"`)).map((name) => `<link rel="modulepreload" href="${name}">`);
  writeFileSync(path, page.replace('</head>', `${links.join('')}</head>`));
}

for (const app of Object.keys(FIRST_LOAD)) pack(join('dist', app, 'browser'));
for (const [app, { most, opens }] of Object.entries(FIRST_LOAD)) {
  const files = firstLoad(app, [...opens, ...AFTERWARDS]);
  preload(app, firstLoad(app, opens));
  const bytes = files.reduce((sum, name) => sum + statSync(join('dist', app, 'browser', `${name}.br`)).size, statSync(join('dist', app, 'browser', 'index.html')).size);
  console.log(`${app}: first load ${(bytes / 1000).toFixed(1)} kB in ${files.length + 1} files, of ${most / 1000} kB`);
  if (bytes > most) {
    console.error(`${app}: the first load is too heavy. ${files.map((name) => `${name} ${statSync(join('dist', app, 'browser', `${name}.br`)).size}`).join(', ')}`);
    process.exitCode = 1;
  }
}
