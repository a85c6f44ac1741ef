import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '..', '..');

/** Packages for one demonstration, signed with a platform's key that was made for it alone. */
export interface Packages {
  /** The folder that the server takes its own packages from: the sample ledger, the bank files and the bank feed are in it. */
  readonly own: string;
  /** One that an operator registers. */
  readonly quickBooks: string;
  /** One that nobody whom the platform believes has signed. */
  readonly unsigned: string;
}

/** Packs and signs plugins as the guide for partners says, with the same script. */
export function packed(data: string): Packages {
  const own = join(data, 'plugins');
  mkdirSync(own);
  const [key, sample, quickBooks, unsigned] = [join(data, 'platform.key'), join(own, 'sample.scplug'), join(data, 'quickbooks.scplug'), join(data, 'unsigned.scplug')];
  plugin('key', key);
  copyFileSync(`${key}.pub`, join(own, 'core.pem'));
  for (const [name, file] of [['Sample', sample], ['Swift', join(own, 'swift.scplug')], ['Plaid', join(own, 'plaid.scplug')]] as const) {
    plugin('pack', join(ROOT, 'plugins', `StratCap.Plugin.${name}`), '--to', file);
    plugin('sign', file, '--key', key);
  }
  plugin('pack', join(ROOT, 'plugins', 'StratCap.Plugin.QuickBooks'), '--to', unsigned);
  copyFileSync(unsigned, quickBooks);
  plugin('sign', quickBooks, '--key', key);
  return { own, quickBooks, unsigned };
}

/** The kit as it is built already, where that is known; else by the script, which builds it. */
function plugin(...words: readonly string[]): void {
  const kit = process.env['STRATCAP_KIT'] || undefined;
  // Journeys run in two shards, which would build in the same folders at once.
  const lock = join(ROOT, 'angular', 'node_modules', '.packing');
  execFileSync('flock', [lock, kit ? 'dotnet' : join(ROOT, 'stratcap'), kit ?? 'plugin', ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Kills the worker of a package, as a machine does that has no memory left: it runs in a sandbox of which the command names the package's folder. */
export async function killed(hash: string): Promise<void> {
  const before = workers(hash);
  if (!before.length) throw new Error(`No worker runs for ${hash}.`);
  for (const id of before) kill(id);
  while (workers(hash).some((id) => before.includes(id))) await pause(50);
}

function workers(hash: string): readonly number[] {
  return readdirSync('/proc').map(Number).filter((id) => id && command(id).startsWith('bwrap\0') && command(id).includes(`/${hash}\0`));
}

/** What a process was started with; nothing of one that is gone. */
function command(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    // One goes with the other.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
