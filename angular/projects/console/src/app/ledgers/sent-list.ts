import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, MoneyPipe, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { Observable } from 'rxjs';
import { Texts } from '../shared/texts';

type Sent = Schemas['SentView'];

/** Our entries on their way into the general ledger. One that was refused can be sent again; of one whose arrival is unknown the next run asks over there first. */
@Component({
  selector: 'app-sent-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MomentPipe, MoneyPipe, State, TranslocoPipe],
  template: `
    <p>{{ 'ledgers.entriesHint' | transloco }}</p>
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    <p role="status">{{ told() }}</p>
    @if (refused() && session.can('ledger:sync')) { <p><button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="sendAllAgain()">{{ 'ledgers.sendAllAgain' | transloco }}</button></p> }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'ledgers.noEntry' | transloco" (again)="list.again()">
      <ui-grid name="sent" [filters]="filters()" [label]="'ledgers.entries' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="date" let-it>{{ it.date | day }}</ng-template>
        <ng-template uiCell="text" let-it><span [title]="it.text">{{ it.text }}</span></ng-template>
        <ng-template uiCell="total" let-it>{{ it.total | money: 'code' }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'ledgers.sentStates.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="reason" let-it><span [title]="it.reason ?? ''">{{ it.reason ?? (it.postedAt ? (it.postedAt | moment) : '') }}</span></ng-template>
        <ng-template uiCell="again" let-it>@if (it.state === 'Rejected' && session.can('ledger:sync')) { <button mat-button type="button" [disabled]="doing.busy()" (click)="sendAgain(it)">{{ 'ledgers.sendAgain' | transloco }}<span class="visually-hidden">: {{ it.text }}</span></button> }</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: '.alert { color: var(--mat-sys-error) }',
})
export class SentList {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly linkId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly told = signal('');
  private readonly path = computed(() => ({ linkId: this.linkId() }));
  protected readonly list = this.api.listed('/api/v1/accounting/sync/links/{linkId}/postings', 'sent', { path: () => this.path(), row: (it) => ({ ...it, id: it.entryId }) });
  protected readonly refused = computed(() => this.list.rows().some((it) => it?.state === 'Rejected'));
  protected readonly filters = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'ledgers.sentStates', values: ['Pending', 'Sending', 'Posted', 'Rejected', 'Uncertain'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'date', text: 'ledgers.date' },
    { key: 'text', text: 'ledgers.text', grow: 1.8 },
    { key: 'total', text: 'ledgers.total', number: true, grow: 1.6 },
    { key: 'reference', text: 'ledgers.reference', sort: null, grow: 1.7 },
    { key: 'state', text: 'calls.state', grow: 0.9 },
    { key: 'reason', text: 'ledgers.became', sort: null, grow: 2.2 },
    { key: 'again', text: 'ledgers.act', sort: null, file: null, grow: 1.2 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.list.again());
    });
  }

  protected sendAgain({ entryId, text }: Sent): void {
    this.send(this.api.post('/api/v1/accounting/sync/links/{linkId}/postings/{entryId}/send-again', { path: { ...this.path(), entryId } }), () => this.texts.of('ledgers.willBeSent', { text }));
  }

  protected sendAllAgain(): void {
    this.confirm.ask({ title: this.texts.of('ledgers.sendAllSure'), text: this.texts.of('ledgers.sendAllText'), yes: this.texts.of('ledgers.sendAllAgain') }).subscribe(() =>
      this.send(this.api.post('/api/v1/accounting/sync/links/{linkId}/postings/send-again', { path: this.path() }), ({ entries }) => this.texts.of('ledgers.willAllBeSent', { entries })));
  }

  private send<T>(work: Observable<T>, words: (answer: T) => string): void {
    this.told.set('');
    this.doing.run(work, (answer) => {
      this.told.set(words(answer));
      this.list.again();
    }, () => this.list.again());
  }
}
