import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { debounceTime } from 'rxjs';
import { Api, Pages, Schemas, problemOf } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** The firm's people: who may sign in, as what, and since when nobody has seen them. */
@Component({
  selector: 'app-people-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MatFormField, MatInput, MatLabel, MomentPipe, PageTitle, ReactiveFormsModule, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'people.title' | transloco"><a mat-flat-button routerLink="invite">{{ 'people.invite' | transloco }}</a></ui-page-title>
    <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'people.search' | transloco }}</mat-label><input matInput type="search" [formControl]="search" maxlength="200" /></mat-form-field>
    <ui-state [of]="list" [read]="problemOf" [empty]="!list.rows().length" [emptyText]="'people.none' | transloco" (again)="list.again()">
      <ui-grid name="people" [label]="'people.title' | transloco" [columns]="columns()" [rows]="list.rows()" [total]="list.total()" (more)="list.more()">
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
  protected readonly search = new FormControl('', { nonNullable: true });
  protected readonly list = new Pages<Schemas['UserView']>((cursor) => this.api.list('/api/v1/users', { query: { search: this.search.value, cursor, size: 100 } }));
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
    this.search.valueChanges.pipe(debounceTime(250), takeUntilDestroyed()).subscribe(() => this.list.again());
  }
}
