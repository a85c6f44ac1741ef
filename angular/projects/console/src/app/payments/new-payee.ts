import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, ValidatorFn, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing } from '@api';
import { PageTitle } from '@ui';
import { ACCOUNT_NUMBERS, keepChoice, keepDraft } from '../shared/draft';
import { Investor, InvestorChoice } from '../shared/investor-choice';

function text(...validators: ValidatorFn[]): FormControl<string> {
  return new FormControl('', { nonNullable: true, validators });
}

/** Enters an investor's bank account. It is paid to only when it was verified, confirmed by somebody else, and cooled off. */
@Component({
  selector: 'app-new-payee',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [InvestorChoice, MatButton, MatCheckbox, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, PageTitle, ReactiveFormsModule, TranslocoPipe],
  template: `
    <ui-page-title [title]="'money.payee.enter' | transloco" [crumbs]="[{ label: 'nav.payments' | transloco, link: '/payments' }, { label: 'money.payees' | transloco, link: '/payments/payees' }]" />
    <p>{{ 'money.payee.way' | transloco }}</p>
    <form [formGroup]="form" (ngSubmit)="enter()">
      <app-investor-choice [one]="true" [(chosen)]="investor" />
      <mat-form-field subscriptSizing="dynamic">
        <mat-label>{{ 'money.payee.kind' | transloco }}</mat-label>
        <mat-select formControlName="kind">
          @for (kind of kinds; track kind) { <mat-option [value]="kind">{{ 'money.kinds.' + kind | transloco }}</mat-option> }
        </mat-select>
        <mat-hint>{{ 'money.payee.kindHint' | transloco }}</mat-hint>
      </mat-form-field>
      @for (field of fields; track field.key) {
        <mat-form-field><mat-label>{{ field.text | transloco }}</mat-label><input matInput [formControlName]="field.key" maxlength="140" autocomplete="off" />@if (field.hint) { <mat-hint>{{ field.hint | transloco }}</mat-hint> }</mat-form-field>
      }
      <mat-checkbox formControlName="isPerson">{{ 'money.payee.isPerson' | transloco }}</mat-checkbox>
      <mat-checkbox formControlName="isSavings">{{ 'money.payee.isSavings' | transloco }}</mat-checkbox>
      @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
      <div><button mat-flat-button type="submit" [disabled]="form.invalid || !investor().length || doing.busy()">{{ 'money.payee.save' | transloco }}</button></div>
    </form>
  `,
  styles: `
    form { display: flex; flex-direction: column; gap: 0.5rem; max-width: 36rem; align-items: stretch }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class NewPayee {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  protected readonly doing = new Doing();
  /** One, or nobody yet. */
  protected readonly investor = signal<readonly Investor[]>([]);
  protected readonly kinds = ['Distribution', 'CarriedInterest', 'Collection'] as const;
  protected readonly fields = [
    { key: 'holder', text: 'bank.holder', hint: '' }, { key: 'bank', text: 'bank.bankName', hint: '' }, { key: 'iban', text: 'bank.iban', hint: 'bank.or' }, { key: 'accountNumber', text: 'bank.number', hint: '' },
    { key: 'routingNumber', text: 'bank.routing', hint: '' }, { key: 'bic', text: 'bank.bic', hint: '' }, { key: 'street', text: 'money.payee.street', hint: 'money.payee.addressHint' },
    { key: 'building', text: 'money.payee.building', hint: '' }, { key: 'postCode', text: 'money.payee.postCode', hint: '' }, { key: 'town', text: 'money.payee.town', hint: '' }, { key: 'country', text: 'money.payee.country', hint: 'money.payee.countryHint' },
  ] as const;
  protected readonly form = new FormGroup({
    kind: new FormControl<(typeof this.kinds)[number]>('Distribution', { nonNullable: true }),
    holder: text(Validators.required), bank: text(Validators.required), iban: text(), accountNumber: text(), routingNumber: text(), bic: text(),
    street: text(), building: text(), postCode: text(), town: text(), country: text(),
    isPerson: new FormControl(false, { nonNullable: true }),
    isSavings: new FormControl(false, { nonNullable: true }),
  });

  private readonly kept = [keepDraft(this.form, 'payee', ACCOUNT_NUMBERS), keepChoice(this.investor, 'payee.investor')];

  protected enter(): void {
    const { holder, bank, kind, isPerson, isSavings, ...texts } = this.form.getRawValue();
    const { street, building, postCode, town, country, ...numbers } = Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, value.trim() || null])) as Record<keyof typeof texts, string | null>;
    const address = street || building || postCode || town || country ? { street, building, postCode, town, country } : null;
    this.doing.run(this.api.post('/api/v1/payments/investors/{investorId}/accounts', { path: { investorId: this.investor()[0]!.investorId }, body: { holder, bank, kind, isPerson, isSavings, ...numbers, address }, key: this.doing.key }), ({ account }) => {
      for (const draft of this.kept) draft.forget();
      void this.router.navigate(['/payments/payees', account.payeeAccountId]);
    });
  }
}
