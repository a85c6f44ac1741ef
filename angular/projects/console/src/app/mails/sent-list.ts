import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** The mails to investors, and what became of each. */
@Component({
  selector: 'app-sent-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'mails.sent.title' | transloco" [crumbs]="[{ label: 'mails.title' | transloco, link: '/mails' }]" />
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'mails.sent.none' | transloco" (again)="list.again()">
      <ui-grid name="sent-mails" [filters]="filters()" [label]="'mails.sent.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="createdAt" let-it>{{ it.createdAt | moment }}</ng-template>
        <ng-template uiCell="subject" let-it><a [routerLink]="it.messageId">{{ it.subject }}</a></ng-template>
        <ng-template uiCell="state" let-it>{{ 'mails.sent.states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="sentAt" let-it>{{ it.sentAt | moment }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class SentList {
  private readonly texts = inject(Texts);
  protected readonly problemOf = problemOf;
  protected readonly list = inject(Api).listed('/api/v1/notifications/messages', 'messages', { row: (it) => ({ ...it, id: it.messageId }) });
  protected readonly filters = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'mails.sent.states', values: ['Queued', 'Sent', 'Failed', 'Bounced', 'Suppressed', 'NoAddress'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'createdAt', text: 'mails.sent.at', grow: 1.2 },
    { key: 'investorName', text: 'mails.sent.investor', grow: 1.5 },
    { key: 'subject', text: 'mails.subject', grow: 2.5 },
    { key: 'toAddress', text: 'mails.sent.to', grow: 1.7 },
    { key: 'state', text: 'calls.state', grow: 1.1 },
    { key: 'sentAt', text: 'mails.sent.sentAt', grow: 1.2 },
  ]);

  constructor() {
    this.list.again();
  }
}
