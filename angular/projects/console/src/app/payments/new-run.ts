import { ChangeDetectionStrategy, Component, computed, effect, inject, input, linkedSignal, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { filter, takeUntil } from 'rxjs';
import { Api, Doing, Schemas, everyPage, problemOf, reading } from '@api';
import { CountPipe, DayPipe, MoneyPipe, PageTitle, State, UserLocale } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Kept } from '../shared/draft';
import { Texts } from '../shared/texts';
import { sum } from '../shared/exact';

type Instruction = Schemas['InstructionView'];

/** As many as a page of a list has at most. */
const AT_ONCE = 500;

/** What was chosen and not prepared. Payments by their ids: what they are, and whether they still wait, is read again. */
interface Draft {
  readonly fundId: string;
  readonly connectionId: string;
  readonly executeOn: string;
  readonly chosen: readonly string[];
}

/** Gathers what is to be paid into a run: one fund, one connection, one day; each payment chosen, and beside them what they come to. */
@Component({
  selector: 'app-new-run',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, CountPipe, DayPipe, Grid, MatButton, MatCheckbox, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MoneyPipe, PageTitle, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'money.run.new' | transloco" [crumbs]="[{ label: 'nav.payments' | transloco, link: '/payments' }, { label: 'money.runs' | transloco, link: '/payments/runs' }]" />
    @if (funds.error()) { <ui-state [of]="funds" [read]="problemOf" (again)="funds.reload()" /> }
    @if (asked.error()) { <ui-state [of]="asked" [read]="problemOf" (again)="asked.reload()" /> }
    <form [formGroup]="form" (ngSubmit)="prepare()">
      <div class="fields">
        <mat-form-field class="wide">
          <mat-label>{{ 'calls.fund' | transloco }}</mat-label>
          <mat-select formControlName="fundId">@for (fund of funds.value(); track fund.id) { <mat-option [value]="fund.id">{{ fund.name }}</mat-option> }</mat-select>
        </mat-form-field>
        <mat-form-field class="wide">
          <mat-label>{{ 'money.connection' | transloco }}</mat-label>
          <mat-select formControlName="connectionId">@for (it of connections(); track it.connectionId) { <mat-option [value]="it.connectionId">{{ it.name }}</mat-option> }</mat-select>
          @if (hint(); as text) { <mat-hint>{{ text | transloco }}</mat-hint> }
        </mat-form-field>
        <mat-form-field><mat-label>{{ 'money.run.executeOn' | transloco }}</mat-label><input matInput type="date" formControlName="executeOn" required /></mat-form-field>
      </div>
      @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
      <div class="do">
        <p role="status">{{ 'money.run.chosen' | transloco: { count: chosen().size | count } }}@for (total of totals(); track total.currency) { · {{ total | money: 'code' }} }</p>
        <button mat-flat-button type="submit" [disabled]="form.invalid || !chosen().size || doing.busy() || choosing().busy()">{{ 'money.run.prepare' | transloco }}</button>
      </div>
    </form>
    @if (chosenFund()) {
      @if (choosing().refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
      <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'money.run.nothing' | transloco" (again)="list.again()">
        <ui-grid name="to-pay" [label]="'money.run.toPay' | transloco" [columns]="columns()" [of]="list">
          <button tools mat-button type="button" [disabled]="!list.rows().length || choosing().busy()" (click)="chooseAll()">{{ 'money.run.chooseAll' | transloco }}</button>
          <button tools mat-button type="button" [disabled]="!chosen().size" (click)="choose([], true)">{{ 'money.run.chooseNone' | transloco }}</button>
          <ng-template uiCell="chosen" let-it><mat-checkbox [checked]="chosen().has(it.instructionId)" (change)="take(it, $event.checked)" [aria-label]="'money.run.choose' | transloco: { name: it.payeeName }" /></ng-template>
          <ng-template uiCell="kind" let-it>{{ 'money.kinds.' + it.kind | transloco }}</ng-template>
          <ng-template uiCell="amount" let-it>{{ it.amount | money: 'code' }}</ng-template>
          <ng-template uiCell="paymentDate" let-it>{{ it.paymentDate | day }}</ng-template>
        </ui-grid>
      </ui-state>
    }
  `,
  styles: `
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap }
    mat-form-field { flex: 1 1 12rem }
    .wide { flex: 2 1 18rem }
    .do { display: flex; gap: 1rem; align-items: center; justify-content: space-between; flex-wrap: wrap }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class NewRun {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  /** Out of the address: whose instructions, and of which distribution alone. */
  readonly fundId = input<string>();
  readonly distributionId = input<string>();
  protected readonly form = new FormGroup({
    fundId: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    connectionId: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    executeOn: new FormControl(inject(UserLocale).today(), { nonNullable: true, validators: [Validators.required] }),
  });
  private readonly kept = new Kept<Draft>(() => 'run');
  private readonly before = this.kept.read();
  protected readonly chosenFund = toSignal(this.form.controls.fundId.valueChanges, { initialValue: '' });
  /** Choosing all of a fund; of another fund it is another matter. */
  protected readonly choosing = computed(() => {
    this.chosenFund();
    return new Doing();
  });
  private readonly connectionId = toSignal(this.form.controls.connectionId.valueChanges, { initialValue: '' });
  protected readonly funds = reading({ stream: () => everyPage((cursor) => this.api.list('/api/v1/funds', { query: { cursor, size: AT_ONCE } })) });
  protected readonly asked = reading({ params: () => (this.chosenFund() ? { fundId: this.chosenFund() } : undefined), stream: ({ params }) => this.api.get('/api/v1/payments/connections', { query: params }) });
  protected readonly connections = computed(() => this.asked.value()?.filter((c) => c.capabilities.includes('pay') || c.capabilities.includes('paymentFiles')) ?? []);
  /** What choosing this connection means, or that there is none to choose. */
  protected readonly hint = computed(() => {
    const chosen = this.connections().find((c) => c.connectionId === this.connectionId());
    if (chosen) return chosen.capabilities.includes('pay') ? 'money.run.byWire' : 'money.run.asFile';
    return this.asked.hasValue() && !this.connections().length ? 'money.run.noConnection' : null;
  });
  /** By id, each with its amount; none of another fund. */
  protected readonly chosen = linkedSignal<string, ReadonlyMap<string, Instruction>>({ source: this.chosenFund, computation: () => new Map() });
  protected readonly totals = computed(() => {
    const all = [...this.chosen().values()];
    return [...new Set(all.map((i) => i.amount.currency))].map((currency) => ({ currency, amount: sum(all.filter((i) => i.amount.currency === currency).map((i) => i.amount.amount)) }));
  });
  protected readonly list = this.api.listed('/api/v1/payments/instructions', 'to-pay', { query: () => this.query(), row: (it) => ({ ...it, id: it.instructionId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'chosen', text: 'money.run.pays', sort: null, file: null, grow: 0.4 },
    { key: 'payeeName', text: 'money.instruction.payee', grow: 2 },
    { key: 'kind', text: 'money.payee.kind' },
    { key: 'amount', text: 'calls.amount', number: true, grow: 1.3 },
    { key: 'paymentDate', text: 'distributions.paymentDate' },
    { key: 'reference', text: 'money.instruction.reference', grow: 1.5 },
  ]);
  private readonly begun = signal(false);
  /** Whether a payment was chosen, or no longer is, by hand. */
  private readonly chosenByHand = signal(false);
  private readonly executeOn = toSignal(this.form.controls.executeOn.valueChanges, { initialValue: this.form.controls.executeOn.value });

  constructor() {
    if (this.before) this.form.controls.executeOn.setValue(this.before.executeOn);
    effect(() => {
      const fundId = this.fundId() ?? this.before?.fundId;
      if (fundId) untracked(() => this.form.controls.fundId.setValue(fundId));
    });
    effect(() => {
      if (!this.chosenFund()) return;
      untracked(() => {
        this.list.again();
        // Whoever comes from a distribution means all that it has to pay.
        if (this.distributionId() && !this.begun()) this.chooseAll();
        else if (!this.begun() && this.before?.fundId === this.chosenFund()) this.chooseAgain(this.before.chosen);
        this.begun.set(true);
      });
    });
    effect(() => {
      const [first, ...others] = this.connections();
      const again = this.connections().find((c) => c.connectionId === this.before?.connectionId);
      untracked(() => this.form.controls.connectionId.setValue(again?.connectionId ?? (first && !others.length ? first.connectionId : '')));
    });
    effect(() => {
      const draft = { fundId: this.chosenFund(), connectionId: this.connectionId(), executeOn: this.executeOn(), chosen: [...this.chosen().keys()] };
      if (this.form.dirty || this.chosenByHand()) this.kept.write(draft);
    });
  }

  protected take(instruction: Instruction, pays: boolean): void {
    const next = new Map(this.chosen());
    if (pays) next.set(instruction.instructionId, instruction);
    else next.delete(instruction.instructionId);
    this.chosen.set(next);
    this.chosenByHand.set(true);
  }

  protected choose(instructions: readonly Instruction[], afresh: boolean): void {
    this.chosen.update((before) => new Map([...(afresh ? [] : before), ...instructions.map((i) => [i.instructionId, i] as const)]));
    this.chosenByHand.set(true);
  }

  /** All that the list holds by its search now, or nothing: of another fund, or where a page of it fails. */
  protected chooseAll(): void {
    const { q, sort } = this.list.asked();
    this.chooseOf({ q, sort }, (instructions) => instructions);
  }

  /** What was chosen before and still waits to be paid. */
  private chooseAgain(ids: readonly string[]): void {
    if (ids.length) this.chooseOf({}, (instructions) => instructions.filter((i) => ids.includes(i.instructionId)));
  }

  private chooseOf(asked: { readonly q?: string; readonly sort?: string }, those: (all: readonly Instruction[]) => readonly Instruction[]): void {
    const query = { ...this.query(), ...asked, size: AT_ONCE };
    const otherFund = this.form.controls.fundId.valueChanges.pipe(filter((fundId) => fundId !== query.fundId));
    const all = everyPage((cursor) => this.api.list('/api/v1/payments/instructions', { query: { ...query, cursor } }));
    this.choosing().run(all.pipe(takeUntil(otherFund)), (instructions) => this.choose(those(instructions), false));
  }

  protected prepare(): void {
    const { fundId, connectionId, executeOn } = this.form.getRawValue();
    const body = { fundId, connectionId, executeOn, distributionId: null, instructionIds: [...this.chosen().keys()], rail: null, format: null };
    this.doing.run(this.api.post('/api/v1/payments/runs', { body, key: this.doing.key }), (run) => {
      this.kept.forget();
      void this.router.navigate(['/payments', 'runs', run.runId]);
    });
  }

  private query(): { readonly fundId: string; readonly distributionId?: string; readonly state: 'Prepared' } {
    return { fundId: this.chosenFund(), distributionId: this.chosenFund() === this.fundId() ? this.distributionId() : undefined, state: 'Prepared' };
  }
}
