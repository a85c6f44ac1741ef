import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';
import { WebhookFields, WebhookForm } from './webhook-fields';
import { WebhookSecret } from './webhook-secret';

/** One webhook: where it leads, what it was sent, and sending again what it missed. */
@Component({
  selector: 'app-webhook-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MatFormField, MatInput, MatLabel, MomentPipe, PageTitle, ReactiveFormsModule, State, TranslocoPipe, WebhookFields, WebhookSecret],
  template: `
    <ui-page-title [title]="hook()?.description || hook()?.url || ''" [crumbs]="[{ label: 'webhooks.title' | transloco, link: '/webhooks' }]">
      @if (hook(); as it) {
        @if (it.state === 'Active') { <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="ping()">{{ 'webhooks.ping' | transloco }}</button> }
        <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="turn(it.state !== 'Active')">{{ (it.state === 'Active' ? 'webhooks.pause' : 'webhooks.resume') | transloco }}</button>
        <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="rotate()">{{ 'webhooks.rotate' | transloco }}</button>
        <button mat-button type="button" [disabled]="doing.busy()" (click)="remove()">{{ 'webhooks.remove' | transloco }}</button>
      }
    </ui-page-title>
    @if (secret(); as shown) { <app-webhook-secret [secret]="shown" /> }
    @if (doing.refusal(); as problem) {
      <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
    }
    <p role="status">{{ said() }}</p>
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (hook(); as it) {
        <dl class="cards">
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd>{{ 'webhooks.states.' + it.state | transloco }}</dd></div>
          @if (it.failingSince) { <div class="card"><dt>{{ 'webhooks.failingSince' | transloco }}</dt><dd>{{ it.failingSince | moment }}</dd></div> }
          @if (it.stoppedReason) { <div class="card"><dt>{{ 'webhooks.stoppedReason' | transloco }}</dt><dd>{{ it.stoppedReason }}</dd></div> }
          @if (it.previousSecretUntil) { <div class="card"><dt>{{ 'webhooks.previousUntil' | transloco }}</dt><dd>{{ it.previousSecretUntil | moment }}</dd></div> }
        </dl>
        <form class="section" (submit)="$event.preventDefault(); save()">
          <app-webhook-fields [form]="form" [kinds]="kinds.value() ?? []" />
          <button mat-flat-button type="submit" [disabled]="form.invalid || form.pristine || doing.busy()">{{ 'webhooks.save' | transloco }}</button>
        </form>
      }
    </ui-state>
    <section class="section" aria-labelledby="deliveries">
      <h2 id="deliveries">{{ 'webhooks.deliveries' | transloco }}</h2>
      <form class="again" (submit)="$event.preventDefault(); replay()">
        <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'webhooks.since' | transloco }}</mat-label><input matInput type="datetime-local" [formControl]="since" /></mat-form-field>
        <button mat-stroked-button type="submit" [disabled]="!since.value || doing.busy()">{{ 'webhooks.replaySince' | transloco }}</button>
      </form>
      <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'webhooks.noDelivery' | transloco" (again)="list.again()">
        <ui-grid name="webhook-deliveries" [filters]="filters()" [label]="'webhooks.deliveries' | transloco" [columns]="columns()" [of]="list">
          <ng-template uiCell="createdAt" let-it>{{ it.createdAt | moment }}</ng-template>
          <ng-template uiCell="kind" let-it>{{ 'webhooks.told.' + it.kind.replace('.', '_') | transloco }}</ng-template>
          <ng-template uiCell="state" let-it>{{ 'webhooks.deliveryStates.' + it.state | transloco }}</ng-template>
          <ng-template uiCell="act" let-it>@if (it.state !== 'Queued') { <button mat-button type="button" [disabled]="doing.busy()" (click)="again(it.deliveryId)">{{ 'webhooks.replay' | transloco }}<span class="visually-hidden">: {{ it.messageId }}</span></button> }</ng-template>
        </ui-grid>
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .again { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap; margin-bottom: 0.75rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class WebhookPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  readonly webhookId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly secret = signal<string | null>(null);
  protected readonly said = signal('');
  protected readonly since = new FormControl('', { nonNullable: true });
  protected readonly form = new WebhookForm();
  private readonly path = computed(() => ({ webhookId: this.webhookId() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/notifications/webhooks/{webhookId}', { path: params }) });
  protected readonly hook = computed(() => this.read.value()?.value);
  protected readonly kinds = reading({ stream: () => this.api.get('/api/v1/notifications/webhooks/kinds', {}) });
  protected readonly list = this.api.listed('/api/v1/notifications/webhooks/{webhookId}/deliveries', 'deliveries', { path: () => this.path() });
  protected readonly filters = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'webhooks.deliveryStates', values: ['Queued', 'Delivered', 'Failed', 'Held'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'createdAt', text: 'webhooks.at', grow: 1.2 },
    { key: 'kind', text: 'webhooks.kind', grow: 1.5 },
    { key: 'state', text: 'calls.state', grow: 0.9 },
    { key: 'attempts', text: 'webhooks.attempts', number: true, grow: 0.6 },
    { key: 'lastStatus', text: 'webhooks.status', number: true, grow: 0.6 },
    { key: 'lastMilliseconds', text: 'webhooks.took', number: true, grow: 0.7 },
    { key: 'lastError', text: 'webhooks.error', sort: null, grow: 2 },
    { key: 'act', text: 'webhooks.act', sort: null, grow: 1 },
  ]);

  constructor() {
    effect(() => {
      const it = this.hook();
      if (it && !this.form.dirty) this.form.reset({ url: it.url, description: it.description ?? '', kinds: [...it.kinds] });
    });
    effect(() => {
      this.path();
      untracked(() => this.list.again());
    });
  }

  protected save(): void {
    this.change(this.hook()?.state === 'Active');
  }

  protected turn(active: boolean): void {
    this.change(active);
  }

  protected ping(): void {
    this.doing.run(this.api.post('/api/v1/notifications/webhooks/{webhookId}/ping', { path: this.path() }), () => this.sent());
  }

  protected again(deliveryId: string): void {
    this.doing.run(this.api.post('/api/v1/notifications/webhooks/{webhookId}/deliveries/{deliveryId}/replay', { path: { ...this.path(), deliveryId } }), () => this.sent());
  }

  protected replay(): void {
    const since = new Date(this.since.value).toISOString();
    this.doing.run(this.api.post('/api/v1/notifications/webhooks/{webhookId}/replay', { path: this.path(), body: { since, all: false } }), ({ queued }) => this.sent(this.texts.of('webhooks.replayed', { count: queued })));
  }

  protected rotate(): void {
    this.sure('rotate', () => {
      this.secret.set(null);
      this.doing.run(this.api.post('/api/v1/notifications/webhooks/{webhookId}/rotate', { path: this.path(), body: { overlapHours: 24 }, etag: this.read.value()?.etag }), (made) => {
        this.secret.set(made.secret ?? null);
        this.read.reload();
      });
    });
  }

  protected remove(): void {
    this.sure('remove', () =>
      this.doing.run(this.api.delete('/api/v1/notifications/webhooks/{webhookId}', { path: this.path(), etag: this.read.value()?.etag }), () => void this.router.navigate(['/webhooks'])));
  }

  private change(active: boolean): void {
    this.doing.run(this.api.put('/api/v1/notifications/webhooks/{webhookId}', { path: this.path(), body: { ...this.form.body(), active }, etag: this.read.value()?.etag }), () => {
      this.form.markAsPristine();
      this.said.set(this.texts.of('webhooks.saved'));
      this.read.reload();
    });
  }

  private sent(words = this.texts.of('webhooks.sent')): void {
    this.said.set(words);
    this.list.again();
  }

  private sure(act: string, then: () => void): void {
    const text = (key: string): string => this.texts.of(`webhooks.${key}`);
    this.confirm.ask({ title: text(`${act}Sure`), text: text(`${act}Text`), yes: text(act) }).subscribe(then);
  }
}
