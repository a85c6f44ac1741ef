import { ChangeDetectionStrategy, Component, computed, effect, inject, input, linkedSignal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** One plugin: all that it declares, so that an administrator sees what he lets in; switched on, moved to another version, and off. */
@Component({
  selector: 'app-plugin-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MatCheckbox, MatFormField, MatLabel, MatOption, MatSelect, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="detail()?.plugin?.name ?? ''" [crumbs]="[{ label: 'plugins.title' | transloco, link: '/plugins' }]">
      @if (detail()?.plugin?.state === 'Enabled' && session.can('plugin:manage')) { <a mat-flat-button routerLink="connect">{{ 'plugins.connect' | transloco }}</a> }
    </ui-page-title>
    @if (doing.refusal(); as problem) {
      <div role="alert" class="alert">
        <p>{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
        @if (reasons(); as said) { @if (said.length) { <ul>@for (sentence of said; track $index) { <li>{{ sentence }}</li> }</ul> } }
      </div>
    }
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (detail(); as it) {
        @if (it.stoppedBecause) { <p role="status" class="alert">{{ 'plugins.stopped' | transloco }} {{ it.stoppedBecause }}</p> }
        <dl class="cards">
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'plugins.states.' + it.plugin.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'plugins.vendor' | transloco }}</dt><dd>{{ it.plugin.vendor }}</dd></div>
          <div class="card"><dt>{{ 'plugins.version' | transloco }}</dt><dd>{{ it.plugin.version ?? '–' }}</dd></div>
          <div class="card"><dt>{{ 'plugins.trust' | transloco }}</dt><dd>{{ 'plugins.trusts.' + it.trust | transloco }}</dd></div>
        </dl>
        <section class="section" aria-labelledby="declares">
          <h2 id="declares">{{ 'plugins.declares' | transloco }}</h2>
          <dl class="declared">
            <dt>{{ 'plugins.does' | transloco }}</dt><dd><ul>@for (can of it.plugin.capabilities; track can) { <li>{{ 'plugins.can.' + can | transloco }}</li> }</ul></dd>
            <dt>{{ 'plugins.reaches' | transloco }}</dt><dd>@if (it.egress.length) { <ul>@for (rule of it.egress; track rule.host) { <li><code>{{ hostOf(rule.host) ?? rule.host }}</code> @if (hostOf(rule.host)) { {{ 'plugins.ofSettings' | transloco }} } ({{ rule.methods.join(', ') }})</li> }</ul> } @else { {{ 'plugins.reachesNone' | transloco }} }</dd>
            <dt>{{ 'plugins.secrets' | transloco }}</dt><dd>@if (it.secrets.length) { <ul>@for (secret of it.secrets; track secret.name) { <li>{{ secret.title }}@if (!secret.required) { ({{ 'plugins.optional' | transloco }}) }</li> }</ul> } @else { {{ 'plugins.noSecrets' | transloco }} }</dd>
            @if (it.grantNeed; as need) { <dt>{{ 'plugins.grant' | transloco }}</dt><dd><code>{{ need.authorizationUrl }}</code><br />{{ need.scopes.join(', ') }}</dd> }
            @if (it.webhookPath) { <dt>{{ 'plugins.webhooks' | transloco }}</dt><dd>{{ 'plugins.calledBack' | transloco }}</dd> }
            <dt>{{ 'plugins.limits' | transloco }}</dt><dd>{{ 'plugins.limitsText' | transloco: it.limits }}</dd>
            <dt>{{ 'plugins.support' | transloco }}</dt><dd>{{ it.support }}</dd>
          </dl>
        </section>
        @if (session.can('plugin:manage')) {
          <section class="section" aria-labelledby="use">
            <h2 id="use">{{ 'plugins.use' | transloco }}</h2>
            @if (choices().length) {
              <div class="use">
                <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'plugins.version' | transloco }}</mat-label>
                  <mat-select [value]="version()" (valueChange)="version.set($event)">@for (choice of choices(); track choice.version) { <mat-option [value]="choice.version">{{ choice.version }} · {{ choice.registeredAt | day }}</mat-option> }</mat-select>
                </mat-form-field>
                <mat-checkbox [checked]="follows()" (change)="follows.set($event.checked)">{{ 'plugins.follows' | transloco }}</mat-checkbox>
                <button mat-flat-button type="button" [disabled]="doing.busy() || !changes()" (click)="choose()">{{ (it.plugin.state === 'Enabled' ? 'plugins.changeVersion' : 'plugins.switchOn') | transloco }}</button>
              </div>
            } @else { <p>{{ 'plugins.noVersion' | transloco }}</p> }
            @if (it.plugin.state === 'Enabled' || it.plugin.state === 'Stopped') { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="switchOff(it.plugin.name)">{{ 'plugins.switchOff' | transloco }}</button> }
          </section>
        }
        <section class="section" aria-labelledby="own">
          <h2 id="own">{{ 'plugins.connections' | transloco }}</h2>
          <ui-state [of]="connections" [read]="problemOf" [empty]="connections.isEmpty()" [emptyText]="'plugins.noConnection' | transloco" (again)="connections.again()">
            <ui-grid name="own-connections" [label]="'plugins.connections' | transloco" [columns]="columns()" [of]="connections">
              <ng-template uiCell="name" let-it><a [routerLink]="['/plugins/connections', it.connectionId]">{{ it.name }}</a></ng-template>
              <ng-template uiCell="health" let-it>{{ (it.enabled ? 'plugins.health.' + it.health : 'plugins.off') | transloco }}</ng-template>
              <ng-template uiCell="checkedAt" let-it>{{ it.checkedAt | moment }}</ng-template>
            </ui-grid>
          </ui-state>
        </section>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .declared { display: grid; grid-template-columns: minmax(8rem, 14rem) minmax(0, 1fr); gap: 0.5rem 1rem }
    .declared dt { color: var(--mat-sys-on-surface-variant) }
    .declared dd { margin: 0; overflow-wrap: anywhere }
    ul { margin: 0; padding-left: 1.1rem }
    .use mat-form-field { min-width: 18rem }
    .use { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; margin-bottom: 0.75rem }
    .alert { color: var(--mat-sys-error) }
    @media (max-width: 600px) { .declared { grid-template-columns: 1fr; gap: 0.25rem } .declared dd { margin-bottom: 0.5rem } }
  `,
})
export class PluginPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly plugin = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ plugin: this.plugin() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/plugins/{plugin}', { path: params }) });
  protected readonly detail = computed(() => this.read.value()?.value);
  protected readonly choices = computed(() => (this.detail()?.versions ?? []).filter(({ state }) => state === 'Allowed'));
  /** The firm's own, as long as it may be chosen. */
  protected readonly version = linkedSignal(() => {
    const now = this.detail()?.plugin;
    return this.choices().find(({ version }) => version === now?.version)?.version ?? now?.newest ?? '';
  });
  protected readonly follows = linkedSignal(() => this.detail()?.plugin.follows ?? false);
  protected readonly changes = computed(() => {
    const now = this.detail()?.plugin;
    return !!this.version() && (now?.state !== 'Enabled' || now.version !== this.version() || now.follows !== this.follows());
  });
  /** Why a version does not fit, connection by connection. */
  protected readonly reasons = computed(() => {
    const problem = this.doing.refusal();
    return Object.values(problem?.fields ?? {}).flat().filter((sentence) => sentence !== problem?.detail);
  });
  protected readonly connections = this.api.listed('/api/v1/plugins/connections', 'own-connections', { query: () => this.path(), row: (it) => ({ ...it, id: it.connectionId }) });
  protected readonly columns = this.texts.columns([
    { key: 'name', text: 'funds.name', grow: 2 },
    { key: 'accountName', text: 'plugins.account', sort: null, grow: 1.5 },
    { key: 'health', text: 'calls.state' },
    { key: 'checkedAt', text: 'plugins.checkedAt', grow: 1.3 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.connections.again());
    });
  }

  /** The setting that names a host, where a rule's host comes from the settings. */
  protected hostOf(host: string): string | null {
    return /^\{\{setting:(.+)\}\}$/.exec(host)?.[1] ?? null;
  }

  protected choose(): void {
    const body = { version: this.version(), follows: this.follows() };
    this.doing.run(this.api.put('/api/v1/plugins/{plugin}', { path: this.path(), body, etag: this.read.value()?.etag }), () => this.read.reload());
  }

  protected switchOff(plugin: string): void {
    const text = (key: string): string => this.texts.of(`plugins.${key}`, { plugin });
    this.confirm.ask({ title: text('switchOffSure'), text: text('switchOffText'), yes: text('switchOff') }).subscribe(() =>
      this.doing.run(this.api.delete('/api/v1/plugins/{plugin}', { path: this.path(), etag: this.read.value()?.etag }), () => this.read.reload()));
  }
}
