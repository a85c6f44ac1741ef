import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatTab, MatTabContent, MatTabGroup } from '@angular/material/tabs';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, RatioPipe, State } from '@ui';
import { map } from 'rxjs';
import { RETURNS, byKey } from '@ui/figures';
import { Explain } from '../shared/explain';
import { Exposure } from '../shared/exposure';
import { FigureCard } from '../shared/figure';
import { BookList } from './book-list';
import { CallList } from './call-list';
import { DistributionList } from './distribution-list';
import { FundPacing } from './fund-pacing';
import { FundPerformance } from './fund-performance';
import { FundTermsInWords } from './fund-terms';
import { FundReports } from './fund-reports';
import { InvestmentList } from './investment-list';
import { PositionList } from './position-list';
import { PublishedReports } from './published-reports';
import { ValuationList } from './valuation-list';
import { ValueBridge } from './value-bridge';

/** The tabs in their order, as the address names them. */
const TABS: readonly string[] = ['calls', 'distributions', 'investors', 'investments', 'valuations', 'performance', 'terms', 'book', 'reports'];

/** A fund: its figures, each of which opens down to facts; its terms in words; investors, calls, distributions, investments, performance, book. */
@Component({
  selector: 'app-fund-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BookList, CallList, DayPipe, DistributionList, Exposure, FigureCard, FundPacing, FundPerformance, FundReports, FundTermsInWords, InvestmentList, MatButton, MatTab, MatTabContent, MatTabGroup, MoneyPipe, PageTitle, PositionList, PublishedReports, RatioPipe, RouterLink, State, TranslocoPipe, ValuationList, ValueBridge],
  template: `
    <ui-page-title [title]="fund.value()?.name ?? ''" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }]">
      @if (session.can('report:generate')) { <a mat-button [routerLink]="['/funds', fundId(), 'statements']">{{ 'statements.title' | transloco }}</a> }
      @if (session.can('ledger:read')) { <a mat-button [routerLink]="['/funds', fundId(), 'ledger']">{{ 'ledger.title' | transloco }}</a> }
      @if (session.can('document:read')) { <a mat-button [routerLink]="['/funds', fundId(), 'documents']">{{ 'documents.title' | transloco }}</a> }
      <a mat-button [routerLink]="['/funds', fundId(), 'periods']">{{ 'periods.title' | transloco }}</a>
      <a mat-button [routerLink]="['/funds', fundId(), 'receiving-account']">{{ 'bank.title' | transloco }}</a>
      @if (session.can('payment:read')) { <a mat-button [routerLink]="['/payments', 'funds', fundId()]">{{ 'money.bank.title' | transloco }}</a> }
      @if (session.can('capital_call:prepare')) {
        <a mat-flat-button [routerLink]="['/funds', fundId(), 'capital-calls', 'new']">{{ 'newCall.title' | transloco }}</a>
        <a mat-stroked-button [routerLink]="['/funds', fundId(), 'distributions', 'new']">{{ 'flows.newDistribution' | transloco }}</a>
      }
    </ui-page-title>
    <ui-state [of]="performance" [read]="problemOf" (again)="performance.reload()">
      @if (performance.value(); as p) {
        <p>{{ 'fund.asOf' | transloco }} {{ p.asOf | day }} · {{ p.commitment.currency }}</p>
        <dl class="cards">
          <div appFigure [label]="'figures.commitment' | transloco" [value]="p.commitment | money" (explain)="explainCommitment()"></div>
          <div appFigure [label]="'figures.paidIn' | transloco" [value]="p.paidIn | money" (explain)="explain('paidIn')"></div>
          <div appFigure [label]="'figures.distributed' | transloco" [value]="p.distributed | money" (explain)="explain('distributed')"></div>
          <div appFigure [label]="'figures.residual' | transloco" [value]="p.residualValue | money" (explain)="explain('residual')"></div>
          <div appFigure [label]="'figures.dpi' | transloco" [value]="p.dpi | ratio" (explain)="explain('dpi')"></div>
          <div appFigure [label]="'figures.tvpi' | transloco" [value]="p.tvpi | ratio" (explain)="explain('tvpi')"></div>
          <div appFigure [label]="'figures.irr' | transloco" [value]="p.irr | ratio: 'percent'" (explain)="explain('irr')"></div>
        </dl>
        <p class="small">{{ 'fund.netToLps' | transloco }}</p>
      }
    </ui-state>
    @defer (on viewport; on idle) {
      <mat-tab-group [selectedIndex]="index()" (selectedIndexChange)="turn($event)" mat-stretch-tabs="false" animationDuration="0ms">
        <mat-tab [label]="'fund.calls' | transloco"><ng-template matTabContent>@defer (on viewport; on idle) { <app-call-list [fundId]="fundId()" /> } @placeholder { <div class="tabs"></div> }</ng-template></mat-tab>
        <mat-tab [label]="'fund.distributions' | transloco"><ng-template matTabContent>@defer (on viewport; on idle) { <app-distribution-list [fundId]="fundId()" /> } @placeholder { <div class="tabs"></div> }</ng-template></mat-tab>
        <mat-tab [label]="'fund.investors' | transloco"><ng-template matTabContent>@defer (on viewport; on idle) { <app-position-list [fundId]="fundId()" /> } @placeholder { <div class="tabs"></div> }</ng-template></mat-tab>
        <mat-tab [label]="'flows.investments' | transloco"><ng-template matTabContent>@defer (on viewport; on idle) { <app-investment-list [fundId]="fundId()" /> } @placeholder { <div class="tabs"></div> }</ng-template></mat-tab>
        <mat-tab [label]="'valuations.tab' | transloco"><ng-template matTabContent>@defer (on viewport; on idle) { <app-valuation-list [fundId]="fundId()" /> } @placeholder { <div class="tabs"></div> }</ng-template></mat-tab>
        <mat-tab [label]="'flows.performance' | transloco"><ng-template matTabContent>@defer (on viewport; on idle) { <app-fund-performance [fundId]="fundId()" /><app-exposure [fundId]="fundId()" /><app-value-bridge [fundId]="fundId()" /><app-fund-pacing [fundId]="fundId()" /> } @placeholder { <div class="tabs"></div> }</ng-template></mat-tab>
        <mat-tab [label]="'fund.terms' | transloco"><ng-template matTabContent>@defer (on viewport; on idle) { <app-fund-terms [fundId]="fundId()" /> } @placeholder { <div class="tabs"></div> }</ng-template></mat-tab>
        <mat-tab [label]="'fund.book' | transloco"><ng-template matTabContent>@defer (on viewport; on idle) { <app-book-list [fundId]="fundId()" /> } @placeholder { <div class="tabs"></div> }</ng-template></mat-tab>
        @if (session.can('report:generate')) { <mat-tab [label]="'reports.tab' | transloco"><ng-template matTabContent>@defer (on viewport; on idle) { <app-published-reports [fundId]="fundId()" /><app-fund-reports [fundId]="fundId()" /> } @placeholder { <div class="tabs"></div> }</ng-template></mat-tab> }
      </mat-tab-group>
    } @placeholder { <div class="tabs"></div> }
  `,
  styles: `
    .tabs { min-height: 30rem }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
  `,
})
export class FundPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly explainer = inject(Explain);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  /** Which tab is open, in the address: it can be kept and sent. */
  readonly tab = input<string>();
  protected readonly index = computed(() => Math.max(0, TABS.indexOf(this.tab() ?? '')));
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly performance = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/performance', { path: params }) });

  constructor() {
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(({ what, data }) => {
      if (what !== '*' && data['fundId'] !== this.fundId()) return;
      if (this.performance.hasValue()) this.performance.reload();
    });
  }

  protected turn(index: number): void {
    void this.router.navigate([], { queryParams: { tab: TABS[index] }, replaceUrl: true });
  }

  protected explain(figure: keyof typeof RETURNS): void {
    const query = { explain: true };
    this.explainer.open('', () => this.api.get('/api/v1/funds/{fundId}/performance', { path: this.path(), query }).pipe(map((p) => p.explanation!)), RETURNS[figure]);
  }

  /** Of the limited partners, as the figures beside it. */
  protected explainCommitment(): void {
    const query = { explain: true };
    this.explainer.open('', () => this.api.get('/api/v1/funds/{fundId}/performance', { path: this.path(), query }).pipe(map((p) => p.explanation!)), (tree) => byKey(tree, 'commitment'));
  }
}
