import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, everyPage, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { keepDraft } from '../shared/draft';
import { Texts } from '../shared/texts';

type Mandate = Schemas['MandateView'];

const LEAST_EVIDENCE = 10;
const AT_ONCE = 500;

/** What an investor agreed to: the mandates under which his calls are debited, and the way of each: entered, confirmed by a second person, ended. */
@Component({
  selector: 'app-mandates',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MomentPipe, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <p>{{ 'money.mandate.way' | transloco }}</p>
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'money.mandate.none' | transloco" (again)="list.again()">
      <ui-grid name="mandates" [filters]="filters()" [label]="'money.mandate.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="signedOn" let-it>{{ it.signedOn | day }}</ng-template>
        <ng-template uiCell="fundId" let-it>{{ it.fundId ? fundName(it.fundId) : ('money.mandate.everyFund' | transloco) }}</ng-template>
        <ng-template uiCell="mask" let-it>{{ it.mask.slice(-6) }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'money.mandate.states.' + it.state | transloco }}@if (it.endedAt) { · {{ it.endedAt | moment }} }@if (it.reason) { · {{ it.reason }} }</ng-template>
        <ng-template uiCell="acts" let-it>
          @if (it.state === 'Entered' && it.enteredBy !== session.profile()?.id && session.can('account:confirm')) {
            <button mat-button type="button" [disabled]="doing.busy()" (click)="decide(it, true)" [attr.aria-label]="'money.mandate.confirmOf' | transloco: { reference: it.reference }">{{ 'bank.confirm' | transloco }}</button>
            <button mat-button type="button" [disabled]="doing.busy()" (click)="decide(it, false)" [attr.aria-label]="'money.mandate.rejectOf' | transloco: { reference: it.reference }">{{ 'bank.reject' | transloco }}</button>
          }
          @if ((it.state === 'Entered' || it.state === 'Standing') && session.can('account:write')) {
            <button mat-button type="button" [disabled]="doing.busy()" (click)="revoke(it)" [attr.aria-label]="'money.mandate.endOf' | transloco: { reference: it.reference }">{{ 'money.mandate.end' | transloco }}</button>
          }
        </ng-template>
      </ui-grid>
    </ui-state>
    @if (session.can('account:write') && canBeDebited()) {
      <ui-state [of]="funds" [read]="problemOf" (again)="funds.reload()">
        <form [formGroup]="form" (ngSubmit)="enter()">
          <h3>{{ 'money.mandate.enter' | transloco }}</h3>
          <mat-form-field><mat-label>{{ 'money.mandate.reference' | transloco }}</mat-label><input matInput formControlName="reference" maxlength="35" autocomplete="off" /><mat-hint>{{ 'money.mandate.referenceHint' | transloco }}</mat-hint></mat-form-field>
          <mat-form-field><mat-label>{{ 'money.mandate.signedOn' | transloco }}</mat-label><input matInput type="date" formControlName="signedOn" /></mat-form-field>
          <mat-form-field>
            <mat-label>{{ 'money.mandate.for' | transloco }}</mat-label>
            <mat-select formControlName="fundId">
              <mat-option value="">{{ 'money.mandate.everyFund' | transloco }}</mat-option>
              @for (fund of funds.value(); track fund.id) { <mat-option [value]="fund.id">{{ fund.name }}</mat-option> }
            </mat-select>
          </mat-form-field>
          <mat-form-field><mat-label>{{ 'money.mandate.evidence' | transloco }}</mat-label><textarea matInput formControlName="evidence" rows="2" maxlength="500"></textarea><mat-hint>{{ 'money.payee.evidenceHint' | transloco }}</mat-hint></mat-form-field>
          <button mat-stroked-button type="submit" [disabled]="!valid() || doing.busy()">{{ 'money.mandate.save' | transloco }}</button>
        </form>
      </ui-state>
    }
  `,
  styles: `
    form { display: flex; flex-direction: column; gap: 0.5rem; max-width: 36rem; align-items: flex-start; margin-top: 1rem }
    mat-form-field { width: 100% }
    h3 { font: var(--mat-sys-title-small); margin: 0 }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class Mandates {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly investorId = input.required<string>();
  /** The account that a mandate entered here is for. */
  readonly payeeAccountId = input.required<string>();
  /** Whether that account stands, or may come to. */
  readonly canBeDebited = input.required<boolean>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  /** Of one mandate: the form stays for the next. */
  private key = crypto.randomUUID();
  protected readonly funds = reading({ stream: () => everyPage((cursor) => this.api.list('/api/v1/funds', { query: { cursor, size: AT_ONCE } })) });
  protected readonly list = this.api.listed('/api/v1/payments/mandates', 'mandates', { query: () => ({ investorId: this.investorId() }), row: (it) => ({ ...it, id: it.mandateId }) });
  protected readonly filters = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'money.mandate.states', values: ['Entered', 'Standing', 'Rejected', 'Revoked', 'Stopped'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'reference', text: 'money.mandate.reference', grow: 1.4 },
    { key: 'signedOn', text: 'money.mandate.signedOn' },
    { key: 'fundId', text: 'money.mandate.for', sort: null, grow: 1.4 },
    { key: 'mask', text: 'money.payee.account', sort: null, grow: 0.8 },
    { key: 'state', text: 'calls.state', grow: 2 },
    { key: 'acts', text: 'money.mandate.acts', sort: null, file: null, grow: 1.6 },
  ]);
  protected readonly form = new FormGroup({
    reference: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    signedOn: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    fundId: new FormControl('', { nonNullable: true }),
    evidence: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.minLength(LEAST_EVIDENCE)] }),
  });
  private readonly kept = keepDraft(this.form, () => `mandate.${this.payeeAccountId()}`);
  private readonly status = toSignal(this.form.statusChanges, { initialValue: this.form.status });
  protected readonly valid = computed(() => this.status() === 'VALID');

  constructor() {
    effect(() => {
      this.investorId();
      untracked(() => this.list.again());
    });
    inject(Live).of('payments.mandate').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  protected fundName(fundId: string): string {
    return this.funds.value()?.find((fund) => fund.id === fundId)?.name ?? '';
  }

  protected enter(): void {
    const { fundId, ...said } = this.form.getRawValue();
    const body = { ...said, payeeAccountId: this.payeeAccountId(), fundId: fundId || null };
    this.doing.run(this.api.post('/api/v1/payments/investors/{investorId}/mandates', { path: { investorId: this.investorId() }, body, key: this.key }), () => {
      this.key = crypto.randomUUID();
      this.form.reset();
      this.kept.forget();
      this.list.again();
    });
  }

  protected decide(mandate: Mandate, confirm: boolean): void {
    this.asked(confirm ? 'confirm' : 'reject', mandate, !confirm, confirm ? 'bank.confirm' : 'bank.reject', (reason) =>
      this.doing.run(this.api.post('/api/v1/payments/mandates/{mandateId}/decision', { path: { mandateId: mandate.mandateId }, etag: `"${mandate.version}"`, body: { confirm, reason: reason || null } }), () => this.list.again(), () => this.list.again()));
  }

  protected revoke(mandate: Mandate): void {
    this.asked('end', mandate, true, 'money.mandate.end', (reason) =>
      this.doing.run(this.api.post('/api/v1/payments/mandates/{mandateId}/revocation', { path: { mandateId: mandate.mandateId }, etag: `"${mandate.version}"`, body: { reason } }), () => this.list.again(), () => this.list.again()));
  }

  private asked(what: 'confirm' | 'reject' | 'end', mandate: Mandate, reason: boolean, yes: string, then: (reason: string) => void): void {
    const text = (key: string): string => this.texts.of(`money.mandate.${what}${key}`, { reference: mandate.reference, name: mandate.investorName });
    this.confirm.ask({ title: text('Title'), text: text('Text'), yes: this.texts.of(yes), reason }).subscribe(then);
  }
}
