import { ChangeDetectionStrategy, Component, computed, effect, inject, input, linkedSignal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, everyPage, problemOf, reading } from '@api';
import { DayPipe, MoneyPipe, PageTitle, State, UserLocale } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';
import { sum } from '../shared/exact';

type Debit = Schemas['ListCollectableLine'];

/** As many as a page of a list has at most. */
const AT_ONCE = 500;

/** Gathers what is due of a capital call into a run of debits: each investor chosen, and beside them what they come to; who cannot be debited, and why. */
@Component({
  selector: 'app-new-collection',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MatCheckbox, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MoneyPipe, PageTitle, ReactiveFormsModule, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'money.collect.title' | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: 'calls.one' | transloco: { number: call.value()?.number ?? '' }, link: ['/funds', fundId(), 'capital-calls', callId()] }]" />
    <ui-state [of]="call" [read]="problemOf" (again)="call.reload()">
      <ui-state [of]="asked" [read]="problemOf" (again)="asked.reload()">
        <form [formGroup]="form" (ngSubmit)="prepare()">
          <div class="fields">
            <mat-form-field class="wide">
              <mat-label>{{ 'money.connection' | transloco }}</mat-label>
              <mat-select formControlName="connectionId">@for (it of connections(); track it.connectionId) { <mat-option [value]="it.connectionId">{{ it.name }}</mat-option> }</mat-select>
              @if (hint(); as text) { <mat-hint>{{ text | transloco }}</mat-hint> }
            </mat-form-field>
            <mat-form-field>
              <mat-label>{{ 'money.run.executeOn' | transloco }}</mat-label><input matInput type="date" formControlName="executeOn" required />
              @if (call.value(); as c) { <mat-hint>{{ 'money.collect.dueOn' | transloco: { day: (c.dueDate | day) } }}</mat-hint> }
            </mat-form-field>
          </div>
          @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
          <div class="do">
            <p role="status">{{ 'money.collect.chosen' | transloco: { count: chosen().size } }}@if (total(); as t) { · {{ t | money: 'code' }} }</p>
            <button mat-flat-button type="submit" [disabled]="form.invalid || !chosen().size || doing.busy()">{{ 'money.run.prepare' | transloco }}</button>
          </div>
        </form>
      </ui-state>
    </ui-state>
    @if (choosing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'money.collect.nothing' | transloco" (again)="list.again()">
      <ui-grid name="call-debits" [label]="'money.collect.who' | transloco" [columns]="columns()" [of]="list">
        <button tools mat-button type="button" [disabled]="!list.rows().length || choosing.busy()" (click)="chooseAll()">{{ 'money.run.chooseAll' | transloco }}</button>
        <button tools mat-button type="button" [disabled]="!chosen().size" (click)="chosen.set(none)">{{ 'money.run.chooseNone' | transloco }}</button>
        <ng-template uiCell="chosen" let-it><mat-checkbox [checked]="chosen().has(it.investorId)" [disabled]="!!it.problem" (change)="take(it, $event.checked)" [aria-label]="'money.collect.choose' | transloco: { name: it.investorName }" /></ng-template>
        <ng-template uiCell="due" let-it>{{ it.due | money: 'code' }}</ng-template>
        <ng-template uiCell="mask" let-it>{{ it.mask?.slice(-6) }}</ng-template>
        <ng-template uiCell="problem" let-it>@if (it.runId) { <a [routerLink]="['/payments', 'runs', it.runId]">{{ it.problem }}</a> } @else { {{ it.problem }} }</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: `
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap }
    mat-form-field { flex: 1 1 12rem }
    .wide { flex: 2 1 18rem }
    .do { display: flex; gap: 1rem; align-items: center; justify-content: space-between; flex-wrap: wrap }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class NewCollection {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  readonly fundId = input.required<string>();
  readonly callId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly choosing = new Doing();
  protected readonly none: ReadonlyMap<string, Debit> = new Map();
  private readonly path = computed(() => ({ fundId: this.fundId(), callId: this.callId() }));
  protected readonly form = new FormGroup({
    connectionId: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    executeOn: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
  });
  private readonly user = inject(UserLocale);
  private readonly connectionId = toSignal(this.form.controls.connectionId.valueChanges, { initialValue: '' });
  protected readonly call = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}', { path: params }) });
  protected readonly asked = reading({ params: this.fundId, stream: ({ params }) => this.api.get('/api/v1/payments/connections', { query: { fundId: params } }) });
  protected readonly connections = computed(() => this.asked.value()?.filter((c) => c.capabilities.includes('collect') || c.capabilities.includes('paymentFiles')) ?? []);
  /** What choosing this connection means, or that there is none to choose. */
  protected readonly hint = computed(() => {
    const chosen = this.connections().find((c) => c.connectionId === this.connectionId());
    if (chosen) return chosen.capabilities.includes('collect') ? 'money.collect.byWire' : 'money.run.asFile';
    return this.asked.hasValue() && !this.connections().length ? 'money.collect.noConnection' : null;
  });
  /** By investor, each with what he owes. */
  protected readonly chosen = linkedSignal<string, ReadonlyMap<string, Debit>>({ source: this.callId, computation: () => this.none });
  protected readonly total = computed(() => {
    const dues = [...this.chosen().values()].map((it) => it.due);
    return dues.length ? { currency: dues[0]!.currency, amount: sum(dues.map((due) => due.amount)) } : null;
  });
  protected readonly list = this.api.listed('/api/v1/payments/funds/{fundId}/capital-calls/{callId}/debits', 'call-debits', { path: () => this.path(), row: (it) => ({ ...it, id: it.investorId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'chosen', text: 'money.collect.debit', sort: null, file: null, grow: 0.5 },
    { key: 'investorName', text: 'positions.investor', grow: 2 },
    { key: 'due', text: 'money.collect.due', number: true, grow: 1.3 },
    { key: 'mandateReference', text: 'money.mandate.reference', grow: 1.3 },
    { key: 'mask', text: 'money.payee.account', sort: null, grow: 0.8 },
    { key: 'problem', text: 'money.collect.problem', sort: null, grow: 2 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.list.again());
    });
    effect(() => {
      const [first, ...others] = this.connections();
      untracked(() => this.form.controls.connectionId.setValue(first && !others.length ? first.connectionId : ''));
    });
    effect(() => {
      const due = this.call.value()?.dueDate;
      if (due) untracked(() => {
        const today = this.user.today();
        this.form.controls.executeOn.setValue(due > today ? due : today);
      });
    });
  }

  protected take(debit: Debit, chosen: boolean): void {
    const next = new Map(this.chosen());
    if (chosen) next.set(debit.investorId, debit);
    else next.delete(debit.investorId);
    this.chosen.set(next);
  }

  /** All that the list holds by its search now and that can be debited. */
  protected chooseAll(): void {
    const { q, sort } = this.list.asked();
    const all = everyPage((cursor) => this.api.list('/api/v1/payments/funds/{fundId}/capital-calls/{callId}/debits', { path: this.path(), query: { q, sort, size: AT_ONCE, cursor } }));
    this.choosing.run(all, (debits) => this.chosen.set(new Map([...this.chosen(), ...debits.filter((it) => !it.problem).map((it) => [it.investorId, it] as const)])));
  }

  protected prepare(): void {
    const body = { ...this.path(), ...this.form.getRawValue(), investorIds: [...this.chosen().keys()], rail: null, format: null };
    this.doing.run(this.api.post('/api/v1/payments/collections', { body, key: this.doing.key }), (run) => void this.router.navigate(['/payments', 'runs', run.runId]), () => this.list.again());
  }
}
