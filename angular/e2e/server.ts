import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packed } from './plugins.ts';
import { VENDOR_HOSTS, vendors } from './vendors.ts';

/** A server of the demonstration, on a database of its own. */
export interface Demo {
  readonly port: string;
  /** Stops it; what it holds stays for the next that is started on it. */
  stop(): Promise<void>;
}

/** A folder for one demonstration, filled already where the run has filled one, and the way to be rid of it. */
export function folder(): { readonly data: string; remove(): void } {
  const data = mkdtempSync(join(tmpdir(), 'stratcap-e2e-'));
  const filled = process.env['STRATCAP_FILLED'];
  // As cp does it: the database's files belong to its own user.
  if (filled) execFileSync('cp', ['-a', `${filled}/.`, data]);
  // Plugins are unpacked read-only.
  return { data, remove: () => { execFileSync('chmod', ['-R', 'u+w', data]); rmSync(data, { recursive: true, force: true }); } };
}

/** Starts the demonstration on a folder, where it goes on from what is there, and on a port; 0 is a free one. @param more Settings beside, by name and value. */
export async function demo(data: string, port = '0', more: Readonly<Record<string, string>> = {}): Promise<Demo> {
  const dll = process.env['STRATCAP_SERVER'];
  if (!dll) throw new Error('Set STRATCAP_SERVER to StratCap.Server.dll, or run ./stratcap test front.');
  const settings = Object.entries(more).flatMap(([name, value]) => [`--${name}`, value]);
  const server = spawn('dotnet', [dll, 'demo', '--urls', `http://127.0.0.1:${port}`, ...settings], {
    env: { ...process.env, Storage__Data: data, Storage__Path: join(data, 'blobs'), Payments__StepUpMinutes: '1', Front__Path: join(import.meta.dirname, '..', 'dist') },
  });
  try {
    return { port: await serving(server), stop: () => stop(server) };
  } catch (error) {
    await stop(server);
    throw error;
  }
}

/** Before all journeys: starts the demonstration that they share, with plugins of its own and vendors that stand in on this machine, and tells them where it is. */
export default async function start(): Promise<() => Promise<void>> {
  const { data, remove } = folder();
  const outside = await vendors();
  const leave = (): Promise<void> => outside.stop().finally(remove);
  try {
    const { own, quickBooks, unsigned } = packed(data);
    const led = Object.fromEntries(VENDOR_HOSTS.map((host) => [`Demo:Vendors:${host}`, outside.address]));
    const { port, stop } = await demo(data, '0', { 'Plugins:Path': own, 'Plugins:Data': join(data, 'workers'), 'Payments:UncertainWaitSeconds': '0', ...led });
    Object.assign(process.env, { STRATCAP_PORT: port, STRATCAP_MAIL: join(data, 'mail'), STRATCAP_VENDORS: outside.address, STRATCAP_QUICKBOOKS: quickBooks, STRATCAP_UNSIGNED: unsigned });
    return () => stop().finally(leave);
  } catch (error) {
    await leave();
    throw error;
  }
}

function serving(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let told = '';
    const read = (bytes: Buffer): void => {
      told += bytes.toString();
      const port = /Serving on http:\/\/127\.0\.0\.1:(\d+)/.exec(told)?.[1];
      if (port) resolve(port);
    };
    server.stdout!.on('data', read);
    server.stderr!.on('data', read);
    server.on('exit', (code) => reject(new Error(`The server ended with ${code}:\n${told}`)));
    setTimeout(() => reject(new Error(`The server does not serve after five minutes:\n${told}`)), 300_000).unref();
  });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 20_000).unref())]);
}
