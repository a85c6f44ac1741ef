import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing } from '@api';
import { UserLocale } from '@ui';
import { AmountField } from '@ui/amount';
import { keepDraft } from '../shared/draft';
import { AMOUNT } from './amount';

/** Records what was paid for an investment: a new one, or more of one that is held. */
@Component({
  selector: 'app-new-investment',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AmountField, MatButton, MatError, MatFormField, MatInput, MatLabel, MatOption, MatSelect, ReactiveFormsModule, TranslocoPipe],
  template: `
    <form [formGroup]="form" (ngSubmit)="buy()">
      <h2>{{ 'flows.buy' | transloco }}</h2>
      <div class="fields">
        <mat-form-field>
          <mat-label>{{ 'flows.bought' | transloco }}</mat-label>
          <mat-select formControlName="dealId">
            <mat-option value="">{{ 'flows.newInvestment' | transloco }}</mat-option>
            @for (deal of held(); track deal.dealId) { <mat-option [value]="deal.dealId">{{ deal.name }}</mat-option> }
          </mat-select>
        </mat-form-field>
        @if (!form.value.dealId) { <mat-form-field><mat-label>{{ 'flows.investmentName' | transloco }}</mat-label><input matInput formControlName="name" maxlength="200" autocomplete="off" /></mat-form-field> }
        <mat-form-field><mat-label>{{ 'flows.boughtOn' | transloco }}</mat-label><input matInput type="date" formControlName="date" required /></mat-form-field>
        <mat-form-field><mat-label>{{ 'flows.paid' | transloco }}</mat-label><input matInput uiAmount formControlName="cost" /><mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error></mat-form-field>
        <button mat-flat-button type="submit" [disabled]="form.invalid || !(form.value.dealId || form.value.name?.trim()) || doing.busy()">{{ 'flows.recordInvestment' | transloco }}</button>
      </div>
      @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    </form>
  `,
  styles: `
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    mat-form-field { flex: 1 1 12rem }
    .alert { color: var(--mat-sys-error) }
    h2 { font: var(--mat-sys-title-medium) }
  `,
})
export class NewInvestment {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  /** What more can be bought of. */
  readonly held = input.required<readonly { readonly dealId: string; readonly name: string }[]>();
  /** Its name, when it stands in the book. */
  readonly recorded = output<string>();
  protected readonly doing = new Doing();
  protected readonly form = new FormGroup({
    dealId: new FormControl('', { nonNullable: true }),
    name: new FormControl('', { nonNullable: true }),
    date: new FormControl(inject(UserLocale).today(), { nonNullable: true, validators: [Validators.required] }),
    cost: new FormControl('', { nonNullable: true, validators: [Validators.required, AMOUNT] }),
  });

  private readonly kept = keepDraft(this.form, () => `investment.${this.fundId()}`);

  /** Both are of one attempt: whoever sends it again buys it once. */
  private attempt = { key: crypto.randomUUID(), dealId: crypto.randomUUID() };

  protected buy(): void {
    const { dealId, name, ...rest } = this.form.getRawValue();
    const bought = this.held().find((deal) => deal.dealId === dealId) ?? { dealId: this.attempt.dealId, name: name.trim() };
    const body = { dealId: bought.dealId, name: bought.name, ...rest, currency: null, via: null };
    this.doing.run(this.api.post('/api/v1/funds/{fundId}/investments', { path: { fundId: this.fundId() }, body, key: this.attempt.key }), (answer) => {
      this.attempt = { key: crypto.randomUUID(), dealId: crypto.randomUUID() };
      this.form.patchValue({ name: '', cost: '' });
      this.kept.forget();
      this.recorded.emit(answer.name);
    });
  }
}
