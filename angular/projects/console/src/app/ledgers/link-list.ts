import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** The ties between the firm's ledgers and general ledgers, with whether each works. */
@Component({
  selector: 'app-link-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'ledgers.title' | transloco"><a mat-button routerLink="chart">{{ 'chart.title' | transloco }}</a><a mat-button routerLink="rates">{{ 'rates.title' | transloco }}</a><a mat-button routerLink="posting-rules">{{ 'postingRules.title' | transloco }}</a>@if (session.can('ledger:sync')) { <a mat-flat-button routerLink="new">{{ 'ledgers.new' | transloco }}</a> }</ui-page-title>
    <p>{{ 'ledgers.intro' | transloco }}</p>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'ledgers.none' | transloco" (again)="list.again()">
      <ui-grid name="links" [label]="'ledgers.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="name" let-it><a [routerLink]="it.linkId">{{ it.name }}</a></ng-template>
        <ng-template uiCell="fundId" let-it>{{ it.fundId ? (funds()[it.fundId] ?? '–') : ('ledgers.everyFund' | transloco) }}</ng-template>
        <ng-template uiCell="connectionName" let-it>{{ it.connectionName ?? ('ledgers.noConnection' | transloco) }}</ng-template>
        <ng-template uiCell="direction" let-it>{{ 'ledgers.directions.' + it.direction | transloco }}</ng-template>
        <ng-template uiCell="startDate" let-it>{{ it.startDate | day }}</ng-template>
        <ng-template uiCell="nextRunAt" let-it>{{ it.nextRunAt | moment }}</ng-template>
        <ng-template uiCell="failing" let-it><span [class.alert]="it.failing" [title]="it.failing ?? ''">{{ (it.failing ? 'ledgers.fails' : it.enabled ? 'ledgers.works' : 'ledgers.off') | transloco }}</span></ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: '.alert { color: var(--mat-sys-error) }',
})
export class LinkList {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/accounting/sync/links', 'links', { row: (it) => ({ ...it, id: it.linkId }) });
  private readonly all = reading({ stream: () => this.api.get('/api/v1/funds', { query: { size: 500 } }) });
  protected readonly funds = computed(() => Object.fromEntries((this.all.value() ?? []).map((fund) => [fund.id, fund.name])));
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'funds.name', grow: 1.5 },
    { key: 'fundId', text: 'ledgers.fund', sort: null, grow: 2 },
    { key: 'connectionName', text: 'ledgers.connection', sort: null, grow: 1.3 },
    { key: 'direction', text: 'ledgers.direction' },
    { key: 'startDate', text: 'ledgers.startDate' },
    { key: 'nextRunAt', text: 'ledgers.nextRunAt', grow: 1.3 },
    { key: 'failing', text: 'calls.state', sort: null },
  ]);

  constructor() {
    this.list.again();
  }
}
