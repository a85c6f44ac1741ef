import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { PageTitle, State } from '@ui';
import { Answers } from './answers';
import { Events } from './events';
import { MoneyPlaces } from './places';

/** What banks told of payments, and files in which they tell it. */
@Component({
  selector: 'app-event-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Answers, Events, MatFormField, MatLabel, MatOption, MatSelect, MoneyPlaces, PageTitle, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'money.events' | transloco" />
    <app-money-places />
    @if (session.can('bank:reconcile')) {
      <section class="section" aria-labelledby="answers">
        <h2 id="answers">{{ 'money.answers.title' | transloco }}</h2>
        <ui-state [of]="connections" [read]="problemOf" [empty]="!writers().length" [emptyText]="'money.answers.noConnection' | transloco" (again)="connections.reload()">
          <mat-form-field subscriptSizing="dynamic">
            <mat-label>{{ 'money.connection' | transloco }}</mat-label>
            <mat-select [value]="bank()" (valueChange)="chosen.set($event)">@for (it of writers(); track it.connectionId) { <mat-option [value]="it.connectionId">{{ it.name }}</mat-option> }</mat-select>
          </mat-form-field>
          @if (bank(); as connectionId) { <app-answers [connectionId]="connectionId" (done)="news.set(news() + 1)" /> }
        </ui-state>
      </section>
    }
    <app-events [news]="news()" />
  `,
  styles: 'h2 { font: var(--mat-sys-title-medium) } mat-form-field { min-width: 16rem }',
})
export class EventList {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly news = signal(0);
  protected readonly chosen = signal<string | null>(null);
  protected readonly connections = reading({ stream: () => this.api.get('/api/v1/payments/connections', {}) });
  protected readonly writers = computed(() => this.connections.value()?.filter((c) => c.capabilities.includes('paymentFiles')) ?? []);
  protected readonly bank = computed(() => this.chosen() ?? this.writers()[0]?.connectionId ?? null);

  constructor() {
    inject(Live).of('payments.').pipe(takeUntilDestroyed()).subscribe(() => this.news.update((n) => n + 1));
  }
}
