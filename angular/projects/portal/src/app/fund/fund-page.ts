import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Pages, problemOf, reading } from '@api';
import { DayPipe, MoneyPipe, PageTitle, RatioPipe, Refusal, State, save } from '@ui';
import { Opens } from '@ui/opens';
import { Explained } from '../shared/explained';
import { InterestFigures } from '../shared/interest-figures';
import { More } from '../shared/more';
import { Flows } from './flows';
import { Published } from './published';
import { SharedDocuments } from './shared-documents';

/** One fund: how the interest stands, how it got there, where the figures come from, and its statements. */
@Component({
  selector: 'app-fund-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, Explained, Flows, MatButton, MoneyPipe, More, Opens, PageTitle, Published, RatioPipe, Refusal, RouterLink, SharedDocuments, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="fund.value()?.name ?? ''" [crumbs]="[{ label: 'home.interests' | transloco, link: '/' }]" />
    <ui-state [of]="fund" [read]="problemOf" (again)="fund.reload()">
      @if (fund.value(); as f) {
        @for (interest of f.interests; track interest.standing.investorId) {
          <section>
            <h2>{{ interest.standing.investorName }}</h2>
            <p>{{ 'home.asOf' | transloco }} {{ f.asOf | day }} · {{ f.currency }}</p>
            <dl class="cards">
              <div class="card"><dt>{{ 'figures.commitment' | transloco }}</dt><dd><button appOpens [of]="('figures.commitment' | transloco) + ', ' + f.name" (click)="figures.open(interest.standing, 'commitment')">{{ interest.standing.commitment | money }}</button></dd></div>
              <div class="card"><dt>{{ 'figures.contributed' | transloco }}</dt><dd><button appOpens [of]="('figures.contributed' | transloco) + ', ' + f.name" (click)="figures.open(interest.standing, 'paidIn')">{{ interest.standing.paidIn | money }}</button></dd></div>
              <div class="card"><dt>{{ 'figures.distributed' | transloco }}</dt><dd><button appOpens [of]="('figures.distributed' | transloco) + ', ' + f.name" (click)="figures.open(interest.standing, 'distributed')">{{ interest.standing.distributed | money }}</button></dd></div>
              <div class="card"><dt>{{ 'figures.nav' | transloco }}</dt><dd><button appOpens [of]="('figures.nav' | transloco) + ', ' + f.name" (click)="figures.open(interest.standing, 'residual')">{{ interest.standing.nav | money }}</button></dd></div>
              <div class="card"><dt>DPI</dt><dd><button appOpens [of]="'DPI' + ', ' + f.name" (click)="figures.open(interest.standing, 'dpi')">{{ interest.standing.dpi | ratio }}</button></dd></div>
              <div class="card"><dt>TVPI</dt><dd><button appOpens [of]="'TVPI' + ', ' + f.name" (click)="figures.open(interest.standing, 'tvpi')">{{ interest.standing.tvpi | ratio }}</button></dd></div>
              <div class="card"><dt>IRR</dt><dd><button appOpens [of]="'IRR' + ', ' + f.name" (click)="figures.open(interest.standing, 'irr')">{{ interest.standing.irr | ratio: 'percent' }}</button></dd></div>
            </dl>
            <p><a [routerLink]="['/funds', f.fundId, 'account', interest.standing.investorId]">{{ 'capitalAccount.title' | transloco }}</a></p>
            @for (note of interest.standing.notes; track note) { <p class="note">{{ note }}</p> }
            @defer (on idle) { <app-flows [fundId]="f.fundId" [investorId]="interest.standing.investorId" /> } @placeholder { <div class="flows"></div> }
          </section>
        }
        <section class="section" aria-labelledby="why">
          <h2 id="why">{{ 'fund.why' | transloco }}</h2>
          @for (why of explanations(); track why.investorId) { <app-explained [read]="why.read" /> }
        </section>
      }
    </ui-state>
    <section class="section" aria-labelledby="published">
      <h2 id="published">{{ 'published.title' | transloco }}</h2>
      <app-published [fundId]="fundId()" />
    </section>
    <section class="section" aria-labelledby="shared">
      <h2 id="shared">{{ 'shared.title' | transloco }}</h2>
      <app-shared-documents [fundId]="fundId()" />
    </section>
    <section class="section" aria-labelledby="statements">
      <h2 id="statements">{{ 'fund.statements' | transloco }}</h2>
      <ui-state [of]="statements" [read]="problemOf" [empty]="!statements.rows().length" [emptyText]="'fund.noStatements' | transloco" (again)="statements.again()">
        <ul>
          @for (s of statements.rows(); track s.period + s.investorId) {
            <li>
              {{ s.period }} · {{ s.investorName }}
              @for (format of formats; track format) { <button mat-button type="button" (click)="statement(s, format)" [attr.aria-label]="'fund.download' | transloco: { period: s.period, format: format.toUpperCase() }">{{ format.toUpperCase() }}</button> }
            </li>
          }
        </ul>
        <ui-refusal [of]="taking.refusal()" />
        <app-more [of]="statements" [list]="'fund.statements' | transloco" />
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-large) }
    .note { color: var(--mat-sys-on-surface-variant) }
    ul { list-style: none; padding: 0 }
    .flows { min-height: calc(min(37.5vw, 18rem) + 4rem) }
  `,
})
export class FundPage {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  protected readonly figures = inject(InterestFigures);
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  protected readonly formats = ['pdf', 'xlsx'] as const;
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/portal/me/funds/{fundId}', { path: params }) });
  protected readonly explanations = computed(() =>
    (this.fund.value()?.interests ?? []).map(({ standing: { investorId } }) => ({
      investorId, read: () => this.api.get('/api/v1/portal/me/funds/{fundId}/explanation', { path: this.path(), query: { investorId } }),
    })));
  protected readonly statements = new Pages((cursor) => this.api.list('/api/v1/portal/me/statements', { query: { fundId: this.fundId(), cursor, size: 20 } }));

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.statements.again());
    });
  }

  protected statement(line: { readonly investorId: string; readonly period: string }, format: string): void {
    this.taking.run(this.api.download('/api/v1/portal/me/statements/{investorId}', { path: { investorId: line.investorId }, query: { fundId: this.fundId(), period: line.period, format } }), ({ blob, name }) => save(blob, name));
  }
}
