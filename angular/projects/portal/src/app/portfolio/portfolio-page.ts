import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { MoneyPipe, PageTitle, RatioPipe, State } from '@ui';
import { Bars } from './bars';

/** All interests taken together, one section a currency: what is in, what came back, what it is worth, and by which fund. */
@Component({
  selector: 'app-portfolio-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Bars, MoneyPipe, PageTitle, RatioPipe, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'portfolio.title' | transloco" [crumbs]="[{ label: 'home.interests' | transloco, link: '/' }]" />
    <ui-state [of]="portfolio" [read]="problemOf" [empty]="!portfolio.value()?.length" [emptyText]="'home.none' | transloco" (again)="portfolio.reload()">
      @for (c of portfolio.value(); track c.currency) {
        <section class="section" [attr.aria-label]="c.currency">
          <h2>{{ 'portfolio.in' | transloco: { currency: c.currency, count: c.interests.length } }}</h2>
          <dl class="cards">
            <div class="card"><dt>{{ 'figures.commitment' | transloco }}</dt><dd>{{ c.total.commitment | money }}</dd></div>
            <div class="card"><dt>{{ 'figures.unfunded' | transloco }}</dt><dd>{{ c.total.unfunded | money }}</dd></div>
            <div class="card"><dt>{{ 'figures.contributed' | transloco }}</dt><dd>{{ c.total.paidIn | money }}</dd></div>
            <div class="card"><dt>{{ 'figures.distributed' | transloco }}</dt><dd>{{ c.total.distributed | money }}</dd></div>
            <div class="card"><dt>{{ 'figures.nav' | transloco }}</dt><dd>{{ c.total.nav | money }}</dd></div>
            <div class="card"><dt>DPI / TVPI</dt><dd>{{ c.dpi | ratio }} / {{ c.tvpi | ratio }}</dd></div>
          </dl>
          <app-bars [items]="c.interests" />
          <div class="scroll" tabindex="0" role="region" [attr.aria-label]="'portfolio.byFund' | transloco">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'portfolio.byFund' | transloco }}</th>@for (key of keys; track key) { <th scope="col" class="number">{{ 'figures.' + key | transloco }}</th> }</tr></thead>
              <tbody>
                @for (it of c.interests; track it.fundId + it.investorId) {
                  <tr>
                    <th scope="row"><a [routerLink]="['/funds', it.fundId]">{{ it.fundName }}</a><br /><span class="who">{{ it.investorName }}</span></th>
                    <td class="number">{{ it.sum.commitment | money }}</td><td class="number">{{ it.sum.paidIn | money }}</td><td class="number">{{ it.sum.distributed | money }}</td><td class="number">{{ it.sum.nav | money }}</td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        </section>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-large) }
    .who { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
  `,
})
export class PortfolioPage {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly keys = ['commitment', 'contributed', 'distributed', 'nav'] as const;
  protected readonly portfolio = reading({ stream: () => this.api.get('/api/v1/portal/me/portfolio') });
}
