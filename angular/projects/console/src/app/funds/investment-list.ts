import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MoneyPipe, State, UserLocale } from '@ui';
import { AmountField } from '@ui/amount';
import { Cell, Grid } from '@ui/grid';
import { byKey } from '@ui/figures';
import { Explain } from '../shared/explain';
import { Opens } from '@ui/opens';
import { Texts } from '../shared/texts';
import { AMOUNT } from './amount';
import { NewInvestment } from './new-investment';

const KINDS = ['Income', 'Realisation'] as const;
const INCOMES = ['Interest', 'Dividends', 'Other'] as const;

/** A fund's investments at cost and fair value, with what was gained; a new fair value and proceeds are recorded here. */
@Component({
  selector: 'app-investment-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AmountField, Cell, Grid, MatButton, MatError, MatFormField, MatInput, MatLabel, MatOption, MatSelect, MoneyPipe, NewInvestment, Opens, ReactiveFormsModule, RouterLink, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'flows.noInvestments' | transloco" (again)="list.again()">
      <ui-grid name="investments" [filters]="filters()" [label]="'flows.investments' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="name" let-it><a [routerLink]="['/funds', fundId(), 'investments', it.dealId]">{{ it.name }}</a></ng-template>
        <ng-template uiCell="cost" let-it><button appOpens [of]="('flows.costHeld' | transloco) + ', ' + it.name" (click)="explain(it.dealId, it.name, 'cost')">{{ it.cost | money }}</button></ng-template>
        <ng-template uiCell="fairValue" let-it><button appOpens [of]="('flows.fairValue' | transloco) + ', ' + it.name" (click)="explain(it.dealId, it.name, 'fairValue')">{{ it.fairValue | money }}</button></ng-template>
        <ng-template uiCell="proceeds" let-it><button appOpens [of]="('flows.proceeds' | transloco) + ', ' + it.name" (click)="explain(it.dealId, it.name, 'proceeds')">{{ it.proceeds | money }}</button></ng-template>
        <ng-template uiCell="realised" let-it>@if (gains()[it.dealId]; as gain) { <button appOpens [of]="it.name" (click)="explainGain(it.dealId, it.name)">{{ gain.realised.total | money }}</button> } @else { – }</ng-template>
        <ng-template uiCell="unrealised" let-it>@if (gains()[it.dealId]; as gain) { <button appOpens [of]="it.name" (click)="explainGain(it.dealId, it.name)">{{ gain.unrealised.total | money }}</button> } @else { – }</ng-template>
      </ui-grid>
    </ui-state>
    @if (session.can('fund:write')) {
      <app-new-investment [fundId]="fundId()" [held]="held()" (recorded)="done($event)" />
      @if (held().length) {
        <form [formGroup]="form" (ngSubmit)="value()">
          <h2>{{ 'flows.value' | transloco }}</h2>
          <p>{{ 'flows.valueAlone' | transloco }}</p>
          <div class="fields">
            <mat-form-field><mat-label>{{ 'newCall.investment' | transloco }}</mat-label><mat-select formControlName="dealId">@for (deal of held(); track deal.dealId) { <mat-option [value]="deal.dealId">{{ deal.name }}</mat-option> }</mat-select></mat-form-field>
            <mat-form-field><mat-label>{{ 'flows.valuedOn' | transloco }}</mat-label><input matInput type="date" formControlName="date" required /></mat-form-field>
            <mat-form-field><mat-label>{{ 'flows.fairValue' | transloco }}</mat-label><input matInput uiAmount formControlName="fairValue" /><mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error></mat-form-field>
            <mat-form-field><mat-label>{{ 'flows.methodology' | transloco }}</mat-label><input matInput formControlName="methodology" maxlength="100" /></mat-form-field>
            <mat-form-field><mat-label>{{ 'flows.level' | transloco }}</mat-label><mat-select formControlName="level">@for (level of [1, 2, 3]; track level) { <mat-option [value]="level">{{ level }}</mat-option> }</mat-select></mat-form-field>
            <button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'flows.recordValue' | transloco }}</button>
          </div>
        </form>
        <form [formGroup]="got" (ngSubmit)="receive()">
          <h2>{{ 'flows.receive' | transloco }}</h2>
          <div class="fields">
            <mat-form-field><mat-label>{{ 'flows.sourceInvestment' | transloco }}</mat-label><mat-select formControlName="dealId">@for (deal of held(); track deal.dealId) { <mat-option [value]="deal.dealId">{{ deal.name }}</mat-option> }</mat-select></mat-form-field>
            <mat-form-field><mat-label>{{ 'flows.proceedsKind' | transloco }}</mat-label><mat-select formControlName="kind">@for (kind of kinds; track kind) { <mat-option [value]="kind">{{ 'flows.proceedsKinds.' + kind | transloco }}</mat-option> }</mat-select></mat-form-field>
            <mat-form-field><mat-label>{{ 'flows.proceedsOn' | transloco }}</mat-label><input matInput type="date" formControlName="date" required /></mat-form-field>
            <mat-form-field><mat-label>{{ 'flows.proceeds' | transloco }}</mat-label><input matInput uiAmount formControlName="amount" /><mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error></mat-form-field>
            @if (got.value.kind === 'Income') { <mat-form-field><mat-label>{{ 'flows.incomeKind' | transloco }}</mat-label><mat-select formControlName="income"><mat-option [value]="null">{{ 'flows.incomeUnknown' | transloco }}</mat-option>@for (kind of incomes; track kind) { <mat-option [value]="kind">{{ 'flows.incomes.' + kind | transloco }}</mat-option> }</mat-select></mat-form-field> }
            @if (got.value.kind === 'Realisation') { <mat-form-field><mat-label>{{ 'flows.costSold' | transloco }}</mat-label><input matInput uiAmount formControlName="cost" /><mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error></mat-form-field> }
            <button mat-flat-button type="submit" [disabled]="got.invalid || doing.busy()">{{ 'flows.recordProceeds' | transloco }}</button>
          </div>
        </form>
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
      }
      <p role="status">@if (recorded(); as name) { {{ 'flows.recordedOf' | transloco: { name } }} }</p>
    }
  `,
  styles: `
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    mat-form-field { flex: 1 1 12rem }
    .alert { color: var(--mat-sys-error) }
    h2 { font: var(--mat-sys-title-medium) }
  `,
})
export class InvestmentList {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly kinds = KINDS;
  protected readonly incomes = INCOMES;
  protected readonly recorded = signal<string | null>(null);
  private key = crypto.randomUUID();
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly list = this.api.listed('/api/v1/funds/{fundId}/investments', 'investments', { path: () => this.path(), row: (deal) => ({ ...deal, id: deal.dealId }) });
  protected readonly filters = inject(Texts).filters([{ key: 'held', text: 'flows.holding', of: 'flows.holdings', values: ['true', 'false'] }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'newCall.investment', grow: 2 },
    { key: 'cost', text: 'flows.costHeld', number: true },
    { key: 'fairValue', text: 'flows.fairValue', number: true },
    { key: 'proceeds', text: 'flows.proceeds', number: true },
    { key: 'realised', text: 'flows.realised', number: true, sort: null, file: null },
    { key: 'unrealised', text: 'flows.unrealised', number: true, sort: null, file: null },
  ]);
  private readonly deals = reading({ params: this.path, stream: ({ params }) => this.api.list('/api/v1/funds/{fundId}/investments', { path: params, query: { size: 500 } }) });
  protected readonly held = computed(() => this.deals.value()?.items ?? []);
  private readonly told = reading({ params: this.path, stream: ({ params }) => this.api.list('/api/v1/funds/{fundId}/investments/gains', { path: params, query: { size: 500 } }) });
  protected readonly gains = computed(() => Object.fromEntries((this.told.value()?.items ?? []).map((gain) => [gain.dealId, gain])));
  protected readonly form = new FormGroup({
    dealId: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    date: new FormControl(inject(UserLocale).today(), { nonNullable: true, validators: [Validators.required] }),
    fairValue: new FormControl('', { nonNullable: true, validators: [Validators.required, AMOUNT] }),
    methodology: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    level: new FormControl(3, { nonNullable: true }),
  });

  protected readonly got = new FormGroup({
    dealId: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    kind: new FormControl<(typeof KINDS)[number]>('Income', { nonNullable: true }),
    income: new FormControl<(typeof INCOMES)[number] | null>(null),
    date: new FormControl(inject(UserLocale).today(), { nonNullable: true, validators: [Validators.required] }),
    amount: new FormControl('', { nonNullable: true, validators: [Validators.required, AMOUNT] }),
    cost: new FormControl('', { nonNullable: true, validators: [AMOUNT] }),
  });

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.list.again());
    });
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(() => this.again());
  }

  protected value(): void {
    const body = { ...this.form.getRawValue(), currency: null, via: null, method: null, inputs: null };
    this.doing.run(this.api.post('/api/v1/funds/{fundId}/valuations', { path: this.path(), body, key: this.key }), ({ name }) => this.done(name, () => this.form.patchValue({ fairValue: '' })));
  }

  protected receive(): void {
    const { kind, cost, income, ...rest } = this.got.getRawValue();
    const body = { ...rest, kind, cost: kind === 'Income' ? '0' : cost || '0', income: kind === 'Income' ? income : null, currency: null, via: null };
    this.doing.run(this.api.post('/api/v1/funds/{fundId}/proceeds', { path: this.path(), body, key: this.key }), ({ name }) => this.done(name, () => this.got.patchValue({ amount: '', cost: '' })));
  }

  protected done(name: string, clear: () => void = () => undefined): void {
    this.key = crypto.randomUUID();
    this.recorded.set(name);
    clear();
    this.again();
  }

  private again(): void {
    this.list.again();
    this.deals.reload();
    this.told.reload();
  }

  protected explain(dealId: string, name: string, figure: 'cost' | 'fairValue' | 'proceeds'): void {
    this.explainer.open(name, () => this.figures(dealId), (tree) => byKey(tree, figure));
  }

  protected explainGain(dealId: string, name: string): void {
    this.explainer.open(name, () => this.figures(dealId), (tree) => byKey(tree, 'gain'));
  }

  private figures(dealId: string) {
    return this.api.get('/api/v1/funds/{fundId}/investments/{dealId}/explanation', { path: { ...this.path(), dealId } });
  }
}
