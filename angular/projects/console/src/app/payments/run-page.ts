import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Observable } from 'rxjs';
import { Api, Doing, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, Icon, MomentPipe, MoneyPipe, PageTitle, State, save } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { follow } from '../shared/following';
import { Texts } from '../shared/texts';
import { Answers } from './answers';
import { Events } from './events';

/** What the server says when the sign-in is too long ago for what moves money. */
const STEP_UP = 'payments.release.step_up_needed';

/** What is asked before something is done with debits. */
const DEBITS = { release: 'releaseDebitsText', resume: 'resumeText', resumeLost: 'resumeLostDebitsText', cancel: 'cancelDebitsText', cancelStopped: 'cancelStoppedDebitsText', cancelWritten: 'cancelWrittenDebitsText' } as const;

/** A run: its payments, what is checked before it is released, and what a second person, the bank and its file make of it. */
@Component({
  selector: 'app-run-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Answers, Cell, DayPipe, Events, Grid, Icon, MatButton, MatFormField, MatInput, MatLabel, MomentPipe, MoneyPipe, PageTitle, ReactiveFormsModule, RouterLink, State, TranslocoPipe],
  providers: [MoneyPipe],
  template: `
    <ui-page-title [title]="run() ? ((collects() ? 'money.run.ofDebits' : 'money.run.of') | transloco: { count: run()!.count }) : ''" [crumbs]="[{ label: 'nav.payments' | transloco, link: '/payments' }, { label: 'money.runs' | transloco, link: '/payments/runs' }]">
      @if (run(); as r) {
        @if (r.state === 'Prepared' && session.can('payment:release')) { <button mat-flat-button type="button" [disabled]="doing.busy() || !releasable()" (click)="release()">{{ 'money.run.release' | transloco }}</button> }
        @if (r.state === 'Stopped' && session.can('payment:release')) { <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="resume()">{{ 'money.run.resume' | transloco }}</button> }
        @if (fetchable() && session.can('payment:release')) { <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="fetch()">{{ 'money.run.fetch' | transloco }}</button> }
        @if (cancellable()) { <button mat-button type="button" [disabled]="doing.busy()" (click)="cancel()">{{ 'money.run.cancel' | transloco }}</button> }
      }
    </ui-page-title>
    @if (again() && run()?.state === 'Prepared') { <p role="status" class="note">{{ 'money.run.signedInAgain' | transloco }}</p> }
    @if (doing.refusal(); as problem) {
      <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
    }
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (run(); as r) {
        <dl class="cards">
          <div class="card"><dt>{{ 'money.run.total' | transloco }}</dt><dd>{{ r.amount | money: 'code' }}</dd></div>
          <div class="card"><dt>{{ 'money.run.direction' | transloco }}</dt><dd>{{ 'money.run.directions.' + r.direction | transloco }}</dd></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'money.run.states.' + r.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'money.run.executeOn' | transloco }}</dt><dd>{{ r.executeOn | day }}</dd></div>
          <div class="card"><dt>{{ 'calls.fund' | transloco }}</dt><dd><a [routerLink]="['/funds', r.fundId]">{{ r.fundName }}</a></dd></div>
          <div class="card"><dt>{{ 'money.connection' | transloco }}</dt><dd>{{ r.connectionName }}</dd></div>
          @if (r.method === 'File') { <div class="card"><dt>{{ 'money.run.delivery' | transloco }}</dt><dd>{{ 'money.run.deliveries.' + (r.delivery ?? 'ByHand') | transloco }}</dd></div> }
        </dl>
        <p class="small">
          {{ 'money.instruction.reference' | transloco }} <span class="code">{{ r.reference }}</span> · {{ 'money.run.preparedBy' | transloco }} {{ r.preparedByName }}, {{ r.preparedAt | moment }}@if (r.releasedAt) { · {{ 'money.run.releasedBy' | transloco }} {{ r.releasedByName }}, {{ r.releasedAt | moment }} }@if (r.sentAt) { · {{ 'money.run.sentAt' | transloco }} {{ r.sentAt | moment }} }@if (r.bankReference) { · {{ 'money.bankReference' | transloco }} {{ r.bankReference }} }
        </p>
        @if (r.reason) { <p role="status" class="alert">{{ r.reason }}</p> }
        @if (r.state === 'Prepared') {
          <section class="section" aria-labelledby="checks">
            <h2 id="checks">{{ 'money.run.checks' | transloco }}</h2>
            <ui-state [of]="checks" [read]="problemOf" (again)="checks.reload()">
              <ul class="checks">
                @for (it of checks.value(); track it.check) {
                  <li [class.alert]="it.problem"><ui-icon [name]="it.problem ? 'close' : 'check'" /> <span>{{ it.problem ?? ((collects() ? 'money.run.checkedDebits.' : 'money.run.checked.') + it.check | transloco) }}</span></li>
                }
              </ul>
            </ui-state>
          </section>
        }
        @if (r.fileHash) {
          <section class="section" aria-labelledby="file">
            <h2 id="file">{{ 'money.run.file' | transloco }}</h2>
            <p>{{ r.fileName }} · {{ 'money.run.bytes' | transloco: { bytes: r.fileBytes } }}@if (r.fetchedAt) { · {{ 'money.run.fetched' | transloco: { at: (r.fetchedAt | moment) } }} } @else if (!r.delivery) { · {{ 'money.run.notFetched' | transloco }} }</p>
            <p class="small code">SHA-256 {{ r.fileHash }}</p>
            @if (saidByHand() && session.can('payment:release')) {
              <form (submit)="$event.preventDefault(); deliver()">
                <mat-form-field><mat-label>{{ 'money.bankReference' | transloco }}</mat-label><input matInput [formControl]="bankReference" maxlength="140" autocomplete="off" /></mat-form-field>
                <button mat-flat-button type="submit" [disabled]="doing.busy() || bankReference.invalid">{{ 'money.run.delivered' | transloco }}</button>
              </form>
            }
          </section>
        }
        <section class="section" aria-labelledby="payments">
          <h2 id="payments">{{ 'money.run.payments' | transloco }}</h2>
          <ui-state [of]="payments" [read]="problemOf" [empty]="payments.isEmpty()" [emptyText]="'money.run.noPayments' | transloco" (again)="payments.again()">
            <ui-grid name="run-payments" [filters]="filters()" [label]="'money.run.payments' | transloco" [columns]="columns()" [of]="payments">
              <ng-template uiCell="payeeName" let-it><a [routerLink]="['/payments', 'instructions', it.instructionId]">{{ it.payeeName }}</a></ng-template>
              <ng-template uiCell="payeeMask" let-it>{{ it.payeeMask.slice(-6) }}</ng-template>
              <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
              <ng-template uiCell="state" let-it>{{ 'money.run.paymentStates.' + it.state | transloco }}</ng-template>
              <ng-template uiCell="valueDate" let-it>{{ it.valueDate | day }}</ng-template>
              <ng-template uiCell="text" let-it>{{ it.code }} {{ it.text }}</ng-template>
            </ui-grid>
          </ui-state>
        </section>
        @if (told()) {
          <section class="section" aria-labelledby="told">
            <h2 id="told">{{ 'money.run.told' | transloco }}</h2>
            @if (r.method === 'File' && session.can('bank:reconcile')) { <app-answers [connectionId]="r.connectionId" [folder]="!!r.delivery" (done)="readAgain()" /> }
            <app-events [paymentRunId]="paymentRunId()" [news]="news()" />
          </section>
        }
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .code { font-family: monospace; overflow-wrap: anywhere }
    .checks { list-style: none; padding: 0; margin: 0 }
    .checks li { display: flex; gap: 0.5rem; align-items: flex-start; padding: 0.25rem 0 }
    .note { padding: 0.75rem 1rem; border-radius: 12px; background: var(--mat-sys-secondary-container); color: var(--mat-sys-on-secondary-container) }
    form { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class RunPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  private readonly money = inject(MoneyPipe);
  protected readonly session = inject(Session);
  readonly paymentRunId = input.required<string>();
  /** In the address of whoever was sent to sign in again, and came back. */
  readonly again = input<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly bankReference = new FormControl('', { nonNullable: true, validators: [Validators.required] });
  private readonly path = computed(() => ({ paymentRunId: this.paymentRunId() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/payments/runs/{paymentRunId}', { path: params }) });
  protected readonly run = computed(() => this.read.value()?.value);
  protected readonly collects = computed(() => this.run()?.direction === 'Collect');
  protected readonly checks = reading({
    params: () => (this.run()?.state === 'Prepared' ? { path: this.path(), version: this.run()?.version } : undefined),
    stream: ({ params }) => this.api.get('/api/v1/payments/runs/{paymentRunId}/checks', { path: params.path }),
  });
  protected readonly releasable = computed(() => this.checks.value()?.every((it) => it.problem === null) ?? false);
  /** There is a file that may reach the bank. */
  protected readonly fetchable = computed(() => !!this.run()?.fileHash && ['Written', 'Sent'].includes(this.run()!.state) && !this.leaving());
  /** The house is about to put the file into the bank's folder. */
  protected readonly leaving = computed(() => this.run()?.state === 'Written' && !!this.run()!.delivery);
  /** A person says that the bank has the file: who fetched it and handed it over, or who asked the bank about a file that the house lost sight of. */
  protected readonly saidByHand = computed(() => {
    const run = this.run();
    return (run?.state === 'Written' && !!run.fetchedAt && !run.delivery) || (run?.state === 'Stopped' && run.delivery === 'Unclear');
  });
  protected readonly cancellable = computed(() => {
    const run = this.run();
    // A file may be with the bank: who says that it is not, may release money.
    return !!run && this.session.can('payment:prepare') && (!run.fileHash || this.session.can('payment:release')) && run.delivery !== 'Leaving' && ['Prepared', 'Released', 'Written', 'Stopped'].includes(run.state);
  });
  protected readonly news = signal(0);
  /** Whether a bank can have told of it. */
  protected readonly told = computed(() => ['Written', 'Sent', 'Stopped'].includes(this.run()?.state ?? ''));
  protected readonly payments = this.api.listed('/api/v1/payments/runs/{paymentRunId}/payments', 'run-payments', { path: () => this.path(), row: (it) => ({ ...it, id: it.paymentId }) });
  protected readonly filters = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'money.run.paymentStates', values: ['Prepared', 'Released', 'Sending', 'Uncertain', 'Sent', 'Settled', 'Returned', 'Rejected', 'Cancelled'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'position', text: 'money.run.position', number: true, grow: 0.4 },
    { key: 'payeeName', text: 'money.instruction.payee', grow: 2 },
    { key: 'payeeMask', text: 'money.payee.account', sort: null, grow: 0.8 },
    { key: 'amount', text: 'calls.amount', number: true, grow: 1.3 },
    { key: 'state', text: 'calls.state' },
    { key: 'valueDate', text: 'money.valueDate', sort: null },
    { key: 'text', text: 'money.event.said', sort: null, grow: 1.5 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      // Its payments move with it.
      this.read.value();
      untracked(() => this.payments.again());
    });
    inject(Live).of('payments.').pipe(takeUntilDestroyed()).subscribe(() => this.readAgain());
    follow(this.read, ({ value: run }) => (run.state === 'Written' && !!run.delivery) || ['Released', 'Sending'].includes(run.state));
  }

  /** What banks told, too. */
  protected readAgain(): void {
    this.read.reload();
    this.news.update((n) => n + 1);
  }

  protected release(): void {
    const seen = this.seen();
    this.asked('release', false).subscribe(() => this.write(this.api.post('/api/v1/payments/runs/{paymentRunId}/release', seen)));
  }

  protected resume(): void {
    const seen = this.seen();
    // Of a file that the house lost sight of this says that the bank has not got it: it is delivered again, whole.
    this.asked(this.run()!.delivery === 'Unclear' ? 'resumeLost' : 'resume', false).subscribe(() => this.write(this.api.post('/api/v1/payments/runs/{paymentRunId}/resume', seen)));
  }

  protected cancel(): void {
    const [seen, { state, fileHash }] = [this.seen(), this.run()!];
    // What was written is taken back too, of a stopped run as well.
    const what = fileHash ? 'cancelWritten' : state === 'Stopped' ? 'cancelStopped' : 'cancel';
    this.asked(what, true).subscribe((reason) => this.write(this.api.post('/api/v1/payments/runs/{paymentRunId}/cancel', { ...seen, body: { reason } })));
  }

  protected deliver(): void {
    this.write(this.api.post('/api/v1/payments/runs/{paymentRunId}/delivery', { ...this.seen(), body: { bankReference: this.bankReference.value } }));
  }

  protected fetch(): void {
    this.doing.run(this.api.download('/api/v1/payments/runs/{paymentRunId}/file', { path: this.path() }), ({ blob, name }) => {
      save(blob, name);
      this.read.reload();
    });
  }

  /** The run as it is shown when somebody begins to decide: what is decided is done to that version alone. */
  private seen(): { readonly path: { paymentRunId: string }; readonly etag: string | null | undefined } {
    return { path: this.path(), etag: this.read.value()?.etag };
  }

  private asked(what: keyof typeof DEBITS, reason: boolean): Observable<string> {
    const { count, fundName, amount } = this.run()!;
    const text = (key: string): string => this.texts.of(`money.run.${this.collects() && key === 'Text' ? DEBITS[what] : `${what}${key}`}`, { count, fund: fundName, amount: this.money.transform(amount, 'code') });
    return this.confirm.ask({ title: text('Title'), text: text('Text'), yes: text('Yes'), reason });
  }

  /** Does it; whoever signed in too long ago is sent to do so again, and comes back to this page. */
  private write(work: Observable<unknown>): void {
    this.doing.run(work, () => {
      this.read.reload();
      void this.router.navigate([], { queryParams: { again: null }, queryParamsHandling: 'merge', replaceUrl: true });
    }, () => {
      if (this.doing.refusal()?.code === STEP_UP) this.session.signInAgain(`/payments/runs/${this.paymentRunId()}?again=1`);
      else if (!this.doing.overtaken()) this.checks.reload();
    });
  }
}
