import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf } from '@api';
import { DayPipe, MoneyPipe, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Explain } from '../shared/explain';
import { Opens } from '@ui/opens';
import { Texts } from '../shared/texts';

/** A fund's distributions. */
@Component({
  selector: 'app-distribution-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MoneyPipe, Opens, RouterLink, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'distributions.none' | transloco" (again)="list.again()">
      <ui-grid name="distributions" [filters]="filters()" [label]="'fund.distributions' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="number" let-it><a [routerLink]="['/funds', fundId(), 'distributions', it.id]">{{ 'distributions.one' | transloco: { number: it.number } }}</a></ng-template>
        <ng-template uiCell="date" let-it>{{ it.date | day }}</ng-template>
        <ng-template uiCell="paymentDate" let-it>{{ it.paymentDate | day }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="amount" let-it><button appOpens [of]="('calls.amount' | transloco) + ', ' + ('distributions.one' | transloco: { number: it.number })" (click)="explain(it)">{{ it.amount | money }}</button></ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class DistributionList {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly texts = inject(Texts);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/funds/{fundId}/distributions', 'distributions', { path: () => ({ fundId: this.fundId() }) });
  protected readonly filters = inject(Texts).filters([{ key: 'state', text: 'calls.state', of: 'states', values: ['Draft', 'Submitted', 'Declared', 'PartlyPaid', 'Paid'] }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'number', text: 'distributions.distribution', grow: 1.5 },
    { key: 'date', text: 'distributions.date' },
    { key: 'paymentDate', text: 'distributions.paymentDate' },
    { key: 'state', text: 'calls.state', grow: 1.3 },
    { key: 'amount', text: 'calls.amount', number: true },
  ]);

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.list.again());
    });
    inject(Live).of('workflow.', 'fund.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  protected explain(it: { readonly id: string; readonly number: number }): void {
    const path = { fundId: this.fundId(), distributionId: it.id };
    this.explainer.open(this.texts.of('distributions.one', { number: it.number }), () => this.api.get('/api/v1/funds/{fundId}/distributions/{distributionId}/explanation', { path }));
  }
}
