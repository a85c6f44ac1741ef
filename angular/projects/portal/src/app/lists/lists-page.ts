import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api } from '@api';
import { DayPipe, MoneyPipe, PageTitle, RatioPipe } from '@ui';
import { Cell, Column, Grid } from '@ui/grid';

type Worded = Omit<Column, 'label'> & { readonly text: string };

const INTERESTS: readonly Worded[] = [
  { key: 'fundName', text: 'lists.fund', grow: 2 },
  { key: 'investorName', text: 'lists.investor', grow: 1.5 },
  { key: 'commitment', text: 'figures.commitment', number: true, sort: null },
  { key: 'called', text: 'figures.called', number: true, sort: null },
  { key: 'distributed', text: 'figures.distributed', number: true, sort: null },
  { key: 'nav', text: 'figures.nav', number: true, sort: null },
  { key: 'tvpi', text: 'lists.tvpi', number: true, sort: null },
];
const CALLS: readonly Worded[] = [
  { key: 'number', text: 'lists.call', grow: 1.2 },
  { key: 'fundName', text: 'lists.fund', grow: 1.6 },
  { key: 'investorName', text: 'lists.investor', grow: 1.4 },
  { key: 'dueDate', text: 'home.due' },
  { key: 'total', text: 'home.amount', number: true },
  { key: 'outstanding', text: 'home.outstanding', number: true },
];
const DISTRIBUTIONS: readonly Worded[] = [
  { key: 'number', text: 'lists.distribution', grow: 1.2 },
  { key: 'fundName', text: 'lists.fund', grow: 1.6 },
  { key: 'investorName', text: 'lists.investor', grow: 1.4 },
  { key: 'paymentDate', text: 'home.paymentDate' },
  { key: 'payable', text: 'home.payable', number: true },
  { key: 'paid', text: 'home.paid', number: true },
];
const STATEMENTS: readonly Worded[] = [
  { key: 'period', text: 'chart.quarter', sort: 'to' },
  { key: 'fundName', text: 'lists.fund', grow: 2 },
  { key: 'investorName', text: 'lists.investor', grow: 1.5 },
  { key: 'from', text: 'lists.from', sort: null },
  { key: 'to', text: 'lists.to' },
];

const DOCUMENTS: readonly Worded[] = [
  { key: 'title', text: 'shared.name', grow: 2 },
  { key: 'kind', text: 'shared.kind' },
  { key: 'fundName', text: 'lists.fund', grow: 1.6, sort: null },
  { key: 'investorName', text: 'lists.investor', grow: 1.4, sort: null },
  { key: 'fileName', text: 'shared.file', grow: 1.4 },
  { key: 'sharedAt', text: 'shared.since' },
];

/** All of an investor's lists, each to be sorted, searched and taken as a file. */
@Component({
  selector: 'app-lists-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MoneyPipe, PageTitle, RatioPipe, RouterLink, TranslocoPipe],
  template: `
    <ui-page-title [title]="'lists.title' | transloco" [crumbs]="[{ label: 'home.interests' | transloco, link: '/' }]" />
    <section aria-labelledby="interests">
      <h2 id="interests">{{ 'home.interests' | transloco }}</h2>
      <ui-grid name="interests" [label]="'home.interests' | transloco" [columns]="interestColumns()" [of]="interests">
        <ng-template uiCell="fundName" let-it><a [routerLink]="['/funds', it.fundId]">{{ it.fundName }}</a></ng-template>
        @for (key of amounts; track key) { <ng-template [uiCell]="key" let-it>{{ it[key] | money: 'code' }}</ng-template> }
        <ng-template uiCell="tvpi" let-it>{{ it.tvpi | ratio }}</ng-template>
      </ui-grid>
    </section>
    <section class="section" aria-labelledby="calls">
      <h2 id="calls">{{ 'home.calls' | transloco }}</h2>
      <ui-grid name="own-calls" [label]="'home.calls' | transloco" [columns]="callColumns()" [of]="calls">
        <ng-template uiCell="number" let-it><a [routerLink]="['/capital-calls', it.id]">{{ 'home.call' | transloco: { number: it.number } }}</a></ng-template>
        <ng-template uiCell="dueDate" let-it>{{ it.dueDate | day }}</ng-template>
        <ng-template uiCell="total" let-it>{{ it.total | money: 'code' }}</ng-template>
        <ng-template uiCell="outstanding" let-it>{{ it.outstanding | money: 'code' }}</ng-template>
      </ui-grid>
    </section>
    <section class="section" aria-labelledby="distributions">
      <h2 id="distributions">{{ 'home.distributions' | transloco }}</h2>
      <ui-grid name="own-distributions" [label]="'home.distributions' | transloco" [columns]="distributionColumns()" [of]="distributions">
        <ng-template uiCell="number" let-it><a [routerLink]="['/distributions', it.id]">{{ 'home.distribution' | transloco: { number: it.number } }}</a></ng-template>
        <ng-template uiCell="paymentDate" let-it>{{ it.paymentDate | day }}</ng-template>
        <ng-template uiCell="payable" let-it>{{ it.payable | money: 'code' }}</ng-template>
        <ng-template uiCell="paid" let-it>{{ it.paid | money: 'code' }}</ng-template>
      </ui-grid>
    </section>
    <section class="section" aria-labelledby="statements">
      <h2 id="statements">{{ 'fund.statements' | transloco }}</h2>
      <ui-grid name="own-statements" [label]="'fund.statements' | transloco" [columns]="statementColumns()" [of]="statements">
        <ng-template uiCell="period" let-it><a [routerLink]="['/funds', it.fundId, 'account', it.investorId]" [queryParams]="{ quarter: it.period }">{{ it.period }}</a></ng-template>
        <ng-template uiCell="from" let-it>{{ it.from | day }}</ng-template>
        <ng-template uiCell="to" let-it>{{ it.to | day }}</ng-template>
      </ui-grid>
    </section>
    <section class="section" aria-labelledby="documents">
      <h2 id="documents">{{ 'shared.title' | transloco }}</h2>
      <ui-grid name="own-documents" [label]="'shared.title' | transloco" [columns]="documentColumns()" [of]="documents">
        <ng-template uiCell="title" let-it><a [routerLink]="['/funds', it.fundId]">{{ it.title }}</a></ng-template>
        <ng-template uiCell="kind" let-it>{{ 'shared.kinds.' + it.kind | transloco }}</ng-template>
        <ng-template uiCell="sharedAt" let-it>{{ it.sharedAt | day }}</ng-template>
      </ui-grid>
    </section>
  `,
  styles: 'h2 { font: var(--mat-sys-title-large) }',
})
export class ListsPage {
  private readonly api = inject(Api);
  private readonly texts = inject(TranslocoService);
  private readonly loaded = toSignal(this.texts.events$);
  protected readonly amounts = ['commitment', 'called', 'distributed', 'nav'] as const;
  protected readonly interests = this.api.listed('/api/v1/portal/me/funds', 'interests', { row: (it) => ({ ...it, id: it.fundId + it.investorId }), size: 20 });
  protected readonly calls = this.api.listed('/api/v1/portal/me/capital-calls', 'own-calls');
  protected readonly distributions = this.api.listed('/api/v1/portal/me/distributions', 'own-distributions');
  protected readonly statements = this.api.listed('/api/v1/portal/me/statements', 'own-statements', { row: (it) => ({ ...it, id: it.fundId + it.investorId + it.period }) });
  protected readonly documents = this.api.listed('/api/v1/portal/me/documents', 'own-documents', { row: (it) => ({ ...it, id: it.documentId }) });
  protected readonly interestColumns = this.worded(INTERESTS);
  protected readonly callColumns = this.worded(CALLS);
  protected readonly distributionColumns = this.worded(DISTRIBUTIONS);
  protected readonly statementColumns = this.worded(STATEMENTS);
  protected readonly documentColumns = this.worded(DOCUMENTS);

  constructor() {
    for (const list of [this.interests, this.calls, this.distributions, this.statements, this.documents]) list.again();
  }

  private worded(columns: readonly Worded[]) {
    return computed(() => {
      this.loaded();
      return columns.map(({ text, ...column }): Column => ({ ...column, label: this.texts.translate<string>(text) }));
    });
  }
}
