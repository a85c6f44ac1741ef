import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf } from '@api';
import { MoneyPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { byKey } from '@ui/figures';
import { Explain } from '../shared/explain';
import { Opens } from '@ui/opens';
import { Texts } from '../shared/texts';

/** The firm's funds. */
@Component({
  selector: 'app-fund-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MoneyPipe, Opens, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'funds.title' | transloco" />
    <ui-state [of]="funds" [read]="problemOf" [empty]="funds.isEmpty()" [emptyText]="'funds.none' | transloco" (again)="funds.again()">
      <ui-grid name="funds" [filters]="filters()" [label]="'funds.title' | transloco" [columns]="columns()" [of]="funds">
        <ng-template uiCell="name" let-fund><a [routerLink]="fund.id">{{ fund.name }}</a></ng-template>
        <ng-template uiCell="commitment" let-fund><button appOpens [of]="('figures.commitment' | transloco) + ', ' + fund.name" (click)="explain(fund, 'commitment')">{{ fund.commitment | money }}</button></ng-template>
        <ng-template uiCell="called" let-fund><button appOpens [of]="('figures.called' | transloco) + ', ' + fund.name" (click)="explain(fund, 'called')">{{ fund.called | money }}</button></ng-template>
        <ng-template uiCell="distributed" let-fund><button appOpens [of]="('figures.distributed' | transloco) + ', ' + fund.name" (click)="explain(fund, 'distributed')">{{ fund.distributed | money }}</button></ng-template>
        <ng-template uiCell="nav" let-fund><button appOpens [of]="('figures.nav' | transloco) + ', ' + fund.name" (click)="explain(fund, 'nav')">{{ fund.nav | money }}</button></ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class FundList {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly texts = inject(Texts);
  protected readonly problemOf = problemOf;
  protected readonly funds = this.api.listed('/api/v1/funds', 'funds');
  protected readonly columns = this.texts.columns([
    { key: 'name', text: 'funds.name', grow: 2.5 },
    { key: 'currency', text: 'funds.currency', grow: 0.6 },
    { key: 'vintage', text: 'funds.vintage', grow: 0.6 },
    { key: 'commitment', text: 'figures.commitment', number: true, grow: 1.4 },
    { key: 'called', text: 'figures.called', number: true, grow: 1.4 },
    { key: 'distributed', text: 'figures.distributed', number: true, grow: 1.4 },
    { key: 'nav', text: 'figures.nav', number: true, grow: 1.4 },
  ]);

  /** Currencies and vintages are the firm's own: those of the funds that are in sight. */
  protected readonly filters = computed(() => {
    const [rows, asked] = [this.funds.rows(), this.funds.asked().filters];
    const found = (key: 'currency' | 'vintage') => [...new Set([...rows.map((fund) => String(fund?.[key] ?? '')), asked[key] ?? ''])].filter((value) => value).sort();
    return (['currency', 'vintage'] as const).map((key) => ({ key, label: this.texts.of(`funds.${key}`), options: found(key).map((value) => ({ value, label: value })) }));
  });

  constructor() {
    this.funds.again();
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(() => this.funds.again());
  }

  protected explain(fund: { readonly id: string; readonly name: string }, figure: 'commitment' | 'called' | 'distributed' | 'nav'): void {
    this.explainer.open(fund.name, () => this.api.get('/api/v1/funds/{fundId}/figures/explanation', { path: { fundId: fund.id } }), (tree) => byKey(tree, figure));
  }
}
