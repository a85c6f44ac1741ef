import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf } from '@api';
import { DayPipe, MoneyPipe, PageTitle, State } from '@ui';
import { byKey } from '@ui/figures';
import { Cell, Grid } from '@ui/grid';
import { Opens } from '@ui/opens';
import { INDUSTRIES, NONE, TYPES } from '../shared/classes';
import { CountryPipe } from '../shared/country';
import { Explain } from '../shared/explain';
import { Exposure } from '../shared/exposure';
import { Texts } from '../shared/texts';

/** What the firm's money is in: exposure, and the investments of all its funds. */
@Component({
  selector: 'app-portfolio-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, CountryPipe, DayPipe, Exposure, Grid, MoneyPipe, Opens, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'nav.portfolio' | transloco" />
    <app-exposure />
    <section class="section" aria-labelledby="investments">
      <h2 id="investments">{{ 'flows.investments' | transloco }}</h2>
      <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'portfolio.none' | transloco" (again)="list.again()">
        <ui-grid name="portfolio" [filters]="filters()" [label]="'flows.investments' | transloco" [columns]="columns()" [of]="list">
          <ng-template uiCell="name" let-it><a [routerLink]="['/funds', it.fundId, 'investments', it.dealId]">{{ it.name }}</a></ng-template>
          <ng-template uiCell="fundName" let-it><a [routerLink]="['/funds', it.fundId]">{{ it.fundName }}</a></ng-template>
          <ng-template uiCell="type" let-it>{{ it.type ? ('profile.types.' + it.type | transloco) : '–' }}</ng-template>
          <ng-template uiCell="country" let-it>{{ it.country | country }}</ng-template>
          <ng-template uiCell="industry" let-it>{{ it.industry ? ('profile.industries.' + it.industry | transloco) : '–' }}</ng-template>
          <ng-template uiCell="valuedOn" let-it>{{ it.valuedOn ? (it.valuedOn | day) : '–' }}</ng-template>
          <ng-template uiCell="cost" let-it><button appOpens [of]="('flows.costHeld' | transloco) + ', ' + it.name" (click)="explain(it, 'cost')">{{ it.cost | money: 'code' }}</button></ng-template>
          <ng-template uiCell="fairValue" let-it><button appOpens [of]="('flows.fairValue' | transloco) + ', ' + it.name" (click)="explain(it, 'fairValue')">{{ it.fairValue | money: 'code' }}</button></ng-template>
        </ui-grid>
      </ui-state>
    </section>
  `,
  styles: `h2 { font: var(--mat-sys-title-medium) }`,
})
export class PortfolioPage {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly texts = inject(Texts);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/funds/investments', 'portfolio', { row: (it) => ({ ...it, id: `${it.fundId} ${it.dealId}` }) });
  private readonly choices = this.texts.filters([
    { key: 'type', text: 'profile.type', of: 'profile.types', values: TYPES },
    { key: 'industry', text: 'profile.industry', of: 'profile.industries', values: INDUSTRIES },
    { key: 'held', text: 'flows.holding', of: 'flows.holdings', values: ['true', 'false'] },
  ]);
  /** What nobody classified can be asked for, too. */
  protected readonly filters = computed(() => this.choices().map((filter) => (filter.key === 'held' ? filter : { ...filter, options: [...filter.options, { value: NONE, label: this.texts.of('profile.none') }] })));
  protected readonly columns = this.texts.columns([
    { key: 'name', text: 'newCall.investment', grow: 1.8 },
    { key: 'fundName', text: 'calls.fund', grow: 1.8 },
    { key: 'type', text: 'profile.type', grow: 1.4 },
    { key: 'country', text: 'profile.country', grow: 1.3 },
    { key: 'industry', text: 'profile.industry', grow: 1.2 },
    { key: 'cost', text: 'flows.costHeld', number: true, grow: 1.6 },
    { key: 'fairValue', text: 'flows.fairValue', number: true, grow: 1.6 },
    { key: 'valuedOn', text: 'flows.valuedOn', grow: 1.3 },
  ]);

  constructor() {
    this.list.again();
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  protected explain({ fundId, dealId, name }: { readonly fundId: string; readonly dealId: string; readonly name: string }, figure: 'cost' | 'fairValue'): void {
    this.explainer.open(name, () => this.api.get('/api/v1/funds/{fundId}/investments/{dealId}/explanation', { path: { fundId, dealId } }), (tree) => byKey(tree, figure));
  }
}
