import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Packages for one demonstration, signed with a platform's key that was made for it alone. */
export interface Packages {
  /** The folder that the server takes its own packages from: the sample ledger and the bank files are in it. */
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
  for (const [name, file] of [['Sample', sample], ['Swift', join(own, 'swift.scplug')]] as const) {
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
