import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api, Schemas, problemOf, reading } from '@api';
import { CountPipe, MoneyPipe, PageTitle, RatioPipe, State } from '@ui';
import type { Figure } from '@ui/explanation';
import { Opens } from '@ui/opens';
import { of } from 'rxjs';
import { InterestFigures } from '../shared/interest-figures';
import { Why } from '../shared/why';
import { Bars } from './bars';

type Currency = Schemas['ReadPortfolioCurrencyView'];
type Sum = keyof Schemas['ReadPortfolioSum'];

/** All interests taken together, one section a currency: what is in, what came back, what it is worth, and by which fund. */
@Component({
  selector: 'app-portfolio-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Bars, CountPipe, MoneyPipe, Opens, PageTitle, RatioPipe, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'portfolio.title' | transloco" [crumbs]="[{ label: 'home.interests' | transloco, link: '/' }]" />
    <ui-state [of]="portfolio" [read]="problemOf" [empty]="!portfolio.value()?.length" [emptyText]="'home.none' | transloco" (again)="portfolio.reload()">
      @for (c of portfolio.value(); track c.currency) {
        <section class="section" [attr.aria-label]="c.currency">
          <h2>{{ 'portfolio.in' | transloco: { currency: c.currency, count: c.interests.length | count } }}</h2>
          <dl class="cards">
            <div class="card"><dt>{{ 'figures.commitment' | transloco }}</dt><dd><button appOpens [of]="('figures.commitment' | transloco) + ', ' + c.currency" (click)="total(c, 'commitment', 'commitment')">{{ c.total.commitment | money }}</button></dd></div>
            <div class="card"><dt>{{ 'figures.unfunded' | transloco }}</dt><dd><button appOpens [of]="('figures.unfunded' | transloco) + ', ' + c.currency" (click)="total(c, 'unfunded', 'unfunded')">{{ c.total.unfunded | money }}</button></dd></div>
            <div class="card"><dt>{{ 'figures.contributed' | transloco }}</dt><dd><button appOpens [of]="('figures.contributed' | transloco) + ', ' + c.currency" (click)="total(c, 'paidIn', 'contributed')">{{ c.total.paidIn | money }}</button></dd></div>
            <div class="card"><dt>{{ 'figures.distributed' | transloco }}</dt><dd><button appOpens [of]="('figures.distributed' | transloco) + ', ' + c.currency" (click)="total(c, 'distributed', 'distributed')">{{ c.total.distributed | money }}</button></dd></div>
            <div class="card"><dt>{{ 'figures.nav' | transloco }}</dt><dd><button appOpens [of]="('figures.nav' | transloco) + ', ' + c.currency" (click)="total(c, 'nav', 'nav')">{{ c.total.nav | money }}</button></dd></div>
            <div class="card"><dt>DPI / TVPI</dt><dd><button appOpens [of]="'DPI' + ', ' + c.currency" (click)="multiple(c, 'DPI')">{{ c.dpi | ratio }}</button> / <button appOpens [of]="'TVPI' + ', ' + c.currency" (click)="multiple(c, 'TVPI')">{{ c.tvpi | ratio }}</button></dd></div>
          </dl>
          <app-bars [items]="c.interests" />
          <div class="scroll" tabindex="0" role="region" [attr.aria-label]="'portfolio.byFund' | transloco">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'portfolio.byFund' | transloco }}</th>@for (key of keys; track key) { <th scope="col" class="number">{{ 'figures.' + key | transloco }}</th> }</tr></thead>
              <tbody>
                @for (it of c.interests; track it.fundId + it.investorId) {
                  <tr>
                    <th scope="row"><a [routerLink]="['/funds', it.fundId]">{{ it.fundName }}</a><br /><span class="who">{{ it.investorName }}</span></th>
                    <td class="number"><button appOpens [of]="('figures.commitment' | transloco) + ', ' + it.fundName" (click)="figures.open(it, 'commitment')">{{ it.sum.commitment | money }}</button></td><td class="number"><button appOpens [of]="('figures.contributed' | transloco) + ', ' + it.fundName" (click)="figures.open(it, 'paidIn')">{{ it.sum.paidIn | money }}</button></td><td class="number"><button appOpens [of]="('figures.distributed' | transloco) + ', ' + it.fundName" (click)="figures.open(it, 'distributed')">{{ it.sum.distributed | money }}</button></td><td class="number"><button appOpens [of]="('figures.nav' | transloco) + ', ' + it.fundName" (click)="figures.open(it, 'residual')">{{ it.sum.nav | money }}</button></td>
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
  private readonly why = inject(Why);
  private readonly texts = inject(TranslocoService);
  protected readonly figures = inject(InterestFigures);
  protected readonly problemOf = problemOf;
  protected readonly keys = ['commitment', 'contributed', 'distributed', 'nav'] as const;
  protected readonly portfolio = reading({ stream: () => this.api.get('/api/v1/portal/me/portfolio') });

  /** A total is the sum of the interests, each of which opens by itself. */
  protected total(all: Currency, figure: Sum, text: string): void {
    this.why.open(all.currency, () => of(this.sum(all, figure, text)));
  }

  /** What came back, with what is left where it counts, for what was paid in. */
  protected multiple(all: Currency, which: 'DPI' | 'TVPI'): void {
    const over = [this.sum(all, 'distributed', 'distributed'), ...(which === 'TVPI' ? [this.sum(all, 'nav', 'nav')] : []), this.sum(all, 'paidIn', 'contributed')];
    this.why.open(all.currency, () => of({ label: which, value: (which === 'DPI' ? all.dpi : all.tvpi) ?? '–', formula: this.texts.translate<string>(`portfolio.${which}`), parts: over }));
  }

  private sum(all: Currency, figure: Sum, text: string): Figure {
    return {
      label: this.texts.translate<string>(`figures.${text}`), value: all.total[figure]?.amount ?? '–', formula: this.texts.translate<string>('portfolio.sum'),
      parts: all.interests.map((it) => ({ label: `${it.fundName}, ${it.investorName}`, value: it.sum[figure]?.amount ?? '–' })),
    };
  }
}
