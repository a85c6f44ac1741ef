import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** The catalogue of plugins, and the firm's connections with how they are. */
@Component({
  selector: 'app-plugin-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'plugins.title' | transloco" />
    <section class="section" aria-labelledby="connections">
      <h2 id="connections">{{ 'plugins.connections' | transloco }}</h2>
      <ui-state [of]="connections" [read]="problemOf" [empty]="connections.isEmpty()" [emptyText]="'plugins.noConnection' | transloco" (again)="connections.again()">
        <ui-grid name="connections" [label]="'plugins.connections' | transloco" [columns]="connectionColumns()" [of]="connections">
          <ng-template uiCell="name" let-it><a [routerLink]="['connections', it.connectionId]">{{ it.name }}</a></ng-template>
          <ng-template uiCell="health" let-it>{{ (it.enabled ? 'plugins.health.' + it.health : 'plugins.off') | transloco }}</ng-template>
          <ng-template uiCell="checkedAt" let-it>{{ it.checkedAt | moment }}</ng-template>
        </ui-grid>
      </ui-state>
    </section>
    <section class="section" aria-labelledby="catalogue">
      <h2 id="catalogue">{{ 'plugins.catalogue' | transloco }}</h2>
      <ui-state [of]="plugins" [read]="problemOf" [empty]="plugins.isEmpty()" [emptyText]="'plugins.none' | transloco" (again)="plugins.again()">
        <ui-grid name="plugins" [label]="'plugins.catalogue' | transloco" [columns]="columns()" [of]="plugins">
          <ng-template uiCell="name" let-it><a [routerLink]="it.plugin">{{ it.name }}</a></ng-template>
          <ng-template uiCell="kind" let-it>{{ 'plugins.kinds.' + it.kind | transloco }}</ng-template>
          <ng-template uiCell="capabilities" let-it>@for (can of it.capabilities; track can; let last = $last) { {{ 'plugins.can.' + can | transloco }}{{ last ? '' : ', ' }} }</ng-template>
          <ng-template uiCell="version" let-it>{{ it.version ?? it.newest ?? '–' }}</ng-template>
          <ng-template uiCell="state" let-it>{{ 'plugins.states.' + it.state | transloco }}</ng-template>
        </ui-grid>
      </ui-state>
    </section>
  `,
  styles: 'h2 { font: var(--mat-sys-title-medium) }',
})
export class PluginList {
  private readonly api = inject(Api);
  private readonly texts = inject(Texts);
  protected readonly problemOf = problemOf;
  protected readonly plugins = this.api.listed('/api/v1/plugins', 'plugins', { row: (it) => ({ ...it, id: it.plugin }) });
  protected readonly connections = this.api.listed('/api/v1/plugins/connections', 'connections', { row: (it) => ({ ...it, id: it.connectionId }) });
  protected readonly connectionColumns = this.texts.columns([
    { key: 'name', text: 'funds.name', grow: 2 },
    { key: 'pluginName', text: 'plugins.plugin', sort: null, grow: 1.5 },
    { key: 'accountName', text: 'plugins.account', sort: null, grow: 1.5 },
    { key: 'health', text: 'calls.state', grow: 1.2 },
    { key: 'checkedAt', text: 'plugins.checkedAt', grow: 1.3 },
  ]);
  protected readonly columns = this.texts.columns([
    { key: 'name', text: 'plugins.plugin', grow: 1.5 },
    { key: 'vendor', text: 'plugins.vendor' },
    { key: 'kind', text: 'plugins.kind' },
    { key: 'capabilities', text: 'plugins.does', sort: null, grow: 3 },
    { key: 'version', text: 'plugins.version', sort: null, grow: 0.6 },
    { key: 'state', text: 'calls.state' },
    { key: 'connections', text: 'plugins.connections', number: true, grow: 0.8 },
  ]);

  constructor() {
    this.plugins.again();
    this.connections.again();
  }
}
