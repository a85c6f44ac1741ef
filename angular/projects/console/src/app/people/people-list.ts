import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf, reading } from '@api';
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
      <ui-grid name="people" [filters]="filters()" [label]="'people.title' | transloco" [columns]="columns()" [of]="list">
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
  private readonly texts = inject(Texts);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/users', 'people', {});
  private readonly states = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'people.states', values: ['invited', 'active', 'disabled'] }]);
  private readonly roles = reading({ stream: () => this.api.get('/api/v1/users/roles', {}) });
  protected readonly filters = computed(() => [
    ...this.states(),
    { key: 'role', label: this.texts.of('people.roleColumn'), options: (this.roles.value() ?? []).map(({ role }) => ({ value: role, label: this.texts.of(`people.roles.${role}.name`) })) },
  ]);
  protected readonly columns = this.texts.columns([
    { key: 'name', text: 'funds.name', grow: 1.5 },
    { key: 'email', text: 'people.email', grow: 2 },
    { key: 'roles', text: 'people.roleColumn', grow: 1.5 },
    { key: 'state', text: 'calls.state' },
    { key: 'twoFactor', text: 'people.twoFactor' },
    { key: 'lastSignInAt', text: 'people.lastSignIn', grow: 1.5 },
  ]);

  constructor() {
    this.list.again();
    inject(Live).of('people.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }
}
