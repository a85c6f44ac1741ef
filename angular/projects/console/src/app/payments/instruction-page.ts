import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, MoneyPipe, PageTitle, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Texts } from '../shared/texts';

/** One payment that a distribution has to make, or one debit of a call; saying by hand that the bank made it. */
@Component({
  selector: 'app-instruction-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MatFormField, MatHint, MatInput, MatLabel, MomentPipe, MoneyPipe, PageTitle, ReactiveFormsModule, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="it()?.payeeName ?? ''" [crumbs]="[{ label: 'nav.payments' | transloco, link: '/payments' }, { label: 'money.instructions' | transloco, link: '/payments/instructions' }]" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (it(); as i) {
        <dl class="cards">
          <div class="card"><dt>{{ 'calls.amount' | transloco }}</dt><dd>{{ i.amount | money: 'code' }}</dd></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'money.instruction.states.' + i.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'money.payee.kind' | transloco }}</dt><dd>{{ 'money.kinds.' + i.kind | transloco }}</dd></div>
          <div class="card"><dt>{{ 'distributions.paymentDate' | transloco }}</dt><dd>{{ i.paymentDate | day }}</dd></div>
          <div class="card"><dt>{{ 'money.instruction.reference' | transloco }}</dt><dd>{{ i.reference }}</dd></div>
          <div class="card"><dt>{{ 'money.instruction.attempt' | transloco }}</dt><dd>{{ i.attempt }}</dd></div>
          @if (i.settledAt) {
            <div class="card"><dt>{{ 'money.valueDate' | transloco }}</dt><dd>{{ i.valueDate | day }}</dd></div>
            <div class="card"><dt>{{ 'money.bankReference' | transloco }}</dt><dd>{{ i.bankReference ?? '–' }}</dd></div>
          }
        </dl>
        @if (i.settledAt) { <p>{{ 'money.instruction.settledBy' | transloco: { name: i.settledByName, at: (i.settledAt | moment) } }}</p> }
        @if (i.cancelledAt) { <p>{{ 'money.instruction.cancelledAt' | transloco }} {{ i.cancelledAt | moment }}</p> }
        <p class="ways">
          @if (i.callId) { <a [routerLink]="['/funds', i.fundId, 'capital-calls', i.callId]">{{ 'money.instruction.toCall' | transloco }}</a> }
          @else { <a [routerLink]="['/funds', i.fundId, 'distributions', i.distributionId]">{{ 'money.instruction.toDistribution' | transloco }}</a> }
          @if (session.can('payment:read')) { <a [routerLink]="['/payments', 'funds', i.fundId]">{{ 'money.bank.title' | transloco }}</a> }
        </p>
        @if (doing.refusal(); as problem) {
          <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }} @if (doing.overtaken()) { <button mat-button type="button" (click)="doing.readAgain(read)">{{ 'hurts.readAgain' | transloco }}</button> }</p>
        }
        @if (session.can('payment:settle') && (i.state === 'Prepared' || i.state === 'Paying')) {
          <section class="section" aria-labelledby="settle">
            <h2 id="settle">{{ 'money.instruction.settle' | transloco }}</h2>
            <p>{{ (i.state === 'Prepared' ? 'money.instruction.settleWhen' : 'money.instruction.settleSent') | transloco }}</p>
            <form [formGroup]="form" (ngSubmit)="settle(i.payeeName)">
              <mat-form-field><mat-label>{{ 'money.valueDate' | transloco }}</mat-label><input matInput type="date" formControlName="valueDate" required /></mat-form-field>
              <mat-form-field><mat-label>{{ 'money.bankReference' | transloco }}</mat-label><input matInput formControlName="bankReference" maxlength="140" autocomplete="off" required /><mat-hint>{{ 'money.instruction.referenceHint' | transloco }}</mat-hint></mat-form-field>
              <button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'money.instruction.settleYes' | transloco }}</button>
            </form>
          </section>
        }
      }
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .ways { display: flex; gap: 1.5rem; flex-wrap: wrap }
    form { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline; max-width: 48rem }
    mat-form-field { flex: 1 1 14rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class InstructionPage {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly instructionId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ instructionId: this.instructionId() }));
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/payments/instructions/{instructionId}', { path: params }) });
  protected readonly it = computed(() => this.read.value()?.value);
  protected readonly form = new FormGroup({
    valueDate: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    bankReference: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
  });

  constructor() {
    inject(Live).of('payments.').pipe(takeUntilDestroyed()).subscribe(() => this.read.reload());
  }

  /** The book takes the payment up at once, so it is asked first. */
  protected settle(name: string): void {
    const text = (key: string): string => this.texts.of(`money.instruction.${key}`, { name });
    const seen = { path: this.path(), body: this.form.getRawValue(), etag: this.read.value()?.etag };
    this.confirm.ask({ title: text('settleTitle'), text: text('settleText'), yes: text('settleYes') }).subscribe(() =>
      this.doing.run(this.api.post('/api/v1/payments/instructions/{instructionId}/settle', seen), () => this.read.reload()));
  }
}
