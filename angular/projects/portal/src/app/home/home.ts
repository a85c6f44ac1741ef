import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Pages, problemOf } from '@api';
import { BrandOfHost, Session } from '@auth';
import { DayPipe, MoneyPipe, RatioPipe, State } from '@ui';
import { Opens } from '@ui/opens';
import { InterestFigures } from '../shared/interest-figures';
import { More } from '../shared/more';

/** All of an investor's interests at this firm, and what is asked of him. */
@Component({
  selector: 'app-home',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MoneyPipe, More, Opens, RatioPipe, RouterLink, State, TranslocoPipe],
  template: `
    <h1>{{ 'home.hello' | transloco: { name: session.profile()?.name } }}</h1>
    @if (brand.brand()?.greeting; as greeting) { <p class="greeting">{{ greeting }}</p> }
    <p><a routerLink="/portfolio">{{ 'portfolio.title' | transloco }}</a> · <a routerLink="/lists">{{ 'lists.title' | transloco }}</a></p>
    <section aria-labelledby="interests">
      <h2 id="interests">{{ 'home.interests' | transloco }}</h2>
      <ui-state [of]="interests" [read]="problemOf" [empty]="!interests.rows().length" [emptyText]="'home.none' | transloco" (again)="interests.again()">
        @for (it of interests.rows(); track it.fundId + it.investorId) {
          <article>
            <h3><a [routerLink]="['/funds', it.fundId]">{{ it.fundName }}</a></h3>
            <p>{{ it.investorName }} · {{ 'home.asOf' | transloco }} {{ it.asOf | day }} · {{ it.currency }}</p>
            <dl class="cards">
              <div class="card"><dt>{{ 'figures.commitment' | transloco }}</dt><dd><button appOpens [of]="('figures.commitment' | transloco) + ', ' + it.fundName" (click)="figures.open(it, 'commitment')">{{ it.commitment | money }}</button></dd></div>
              <div class="card"><dt>{{ 'figures.called' | transloco }}</dt><dd><button appOpens [of]="('figures.called' | transloco) + ', ' + it.fundName" (click)="figures.open(it, 'called')">{{ it.called | money }}</button></dd></div>
              <div class="card"><dt>{{ 'figures.distributed' | transloco }}</dt><dd><button appOpens [of]="('figures.distributed' | transloco) + ', ' + it.fundName" (click)="figures.open(it, 'distributed')">{{ it.distributed | money }}</button></dd></div>
              <div class="card"><dt>{{ 'figures.nav' | transloco }}</dt><dd><button appOpens [of]="('figures.nav' | transloco) + ', ' + it.fundName" (click)="figures.open(it, 'residual')">{{ it.nav | money }}</button></dd></div>
              <div class="card"><dt>{{ 'figures.unfunded' | transloco }}</dt><dd><button appOpens [of]="('figures.unfunded' | transloco) + ', ' + it.fundName" (click)="figures.open(it, 'unfunded')">{{ it.unfunded | money }}</button></dd></div>
              <div class="card"><dt>DPI / TVPI</dt><dd><button appOpens [of]="'DPI' + ', ' + it.fundName" (click)="figures.open(it, 'dpi')">{{ it.dpi | ratio }}</button> / <button appOpens [of]="'TVPI' + ', ' + it.fundName" (click)="figures.open(it, 'tvpi')">{{ it.tvpi | ratio }}</button></dd></div>
              <div class="card"><dt>IRR</dt><dd><button appOpens [of]="'IRR' + ', ' + it.fundName" (click)="figures.open(it, 'irr')">{{ it.irr | ratio: 'percent' }}</button></dd></div>
            </dl>
          </article>
        }
        <app-more [of]="interests" [list]="'home.interests' | transloco" />
      </ui-state>
    </section>
    <section class="section" aria-labelledby="calls">
      <h2 id="calls">{{ 'home.calls' | transloco }}</h2>
      <ui-state [of]="calls" [read]="problemOf" [empty]="!calls.rows().length" [emptyText]="'home.noCalls' | transloco" (again)="calls.again()">
        <div class="scroll">
          <table class="plain">
            <thead><tr><th scope="col">{{ 'home.calls' | transloco }}</th><th scope="col">{{ 'home.due' | transloco }}</th><th scope="col" class="number">{{ 'home.amount' | transloco }}</th><th scope="col" class="number">{{ 'home.outstanding' | transloco }}</th></tr></thead>
            <tbody>
              @for (call of calls.rows(); track call.id + call.investorId) {
                <tr><th scope="row"><a [routerLink]="['/capital-calls', call.id]">{{ call.fundName }}, {{ 'home.call' | transloco: { number: call.number } }}</a></th><td>{{ call.dueDate | day }}</td><td class="number">{{ call.total | money: 'code' }}</td><td class="number">{{ call.outstanding | money }}</td></tr>
              }
            </tbody>
          </table>
        </div>
        <app-more [of]="calls" [list]="'home.calls' | transloco" />
      </ui-state>
    </section>
    <section class="section" aria-labelledby="distributions">
      <h2 id="distributions">{{ 'home.distributions' | transloco }}</h2>
      <ui-state [of]="distributions" [read]="problemOf" [empty]="!distributions.rows().length" [emptyText]="'home.noDistributions' | transloco" (again)="distributions.again()">
        <div class="scroll">
          <table class="plain">
            <thead><tr><th scope="col">{{ 'home.distributions' | transloco }}</th><th scope="col">{{ 'home.paymentDate' | transloco }}</th><th scope="col" class="number">{{ 'home.payable' | transloco }}</th><th scope="col" class="number">{{ 'home.paid' | transloco }}</th></tr></thead>
            <tbody>
              @for (it of distributions.rows(); track it.id + it.investorId) {
                <tr><th scope="row"><a [routerLink]="['/distributions', it.id]">{{ it.fundName }}, {{ 'home.distribution' | transloco: { number: it.number } }}</a></th><td>{{ it.paymentDate | day }}</td><td class="number">{{ it.payable | money: 'code' }}</td><td class="number">{{ it.paid | money }}</td></tr>
              }
            </tbody>
          </table>
        </div>
        <app-more [of]="distributions" [list]="'home.distributions' | transloco" />
      </ui-state>
    </section>
  `,
  styles: `
    h1 { font: var(--mat-sys-headline-small) }
    h2 { font: var(--mat-sys-title-large) }
    .greeting { font: var(--mat-sys-body-large) }
    h3 { font: var(--mat-sys-title-medium); margin-bottom: 0.25rem }
    article { margin-bottom: 2rem }
  `,
})
export class Home {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly brand = inject(BrandOfHost);
  protected readonly figures = inject(InterestFigures);
  protected readonly problemOf = problemOf;
  protected readonly interests = new Pages((cursor) => this.api.list('/api/v1/portal/me/funds', { query: { cursor, size: 20 } }));
  protected readonly calls = new Pages((cursor) => this.api.list('/api/v1/portal/me/capital-calls', { query: { cursor, size: 20 } }));
  protected readonly distributions = new Pages((cursor) => this.api.list('/api/v1/portal/me/distributions', { query: { cursor, size: 20 } }));

  constructor() {
    for (const list of [this.interests, this.calls, this.distributions]) list.again();
  }
}
