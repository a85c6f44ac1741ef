import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormArray, FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { MoneyPipe, PageTitle, State, UserLocale } from '@ui';
import { AmountField } from '@ui/amount';
import { Kept } from '../shared/draft';
import { isDecimal, minus, sign, sum } from '../shared/exact';
import { SearchChoice } from '../shared/search-choice';
import { AMOUNT } from './amount';
import { FundInvestors } from './fund-investors';

type Account = Schemas['EntryAccount'];
type Income = NonNullable<Schemas['EntryLineView']['income']>;
const ACCOUNTS: readonly Account[] = ['Expenses', 'OtherIncome', 'OtherReceivables', 'OtherPayables'];
/** Under which account of the standard chart each stands. */
const STANDARD: Readonly<Record<Account, string>> = { Expenses: '5100', OtherIncome: '4010', OtherReceivables: '1400', OtherPayables: '2300' };
const INCOMES: readonly Income[] = ['Interest', 'Dividends', 'Other'];

function line(account: Account, side: 'debit' | 'credit') {
  return new FormGroup({
    account: new FormControl<Account>(account, { nonNullable: true }),
    side: new FormControl<'debit' | 'credit'>(side, { nonNullable: true }),
    amount: new FormControl('', { nonNullable: true, validators: [Validators.required, AMOUNT] }),
    category: new FormControl('', { nonNullable: true, validators: [Validators.maxLength(100)] }),
    income: new FormControl<Income>('Interest', { nonNullable: true }),
    /** Empty is all partners by commitment. */
    investorId: new FormControl('', { nonNullable: true }),
  });
}

/** Prepares a manual entry of a fund's ledger, or anew one that came back: lines whose debits and credits are equal, and of an accrual the day on which it is taken back. What was typed is kept in this tab until it is sent. */
@Component({
  selector: 'app-new-entry',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AmountField, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MoneyPipe, PageTitle, ReactiveFormsModule, SearchChoice, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="(entryId() ? 'entries.again' : 'entries.new') | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }, { label: 'entries.title' | transloco, link: ['/funds', fundId(), 'entries'] }]" />
    <ui-state [of]="fund" [read]="problemOf" (again)="fund.reload()">
      <form [formGroup]="form" (ngSubmit)="save()">
        <div class="fields">
          <mat-form-field class="wide"><mat-label>{{ 'entries.memo' | transloco }}</mat-label><input matInput formControlName="memo" maxlength="300" autocomplete="off" required /></mat-form-field>
          <mat-form-field><mat-label>{{ 'entries.date' | transloco }}</mat-label><input matInput type="date" formControlName="date" required /></mat-form-field>
          <mat-form-field><mat-label>{{ 'entries.reverseOn' | transloco }}</mat-label><input matInput type="date" formControlName="reverseOn" /><mat-hint>{{ 'entries.reverseOnHint' | transloco }}</mat-hint></mat-form-field>
        </div>
        @for (group of form.controls.lines.controls; track group; let i = $index) {
          <fieldset [formGroup]="group">
            <legend>{{ 'entries.line' | transloco: { number: i + 1 } }}</legend>
            <div class="fields">
              <mat-form-field>
                <mat-label>{{ 'ledger.account' | transloco }}</mat-label>
                <mat-select formControlName="account">@for (account of accounts; track account) { <mat-option [value]="account">{{ 'entries.accounts.' + account | transloco }}</mat-option> }</mat-select>
              </mat-form-field>
              <mat-form-field>
                <mat-label>{{ 'entries.side' | transloco }}</mat-label>
                <mat-select formControlName="side"><mat-option value="debit">{{ 'ledgers.debit' | transloco }}</mat-option><mat-option value="credit">{{ 'ledgers.credit' | transloco }}</mat-option></mat-select>
              </mat-form-field>
              <mat-form-field><mat-label>{{ 'calls.amount' | transloco }}</mat-label><input matInput uiAmount formControlName="amount" /><mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error></mat-form-field>
              @if (group.value.account; as account) {
                <mat-form-field>
                  <mat-label>{{ (account === 'Expenses' ? 'entries.category' : 'entries.kind') | transloco }}</mat-label>
                  <input matInput formControlName="category" maxlength="100" autocomplete="off" [attr.list]="'kinds' + i" />
                  <mat-hint>{{ (account === 'Expenses' ? 'entries.categoryHint' : 'entries.kindHint') | transloco }}</mat-hint>
                </mat-form-field>
                <datalist [id]="'kinds' + i">@for (kind of kinds(account); track kind.value) { <option [value]="kind.value">{{ kind.label }}</option> }</datalist>
              }
              @if (group.value.account === 'OtherIncome') {
                <mat-form-field>
                  <mat-label>{{ 'entries.income' | transloco }}</mat-label>
                  <mat-select formControlName="income">@for (income of incomes; track income) { <mat-option [value]="income">{{ 'entries.incomes.' + income | transloco }}</mat-option> }</mat-select>
                </mat-form-field>
              }
              @if (ofPartners(group.value.account)) {
                <app-search-choice class="wide" [label]="'entries.partner' | transloco" [hint]="'entries.partnerHint' | transloco" [search]="search" [named]="named" formControlName="investorId" />
              }
              @if (form.controls.lines.length > 2) { <button mat-button type="button" (click)="form.controls.lines.removeAt(i)">{{ 'entries.removeLine' | transloco: { number: i + 1 } }}</button> }
            </div>
          </fieldset>
        }
        <button mat-stroked-button type="button" (click)="add()">{{ 'entries.addLine' | transloco }}</button>
        <p aria-live="polite">
          @if (difference(); as left) {
            @if (isEven()) { {{ 'entries.balanced' | transloco }} } @else { {{ 'entries.unbalanced' | transloco: { amount: ({ amount: left, currency: fund.value()?.currency ?? '' } | money: 'code') } }} }
          }
        </p>
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
        <button mat-flat-button type="submit" [disabled]="form.invalid || !isEven() || doing.busy()">{{ 'entries.send' | transloco }}</button>
      </form>
    </ui-state>
  `,
  styles: `
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    mat-form-field { flex: 1 1 12rem }
    .wide { flex: 2 1 20rem }
    fieldset { border: 1px solid var(--mat-sys-outline-variant); border-radius: 12px; padding: 0.75rem; margin-block: 0.75rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class NewEntry {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly investors = inject(FundInvestors);
  readonly fundId = input.required<string>();
  /** One that came back. */
  readonly entryId = input<string>();
  protected readonly accounts = ACCOUNTS;
  protected readonly incomes = INCOMES;
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly form = new FormGroup({
    memo: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.maxLength(300)] }),
    date: new FormControl(inject(UserLocale).today(), { nonNullable: true, validators: [Validators.required] }),
    reverseOn: new FormControl('', { nonNullable: true }),
    lines: new FormArray([line('Expenses', 'debit'), line('OtherPayables', 'credit')]),
  });
  private readonly typed = toSignal(this.form.valueChanges);
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  private readonly chart = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/accounting/chart', { query: params }) });
  private readonly before = reading({
    params: () => (this.entryId() ? { ...this.path(), manualEntryId: this.entryId()! } : undefined),
    stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/manual-entries/{manualEntryId}', { path: params }),
  });
  protected readonly search = (text: string) => this.investors.search(this.fundId(), text);
  protected readonly named = (id: string) => this.investors.named(this.fundId(), id);
  private readonly kept = new Kept<ReturnType<typeof this.form.getRawValue>>(() => `entry.${this.fundId()}.${this.entryId() ?? ''}`, () => this.form.markAsPristine());
  /** Debits less credits; null while an amount is none. */
  protected readonly difference = computed(() => {
    this.typed();
    const lines = this.form.getRawValue().lines;
    if (!lines.every((one) => isDecimal(one.amount))) return null;
    const of = (side: 'debit' | 'credit') => sum(lines.filter((one) => one.side === side).map((one) => one.amount));
    return minus(of('debit'), of('credit'));
  });
  protected readonly isEven = computed(() => this.difference() !== null && sign(this.difference()!) === 0);

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.fill(this.kept.read()));
    });
    effect(() => {
      const view = this.before.value();
      if (view) untracked(() => { if (this.kept.read() === null) this.fill(valueOf(view)); });
    });
    effect(() => {
      this.typed();
      if (this.form.dirty) untracked(() => this.kept.write(this.form.getRawValue()));
    });
  }

  protected ofPartners(account: Account | undefined): boolean {
    return account === 'Expenses' || account === 'OtherIncome';
  }

  /** The kinds that have an account of their own. */
  protected kinds(account: Account): readonly { readonly value: string; readonly label: string }[] {
    const own = (this.chart.value()?.accounts ?? []).filter((it) => it.own && !it.closed && it.standard === STANDARD[account]);
    return own.flatMap(({ number, name, kinds }) => kinds.map((value) => ({ value, label: `${number} ${name}` })));
  }

  protected add(): void {
    this.form.controls.lines.push(line('OtherPayables', 'credit'));
  }

  protected save(): void {
    const { memo, date, reverseOn, lines } = this.form.getRawValue();
    const body = {
      memo, date, reverseOn: reverseOn || null,
      lines: lines.map((one) => ({
        account: one.account,
        debit: one.side === 'debit' ? one.amount : null,
        credit: one.side === 'credit' ? one.amount : null,
        investorId: (this.ofPartners(one.account) && one.investorId) || null,
        category: one.category.trim() || null,
        income: one.account === 'OtherIncome' ? one.income : null,
      })),
    };
    const id = this.entryId();
    const work = id
      ? this.api.put('/api/v1/funds/{fundId}/manual-entries/{manualEntryId}', { path: { ...this.path(), manualEntryId: id }, body, key: this.doing.key })
      : this.api.post('/api/v1/funds/{fundId}/manual-entries', { path: this.path(), body, key: this.doing.key });
    this.doing.run(work, ({ entry }) => {
      this.kept.forget();
      void this.router.navigate(['/funds', entry.fundId, 'entries', entry.entryId]);
    });
  }

  private fill(value: ReturnType<typeof this.form.getRawValue> | null): void {
    if (!value) return;
    const lines = this.form.controls.lines;
    while (lines.length > value.lines.length) lines.removeAt(lines.length - 1);
    while (lines.length < value.lines.length) this.add();
    this.form.patchValue(value);
  }
}

function valueOf({ entry, lines }: Schemas['EntryView']) {
  return {
    memo: entry.memo, date: entry.date, reverseOn: entry.reverseOn ?? '',
    lines: lines.map((one) => ({
      account: one.account, side: one.debit ? ('debit' as const) : ('credit' as const), amount: (one.debit ?? one.credit)!.amount,
      category: one.category ?? '', income: one.income ?? ('Interest' as const), investorId: one.investorId ?? '',
    })),
  };
}
