import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, Refusal, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';
import { Lifting } from './lifting';

/** The addresses to which nothing is sent, since mail to them came back for good. */
@Component({
  selector: 'app-suppressed-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, PageTitle, Refusal, State, TranslocoPipe],
  providers: [Lifting],
  template: `
    <ui-page-title [title]="'mails.sent.suppressed' | transloco" [crumbs]="[{ label: 'mails.title' | transloco, link: '/mails' }]" />
    <p class="hint">{{ 'mails.sent.suppressedHint' | transloco }}</p>
    <ui-refusal [of]="lifting.doing.refusal()" />
    <p role="status">{{ lifting.said() }}</p>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'mails.sent.noSuppressed' | transloco" (again)="list.again()">
      <ui-grid name="suppressions" [label]="'mails.sent.suppressed' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="since" let-it>{{ it.since | moment }}</ng-template>
        <ng-template uiCell="act" let-it>@if (may()) { <button mat-button type="button" [disabled]="lifting.doing.busy()" (click)="lifting.lift(it, list)">{{ 'mails.sent.lift' | transloco }}<span class="visually-hidden">: {{ it.address }}</span></button> }</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: '.hint { max-width: 60rem }',
})
export class SuppressedList {
  private readonly session = inject(Session);
  protected readonly lifting = inject(Lifting);
  protected readonly problemOf = problemOf;
  protected readonly may = (): boolean => this.session.can('capital_call:prepare');
  protected readonly list = inject(Api).listed('/api/v1/notifications/suppressions', 'suppressions', { row: (it) => ({ ...it, id: it.suppressionId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'address', text: 'mails.sent.address', grow: 2 },
    { key: 'since', text: 'mails.sent.since', grow: 1.2 },
    { key: 'status', text: 'mails.sent.status', grow: 0.7 },
    { key: 'diagnostic', text: 'mails.sent.said', sort: null, grow: 3 },
    { key: 'act', text: 'mails.act', sort: null, file: null, grow: 1.5 },
  ]);

  constructor() {
    this.list.again();
  }
}
