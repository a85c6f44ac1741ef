import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { ACCOUNT_NUMBERS, keepDraft } from '../shared/draft';
import { Texts } from '../shared/texts';

type Account = Schemas['AccountView'];

/** The bank account into which a fund's calls are paid: the one in use, one that waits for a second person, and all there were. */
@Component({
  selector: 'app-receiving-account',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MatFormField, MatHint, MatInput, MatLabel, MomentPipe, PageTitle, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'bank.title' | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? '', link: ['/funds', fundId()] }]" />
    <ui-state [of]="account" [read]="problemOf" (again)="account.reload()">
      @if (account.value()?.value; as a) {
        @for (part of shown(); track part.title) {
          <section class="section" [attr.aria-label]="part.title | transloco">
            <h2>{{ part.title | transloco }}</h2>
            @if (part.account; as it) {
              <dl class="account">
                <dt>{{ 'bank.holder' | transloco }}</dt><dd>{{ it.holder }}</dd>
                <dt>{{ 'bank.bankName' | transloco }}</dt><dd>{{ it.bank }}</dd>
                @if (it.iban) { <dt>{{ 'bank.iban' | transloco }}</dt><dd class="code">{{ it.iban }}</dd> }
                @if (it.accountNumber) { <dt>{{ 'bank.number' | transloco }}</dt><dd class="code">{{ it.accountNumber }}</dd> }
                @if (it.routingNumber) { <dt>{{ 'bank.routing' | transloco }}</dt><dd class="code">{{ it.routingNumber }}</dd> }
                @if (it.bic) { <dt>{{ 'bank.bic' | transloco }}</dt><dd class="code">{{ it.bic }}</dd> }
                <dt>{{ 'bank.reference' | transloco }}</dt><dd>{{ it.referenceRule }}</dd>
              </dl>
              <p class="small">{{ 'bank.by' | transloco: { name: it.proposedByName, at: (it.proposedAt | moment) } }}@if (it.decidedByName) { · {{ 'bank.decidedBy' | transloco: { name: it.decidedByName, at: (it.decidedAt | moment) } }} }</p>
              @if (it.masked) { <p class="small">{{ 'bank.masked' | transloco }}</p> }
            } @else { <p>{{ 'bank.none' | transloco }}</p> }
          </section>
        }
        @if (a.waiting; as waiting) {
          @if (waiting.proposedBy === session.profile()?.id) { <p>{{ 'bank.own' | transloco }}</p> }
          @else if (session.can('account:confirm')) {
            <p>{{ 'bank.compare' | transloco }}</p>
            <div class="decide">
              <button mat-flat-button type="button" [disabled]="deciding.busy()" (click)="confirmIt(waiting)">{{ 'bank.confirm' | transloco }}</button>
              <mat-form-field><mat-label>{{ 'bank.reason' | transloco }}</mat-label><input matInput [formControl]="reason" maxlength="500" /></mat-form-field>
              <button mat-stroked-button type="button" [disabled]="deciding.busy() || reason.invalid" (click)="decide(waiting, false)">{{ 'bank.reject' | transloco }}</button>
            </div>
          }
        }
        @if (deciding.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
        @if (session.can('account:write')) {
          <section class="section" aria-labelledby="enter">
            <h2 id="enter">{{ 'bank.enter' | transloco }}</h2>
            <form [formGroup]="form" (ngSubmit)="enter()">
              @for (field of fields; track field.key) {
                <mat-form-field><mat-label>{{ field.text | transloco }}</mat-label><input matInput [formControlName]="field.key" maxlength="140" autocomplete="off" />@if (field.hint) { <mat-hint>{{ field.hint | transloco }}</mat-hint> }</mat-form-field>
              }
              @if (entering.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
              <button mat-flat-button type="submit" [disabled]="form.invalid || entering.busy()">{{ 'bank.submit' | transloco }}</button>
            </form>
          </section>
        }
      }
    </ui-state>
    <section class="section" aria-labelledby="history">
      <h2 id="history">{{ 'bank.history' | transloco }}</h2>
      <ui-state [of]="history" [read]="problemOf" [empty]="history.isEmpty()" [emptyText]="'bank.none' | transloco" (again)="history.again()">
        <ui-grid name="accounts" [filters]="filters()" [label]="'bank.history' | transloco" [columns]="columns()" [of]="history">
          <ng-template uiCell="state" let-it>{{ 'bank.states.' + it.state | transloco }}</ng-template>
          <ng-template uiCell="iban" let-it><span class="code">{{ it.iban ?? it.accountNumber }}</span></ng-template>
          <ng-template uiCell="proposedAt" let-it>{{ it.proposedAt | moment }}</ng-template>
        </ui-grid>
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .account { display: grid; grid-template-columns: minmax(8rem, auto) minmax(0, 1fr); gap: 0.375rem 1rem }
    dt { color: var(--mat-sys-on-surface-variant) }
    dd { margin: 0; overflow-wrap: anywhere }
    .code { font-family: monospace; overflow-wrap: anywhere }
    form { display: flex; flex-direction: column; gap: 0.5rem; max-width: 30rem; align-items: stretch }
    .decide { display: flex; gap: 0.75rem; align-items: flex-start; flex-wrap: wrap }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class ReceivingAccount {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly entering = new Doing();
  protected readonly deciding = new Doing();
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly account = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/payments/funds/{fundId}/receiving-account', { path: params }) });
  protected readonly history = this.api.listed('/api/v1/payments/funds/{fundId}/receiving-account/history', 'accounts', { path: this.path, row: (it) => ({ ...it, id: it.accountId }) });
  protected readonly filters = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'bank.states', values: ['Waiting', 'Standing', 'Replaced', 'Rejected', 'Overtaken'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'number', text: 'bank.version', number: true, grow: 0.5 },
    { key: 'state', text: 'calls.state' },
    { key: 'holder', text: 'bank.holder', grow: 1.4 },
    { key: 'bank', text: 'bank.bankName', grow: 1.4 },
    { key: 'iban', text: 'bank.number', sort: null, grow: 1.6 },
    { key: 'proposedByName', text: 'bank.enteredBy', grow: 1.2 },
    { key: 'proposedAt', text: 'bank.enteredAt', grow: 1.3 },
    { key: 'reason', text: 'bank.because', sort: null, grow: 1.4 },
  ]);
  protected readonly shown = computed(() => {
    const both = this.account.value()?.value;
    return [{ title: 'bank.standing', account: both?.standing }, ...(both?.waiting ? [{ title: 'bank.waiting', account: both.waiting }] : [])];
  });
  protected readonly fields = [
    { key: 'holder', text: 'bank.holder', hint: '' }, { key: 'bank', text: 'bank.bankName', hint: '' }, { key: 'iban', text: 'bank.iban', hint: 'bank.or' }, { key: 'accountNumber', text: 'bank.number', hint: '' },
    { key: 'routingNumber', text: 'bank.routing', hint: '' }, { key: 'bic', text: 'bank.bic', hint: '' }, { key: 'referenceRule', text: 'bank.reference', hint: 'bank.referenceHint' },
  ] as const;
  protected readonly form = new FormGroup({
    holder: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    bank: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    iban: new FormControl('', { nonNullable: true }),
    accountNumber: new FormControl('', { nonNullable: true }),
    routingNumber: new FormControl('', { nonNullable: true }),
    bic: new FormControl('', { nonNullable: true }),
    referenceRule: new FormControl('Call {call} {investor}', { nonNullable: true, validators: [Validators.required] }),
  });
  protected readonly reason = new FormControl('', { nonNullable: true, validators: [Validators.required] });
  private readonly kept = keepDraft(this.form, () => `receiving-account.${this.fundId()}`, ACCOUNT_NUMBERS);
  private readonly key = signal(crypto.randomUUID());

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.history.again());
    });
    inject(Live).of('payments.receiving_account').pipe(takeUntilDestroyed()).subscribe(() => this.again());
  }

  protected enter(): void {
    const { holder, bank, referenceRule, ...numbers } = this.form.getRawValue();
    const body = { holder, bank, referenceRule, iban: numbers.iban || null, accountNumber: numbers.accountNumber || null, routingNumber: numbers.routingNumber || null, bic: numbers.bic || null };
    this.entering.run(this.api.put('/api/v1/payments/funds/{fundId}/receiving-account', { path: this.path(), body, key: this.key(), etag: this.account.value()?.etag }), () => {
      this.form.reset();
      this.kept.forget();
      this.key.set(crypto.randomUUID());
      this.again();
    });
  }

  /** Confirms it, once that was asked: from then on investors are told to pay there. */
  protected confirmIt(account: Account): void {
    const etag = this.account.value()?.etag;
    const text = (key: string): string => this.texts.of(`bank.sure.${key}`, { bank: account.bank, fund: this.fund.value()?.name ?? '' });
    this.confirm.ask({ title: text('title'), text: text('text'), yes: this.texts.of('bank.confirm') }).subscribe(() => this.decide(account, true, etag));
  }

  protected decide({ accountId }: Account, confirm: boolean, etag = this.account.value()?.etag): void {
    const body = { confirm, reason: this.reason.value || null };
    const show = () => this.again();
    this.deciding.run(this.api.post('/api/v1/payments/funds/{fundId}/receiving-account/{accountId}/decision', { path: { ...this.path(), accountId }, body, etag }), show, show);
  }

  private again(): void {
    this.account.reload();
    this.history.again();
  }
}
