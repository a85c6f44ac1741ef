import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Texts } from '../shared/texts';

type Feed = Schemas['BankFeedView'];

/** Whence a fund's bank lines come by themselves: the linked account, when it was read, what is wrong with it; read now, unlink, or link one. */
@Component({
  selector: 'app-bank-feed',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MomentPipe, State, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="bank-feed">
      <h2 id="bank-feed">{{ 'money.feed.title' | transloco }}</h2>
      <ui-state [of]="feeds" [read]="problemOf" (again)="feeds.reload()">
        @for (it of feeds.value(); track it.feedId) {
          <dl class="cards">
            <div class="card"><dt>{{ 'money.feed.account' | transloco }}</dt><dd>{{ it.accountName }}@if (it.mask) { …{{ it.mask }} }</dd></div>
            <div class="card"><dt>{{ 'money.connection' | transloco }}</dt><dd>{{ it.connectionName ?? ('money.feed.noConnection' | transloco) }}</dd></div>
            <div class="card"><dt>{{ 'money.feed.from' | transloco }}</dt><dd>{{ it.from | day }}</dd></div>
            <div class="card"><dt>{{ 'money.feed.readAt' | transloco }}</dt><dd aria-live="polite">{{ it.reading ? ('money.feed.reading' | transloco) : it.readAt ? (it.readAt | moment) : ('money.feed.never' | transloco) }}</dd></div>
          </dl>
          @if (it.failing) { <p class="alert">{{ 'money.feed.failing' | transloco: { reason: it.failing } }}</p> }
          @if (session.can('bank:reconcile')) {
            <div class="acts">
              <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="readNow(it)">{{ 'money.feed.readNow' | transloco }}</button>
              <button mat-button type="button" [disabled]="doing.busy()" (click)="unlink(it)">{{ 'money.feed.unlink' | transloco }}</button>
            </div>
          }
        } @empty {
          <p>{{ 'money.feed.none' | transloco }}</p>
          @if (session.can('bank:reconcile')) {
            <ui-state [of]="connections" [read]="problemOf" (again)="connections.reload()">
              @if (readers().length) {
                <form (submit)="$event.preventDefault(); link()">
                  <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'money.connection' | transloco }}</mat-label>
                    <mat-select required [value]="connectionId()" (valueChange)="connectionId.set($event)">@for (it of readers(); track it.connectionId) { <mat-option [value]="it.connectionId">{{ it.name }}</mat-option> }</mat-select>
                  </mat-form-field>
                  @if (connectionId()) {
                    <ui-state [of]="accounts" [read]="problemOf" [empty]="!accounts.value()?.length" [emptyText]="'money.feed.noAccount' | transloco" (again)="accounts.reload()">
                      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'money.feed.account' | transloco }}</mat-label>
                        <mat-select required [value]="accountId()" (valueChange)="accountId.set($event)">
                          @for (it of accounts.value(); track it.accountId) { <mat-option [value]="it.accountId" [disabled]="!!it.problem">{{ it.name }} @if (it.mask) { …{{ it.mask }} } {{ it.currency }}@if (it.problem) { · {{ it.problem }} }</mat-option> }
                        </mat-select>
                      </mat-form-field>
                    </ui-state>
                  }
                  <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'money.feed.from' | transloco }}</mat-label>
                    <input matInput type="date" required [value]="from()" (input)="from.set($any($event.target).value)" /><mat-hint>{{ 'money.feed.fromHint' | transloco }}</mat-hint>
                  </mat-form-field>
                  <div><button mat-flat-button type="submit" [disabled]="doing.busy() || !accountId() || !from()">{{ 'money.feed.link' | transloco }}</button></div>
                </form>
              }
            </ui-state>
          }
        }
        @if (doing.refusal(); as problem) {
          <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(feeds)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
        }
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    form { display: flex; flex-direction: column; gap: 0.75rem; max-width: 36rem }
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap; margin-top: 0.75rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class BankFeed {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  /** The feeds stand otherwise than before. */
  readonly changed = output();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly feeds = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/payments/funds/{fundId}/bank-feeds', { path: params, query: { state: 'Linked' } }) });
  protected readonly connections = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/payments/connections', { query: params }) });
  protected readonly readers = computed(() => this.connections.value()?.filter((c) => c.capabilities.includes('statements')) ?? []);
  protected readonly connectionId = linkedSignal(() => { this.path(); return ''; });
  protected readonly accounts = reading({
    params: () => (this.connectionId() ? { fundId: this.fundId(), feedConnectionId: this.connectionId() } : undefined),
    stream: ({ params }) => this.api.get('/api/v1/payments/funds/{fundId}/bank-feeds/connections/{feedConnectionId}/accounts', { path: params }),
  });
  /** Another connection has other accounts. */
  protected readonly accountId = linkedSignal(() => { this.connectionId(); return ''; });
  protected readonly from = signal('');

  constructor() {
    inject(Live).of('payments.').pipe(takeUntilDestroyed()).subscribe(() => this.feeds.reload());
  }

  protected link(): void {
    const body = { connectionId: this.connectionId(), accountId: this.accountId(), from: this.from() };
    this.doing.run(this.api.post('/api/v1/payments/funds/{fundId}/bank-feeds', { path: this.path(), body }), () => {
      this.connectionId.set('');
      this.show();
    });
  }

  protected readNow({ feedId }: Feed): void {
    this.doing.run(this.api.post('/api/v1/payments/funds/{fundId}/bank-feeds/{feedId}/read', { path: { ...this.path(), feedId } }), () => this.show());
  }

  protected unlink({ feedId, accountName, version }: Feed): void {
    const text = (key: string): string => this.texts.of(`money.feed.${key}`, { account: accountName });
    this.confirm.ask({ title: text('unlinkSure'), text: text('unlinkText'), yes: text('unlink') }).subscribe(() =>
      this.doing.run(this.api.post('/api/v1/payments/funds/{fundId}/bank-feeds/{feedId}/unlink', { path: { ...this.path(), feedId }, etag: `"${version}"` }), () => this.show()));
  }

  private show(): void {
    this.feeds.reload();
    this.changed.emit();
  }
}
