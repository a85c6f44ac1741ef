import { ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts the demonstration on a database of its own and a free port, and tells the journeys where it is. */
export default async function start(): Promise<() => Promise<void>> {
  const data = mkdtempSync(join(tmpdir(), 'stratcap-e2e-'));
  process.env['STRATCAP_MAIL'] = join(data, 'mail');
  const dll = process.env['STRATCAP_SERVER'];
  if (!dll) throw new Error('Set STRATCAP_SERVER to StratCap.Server.dll, or run ./stratcap test front.');
  const server = spawn('dotnet', [dll, 'demo', '--urls', 'http://127.0.0.1:0'], {
    env: { ...process.env, Storage__Data: data, Storage__Path: join(data, 'blobs'), Front__Path: join(import.meta.dirname, '..', 'dist') },
  });
  try {
    process.env['STRATCAP_PORT'] = await serving(server);
  } catch (error) {
    await stop(server, data);
    throw error;
  }
  return () => stop(server, data);
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

async function stop(server: ChildProcess, data: string): Promise<void> {
  if (server.exitCode === null) {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 20_000).unref())]);
  }
  rmSync(data, { recursive: true, force: true });
}
