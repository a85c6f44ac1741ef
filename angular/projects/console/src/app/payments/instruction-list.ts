import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';
import { MoneyPlaces } from './places';

/** What approved distributions have to be paid, and what became of it. An address may keep those of one distribution or fund. */
@Component({
  selector: 'app-instruction-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MoneyPipe, MoneyPlaces, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'money.instructions' | transloco">
      @if (session.can('payment:prepare')) { <a mat-flat-button [routerLink]="['/payments', 'runs', 'new']" [queryParams]="kept()">{{ 'money.run.new' | transloco }}</a> }
    </ui-page-title>
    <app-money-places />
    @if (narrowed()) { <p>{{ 'money.instruction.narrowed' | transloco }} <button mat-button type="button" (click)="widen()">{{ 'money.instruction.all' | transloco }}</button></p> }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'money.instruction.none' | transloco" (again)="list.again()">
      <ui-grid name="instructions" [filters]="filters()" [label]="'money.instructions' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="payeeName" let-it><a [routerLink]="['/payments', 'instructions', it.instructionId]">{{ it.payeeName }}</a></ng-template>
        <ng-template uiCell="kind" let-it>{{ 'money.kinds.' + it.kind | transloco }}</ng-template>
        <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
        <ng-template uiCell="paymentDate" let-it>{{ it.paymentDate | day }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'money.instruction.states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="valueDate" let-it>{{ it.valueDate | day }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class InstructionList {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/payments/instructions', 'instructions', { row: (it) => ({ ...it, id: it.instructionId }) });
  /** What else the address keeps of the list: a distribution, a fund, an investor. */
  protected readonly kept = computed(() => {
    const { fundId, distributionId } = this.list.asked().filters;
    return { fundId, distributionId };
  });
  protected readonly narrowed = computed(() => ['fundId', 'distributionId', 'investorId'].some((key) => this.list.asked().filters[key]));
  protected readonly filters = inject(Texts).filters([{ key: 'state', text: 'calls.state', of: 'money.instruction.states', values: ['Prepared', 'Paying', 'Settled', 'Cancelled'] }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'payeeName', text: 'money.instruction.payee', grow: 2 },
    { key: 'kind', text: 'money.payee.kind' },
    { key: 'amount', text: 'calls.amount', number: true, grow: 1.3 },
    { key: 'paymentDate', text: 'distributions.paymentDate' },
    { key: 'state', text: 'calls.state' },
    { key: 'valueDate', text: 'money.valueDate' },
    { key: 'bankReference', text: 'money.bankReference', sort: null, grow: 1.3 },
  ]);

  constructor() {
    this.list.again();
    inject(Live).of('payments.', 'workflow.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  protected widen(): void {
    const { state } = this.list.asked().filters;
    this.list.ask({ ...this.list.asked(), filters: state ? { state } : {} });
  }
}
