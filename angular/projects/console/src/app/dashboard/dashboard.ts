import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { CountPipe, DayPipe, MoneyPipe, PageTitle, RatioPipe, State } from '@ui';
import { Chart, ChartSeries } from '@ui/chart';
import { Figure } from '@ui/explanation';
import { Observable, forkJoin, map, switchMap } from 'rxjs';
import { CallReceipts } from '../shared/call-receipts';
import { Curve } from '../shared/curve';
import { RETURNS, byKey } from '@ui/figures';
import { Explain } from '../shared/explain';
import { Proposals, proposalLink } from '../shared/proposal';
import { Opens } from '@ui/opens';
import { Texts } from '../shared/texts';

type Fund = Schemas['ReadMetricsFund'];
const TOTALS = ['commitment', 'called', 'distributed', 'nav'] as const;
const MOST_RUNS = 5;
/** More than are shown, since some may be the user's own. */
const RUNS_READ = 25;
const MULTIPLES = ['dpi', 'tvpi', 'irr'] as const;

/** The firm at a glance: what waits for the user, what is due, totals by currency, and the funds with their figures and curves, each of which opens. */
@Component({
  selector: 'app-dashboard',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Chart, CountPipe, Curve, DayPipe, MatButton, MatFormField, MatLabel, MatOption, MatSelect, MoneyPipe, Opens, PageTitle, RatioPipe, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'dashboard.hello' | transloco: { name: session.profile()?.name }" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (metrics(); as m) {
        <div class="columns">
          <section class="section" aria-labelledby="waiting">
            <h2 id="waiting">{{ 'dashboard.waiting' | transloco }}</h2>
            <ul class="list">
              @for (item of m.waiting; track item.workflowId) {
                <li><a [routerLink]="['/approvals', item.workflowId]">{{ item.title }}</a><button appOpens class="number" [of]="item.title" (click)="explainProposal(item.kind, item.fundId, item.proposalId, item.title)">{{ item.amount | money: 'code' }}</button><small>{{ item.waitingFor }}</small></li>
              }
              @for (run of runs(); track run.runId) {
                <li><a [routerLink]="['/payments', 'runs', run.runId]">{{ 'money.run.of' | transloco: { count: run.count } }} · {{ run.fundName }}</a><span class="number">{{ run.amount | money: 'code' }}</span><small>{{ 'money.run.states.Prepared' | transloco }} · {{ 'money.run.preparedBy' | transloco }} {{ run.preparedByName }}</small></li>
              }
              @if (prepared.error()) { <li>{{ 'dashboard.noRuns' | transloco }} <button mat-button type="button" (click)="prepared.reload()">{{ 'ui.tryAgain' | transloco }}</button></li> }
              @if (nothingWaits()) { <li>{{ 'dashboard.nothingWaits' | transloco }}</li> }
            </ul>
            @if (moreRuns()) { <p><a routerLink="/payments/runs" [queryParams]="{ 'runs.state': 'Prepared' }">{{ 'dashboard.allRuns' | transloco }}</a></p> }
            @if (m.waitingTotal > m.waiting.length) { <p><a routerLink="/approvals">{{ 'flows.allWaiting' | transloco: { count: m.waitingTotal } }}</a></p> }
          </section>
          <section class="section" aria-labelledby="deadlines">
            <h2 id="deadlines">{{ 'flows.deadlines' | transloco }}</h2>
            <ul class="list">
              @for (due of m.deadlines; track due.kind + due.proposalId) {
                <li>
                  <a [routerLink]="due.workflowId ? ['/approvals', due.workflowId] : link(due)">{{ due.title }}</a>
                  <button appOpens class="number" [of]="due.title" (click)="explainDue(due)">{{ due.amount | money: 'code' }}</button>
                  <small [class.overdue]="due.overdue">{{ 'flows.deadlineKinds.' + due.kind | transloco }} {{ due.date | day }}{{ due.overdue ? ' · ' + ('flows.overdue' | transloco) : '' }}</small>
                </li>
              } @empty { <li>{{ 'flows.nothingDue' | transloco }}</li> }
            </ul>
          </section>
        </div>
        <section class="section" aria-labelledby="totals">
          <h2 id="totals">{{ 'flows.totals' | transloco }}</h2>
          <div class="scroll" tabindex="0" role="group" aria-labelledby="totals">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'funds.currency' | transloco }}</th><th scope="col" class="number">{{ 'funds.title' | transloco }}</th>@for (key of totals; track key) { <th scope="col" class="number">{{ 'figures.' + key | transloco }}</th> }</tr></thead>
              <tbody>
                @for (total of m.totals; track total.currency) {
                  <tr>
                    <th scope="row">{{ total.currency }}</th><td class="number">{{ total.funds | count }}</td>
                    @for (key of totals; track key) { <td class="number"><button appOpens [of]="('figures.' + key | transloco) + ', ' + total.currency" (click)="explainTotal(total, key)">{{ total[key] | money }}</button></td> }
                  </tr>
                }
              </tbody>
            </table>
          </div>
        </section>
        <section class="section" aria-labelledby="funds">
          <h2 id="funds">{{ 'funds.title' | transloco }}</h2>
          <div class="scroll" tabindex="0" role="group" aria-labelledby="funds">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'funds.name' | transloco }}</th><th scope="col">{{ 'funds.currency' | transloco }}</th>@for (key of totals; track key) { <th scope="col" class="number">{{ 'figures.' + key | transloco }}</th> }@for (key of multiples; track key) { <th scope="col" class="number">{{ 'figures.' + key | transloco }}</th> }</tr></thead>
              <tbody>
                @for (fund of m.funds; track fund.fundId) {
                  <tr>
                    <th scope="row"><a [routerLink]="['/funds', fund.fundId]">{{ fund.name }}</a>@if (fund.isDisclosed) { <small> {{ 'flows.disclosed' | transloco }}</small> }</th>
                    <td>{{ fund.currency }}</td>
                    @for (key of totals; track key) { <td class="number"><button appOpens [of]="('figures.' + key | transloco) + ', ' + fund.name" (click)="explainFigure(fund, key)">{{ fund[key] | money }}</button></td> }
                    @for (key of multiples; track key) { <td class="number"><button appOpens [of]="('figures.' + key | transloco) + ', ' + fund.name" (click)="explainReturn(fund, key)">{{ fund[key] | ratio: (key === 'irr' ? 'percent' : 'multiple') }}</button></td> }
                  </tr>
                } @empty { <tr><td colspan="9">{{ 'funds.none' | transloco }}</td></tr> }
              </tbody>
            </table>
          </div>
          <p class="small">{{ 'flows.basis' | transloco }}</p>
          @if (next(); as cursor) { <button mat-stroked-button type="button" (click)="go({ page: cursor })">{{ 'flows.nextFunds' | transloco }}</button> }
          @if (page()) { <button mat-button type="button" (click)="go({ page: null })">{{ 'flows.firstFunds' | transloco }}</button> }
        </section>
        @if (drawn(); as fund) {
          @defer (on idle) {
            <section class="section" [attr.aria-label]="'flows.charts' | transloco">
              <mat-form-field subscriptSizing="dynamic">
                <mat-label>{{ 'flows.chartOf' | transloco }}</mat-label>
                <mat-select [value]="fund.fundId" (valueChange)="go({ chart: $event })">@for (one of m.funds; track one.fundId) { <mat-option [value]="one.fundId">{{ one.name }}</mat-option> }</mat-select>
              </mat-form-field>
              <div class="columns">
                <app-curve [curve]="fund.curve" [name]="fund.name" />
                <ui-chart [label]="'flows.fundsChart' | transloco: { currency: fund.currency }" [axis]="'funds.name' | transloco" [categories]="names()" [series]="bars()" [sideways]="true" />
              </div>
            </section>
          } @placeholder { <div class="charts"></div> }
        }
      }
    </ui-state>
  `,
  styles: `
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0 2rem }
    .list { list-style: none; padding: 0; margin: 0 }
    .list li { display: flex; gap: 0.25rem 1rem; flex-wrap: wrap; align-items: baseline; padding: 0.5rem 0; border-bottom: 1px solid var(--mat-sys-outline-variant) }
    .list a { flex: 1 1 14rem }
    .list small { flex: 1 1 100%; color: var(--mat-sys-on-surface-variant) }
    .list small.overdue { color: var(--mat-sys-error) }
    .number { font-variant-numeric: tabular-nums }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .charts { min-height: 26rem }
    mat-form-field { width: min(28rem, 100%); margin-bottom: 1rem }
    th small { font-weight: 400; color: var(--mat-sys-on-surface-variant) }
    h2 { font: var(--mat-sys-title-medium) }
  `,
})
export class Dashboard {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly proposals = inject(Proposals);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly totals = TOTALS;
  protected readonly multiples = MULTIPLES;
  private readonly router = inject(Router);
  private readonly receipts = inject(CallReceipts);
  /** Out of the address: the page of funds, and the fund whose curve is drawn. */
  readonly page = input<string>();
  readonly chart = input<string>();
  protected readonly read = reading({ params: () => ({ cursor: this.page() }), stream: ({ params }) => this.api.whole('/api/v1/dashboards/metrics', { query: params }) });
  protected readonly prepared = reading({
    params: () => (this.session.can('payment:release') ? {} : undefined),
    stream: () => this.api.list('/api/v1/payments/runs', { query: { state: 'Prepared', size: RUNS_READ } }),
  });
  /** Payment runs that the user may release: nobody releases what he gathered himself. */
  private readonly releasable = computed(() => this.prepared.value()?.items.filter((run) => run.preparedBy !== this.session.profile()?.id) ?? []);
  protected readonly runs = computed(() => this.releasable().slice(0, MOST_RUNS));
  protected readonly moreRuns = computed(() => this.releasable().length > MOST_RUNS || !!this.prepared.value()?.next);
  /** Said only where it is known, of runs too. */
  protected readonly nothingWaits = computed(() => !this.metrics()?.waiting.length && !this.runs().length && !this.moreRuns() && (!this.session.can('payment:release') || this.prepared.hasValue()));
  protected readonly metrics = computed(() => this.read.value()?.value);
  protected readonly next = computed(() => this.read.value()?.next);
  protected readonly drawn = computed(() => this.metrics()?.funds.find((fund) => fund.fundId === this.chart()) ?? this.metrics()?.funds.find((fund) => fund.curve.length) ?? this.metrics()?.funds[0]);
  /** Only funds of one currency stand on one scale. */
  private readonly alike = computed(() => this.metrics()?.funds.filter((fund) => fund.currency === this.drawn()?.currency) ?? []);
  protected readonly names = computed(() => this.alike().map((fund) => fund.name));
  protected readonly bars = computed((): readonly ChartSeries[] => TOTALS.map((key) => ({ name: this.texts.of(`figures.${key}`), shape: 'bar', values: this.alike().map((fund) => fund[key]) })));

  constructor() {
    const live = inject(Live);
    live.of('workflow.', 'fund.').pipe(takeUntilDestroyed()).subscribe(() => this.read.reload());
    live.of('payments.').pipe(takeUntilDestroyed()).subscribe(() => this.prepared.reload());
  }

  protected go(queryParams: { readonly page?: string | null; readonly chart?: string }): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  /** What is still due of it: of the whole, less what came in or went out. */
  protected explainDue(due: Schemas['ReadMetricsDeadline']): void {
    if (due.kind === 'Decision') return this.explainProposal(due.proposal, due.fundId, due.proposalId, due.title);
    const whole = this.proposal(due.proposal, due.fundId, due.proposalId);
    this.explainer.open(due.title, () => forkJoin([whole, this.settled(due)]).pipe(map((parts): Figure => ({
      label: this.texts.of('flows.stillOpen'), value: due.amount.amount, formula: this.texts.of(due.kind === 'CallDue' ? 'flows.calledLessReceived' : 'flows.declaredLessPaid'), parts,
    }))));
  }

  /** What came in of a call, or was paid of a distribution. */
  private settled({ proposal, fundId, proposalId }: Schemas['ReadMetricsDeadline']): Observable<Figure> {
    if (proposal === 'Distribution') {
      return this.api.get('/api/v1/funds/{fundId}/distributions/{distributionId}', { path: { fundId, distributionId: proposalId } }).pipe(map((it) => ({ label: this.texts.of('distributions.paid'), value: it.paid.amount })));
    }
    const path = { fundId, callId: proposalId };
    return this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}', { path }).pipe(switchMap((call) => this.receipts.sum(path, call.received)));
  }

  protected link(due: Schemas['ReadMetricsDeadline']): string[] {
    return proposalLink(due.proposal, due.fundId, due.proposalId);
  }

  protected explainProposal(kind: Schemas['ProposalKind'], fundId: string, proposalId: string, title: string): void {
    this.explainer.open(title, () => this.proposal(kind, fundId, proposalId));
  }

  private proposal(kind: Schemas['ProposalKind'], fundId: string, proposalId: string): Observable<Figure> {
    return this.proposals.explanation(kind, fundId, proposalId);
  }

  protected explainFigure(fund: Fund, figure: (typeof TOTALS)[number]): void {
    const path = { fundId: fund.fundId };
    // What only investors disclosed stands in no total of the book.
    if (fund.isDisclosed && figure !== 'commitment') this.explainReturn(fund, ({ called: 'paidIn', distributed: 'distributed', nav: 'residual' } as const)[figure]);
    else this.explainer.open('', () => this.api.get('/api/v1/funds/{fundId}/figures/explanation', { path }), (tree) => byKey(tree, figure));
  }

  protected explainReturn(fund: Fund, figure: keyof typeof RETURNS): void {
    this.explainer.open(fund.name, () => this.api.get('/api/v1/funds/{fundId}/performance', { path: { fundId: fund.fundId }, query: { explain: true } }).pipe(map((p) => p.explanation!)), RETURNS[figure]);
  }

  /** A total is the sum of the funds' figures: those of this page, as the server told them, and where there are more, that there are. */
  protected explainTotal(total: Schemas['ReadMetricsTotal'], figure: (typeof TOTALS)[number]): void {
    const told = this.api.whole('/api/v1/dashboards/metrics', { query: { size: 25 } });
    this.explainer.open('', () => told.pipe(map(({ value, next }) => ({
      label: `${this.texts.of(`figures.${figure}`)}, ${total.currency}`, value: total[figure]?.amount ?? '–', formula: this.texts.of(next ? 'flows.sumOfFundsFirst' : 'flows.sumOfFunds', { count: total.funds }),
      parts: value.funds.filter((fund) => fund.currency === total.currency).map((fund) => ({ label: fund.name, value: fund[figure]?.amount ?? '–' })),
    }))));
  }
}
