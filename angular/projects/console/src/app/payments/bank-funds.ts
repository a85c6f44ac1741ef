import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';
import { MoneyPlaces } from './places';

/** Whose bank statements are to be reconciled. */
@Component({
  selector: 'app-bank-funds',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MoneyPlaces, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'money.funds' | transloco" />
    <app-money-places />
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'funds.none' | transloco" (again)="list.again()">
      <ui-grid name="funds" [label]="'money.funds' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="name" let-it><a [routerLink]="['/payments', 'funds', it.id]">{{ it.name }}</a></ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class BankFunds {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/funds', 'funds', {});
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'funds.name', grow: 3 },
    { key: 'currency', text: 'funds.currency' },
    { key: 'vintage', text: 'funds.vintage', number: true },
  ]);

  constructor() {
    this.list.again();
  }
}
