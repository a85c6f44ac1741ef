import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api, Doing, Live, Pages, Schemas, problemOf } from '@api';
import { DayPipe, DigitsPipe, MomentPipe, PageTitle, State } from '@ui';
import { WAYS } from './ways';

type Notification = Schemas['NotificationView'];

/** What a user should know, the newest first, each with the way to the page concerned. */
@Component({
  selector: 'account-notifications-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MomentPipe, PageTitle, RouterLink, State, TranslocoPipe],
  providers: [DayPipe, DigitsPipe],
  template: `
    <ui-page-title [title]="'account.notifications' | transloco">
      <button mat-stroked-button type="button" [attr.aria-pressed]="unread()" (click)="show(!unread())">{{ 'account.onlyUnread' | transloco }}</button>
      <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="readAll()">{{ 'account.readAll' | transloco }}</button>
    </ui-page-title>
    @if (doing.refusal(); as problem) { <p role="alert">{{ problem.detail }}</p> }
    <ui-state [of]="list" [read]="problemOf" [empty]="!list.rows().length" [emptyText]="(unread() ? 'account.noneUnread' : 'account.noNotification') | transloco" (again)="list.again()">
      <ul [attr.aria-label]="'account.notifications' | transloco">
        @for (it of list.rows(); track it.id) {
          <li [class.unread]="!it.readAt">
            <div>
              @if (!it.readAt) { <span class="visually-hidden">{{ 'account.unread' | transloco }}: </span> }
              @if (ways(it.target); as way) { <a [routerLink]="way" (click)="read(it)">{{ words(it) }}</a> } @else { {{ words(it) }} }
              @if (it.parameters['reason']; as reason) { <p class="reason">{{ reason }}</p> }
              <p class="when">{{ it.createdAt | moment }}</p>
            </div>
            @if (!it.readAt) { <button mat-button type="button" (click)="read(it)">{{ 'account.markRead' | transloco }}<span class="visually-hidden">: {{ words(it) }}</span></button> }
          </li>
        }
      </ul>
      @if (list.hasMore()) { <button mat-button type="button" [disabled]="list.isLoading()" (click)="list.more()">{{ 'account.older' | transloco }}</button> }
    </ui-state>
  `,
  styles: `
    ul { list-style: none; margin: 0; padding: 0; max-width: 60rem }
    li { display: flex; gap: 1rem; align-items: flex-start; justify-content: space-between; padding: 0.75rem; border-bottom: 1px solid var(--mat-sys-outline-variant); border-left: 3px solid transparent }
    li.unread { border-left-color: var(--mat-sys-primary); background: var(--mat-sys-surface-container-low) }
    li.unread a { font-weight: 600 }
    p { margin: 0.25rem 0 0 }
    .reason { white-space: pre-line; overflow-wrap: anywhere }
    .when { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    button { flex: none }
  `,
})
export class NotificationsPage {
  private readonly api = inject(Api);
  private readonly texts = inject(TranslocoService);
  private readonly day = inject(DayPipe);
  private readonly digits = inject(DigitsPipe);
  protected readonly ways = inject(WAYS);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly unread = signal(false);
  protected readonly list = new Pages<Notification>((cursor) => this.api.list('/api/v1/notifications', { query: { cursor, unread: this.unread() } }));

  constructor() {
    this.list.again();
    inject(Live).of('notification').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  protected show(unread: boolean): void {
    this.unread.set(unread);
    this.list.again();
  }

  protected words({ kind, parameters }: Notification): string {
    const values: Record<string, string> = { ...parameters };
    if (parameters['date']) values['date'] = this.day.transform(parameters['date']);
    if (parameters['amount']) values['amount'] = parameters['amount'].split(' ').map((part) => this.digits.transform(part)).reverse().join(' ');
    if (parameters['proposal']) values['what'] = this.texts.translate(`account.proposals.${parameters['proposal']}`, values);
    const form = kind === 'ImportFinished' ? `Import${parameters['state']}` : kind === 'MessageFailed' && parameters['others'] !== '0' ? 'MessagesFailed' : kind;
    return this.texts.translate(`account.news.${form}`, values);
  }

  protected read({ id, readAt }: Notification): void {
    if (!readAt) this.doing.run(this.api.post('/api/v1/notifications/{notificationId}/read', { path: { notificationId: id } }), () => this.list.again());
  }

  protected readAll(): void {
    this.doing.run(this.api.post('/api/v1/notifications/read-all', {}), () => this.list.again());
  }
}
