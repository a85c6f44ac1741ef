import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatTab, MatTabContent, MatTabGroup } from '@angular/material/tabs';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { of } from 'rxjs';
import { Texts } from '../shared/texts';
import { ConnectionForm, Said } from './connection-form';
import { ConnectionGrant } from './connection-grant';
import { ConnectionHooks } from './connection-hooks';
import { ConnectionLog } from './connection-log';
import { ConnectionSecrets } from './connection-secrets';
import { Field, Settings, groupsOf, shownOf } from './settings-schema';

/** The tabs in their order, as the address names them. What is written into one is kept while another is open; the lists are made anew, so that none reads on out of sight. */
const TABS: readonly string[] = ['settings', 'log', 'webhooks'];

/** A connection: how it is, its settings and secrets, what happened over it, and what the vendor brought. */
@Component({
  selector: 'app-connection-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConnectionForm, ConnectionGrant, ConnectionHooks, ConnectionLog, ConnectionSecrets, MatButton, MatTab, MatTabContent, MatTabGroup, MomentPipe, PageTitle, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="detail()?.connection?.name ?? ''" [crumbs]="[{ label: 'plugins.title' | transloco, link: '/plugins' }, { label: detail()?.connection?.pluginName ?? '', link: ['/plugins', detail()?.connection?.plugin ?? ''] }]">
      @if (session.can('plugin:manage') && detail()) {
        <button mat-flat-button type="button" [disabled]="checking.busy()" (click)="check()">{{ 'plugins.check' | transloco }}</button>
        <button mat-button type="button" [disabled]="removing.busy()" (click)="remove()">{{ 'plugins.removeConnection' | transloco }}</button>
      }
    </ui-page-title>
    <p role="status">{{ (checking.busy() ? 'plugins.checking' : '') | transloco }}</p>
    @if (found(); as it) {
      @if (it.healthy) { <p role="status">{{ 'plugins.works' | transloco: { account: it.accountName } }}</p> }
      @else { <p role="alert" class="alert">{{ 'plugins.fails.' + (it.error ?? 'Permanent') | transloco }} {{ it.text }}</p> }
    }
    @if (checking.refusal() ?? removing.refusal(); as problem) {
      <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (removing.overtaken()) { <button mat-button type="button" (click)="removing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
    }
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (detail(); as it) {
        @if (it.unusable) { <p role="status" class="alert">{{ it.unusable }}</p> }
        @if (it.connection.healthText) { <p role="status" class="alert">{{ it.connection.healthText }}</p> }
        <dl class="cards">
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ (it.connection.enabled ? 'plugins.health.' + it.connection.health : 'plugins.off') | transloco }}</dd></div>
          <div class="card"><dt>{{ 'plugins.account' | transloco }}</dt><dd>{{ it.connection.accountName ?? '–' }}</dd></div>
          <div class="card"><dt>{{ 'plugins.checkedAt' | transloco }}</dt><dd>{{ it.connection.checkedAt | moment }}</dd></div>
          <div class="card"><dt>{{ 'plugins.calls' | transloco }}</dt><dd>{{ 'plugins.breakers.' + it.connection.breaker | transloco }}</dd></div>
          <div class="card"><dt>{{ 'plugins.version' | transloco }}</dt><dd>{{ it.pluginVersion }}</dd></div>
          <div class="card"><dt>{{ 'plugins.forFund' | transloco }}</dt><dd>{{ it.connection.fundId ? (fund.value()?.name ?? '–') : ('plugins.everyFund' | transloco) }}</dd></div>
          @for (fact of facts(); track fact[0]) { <div class="card"><dt>{{ fact[0] }}</dt><dd>{{ fact[1] }}</dd></div> }
        </dl>
        <mat-tab-group [selectedIndex]="index()" (selectedIndexChange)="turn($event)" preserveContent mat-stretch-tabs="false" animationDuration="0ms">
          <mat-tab [label]="'plugins.settings' | transloco">
            <ng-template matTabContent>
              @if (it.grant; as grant) {
                <section class="section" aria-labelledby="grant"><h2 id="grant">{{ 'plugins.grant' | transloco }}</h2><app-connection-grant [connectionId]="connectionId()" [plugin]="it.connection.pluginName" [grant]="grant" (changed)="again()" /></section>
              }
              @if (it.secrets.length) {
                <section class="section" aria-labelledby="secrets"><h2 id="secrets">{{ 'plugins.secrets' | transloco }}</h2><app-connection-secrets [connectionId]="connectionId()" [secrets]="it.secrets" (changed)="again()" /></section>
              }
              <section class="section" aria-labelledby="settings">
                <h2 id="settings">{{ 'plugins.settings' | transloco }}</h2>
                <ui-state [of]="plugin" [read]="problemOf" (again)="plugin.reload()">
                  @if (session.can('plugin:manage')) {
                    <app-connection-form [schema]="plugin.value()?.schema" [connection]="it" [busy]="saving.busy()" [refusal]="saving.refusal()" (said)="save($event)" (edited)="saved.set(false)">
                      <span role="status">{{ saved() ? ('plugins.saved' | transloco) : '' }}</span>
                      @if (saving.overtaken()) { <button again mat-button type="button" (click)="saving.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }
                    </app-connection-form>
                  } @else {
                    <dl class="told">@for (setting of told(); track setting.title) { <dt>{{ setting.title }}</dt><dd>{{ setting.value }}</dd> }</dl>
                  }
                </ui-state>
              </section>
            </ng-template>
          </mat-tab>
          <mat-tab [label]="'plugins.log' | transloco"><ng-template matTabContent>@if (index() === 1) { <section class="section" [attr.aria-label]="'plugins.log' | transloco"><app-connection-log [connectionId]="connectionId()" [news]="news()" /></section> }</ng-template></mat-tab>
          <mat-tab [label]="'plugins.webhooks' | transloco">
            <ng-template matTabContent>@if (index() === 2) { <section class="section" [attr.aria-label]="'plugins.webhooks' | transloco"><app-connection-hooks [connectionId]="connectionId()" [etag]="read.value()?.etag ?? null" [url]="it.webhookUrl" (changed)="again()" /></section> }</ng-template>
          </mat-tab>
        </mat-tab-group>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .cards { margin-bottom: 1rem }
    .told { display: grid; grid-template-columns: minmax(8rem, auto) minmax(0, 1fr); gap: 0.375rem 1rem }
    .told dt { color: var(--mat-sys-on-surface-variant) }
    .told dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class ConnectionPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly connectionId = input.required<string>();
  /** Which tab is open, in the address: it can be kept and sent. */
  readonly tab = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly checking = new Doing();
  protected readonly saving = new Doing();
  protected readonly removing = new Doing();
  protected readonly saved = signal(false);
  protected readonly news = signal(0);
  protected readonly found = signal<Schemas['CheckConnectionResponse'] | null>(null);
  protected readonly index = computed(() => Math.max(0, TABS.indexOf(this.tab() ?? '')));
  private readonly path = computed(() => ({ connectionId: this.connectionId() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/plugins/connections/{connectionId}', { path: params }) });
  protected readonly detail = computed(() => this.read.value()?.value);
  private readonly pluginId = computed(() => this.detail()?.connection.plugin);
  protected readonly plugin = reading({ params: this.pluginId, stream: ({ params }) => (params ? this.api.get('/api/v1/plugins/{plugin}', { path: { plugin: params } }) : of(undefined)) });
  protected readonly fund = reading({ params: () => this.detail()?.connection.fundId ?? undefined, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: { fundId: params } }) });
  protected readonly facts = computed(() => Object.entries(this.detail()?.accountDetails ?? {}));
  protected readonly told = computed(() => groupsOf(this.plugin.value()?.schema).flatMap(({ fields }) => fields)
    .map((field) => ({ title: field.title, value: this.worded(field) || '–' })));
  private readonly settings = computed(() => (this.detail()?.settings ?? {}) as Settings);

  protected turn(index: number): void {
    void this.router.navigate([], { queryParams: { tab: TABS[index] }, replaceUrl: true });
  }

  protected again(): void {
    this.found.set(null);
    this.read.reload();
  }

  protected check(): void {
    this.found.set(null);
    this.checking.run(this.api.post('/api/v1/plugins/connections/{connectionId}/check', { path: this.path() }), (found) => {
      this.found.set(found);
      this.read.reload();
      this.news.update((times) => times + 1);
    });
  }

  protected save({ name, fundId, enabled, settings }: Said): void {
    this.saved.set(false);
    this.found.set(null);
    const body = { name, fundId, enabled, settings };
    this.saving.run(this.api.put('/api/v1/plugins/connections/{connectionId}', { path: this.path(), body, etag: this.read.value()?.etag }), () => {
      this.saved.set(true);
      this.read.reload();
    });
  }

  protected remove(): void {
    const text = (key: string): string => this.texts.of(`plugins.${key}`, { name: this.detail()?.connection.name });
    const plugin = this.pluginId() ?? '';
    this.confirm.ask({ title: text('removeConnectionSure'), text: text('removeConnectionText'), yes: text('removeConnection') }).subscribe(() =>
      this.removing.run(this.api.delete('/api/v1/plugins/connections/{connectionId}', { path: this.path(), etag: this.read.value()?.etag }), () => void this.router.navigate(['/plugins', plugin])));
  }

  private worded(field: Field): string {
    if (field.kind === 'choice') return String(this.settings()[field.key] ?? field.fallback ?? '');
    const shown = shownOf(field, this.settings());
    return typeof shown === 'boolean' ? this.texts.of(shown ? 'people.yes' : 'people.no') : shown;
  }
}
