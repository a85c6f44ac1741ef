import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';
import { MoneyPlaces } from './places';

const STATES = ['Entered', 'Verified', 'CoolingOff', 'Standing', 'Replaced', 'Rejected', 'Overtaken', 'Flagged'];

/** Into which accounts investors are paid, every version of them, and how far each is on its way to be paid. */
@Component({
  selector: 'app-payee-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, MoneyPlaces, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'money.payees' | transloco">
      @if (session.can('account:write')) { <a mat-flat-button routerLink="new">{{ 'money.payee.enter' | transloco }}</a> }
    </ui-page-title>
    <app-money-places />
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'money.payee.none' | transloco" (again)="list.again()">
      <ui-grid name="payees" [filters]="filters()" [label]="'money.payees' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="investorName" let-it><a [routerLink]="it.payeeAccountId">{{ it.investorName ?? it.holder }}</a></ng-template>
        <ng-template uiCell="mask" let-it>{{ it.mask.slice(-6) }}</ng-template>
        <ng-template uiCell="kind" let-it>{{ 'money.kinds.' + it.kind | transloco }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'money.payee.states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="verifiedAt" let-it>{{ it.verifiedAt | moment }}</ng-template>
        <ng-template uiCell="payableFrom" let-it>{{ it.payableFrom | moment }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class PayeeList {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/payments/payee-accounts', 'payees', { row: (it) => ({ ...it, id: it.payeeAccountId }) });
  protected readonly filters = inject(Texts).filters([{ key: 'kind', text: 'money.payee.kind', of: 'money.kinds', values: ['Distribution', 'CarriedInterest', 'Collection'] }, { key: 'state', text: 'calls.state', of: 'money.payee.states', values: STATES }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'investorName', text: 'positions.investor', sort: null, grow: 2 },
    { key: 'holder', text: 'bank.holder', grow: 1.4 },
    { key: 'mask', text: 'money.payee.account', sort: null, grow: 0.8 },
    { key: 'kind', text: 'money.payee.kind' },
    { key: 'state', text: 'calls.state', sort: null, grow: 1.5 },
    { key: 'verifiedAt', text: 'money.payee.verifiedAt', sort: null, grow: 1.5 },
    { key: 'payableFrom', text: 'money.payee.payableFrom', sort: null, grow: 1.5 },
  ]);

  constructor() {
    this.list.again();
    inject(Live).of('payments.payee').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }
}
