import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { keepDraft } from '../shared/draft';
import { Texts } from '../shared/texts';
import { WebhookFields, WebhookForm } from './webhook-fields';
import { WebhookSecret } from './webhook-secret';

/** The firm's webhooks, and a new one, whose secret is shown once. */
@Component({
  selector: 'app-webhook-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe, WebhookFields, WebhookSecret],
  template: `
    <ui-page-title [title]="'webhooks.title' | transloco" />
    <p>{{ 'webhooks.hint' | transloco }}</p>
    @if (secret(); as shown) { <app-webhook-secret [secret]="shown" /> }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'webhooks.none' | transloco" (again)="list.again()">
      <ui-grid name="webhooks" [label]="'webhooks.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="url" let-it><a [routerLink]="it.webhookId">{{ it.url }}</a></ng-template>
        <ng-template uiCell="state" let-it>{{ 'webhooks.states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="createdAt" let-it>{{ it.createdAt | moment }}</ng-template>
        <ng-template uiCell="failingSince" let-it>{{ it.failingSince | moment }}</ng-template>
      </ui-grid>
    </ui-state>
    <section class="section" aria-labelledby="new">
      <h2 id="new">{{ 'webhooks.new' | transloco }}</h2>
      <form (submit)="$event.preventDefault(); make()">
        <app-webhook-fields [form]="form" [kinds]="kinds.value() ?? []" />
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
        <button mat-flat-button type="submit" [disabled]="doing.busy()">{{ 'webhooks.make' | transloco }}</button>
      </form>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    form { display: flex; flex-direction: column; gap: 0.75rem; align-items: stretch; max-width: 44rem }
    button { align-self: flex-start }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class WebhookList {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly secret = signal<string | null>(null);
  protected readonly form = new WebhookForm();
  private readonly kept = keepDraft(this.form, 'webhook');
  protected readonly kinds = reading({ stream: () => this.api.get('/api/v1/notifications/webhooks/kinds', {}) });
  protected readonly list = this.api.listed('/api/v1/notifications/webhooks', 'webhooks', { row: (it) => ({ ...it, id: it.webhookId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'url', text: 'webhooks.url', grow: 3 },
    { key: 'description', text: 'webhooks.description', sort: null, grow: 2 },
    { key: 'state', text: 'calls.state', grow: 0.8 },
    { key: 'failingSince', text: 'webhooks.failingSince', sort: null, grow: 1.2 },
    { key: 'createdAt', text: 'webhooks.createdAt', grow: 1.2 },
  ]);

  constructor() {
    this.list.again();
  }

  protected make(): void {
    this.form.markAllAsTouched();
    if (this.form.invalid) return;
    this.secret.set(null);
    this.doing.run(this.api.post('/api/v1/notifications/subscribe', { body: this.form.body() }), (made) => {
      this.secret.set(made.secret ?? null);
      this.kept.forget();
      this.form.reset();
      this.list.again();
    });
  }
}
