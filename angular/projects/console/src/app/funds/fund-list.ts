import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { MoneyPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** The firm's funds. */
@Component({
  selector: 'app-fund-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MoneyPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'funds.title' | transloco" />
    <ui-state [of]="funds" [read]="problemOf" [empty]="funds.isEmpty()" [emptyText]="'funds.none' | transloco" (again)="funds.again()">
      <ui-grid name="funds" [label]="'funds.title' | transloco" [columns]="columns()" [of]="funds">
        <ng-template uiCell="name" let-fund><a [routerLink]="fund.id">{{ fund.name }}</a></ng-template>
        <ng-template uiCell="commitment" let-fund>{{ fund.commitment | money }}</ng-template>
        <ng-template uiCell="called" let-fund>{{ fund.called | money }}</ng-template>
        <ng-template uiCell="distributed" let-fund>{{ fund.distributed | money }}</ng-template>
        <ng-template uiCell="nav" let-fund>{{ fund.nav | money }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class FundList {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly funds = this.api.listed('/api/v1/funds', 'funds');
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'funds.name', grow: 2.5 },
    { key: 'currency', text: 'funds.currency', grow: 0.6 },
    { key: 'vintage', text: 'funds.vintage', grow: 0.6 },
    { key: 'commitment', text: 'figures.commitment', number: true, grow: 1.4 },
    { key: 'called', text: 'figures.called', number: true, grow: 1.4 },
    { key: 'distributed', text: 'figures.distributed', number: true, grow: 1.4 },
    { key: 'nav', text: 'figures.nav', number: true, grow: 1.4 },
  ]);

  constructor() {
    this.funds.again();
  }
}
