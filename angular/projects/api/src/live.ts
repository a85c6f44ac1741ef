import { Injectable, InjectionToken, inject, signal } from '@angular/core';
import { Observable, Subject, filter } from 'rxjs';
import type { HubConnection } from '@microsoft/signalr';

/** Gives the access token of whoever is signed in, or an empty string. */
export const ACCESS_TOKEN = new InjectionToken<() => Promise<string>>('access token');

/** A hint that something changed and should be read again. */
export interface Change {
  readonly what: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Hears from the server that something changed. After a break it says so once for everything, since hints may have been missed. */
@Injectable({ providedIn: 'root' })
export class Live {
  private readonly token = inject(ACCESS_TOKEN, { optional: true });
  private readonly all = new Subject<Change>();
  private connection: HubConnection | null = null;

  readonly connected = signal(false);

  /** Changes of a kind; `*` also when the connection came back. */
  of(...kinds: string[]): Observable<Change> {
    void this.start();
    return this.all.pipe(filter((change) => change.what === '*' || kinds.some((kind) => change.what.startsWith(kind))));
  }

  private async start(): Promise<void> {
    if (this.connection || !this.token) return;
    const { HubConnectionBuilder, LogLevel } = await import('@microsoft/signalr');
    if (this.connection) return;
    const token = this.token;
    this.connection = new HubConnectionBuilder()
      .withUrl('/hubs/live', { accessTokenFactory: () => token() })
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: (retry) => Math.min(1000 * 2 ** retry.previousRetryCount, 15_000) })
      .configureLogging(LogLevel.None)
      .build();
    this.connection.on('changed', (what: string, data: Record<string, unknown>) => this.all.next({ what, data: data ?? {} }));
    this.connection.onreconnecting(() => this.connected.set(false));
    this.connection.onreconnected(() => this.caughtUp());
    this.connection.onclose(() => {
      this.connected.set(false);
      setTimeout(() => void this.open(), 5_000);
    });
    await this.open();
  }

  private async open(): Promise<void> {
    try {
      await this.connection!.start();
      this.caughtUp();
    } catch {
      setTimeout(() => void this.open(), 5_000);
    }
  }

  private caughtUp(): void {
    this.connected.set(true);
    this.all.next({ what: '*', data: {} });
  }
}
