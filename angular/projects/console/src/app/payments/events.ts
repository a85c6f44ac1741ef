import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { DayPipe, MomentPipe, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** What banks told of payments, of one run or of all, each with why it changed nothing where a person must look. */
@Component({
  selector: 'app-events',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MomentPipe, RouterLink, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'money.event.none' | transloco" (again)="list.again()">
      <ui-grid name="events" [filters]="filters()" [label]="'money.events' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="takenAt" let-it>{{ it.takenAt | moment }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'money.event.states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="paymentKey" let-it>@if (it.runId && !paymentRunId()) { <a [routerLink]="['/payments', 'runs', it.runId]">{{ it.paymentKey ?? it.externalId }}</a> } @else { {{ it.paymentKey ?? it.externalId ?? '–' }} }</ng-template>
        <ng-template uiCell="on" let-it>{{ it.on | day }}</ng-template>
        <ng-template uiCell="text" let-it>{{ it.code }} {{ it.text }}</ng-template>
        <ng-template uiCell="problem" let-it>{{ it.problem ?? '–' }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class Events {
  private readonly api = inject(Api);
  /** Those of one run alone. */
  readonly paymentRunId = input<string>();
  /** Counts up when there may be more. */
  readonly news = input(0);
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/payments/events', 'events', { query: () => ({ paymentRunId: this.paymentRunId() }), row: (it) => ({ ...it, id: it.eventId }) });
  protected readonly filters = inject(Texts).filters([{ key: 'problems', text: 'money.event.which', of: 'money.event.kept', values: ['true'] }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'takenAt', text: 'money.event.takenAt', grow: 1.2 },
    { key: 'state', text: 'calls.state' },
    { key: 'paymentKey', text: 'money.event.payment', sort: null, grow: 1.6 },
    { key: 'on', text: 'money.valueDate', sort: null },
    { key: 'text', text: 'money.event.said', sort: null, grow: 1.6 },
    { key: 'problem', text: 'money.event.problem', sort: null, grow: 2 },
  ]);

  constructor() {
    effect(() => {
      this.paymentRunId();
      this.news();
      untracked(() => this.list.again());
    });
  }
}
