import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, Refusal, State } from '@ui';
import { Texts } from '../shared/texts';
import { Lifting } from './lifting';

/** One mail to an investor: where it stands, what mail servers told of it, what it says; sent again by whoever may. */
@Component({
  selector: 'app-sent-mail',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MomentPipe, PageTitle, Refusal, State, TranslocoPipe],
  providers: [Lifting],
  template: `
    <ui-page-title [title]="mail()?.subject ?? ''" [crumbs]="[{ label: 'mails.title' | transloco, link: '/mails' }, { label: 'mails.sent.title' | transloco, link: '/mails/sent' }]">
      @if (may() && mail() && mail()?.state !== 'Queued' && !detail()?.suppression) { <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="again()">{{ 'mails.sent.again' | transloco }}</button> }
    </ui-page-title>
    <ui-refusal [of]="doing.refusal() ?? lifting.doing.refusal()" />
    <p role="status">{{ said() || lifting.said() }}</p>
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (detail(); as it) {
        @if (it.suppression; as stop) {
          <p class="stop">
            {{ 'mails.sent.isSuppressed' | transloco: { address: stop.address, since: (stop.since | moment), status: stop.status, said: stop.diagnostic ?? '' } }}
            @if (may()) { <button mat-stroked-button type="button" [disabled]="lifting.doing.busy()" (click)="lifting.lift(stop, shown)">{{ 'mails.sent.lift' | transloco }}</button> }
          </p>
        }
        <dl class="cards">
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd>{{ 'mails.sent.states.' + it.message.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'mails.sent.investor' | transloco }}</dt><dd>{{ it.message.investorName }}</dd></div>
          <div class="card"><dt>{{ 'mails.sent.to' | transloco }}</dt><dd>{{ it.message.toAddress ?? '–' }}</dd></div>
          <div class="card"><dt>{{ 'mails.sent.at' | transloco }}</dt><dd>{{ it.message.createdAt | moment }}</dd></div>
          @if (it.message.sentAt) { <div class="card"><dt>{{ 'mails.sent.sentAt' | transloco }}</dt><dd>{{ it.message.sentAt | moment }}</dd></div> }
        </dl>
        @if (it.message.reason) { <p><strong>{{ 'mails.sent.reason' | transloco }}</strong> {{ it.message.reason }}</p> }
        <section class="section" aria-labelledby="reports">
          <h2 id="reports">{{ 'mails.sent.reports' | transloco }}</h2>
          @if (it.reports.length) {
            <div class="scroll" tabindex="0" role="region" aria-labelledby="reports">
              <table class="plain">
                <thead><tr><th scope="col">{{ 'mails.changedAt' | transloco }}</th><th scope="col">{{ 'calls.state' | transloco }}</th><th scope="col">{{ 'mails.sent.status' | transloco }}</th><th scope="col">{{ 'mails.sent.said' | transloco }}</th><th scope="col">{{ 'mails.sent.server' | transloco }}</th></tr></thead>
                <tbody>
                  @for (report of it.reports; track report.reportId) {
                    <tr><td>{{ report.at | moment }}</td><td>{{ 'mails.sent.actions.' + report.action | transloco }}</td><td>{{ report.status }}</td><td>{{ report.diagnostic }}</td><td>{{ report.remoteMta }}</td></tr>
                  }
                </tbody>
              </table>
            </div>
          } @else { <p>{{ 'mails.sent.noReport' | transloco }}</p> }
        </section>
        <section class="section" aria-labelledby="text">
          <h2 id="text">{{ 'mails.sent.text' | transloco }}</h2>
          <div class="mail" [innerHTML]="it.html"></div>
        </section>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    td { overflow-wrap: anywhere }
    .scroll { overflow-x: auto }
    .stop { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; color: var(--mat-sys-error) }
    .mail { border: 1px solid var(--mat-sys-outline-variant); border-radius: 12px; padding: 0 1rem; max-width: 60rem; overflow-wrap: anywhere; background: var(--mat-sys-surface) }
  `,
})
export class SentMail {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  readonly messageId = input.required<string>();
  protected readonly lifting = inject(Lifting);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly said = signal('');
  protected readonly may = computed(() => this.session.can('capital_call:prepare'));
  private readonly path = computed(() => ({ messageId: this.messageId() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/notifications/messages/{messageId}', { path: params }) });
  protected readonly detail = computed(() => this.read.value()?.value);
  protected readonly mail = computed(() => this.detail()?.message);
  protected readonly shown = { again: (): void => void this.read.reload() };

  protected again(): void {
    this.said.set('');
    this.doing.run(this.api.post('/api/v1/notifications/messages/{messageId}/resend', { path: this.path(), etag: this.read.value()?.etag }), () => {
      this.said.set(this.texts.of('mails.sent.queuedAgain'));
      this.read.reload();
    }, () => this.read.reload());
  }
}
