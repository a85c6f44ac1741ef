import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatTab, MatTabContent, MatTabGroup } from '@angular/material/tabs';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, Figure, MoneyPipe, PageTitle, RatioPipe, State } from '@ui';
import { map } from 'rxjs';
import { Explain } from '../shared/explain';
import { FigureCard } from '../shared/figure';
import { BookList } from './book-list';
import { CallList } from './call-list';
import { DistributionList } from './distribution-list';
import { PositionList } from './position-list';

/** A fund: its figures, each of which opens down to facts; its terms in words; investors, calls, distributions, book. */
@Component({
  selector: 'app-fund-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [BookList, CallList, DayPipe, DistributionList, FigureCard, MatButton, MatTab, MatTabContent, MatTabGroup, MoneyPipe, PageTitle, PositionList, RatioPipe, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="fund.value()?.name ?? ''" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }]">
      <a mat-button [routerLink]="['/funds', fundId(), 'receiving-account']">{{ 'bank.title' | transloco }}</a>
      @if (session.can('capital_call:prepare')) { <a mat-flat-button [routerLink]="['/funds', fundId(), 'capital-calls', 'new']">{{ 'newCall.title' | transloco }}</a> }
    </ui-page-title>
    <ui-state [of]="performance" [read]="problemOf" (again)="performance.reload()">
      @if (performance.value(); as p) {
        <p>{{ 'fund.asOf' | transloco }} {{ p.asOf | day }} · {{ p.commitment.currency }}</p>
        <dl class="cards">
          <div appFigure [label]="'figures.commitment' | transloco" [value]="p.commitment | money" [explained]="false"></div>
          <div appFigure [label]="'figures.paidIn' | transloco" [value]="p.paidIn | money" (explain)="explain('figures.paidIn')"></div>
          <div appFigure [label]="'figures.distributed' | transloco" [value]="p.distributed | money" (explain)="explain('figures.distributed')"></div>
          <div appFigure [label]="'figures.residual' | transloco" [value]="p.residualValue | money" (explain)="explain('figures.residual')"></div>
          <div appFigure [label]="'figures.dpi' | transloco" [value]="p.dpi | ratio" (explain)="explain('figures.dpi')"></div>
          <div appFigure [label]="'figures.tvpi' | transloco" [value]="p.tvpi | ratio" (explain)="explain('figures.tvpi')"></div>
          <div appFigure [label]="'figures.irr' | transloco" [value]="p.irr | ratio: 'percent'" (explain)="explain('figures.irr')"></div>
        </dl>
        <p class="small">{{ 'fund.netToLps' | transloco }}</p>
      }
    </ui-state>
    <mat-tab-group [(selectedIndex)]="tab" mat-stretch-tabs="false" animationDuration="0ms">
      <mat-tab [label]="'fund.calls' | transloco"><ng-template matTabContent><app-call-list [fundId]="fundId()" /></ng-template></mat-tab>
      <mat-tab [label]="'fund.distributions' | transloco"><ng-template matTabContent><app-distribution-list [fundId]="fundId()" /></ng-template></mat-tab>
      <mat-tab [label]="'fund.investors' | transloco"><ng-template matTabContent><app-position-list [fundId]="fundId()" /></ng-template></mat-tab>
      <mat-tab [label]="'fund.terms' | transloco">
        <ng-template matTabContent>
          <ui-state [of]="terms" [read]="problemOf" (again)="terms.reload()">
            <dl class="terms">
              @for (line of terms.value()?.inPlainEnglish; track $index) { <dt>{{ line.clause }}</dt><dd>{{ line.sentence }}</dd> }
            </dl>
          </ui-state>
        </ng-template>
      </mat-tab>
      <mat-tab [label]="'fund.book' | transloco"><ng-template matTabContent><app-book-list [fundId]="fundId()" /></ng-template></mat-tab>
    </mat-tab-group>
  `,
  styles: `
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .terms { display: grid; grid-template-columns: minmax(10rem, 1fr) 3fr; gap: 0.5rem 1rem; margin-top: 1rem }
    .terms dt { color: var(--mat-sys-on-surface-variant) }
    .terms dd { margin: 0 }
    @media (max-width: 600px) { .terms { grid-template-columns: 1fr } }
  `,
})
export class FundPage {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly tab = signal(0);
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly performance = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/performance', { path: params }) });
  protected readonly terms = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/terms', { path: params }) });

  protected explain(figure: string): void {
    const query = { explain: true };
    this.explainer.open('', () => this.api.get('/api/v1/funds/{fundId}/performance', { path: this.path(), query }).pipe(map((p) => p.explanation!)), (tree) => partOf(tree, figure));
  }
}

const PARTS: Readonly<Record<string, string>> = { 'figures.dpi': 'DPI', 'figures.tvpi': 'TVPI', 'figures.irr': 'IRR' };

/** The part of the performance tree that a figure stands for; a figure that others are made of is found by its key. */
function partOf(tree: Figure, figure: string): Figure {
  const label = PARTS[figure];
  const key = ({ 'figures.paidIn': 'Paid-in capital', 'figures.distributed': 'Distributed', 'figures.residual': 'residual value' } as Record<string, string>)[figure];
  const found = label ? tree.parts?.find((part) => part.label === label) : find(tree, key!);
  return found ?? tree;
}

function find(tree: Figure, key: string): Figure | null {
  if (tree.key === key) return tree;
  for (const part of tree.parts ?? []) {
    const found = find(part, key);
    if (found) return found;
  }
  return null;
}
