import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, problemOf, reading } from '@api';
import { DayPipe, DigitsPipe, MomentPipe, PageTitle, State } from '@ui';
import { Cell, Filter, Grid } from '@ui/grid';
import { WAYS } from './ways';
import { worded } from './worded';

type Notification = Schemas['NotificationView'];

/** What a user should know, the newest first, each with the way to the page concerned. */
@Component({
  selector: 'account-notifications-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  providers: [DayPipe, DigitsPipe],
  template: `
    <ui-page-title [title]="'account.notifications' | transloco">
      <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="readAll()">{{ 'account.readAll' | transloco }}</button>
    </ui-page-title>
    @if (doing.refusal(); as problem) { <p role="alert">{{ problem.detail }}</p> }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'account.noNotification' | transloco" (again)="list.again()">
      <ui-grid name="news" [tall]="true" [filters]="filters()" [label]="'account.notifications' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="subject" let-it>
          @if (!it.readAt) { <span class="visually-hidden">{{ 'account.unread' | transloco }}: </span> }
          @if (ways(it.target); as way) { <a [class.unread]="!it.readAt" [routerLink]="way" (click)="read(it)">{{ words(it) }}</a> } @else { <span [class.unread]="!it.readAt">{{ words(it) }}</span> }
          @if (told(it); as reason) { <br />{{ reason }} }
        </ng-template>
        <ng-template uiCell="kind" let-it>{{ 'account.kinds.' + it.kind | transloco }}</ng-template>
        <ng-template uiCell="createdAt" let-it>{{ it.createdAt | moment }}</ng-template>
        <ng-template uiCell="readAt" let-it>
          @if (it.readAt) { {{ it.readAt | moment }} }
          @else { <button mat-button type="button" (click)="read(it)">{{ 'account.markRead' | transloco }}<span class="visually-hidden">: {{ words(it) }}</span></button> }
        </ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: '.unread { font-weight: 600 }',
})
export class NotificationsPage {
  private readonly api = inject(Api);
  private readonly texts = inject(TranslocoService);
  private readonly loaded = toSignal(this.texts.events$);
  private readonly day = inject(DayPipe);
  private readonly digits = inject(DigitsPipe);
  protected readonly ways = inject(WAYS);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly list = this.api.listed('/api/v1/notifications', 'news');
  /** The kinds of which he hears. */
  private readonly kinds = reading({ stream: () => this.api.get('/api/v1/notifications/preferences', {}) });
  protected readonly filters = computed((): readonly Filter[] => {
    this.loaded();
    const text = (key: string): string => this.texts.translate(`account.${key}`);
    return [
      { key: 'unread', label: text('readAt'), options: [{ value: 'true', label: text('onlyUnread') }] },
      { key: 'kind', label: text('kind'), options: (this.kinds.value() ?? []).map(({ kind }) => ({ value: kind, label: text(`kinds.${kind}`) })) },
    ];
  });
  protected readonly columns = worded([
    { key: 'subject', text: 'what', sort: null, grow: 4 },
    { key: 'kind', text: 'kind', grow: 1.6 },
    { key: 'createdAt', text: 'createdAt', grow: 1.3 },
    { key: 'readAt', text: 'readAt', grow: 1.5 },
  ]);

  constructor() {
    this.list.again();
    inject(Live).of('notification').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  protected words({ kind, parameters }: Notification): string {
    const values: Record<string, string> = { ...parameters };
    if (parameters['date']) values['date'] = this.day.transform(parameters['date']);
    if (parameters['amount']) values['amount'] = parameters['amount'].split(' ').map((part) => this.digits.transform(part)).reverse().join(' ');
    if (parameters['proposal']) values['what'] = this.texts.translate(`account.proposals.${parameters['proposal']}`, values);
    const form = kind === 'ImportFinished' || kind === 'ExportFinished' ? `${kind.slice(0, 6)}${parameters['state']}` : kind === 'MessageFailed' && parameters['others'] !== '0' ? 'MessagesFailed' : kind;
    return this.texts.translate(`account.news.${form}`, values);
  }

  /** The reason, where the words do not hold it. */
  protected told(it: Notification): string {
    const reason = it.parameters['reason'] ?? '';
    return this.words(it).includes(reason) ? '' : reason;
  }

  protected read({ id, readAt }: Notification): void {
    if (!readAt) this.doing.run(this.api.post('/api/v1/notifications/{notificationId}/read', { path: { notificationId: id } }), () => this.list.again());
  }

  protected readAll(): void {
    this.doing.run(this.api.post('/api/v1/notifications/read-all', {}), () => this.list.again());
  }
}
