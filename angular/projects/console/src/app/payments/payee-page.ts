import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Texts } from '../shared/texts';
import { Mandates } from './mandates';

const LEAST_EVIDENCE = 10;

/** An investor's bank account: whose it is, what was done to it, and its way to be paid: verified, confirmed by a second person, cooled off. */
@Component({
  selector: 'app-payee-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Mandates, MatButton, MatFormField, MatHint, MatInput, MatLabel, MomentPipe, PageTitle, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="account()?.investorName ?? account()?.holder ?? ''" [crumbs]="[{ label: 'nav.payments' | transloco, link: '/payments' }, { label: 'money.payees' | transloco, link: '/payments/payees' }]" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (read.value()?.value; as it) {
        <dl class="cards">
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'money.payee.states.' + it.account.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'money.payee.kind' | transloco }}</dt><dd>{{ 'money.kinds.' + it.account.kind | transloco }}</dd></div>
          <div class="card"><dt>{{ 'money.payee.verifiedAt' | transloco }}</dt><dd>{{ it.account.verifiedAt | moment }}</dd></div>
          <div class="card"><dt>{{ 'money.payee.payableFrom' | transloco }}</dt><dd>{{ it.account.payableFrom | moment }}</dd></div>
        </dl>
        <section class="section" aria-labelledby="account">
          <h2 id="account">{{ 'money.payee.account' | transloco }}</h2>
          <dl class="facts">
            <dt>{{ 'bank.holder' | transloco }}</dt><dd>{{ it.account.holder }}</dd>
            <dt>{{ 'bank.bankName' | transloco }}</dt><dd>{{ it.account.bank }}</dd>
            <dt>{{ (it.iban ? 'bank.iban' : 'bank.number') | transloco }}</dt>
            <dd class="code">
              {{ whole() ? (it.iban ?? it.accountNumber) : it.account.mask }}
              @if (!it.masked) { <button mat-button type="button" [attr.aria-expanded]="whole()" (click)="whole.set(!whole())">{{ (whole() ? 'money.payee.hide' : 'money.payee.show') | transloco }}</button> }
            </dd>
            @if (it.account.routingNumber) { <dt>{{ 'bank.routing' | transloco }}</dt><dd class="code">{{ it.account.routingNumber }}</dd> }
            @if (it.account.bic) { <dt>{{ 'bank.bic' | transloco }}</dt><dd class="code">{{ it.account.bic }}</dd> }
            @if (it.account.town) { <dt>{{ 'money.payee.address' | transloco }}</dt><dd>{{ it.street }} {{ it.building }} {{ it.postCode }} {{ it.account.town }} {{ it.account.country }}</dd> }
          </dl>
          <p class="small">{{ 'bank.by' | transloco: { name: it.account.enteredByName, at: (it.account.enteredAt | moment) } }} · {{ 'money.payee.version' | transloco: { number: it.account.number } }}@if (it.masked) { · {{ 'bank.masked' | transloco }} }</p>
        </section>
        @if (doing.refusal(); as problem) {
          <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
        }
        @if (open() && session.can('account:write')) {
          <section class="section" aria-labelledby="verify">
            <h2 id="verify">{{ 'money.payee.verify' | transloco }}</h2>
            <p>{{ 'money.payee.verifyHow' | transloco }}</p>
            <form (submit)="$event.preventDefault(); verify({ connectionId: null, evidence: evidence.value })">
              <mat-form-field><mat-label>{{ 'money.payee.evidence' | transloco }}</mat-label><textarea matInput [formControl]="evidence" rows="2" maxlength="500"></textarea><mat-hint>{{ 'money.payee.evidenceHint' | transloco }}</mat-hint></mat-form-field>
              <button mat-stroked-button type="submit" [disabled]="doing.busy() || evidence.invalid">{{ 'money.payee.verified' | transloco }}</button>
            </form>
            @for (connection of verifiers(); track connection.connectionId) {
              <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="verify({ connectionId: connection.connectionId, evidence: null })">{{ 'money.payee.verifyBy' | transloco: { name: connection.name } }}</button>
            }
          </section>
        }
        @if (open() && own()) { <p>{{ 'bank.own' | transloco }}</p> }
        @else if (open() && session.can('account:confirm')) {
          <section class="section" aria-labelledby="decide">
            <h2 id="decide">{{ 'money.payee.decide' | transloco }}</h2>
            <p>{{ (it.account.state === 'Verified' ? 'money.payee.compare' : 'money.payee.firstVerify') | transloco }}</p>
            <div class="acts">
              <button mat-flat-button type="button" [disabled]="doing.busy() || it.account.state !== 'Verified'" (click)="confirmIt()">{{ 'bank.confirm' | transloco }}</button>
              <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="reject()">{{ 'bank.reject' | transloco }}</button>
            </div>
          </section>
        }
        <section class="section" aria-labelledby="mandates">
          <h2 id="mandates">{{ 'money.mandate.title' | transloco }}</h2>
          <app-mandates [investorId]="it.account.investorId" [payeeAccountId]="payeeAccountId()" [canBeDebited]="debitable()" />
        </section>
        <section class="section" aria-labelledby="steps">
          <h2 id="steps">{{ 'money.payee.steps' | transloco }}</h2>
          <ol>
            <li>{{ 'money.payee.kindsOfStep.Entered' | transloco }} · {{ it.account.enteredByName }}, {{ it.account.enteredAt | moment }}</li>
            @for (step of it.steps; track $index) { <li>{{ 'money.payee.kindsOfStep.' + step.kind | transloco }} · {{ step.byName }}, {{ step.at | moment }}@if (step.nameScore !== null) { · {{ 'money.payee.nameScore' | transloco: { score: step.nameScore } }} }@if (step.text) { · {{ step.text }} }</li> }
          </ol>
        </section>
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .facts { display: grid; grid-template-columns: minmax(8rem, auto) minmax(0, 1fr); gap: 0.375rem 1rem; align-items: baseline }
    dt { color: var(--mat-sys-on-surface-variant) }
    dd { margin: 0; overflow-wrap: anywhere }
    .code { font-family: monospace }
    form { display: flex; flex-direction: column; gap: 0.75rem; max-width: 36rem; align-items: flex-start; margin-bottom: 0.75rem }
    mat-form-field { width: 100% }
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .alert { color: var(--mat-sys-error) }
    li { margin: 0.25rem 0 }
  `,
})
export class PayeePage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly payeeAccountId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ payeeAccountId: this.payeeAccountId() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/payments/payee-accounts/{payeeAccountId}', { path: params }) });
  protected readonly account = computed(() => this.read.value()?.value.account);
  private readonly connections = reading({ stream: () => this.api.get('/api/v1/payments/connections', {}) });
  protected readonly verifiers = computed(() => this.connections.value()?.filter((c) => c.capabilities.includes('verifyAccount')) ?? []);
  /** Nobody has decided on it. */
  protected readonly open = computed(() => ['Entered', 'Verified'].includes(this.account()?.state ?? ''));
  /** It stands, or may come to. */
  protected readonly debitable = computed(() => ['Entered', 'Verified', 'CoolingOff', 'Standing'].includes(this.account()?.state ?? ''));
  protected readonly own = computed(() => this.read.value()?.value.enteredBy === this.session.profile()?.id);
  /** Whether its number stands whole on the page; hidden again with another account. */
  protected readonly whole = linkedSignal({ source: this.payeeAccountId, computation: () => false });
  protected readonly evidence = new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.minLength(LEAST_EVIDENCE)] });

  constructor() {
    inject(Live).of('payments.payee').pipe(takeUntilDestroyed()).subscribe(({ what, data }) => {
      if (what === '*' || data['investorId'] === this.account()?.investorId) this.read.reload();
    });
  }

  protected verify(body: { readonly connectionId: string | null; readonly evidence: string | null }): void {
    this.doing.run(this.api.post('/api/v1/payments/payee-accounts/{payeeAccountId}/verification', { ...this.seen(), body }), () => {
      this.evidence.reset();
      this.read.reload();
    });
  }

  /** Confirms it, once that was asked: from the end of its cooling-off on money goes there. */
  protected confirmIt(): void {
    const text = (key: string): string => this.texts.of(`money.payee.${key}`, { name: this.account()?.holder, mask: this.account()?.mask });
    const seen = this.seen();
    this.confirm.ask({ title: text('confirmTitle'), text: text('confirmText'), yes: this.texts.of('bank.confirm') }).subscribe(() => this.decide(true, null, seen));
  }

  protected reject(): void {
    const text = (key: string): string => this.texts.of(`money.payee.${key}`, { name: this.account()?.holder });
    const seen = this.seen();
    this.confirm.ask({ title: text('rejectTitle'), text: text('rejectText'), yes: this.texts.of('bank.reject'), reason: true }).subscribe((reason) => this.decide(false, reason, seen));
  }

  /** @param seen The account as it was shown when somebody began to decide. */
  protected decide(confirm: boolean, reason: string | null, seen = this.seen()): void {
    this.doing.run(this.api.post('/api/v1/payments/payee-accounts/{payeeAccountId}/decision', { ...seen, body: { confirm, reason } }), () => this.read.reload());
  }

  private seen(): { readonly path: { payeeAccountId: string }; readonly etag: string | null | undefined } {
    return { path: this.path(), etag: this.read.value()?.etag };
  }
}
