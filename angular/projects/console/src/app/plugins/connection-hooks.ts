import { CdkCopyToClipboard } from '@angular/cdk/clipboard';
import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf } from '@api';
import { Session } from '@auth';
import { MomentPipe, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** Where a vendor calls for a connection, and what it brought. */
@Component({
  selector: 'app-connection-hooks',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkCopyToClipboard, Cell, Grid, MatButton, MomentPipe, State, TranslocoPipe],
  template: `
    @if (url(); as address) {
      <p>{{ 'plugins.hookHint' | transloco }}</p>
      <p class="address"><code>{{ address }}</code></p>
      <div class="acts">
        <button mat-stroked-button type="button" [cdkCopyToClipboard]="address" (cdkCopyToClipboardCopied)="copied.set($event)">{{ 'plugins.copy' | transloco }}</button>
        @if (session.can('plugin:manage')) { <button mat-button type="button" [disabled]="doing.busy()" (click)="another()">{{ 'plugins.anotherAddress' | transloco }}</button> }
        <span role="status">{{ copied() ? ('plugins.copied' | transloco) : '' }}</span>
      </div>
      @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    } @else { <p>{{ 'plugins.hookHidden' | transloco }}</p> }
    <h2>{{ 'plugins.deliveries' | transloco }}</h2>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'plugins.noDelivery' | transloco" (again)="list.again()">
      <ui-grid name="deliveries" [label]="'plugins.deliveries' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="receivedAt" let-it>{{ it.receivedAt | moment }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'plugins.deliveryStates.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="handledAt" let-it>{{ it.handledAt | moment }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .address { overflow-wrap: anywhere }
    .acts { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class ConnectionHooks {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly connectionId = input.required<string>();
  readonly etag = input.required<string | null>();
  /** Null where it is not shown. */
  readonly url = input.required<string | null>();
  readonly changed = output();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly copied = signal(false);
  private readonly path = computed(() => ({ connectionId: this.connectionId() }));
  protected readonly list = this.api.listed('/api/v1/plugins/connections/{connectionId}/deliveries', 'deliveries', { path: () => this.path() });
  protected readonly columns = this.texts.columns([
    { key: 'receivedAt', text: 'plugins.receivedAt', grow: 1.2 },
    { key: 'state', text: 'calls.state', grow: 0.8 },
    { key: 'events', text: 'plugins.events', number: true, grow: 0.6 },
    { key: 'handledAt', text: 'plugins.handledAt', sort: null, grow: 1.2 },
    { key: 'reason', text: 'plugins.why', sort: null, grow: 3 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.list.again());
    });
  }

  protected another(): void {
    const text = (key: string): string => this.texts.of(`plugins.${key}`);
    this.confirm.ask({ title: text('anotherAddressSure'), text: text('anotherAddressText'), yes: text('anotherAddress') }).subscribe(() => {
      const show = (): void => this.changed.emit();
      this.copied.set(false);
      this.doing.run(this.api.post('/api/v1/plugins/connections/{connectionId}/webhook-address', { path: this.path(), etag: this.etag() }), show, show);
    });
  }
}
