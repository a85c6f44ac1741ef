import { ChangeDetectionStrategy, Component, effect, inject, signal, untracked } from '@angular/core';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Pages, problemOf } from '@api';
import { Cell, Grid, MoneyPipe, PageTitle, State } from '@ui';
import { Texts } from '../shared/texts';

/** The firm's funds. */
@Component({
  selector: 'app-fund-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatFormField, MatInput, MatLabel, MoneyPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'funds.title' | transloco" />
    <mat-form-field subscriptSizing="dynamic">
      <mat-label>{{ 'funds.search' | transloco }}</mat-label>
      <input matInput type="search" (input)="search.set($any($event.target).value)" />
    </mat-form-field>
    <ui-state [of]="funds" [read]="problemOf" [empty]="!funds.rows().length" [emptyText]="'funds.none' | transloco" (again)="funds.again()">
      <ui-grid name="funds" [label]="'funds.title' | transloco" [columns]="columns()" [rows]="funds.rows()" [total]="funds.total()" (more)="funds.more()">
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
  protected readonly search = signal('');
  protected readonly funds = new Pages((cursor) => this.api.list('/api/v1/funds', { query: { search: this.search(), cursor, size: 100 } }));
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
    effect((onCleanup) => {
      this.search();
      const wait = setTimeout(() => untracked(() => this.funds.again()), 200);
      onCleanup(() => clearTimeout(wait));
    });
  }
}
