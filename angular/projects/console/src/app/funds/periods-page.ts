import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, everyPage, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { filter, throttleTime } from 'rxjs';
import { Texts } from '../shared/texts';
import { PeriodDifferences } from './period-differences';
import { PublishedReports } from './published-reports';

type Period = Schemas['PeriodView'];

/** Where a check that does not tie is worked. */
const WORK: Readonly<Record<string, 'book' | 'bank' | 'investors' | 'investments' | 'valuations' | 'approvals'>> = {
  waiting: 'approvals',
  book: 'book', ledger: 'book', fees: 'book', statements: 'investors', capitalAccounts: 'investors', ilpa: 'investors', financialStatements: 'book', unfunded: 'investors', valuations: 'valuations', fx: 'investments', cash: 'bank',
  bankLines: 'bank',
};
const AT_ONCE = 100;

/** A fund's quarters: one of them as a list of checks that must tie before it is closed, with what changed since the last close; its closing, its reports, and its reopening by two people. */
@Component({
  selector: 'app-periods-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MatFormField, MatLabel, MatOption, MatSelect, MomentPipe, MoneyPipe, PageTitle, PeriodDifferences, PublishedReports, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'periods.title' | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? '', link: ['/funds', fundId()] }]" />
    <ui-state [of]="periods" [read]="problemOf" [empty]="!chosen()" [emptyText]="'periods.none' | transloco" (again)="periods.reload()">
      <mat-form-field>
        <mat-label>{{ 'periods.one' | transloco }}</mat-label>
        <mat-select [value]="chosen()?.through" (valueChange)="choose($event)">
          @for (p of periods.value(); track p.through) { <mat-option [value]="p.through">{{ 'periods.option' | transloco: { name: p.name, state: ('periods.states.' + p.state | transloco) } }}</mat-option> }
        </mat-select>
      </mat-form-field>
      <ui-state [of]="cockpit" [read]="problemOf" (again)="cockpit.reload()">
        @if (cockpit.value(); as c) {
          <p>
            {{ 'periods.states.' + c.period.state | transloco }} · {{ 'periods.span' | transloco: { from: (c.period.from | day), through: (c.period.through | day) } }}
            @if (c.period.state === 'Closed' && c.period.closedAt) { · {{ 'periods.closedBy' | transloco: { name: c.period.closedByName ?? '', at: (c.period.closedAt | moment) } }} }
          </p>
          <p class="small">@if (c.closedThrough) { {{ 'periods.closedThrough' | transloco: { day: (c.closedThrough | day) } }} } @else { {{ 'periods.nothingClosed' | transloco }} }</p>
          @if (c.period.waiting; as waiting) {
            <p role="status">{{ 'periods.waiting' | transloco: { name: waiting.askedByName, at: (waiting.askedAt | moment), reason: waiting.reason } }}@if (waiting.own) { {{ 'periods.own' | transloco }} }</p>
          }
          @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
          @if (session.can('period:close')) {
            <div class="acts">
              @if (c.period.waiting; as waiting) {
                @if (waiting.own) { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="decide(c.period, 'takeBack')">{{ 'periods.takeBack' | transloco }}</button> }
                @else {
                  <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="decide(c.period, 'grant')">{{ 'periods.grant' | transloco }}</button>
                  <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="decide(c.period, 'refuse')">{{ 'periods.refuse' | transloco }}</button>
                }
              } @else if (c.period.state === 'Closed') {
                <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="ask(c.period)">{{ 'periods.ask' | transloco }}</button>
              } @else if (c.period.isNext) {
                <button mat-flat-button type="button" [disabled]="doing.busy() || !c.canClose" (click)="close(c.period)">{{ 'periods.close' | transloco }}</button>
              }
            </div>
          }
          @if (c.period.state !== 'Closed') {
            <p role="status">@if (!c.period.isNext) { {{ 'periods.later' | transloco }} } @else if (failing()) { {{ 'periods.failing' | transloco: { count: failing() } }} } @else { {{ 'periods.ready' | transloco }} }</p>
          }
          <section class="section" aria-labelledby="checks">
            <h2 id="checks">{{ 'periods.checks' | transloco }}</h2>
            <div class="wide" role="group" tabindex="0" aria-labelledby="checks">
              <table>
                <thead><tr><th scope="col">{{ 'periods.check' | transloco }}</th><th scope="col">{{ 'periods.result' | transloco }}</th><th scope="col" class="number">{{ 'periods.left' | transloco }}</th><th scope="col" class="number">{{ 'periods.right' | transloco }}</th><th scope="col" class="number">{{ 'periods.difference' | transloco }}</th><th scope="col">{{ 'periods.work' | transloco }}</th></tr></thead>
                <tbody>
                  @for (check of c.checks; track check.name) {
                    <tr>
                      <th scope="row">{{ 'periods.names.' + check.name | transloco }}</th>
                      <td><span [class]="check.state">{{ 'periods.checkStates.' + check.state | transloco }}</span><br /><span class="small">{{ check.sentence }}</span></td>
                      <td class="number">{{ check.left | money }}</td><td class="number">{{ check.right | money }}</td><td class="number">{{ check.difference | money }}</td>
                      <td>
                        @if (check.state === 'Failed' && workOf(check.name); as work) {
                          <a [routerLink]="work.link" [queryParams]="work.query" [attr.aria-label]="'periods.workOf' | transloco: { check: ('periods.names.' + check.name | transloco) }">{{ work.text | transloco }}</a>
                        }
                      </td>
                    </tr>
                  }
                </tbody>
              </table>
            </div>
          </section>
          <section class="section" aria-labelledby="changes">
            <h2 id="changes">{{ (c.changes.since ? 'periods.changes' : 'periods.changesFirst') | transloco }}</h2>
            @if (c.changes.figures.length) {
              <div class="wide" role="group" tabindex="0" aria-labelledby="changes">
                <table>
                  <thead><tr><th scope="col">{{ 'periods.figure' | transloco }}</th><th scope="col" class="number">{{ 'periods.before' | transloco }}</th><th scope="col" class="number">{{ 'periods.after' | transloco }}</th><th scope="col" class="number">{{ 'periods.difference' | transloco }}</th></tr></thead>
                  <tbody>
                    @for (f of c.changes.figures; track f.measure) {
                      <tr><th scope="row">{{ 'periods.measures.' + f.measure | transloco }}</th><td class="number">{{ f.before | money }}</td><td class="number">{{ f.after | money }}</td><td class="number">{{ f.difference | money }}</td></tr>
                    }
                  </tbody>
                </table>
              </div>
            } @else { <p>{{ 'periods.noChanges' | transloco }}</p> }
            @if (c.changes.facts.length) {
              <p class="small">{{ 'periods.recorded' | transloco }} @for (f of c.changes.facts; track f.kind) { {{ 'facts.' + f.kind | transloco }} ({{ f.count }}){{ $last ? '' : ', ' }} }</p>
            }
          </section>
          @if (session.can('report:generate')) { <app-published-reports [fundId]="fundId()" [period]="c.period.name" /> }
          @if (c.period.state === 'Reopened' || c.closes > 1) { <app-period-differences [fundId]="fundId()" [through]="c.period.through" /> }
        }
      </ui-state>
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    table { border-collapse: collapse; width: 100% }
    .wide { overflow-x: auto }
    th, td { text-align: start; padding: 0.375rem 0.75rem 0.375rem 0; border-bottom: 1px solid var(--mat-sys-outline-variant); vertical-align: top }
    .number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums }
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap; margin-block: 0.75rem }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .alert, .Failed { color: var(--mat-sys-error) }
  `,
})
export class PeriodsPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  /** The quarter in sight, by its last day: it can be kept and sent. */
  readonly through = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly periods = reading({ params: this.path, stream: ({ params }) => everyPage((cursor) => this.api.list('/api/v1/funds/{fundId}/periods', { path: params, query: { cursor, size: AT_ONCE } })) });
  /** The one asked for; else the one to be closed next; before the first close, the last that is over. */
  protected readonly chosen = computed(() => {
    const all = this.periods.value();
    if (!all?.length) return undefined;
    return all.find((p) => p.through === this.through()) ?? (all.some((p) => p.state === 'Closed') ? all.find((p) => p.isNext) : undefined) ?? all[0];
  });
  private readonly quarter = computed(() => (this.chosen() ? { ...this.path(), through: this.chosen()!.through } : undefined));
  protected readonly cockpit = reading({ params: this.quarter, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/periods/{through}', { path: params }) });
  protected readonly failing = computed(() => this.cockpit.value()?.checks.filter((c) => c.state === 'Failed').length ?? 0);

  constructor() {
    // All checks are made anew each time: not for each of a hundred receipts.
    inject(Live).of('fund.').pipe(filter(({ what, data }) => what === '*' || data['fundId'] === this.fundId()), throttleTime(3_000, undefined, { leading: true, trailing: true }), takeUntilDestroyed()).subscribe(() => this.again());
  }

  protected choose(through: string): void {
    void this.router.navigate([], { queryParams: { through }, replaceUrl: true });
  }

  protected workOf(check: string): { readonly text: string; readonly link: string[]; readonly query: Record<string, string> } | null {
    const work = WORK[check];
    if (!work || (work === 'bank' && !this.session.can('payment:read'))) return null;
    if (work === 'approvals') return { text: 'periods.works.approvals', link: ['/approvals'], query: {} };
    return { text: `periods.works.${work}`, link: work === 'bank' ? ['/payments', 'funds', this.fundId()] : ['/funds', this.fundId()], query: work === 'bank' ? {} : { tab: work } };
  }

  protected close(period: Period): void {
    this.asked('close', period, false, () => this.doing.run(this.api.post('/api/v1/funds/{fundId}/periods/{through}/close', { path: { ...this.path(), through: period.through } }), () => this.again(), () => this.again()));
  }

  protected ask(period: Period): void {
    this.asked('ask', period, true, (reason) =>
      this.doing.run(this.api.post('/api/v1/funds/{fundId}/periods/{through}/reopenings', { path: { ...this.path(), through: period.through }, body: { reason } }), () => this.again(), () => this.again()));
  }

  protected decide(period: Period, what: 'grant' | 'refuse' | 'takeBack'): void {
    const path = { ...this.path(), reopeningId: period.waiting!.reopeningId };
    this.asked(what, period, what !== 'grant', (reason) =>
      this.doing.run(this.api.post('/api/v1/funds/{fundId}/periods/reopenings/{reopeningId}/decision', { path, body: { grant: what === 'grant', reason: reason || null } }), () => this.again(), () => this.again()));
  }

  private asked(what: 'close' | 'ask' | 'grant' | 'refuse' | 'takeBack', period: Period, reason: boolean, then: (reason: string) => void): void {
    const text = (key: string): string => this.texts.of(`periods.${what}${key}`, { name: period.name, through: period.through });
    this.confirm.ask({ title: text('Title'), text: text('Text'), yes: text(''), reason }).subscribe(then);
  }

  private again(): void {
    this.periods.reload();
    this.cockpit.reload();
  }
}
