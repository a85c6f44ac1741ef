import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** The firm's people: who may sign in, as what, and since when nobody has seen them. */
@Component({
  selector: 'app-people-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'people.title' | transloco"><a mat-flat-button routerLink="invite">{{ 'people.invite' | transloco }}</a></ui-page-title>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'people.none' | transloco" (again)="list.again()">
      <ui-grid name="people" [label]="'people.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="name" let-it><a [routerLink]="it.id">{{ it.name }}</a></ng-template>
        <ng-template uiCell="roles" let-it>@for (role of it.roles; track role; let last = $last) { {{ 'people.roles.' + role + '.name' | transloco }}{{ last ? '' : ', ' }} }</ng-template>
        <ng-template uiCell="state" let-it>{{ 'people.states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="twoFactor" let-it>{{ (it.twoFactor ? 'people.yes' : 'people.no') | transloco }}</ng-template>
        <ng-template uiCell="lastSignInAt" let-it>{{ it.lastSignInAt | moment }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class PeopleList {
  private readonly api = inject(Api);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/users', 'people', {});
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'funds.name', grow: 1.5 },
    { key: 'email', text: 'people.email', grow: 2 },
    { key: 'roles', text: 'people.roleColumn', grow: 1.5 },
    { key: 'state', text: 'calls.state' },
    { key: 'twoFactor', text: 'people.twoFactor' },
    { key: 'lastSignInAt', text: 'people.lastSignIn', grow: 1.5 },
  ]);

  constructor() {
    this.list.again();
  }
}
