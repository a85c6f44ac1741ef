import { ChangeDetectionStrategy, Component, computed, effect, inject, input, output, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, State, UserLocale } from '@ui';
import { AmountField } from '@ui/amount';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { Observable, map, of, tap } from 'rxjs';
import { Choice, SearchChoice } from '../shared/search-choice';
import { Texts } from '../shared/texts';
import { AMOUNT } from './amount';

type Line = Schemas['CapitalCallViewLineView'];

/** How many are offered for what is typed. */
const OFFERED = 50;

/** Everybody who still owes, in the list of whose money arrived. */
const ALL = 'all';

/** What was received for a call; recording what arrives, one investor's money or all that is due at once, and taking back what was recorded in error. */
@Component({
  selector: 'app-receipts',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AmountField, Cell, DayPipe, Grid, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, MoneyPipe, ReactiveFormsModule, SearchChoice, State, TranslocoPipe],
  providers: [MoneyPipe],
  template: `
    @if (session.can('fund:write') && due().length) {
      <form [formGroup]="form" (ngSubmit)="record()">
        <h3>{{ 'flows.record' | transloco }}</h3>
        <div class="fields">
          <app-search-choice class="who" [label]="'flows.whose' | transloco" [search]="search" [named]="named" formControlName="investorId" />
          @if (chosen(); as line) {
            <mat-form-field>
              <mat-label>{{ 'calls.amount' | transloco }}</mat-label>
              <input matInput uiAmount formControlName="amount" />
              <mat-hint>{{ 'flows.stillDue' | transloco }} {{ line.outstanding | money: 'code' }}</mat-hint>
              <mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error>
            </mat-form-field>
          }
          <mat-form-field><mat-label>{{ 'flows.receivedOn' | transloco }}</mat-label><input matInput type="date" formControlName="receivedOn" required /></mat-form-field>
          <mat-form-field><mat-label>{{ 'flows.reference' | transloco }}</mat-label><input matInput formControlName="reference" maxlength="140" autocomplete="off" /></mat-form-field>
          <button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ (form.value.investorId === all ? 'flows.recordAll' : 'flows.recordOne') | transloco }}</button>
        </div>
      </form>
    }
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
    <div role="status">
      @if (reversed()) { <p>{{ 'hurts.receiptReversed' | transloco }}</p> }
      @if (recorded(); as r) {
        <p>{{ 'flows.recorded' | transloco: { count: r.receipts.length } }} {{ 'flows.stillDue' | transloco }} {{ r.outstanding | money: 'code' }}@if (late(); as days) { · {{ 'flows.late' | transloco: { days } }} }</p>
      }
    </div>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'flows.noReceipts' | transloco" (again)="list.again()">
      <ui-grid name="receipts" [filters]="filters()" [label]="'flows.receipts' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="receivedOn" let-it>{{ it.receivedOn | day }}</ng-template>
        <ng-template uiCell="amount" let-it>{{ it.amount | money }}</ng-template>
        <ng-template uiCell="daysLate" let-it>{{ it.daysLate ? ('flows.late' | transloco: { days: it.daysLate }) : ('flows.inTime' | transloco) }}</ng-template>
        <ng-template uiCell="reference" let-it>{{ it.reference ?? '–' }}</ng-template>
        <ng-template uiCell="reverse" let-it><button mat-button type="button" [disabled]="doing.busy()" (click)="reverse(it)" [attr.aria-label]="'hurts.reverseReceiptOf' | transloco: { name: it.name, amount: (it.amount | money: 'code') }">{{ 'book.reverse' | transloco }}</button></ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: `
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    mat-form-field { flex: 1 1 11rem }
    .who { flex: 2 1 18rem }
    .alert { color: var(--mat-sys-error) }
    h3 { font: var(--mat-sys-title-small); margin: 0 0 0.5rem }
  `,
})
export class Receipts {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  private readonly money = inject(MoneyPipe);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  readonly callId = input.required<string>();
  /** Counts up when somebody else may have recorded something. */
  readonly news = input(0);
  readonly done = output();
  protected readonly all = ALL;
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly reversed = signal(false);
  protected readonly recorded = signal<Schemas['RecordReceiptsResponse'] | null>(null);
  protected readonly late = computed(() => Math.max(0, ...(this.recorded()?.receipts.map((receipt) => receipt.daysLate) ?? [])));
  protected readonly form = new FormGroup({
    investorId: new FormControl(ALL, { nonNullable: true }),
    amount: new FormControl('', { nonNullable: true, validators: [AMOUNT] }),
    receivedOn: new FormControl(inject(UserLocale).today(), { nonNullable: true, validators: [Validators.required] }),
    reference: new FormControl('', { nonNullable: true }),
  });
  private key = crypto.randomUUID();
  private readonly path = computed(() => ({ fundId: this.fundId(), callId: this.callId() }));
  private readonly asked = reading({ params: () => ({ path: this.path(), news: this.news() }), stream: ({ params }) => this.owing('', params.path) });
  /** Who owes most, as far as one page goes. */
  protected readonly due = computed(() => this.asked.value() ?? []);
  /** Those who were looked for and owe something. */
  private readonly looked = signal<readonly Line[]>([]);
  protected readonly search = (text: string): Observable<readonly Choice[]> => this.owing(text, this.path()).pipe(
    tap((lines) => this.looked.update((before) => [...lines, ...before])),
    map((lines) => [...(text ? [] : [this.everybody()]), ...lines.map((line) => ({ id: line.investorId, name: line.name, detail: this.money.transform(line.outstanding, 'code') }))]));
  protected readonly named = (id: string): Observable<Choice> => of(id === ALL ? this.everybody() : { id, name: this.chosen()?.name ?? '' });
  private readonly whose = toSignal(this.form.controls.investorId.valueChanges, { initialValue: ALL });
  protected readonly chosen = computed(() => [...this.due(), ...this.looked()].find((line) => line.investorId === this.whose()));
  protected readonly list = this.api.listed('/api/v1/funds/{fundId}/capital-calls/{callId}/receipts', 'receipts', { path: () => this.path(), row: (line) => ({ ...line, id: line.receiptId }) });
  private readonly cells = this.texts.columns([
    { key: 'name', text: 'positions.investor', grow: 2 },
    { key: 'receivedOn', text: 'flows.receivedOn' },
    { key: 'amount', text: 'calls.amount', number: true },
    { key: 'daysLate', text: 'flows.lateness' },
    { key: 'reference', text: 'flows.reference', grow: 1.5 },
    { key: 'reverse', text: 'book.reverse', sort: null, file: null },
  ]);
  protected readonly filters = this.texts.filters([{ key: 'late', text: 'flows.lateness', of: 'flows.lates', values: ['true', 'false'] }]);
  protected readonly columns = computed(() => this.cells().filter((c) => c.key !== 'reverse' || this.session.can('fund:write')));

  constructor() {
    effect(() => {
      this.path();
      this.news();
      untracked(() => this.list.again());
    });
    effect(() => {
      this.whose();
      // Only whom it is about sets the amount: what was typed stays when the list is read again.
      untracked(() => this.form.controls.amount.setValue(this.chosen()?.outstanding.amount ?? ''));
    });
  }

  private everybody(): Choice {
    return { id: ALL, name: this.texts.of('flows.everybody') };
  }

  private owing(name: string, path: { readonly fundId: string; readonly callId: string }): Observable<readonly Line[]> {
    return this.api.list('/api/v1/funds/{fundId}/capital-calls/{callId}/lines', { path, query: { q: name || undefined, sort: '-outstanding', size: OFFERED } })
      .pipe(map(({ items }) => items.filter((line) => /[1-9]/.test(line.outstanding.amount))));
  }

  protected record(): void {
    const { investorId, amount, receivedOn, reference } = this.form.getRawValue();
    const body = investorId === ALL
      ? { receipts: null, allOutstanding: { receivedOn, reference: reference || null } }
      : { receipts: [{ investorId, amount, receivedOn, reference: reference || null }], allOutstanding: null };
    this.doing.run(this.api.post('/api/v1/funds/{fundId}/capital-calls/{callId}/receipts', { path: this.path(), body, key: this.key }), (answer) => {
      this.key = crypto.randomUUID();
      this.reversed.set(false);
      this.recorded.set(answer);
      this.form.patchValue({ investorId: ALL, reference: '' });
      this.list.again();
      this.done.emit();
    });
  }

  /** Takes a receipt out of the book by a reversal that says why, once that was confirmed: the money is outstanding again. */
  protected reverse(receipt: { readonly factId: string; readonly name: string }): void {
    const text = (key: string): string => this.texts.of(`hurts.${key}`, { name: receipt.name });
    const path = { fundId: this.fundId(), factId: receipt.factId };
    this.confirm.ask({ title: text('reverseReceipt'), text: text('reverseReceiptText'), yes: text('reverseReceiptYes'), reason: true }).subscribe((reason) =>
      this.doing.run(this.api.post('/api/v1/funds/{fundId}/book/{factId}/reverse', { path, body: { reason, effectiveDate: null } }), () => {
        this.recorded.set(null);
        this.reversed.set(true);
        this.list.again();
        this.done.emit();
      }));
  }
}
