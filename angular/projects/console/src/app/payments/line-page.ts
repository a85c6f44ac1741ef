import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { follow } from '../shared/following';
import { Texts } from '../shared/texts';
import { MatchForm, Part } from './match-form';

/** One line of the bank's: what it says, what was said of it, and what it may be for. */
@Component({
  selector: 'app-line-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MatchForm, MomentPipe, MoneyPipe, PageTitle, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="line()?.counterparty ?? ('money.bank.line' | transloco)" [crumbs]="[{ label: 'nav.payments' | transloco, link: '/payments' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }, { label: 'money.bank.title' | transloco, link: ['/payments', 'funds', fundId()] }]" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (line(); as l) {
        <dl class="cards">
          <div class="card"><dt>{{ (incoming() ? 'money.bank.cameIn' : 'money.bank.wentOut') | transloco }}</dt><dd>{{ l.amount | money: 'code' }}</dd></div>
          <div class="card"><dt>{{ 'money.bank.left' | transloco }}</dt><dd>{{ l.state === 'NotBooked' ? '–' : (l.left | money: 'code') }}</dd></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'money.bank.states.' + l.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'money.bank.bookedOn' | transloco }}</dt><dd>{{ l.bookedOn | day }}</dd></div>
          <div class="card"><dt>{{ 'money.valueDate' | transloco }}</dt><dd>{{ l.valueOn | day }}</dd></div>
        </dl>
        <dl class="facts section">
          @for (fact of facts(); track fact.text) { <dt>{{ fact.text | transloco }}</dt><dd>{{ fact.value }}</dd> }
        </dl>
        @if (l.isReversal) { <p>{{ 'money.bank.isReversal' | transloco }}</p> }
        @if (l.forPeople) { <p>{{ 'money.bank.forPeople' | transloco }}</p> }
        @if (doing.refusal(); as problem) {
          <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (faster()) { <button mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
        }
        @if (matches().length) {
          <section class="section scroll" aria-labelledby="matches">
            <h2 id="matches">{{ 'money.match.title' | transloco }}</h2>
            <table class="plain">
              <thead><tr><th scope="col">{{ 'money.match.who' | transloco }}</th><th scope="col">{{ 'money.match.target' | transloco }}</th><th scope="col" class="number">{{ 'calls.amount' | transloco }}</th><th scope="col">{{ 'money.match.why' | transloco }}</th><th scope="col">{{ 'calls.state' | transloco }}</th><th scope="col"><span class="visually-hidden">{{ 'money.match.undo' | transloco }}</span></th></tr></thead>
              <tbody>
                @for (m of matches(); track m.matchId) {
                  <tr>
                    <th scope="row">{{ m.who ?? '–' }}</th><td>{{ 'money.match.targets.' + m.target | transloco }}</td><td class="number">{{ m.amount | money }}</td>
                    <td>{{ 'money.match.rules.' + m.rule | transloco }}; {{ 'money.match.outcomes.' + m.outcome | transloco }}@if (m.reason) {: {{ m.reason }} }<br /><span class="small">{{ m.byName }}, {{ m.at | moment }}</span></td>
                    <td>{{ 'money.match.states.' + m.state | transloco }}@if (m.endedBecause) {: {{ m.endedBecause }}<br /><span class="small">{{ m.endedByName }}, {{ m.endedAt | moment }}</span> }</td>
                    <td>@if (m.canBeUndone && session.can('bank:reconcile')) { <button mat-button type="button" [disabled]="doing.busy()" (click)="undo(m)" [attr.aria-label]="'money.match.undoOf' | transloco: { name: m.who ?? ('money.match.targets.' + m.target | transloco) }">{{ 'money.match.undo' | transloco }}</button> }</td>
                  </tr>
                }
              </tbody>
            </table>
          </section>
        }
        @if ((l.state === 'Open' || l.state === 'Partly') && session.can('bank:reconcile')) {
          <section class="section" aria-labelledby="match">
            <h2 id="match">{{ 'money.match.whatFor' | transloco }}</h2>
            <app-match-form [line]="l" [fundId]="fundId()" [proposals]="read.value()!.value.proposals" [(parts)]="parts" [busy]="doing.busy()" (said)="match($event)" />
          </section>
        }
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .facts { display: grid; grid-template-columns: minmax(8rem, auto) minmax(0, 1fr); gap: 0.375rem 1rem }
    .facts dt { color: var(--mat-sys-on-surface-variant) }
    dd { margin: 0; overflow-wrap: anywhere }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class LinePage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  readonly lineId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ lineId: this.lineId() }));
  protected readonly fund = reading({ params: () => ({ fundId: this.fundId() }), stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/payments/bank-lines/{lineId}', { path: params }) });
  protected readonly line = computed(() => this.read.value()?.value.line);
  protected readonly matches = computed(() => this.read.value()?.value.matches ?? []);
  /** What is being written of the line: it outlives a reading that failed, and what others say of the line meanwhile. */
  protected readonly parts = linkedSignal<string, readonly Part[]>({ source: this.lineId, computation: () => [] });
  protected readonly incoming = computed(() => !this.line()?.amount.amount.startsWith('-'));
  /** Somebody else was faster: with the line, or with what it was to be for. */
  protected readonly faster = computed(() => [409, 412].includes(this.doing.refusal()?.status ?? 0));
  protected readonly facts = computed(() => {
    const l = this.line();
    const all = [
      { text: 'money.bank.text', value: l?.text }, { text: 'money.bank.account', value: l?.counterpartyMask }, { text: 'money.bank.endToEnd', value: l?.endToEndId },
      { text: 'money.bank.customerReference', value: l?.customerReference }, { text: 'money.bankReference', value: l?.bankReference }, { text: 'money.bank.code', value: l?.code },
    ];
    return all.filter((fact) => fact.value);
  });

  constructor() {
    // The book answers a moment later whether it takes a receipt.
    follow(this.read, ({ value }) => value.matches.some((m) => m.state === 'Told'));
  }

  protected match(body: Schemas['MatchLineRequest']): void {
    this.doing.run(this.api.post('/api/v1/payments/bank-lines/{lineId}/matches', { path: this.path(), body, etag: this.read.value()?.etag }), () => {
      this.parts.set([]);
      this.read.reload();
    });
  }

  protected undo({ matchId, target }: Schemas['MatchView']): void {
    const text = (key: string): string => this.texts.of(`money.match.${key}`);
    const seen = { path: { ...this.path(), matchId }, etag: this.read.value()?.etag };
    this.confirm.ask({ title: text('undoTitle'), text: text(target === 'Receipt' ? 'undoReceipt' : 'undoText'), yes: text('undo'), reason: true }).subscribe((reason) =>
      this.doing.run(this.api.post('/api/v1/payments/bank-lines/{lineId}/matches/{matchId}/undo', { ...seen, body: { reason } }), () => this.read.reload()));
  }
}
