import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormArray, FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, State, UserLocale } from '@ui';
import { AmountField } from '@ui/amount';
import { debounceTime } from 'rxjs';
import { Kept } from '../shared/draft';
import { AMOUNT } from './amount';
import { dayBefore, quarterBegins } from './periods';

type Method = Schemas['ValuationMethod'];
type Line = Schemas['ValuationLineView'];
type Asked = Schemas['DraftValuationRoundRequest'];
type Input = Schemas['ValuationInputView'];
const METHODS: readonly Method[] = ['MarketMultiples', 'DiscountedCashFlow', 'RecentTransaction', 'QuotedPrice', 'NetAssetValue', 'CostApproximation'];
const LEVELS = [1, 2, 3] as const;
const NUMBER = Validators.pattern(/^-?\d+([.]\d{1,8})?$/);

function inputOf(of: Partial<Input> = {}) {
  return new FormGroup({
    name: new FormControl(of.name ?? '', { nonNullable: true, validators: [Validators.required, Validators.maxLength(100)] }),
    value: new FormControl(`${of.value ?? ''}`, { nonNullable: true, validators: [Validators.required, NUMBER] }),
    low: new FormControl(`${of.low ?? ''}`, { nonNullable: true, validators: [NUMBER] }),
    high: new FormControl(`${of.high ?? ''}`, { nonNullable: true, validators: [NUMBER] }),
    unit: new FormControl(of.unit ?? '', { nonNullable: true, validators: [Validators.maxLength(20)] }),
    unobservable: new FormControl(of.unobservable ?? true, { nonNullable: true }),
  });
}

/** What a value begins with. */
interface Start {
  readonly fairValue?: string;
  readonly level?: number;
  readonly method?: Method;
  readonly methodology?: string;
  readonly via?: string | null | undefined;
  readonly documentIds?: readonly string[] | null | undefined;
  readonly inputs?: readonly Partial<Input>[];
}

function valueOf(dealId: string, of: Start) {
  return new FormGroup({
    dealId: new FormControl(dealId, { nonNullable: true }),
    /** Empty leaves the investment as it is. */
    fairValue: new FormControl(of.fairValue ?? '', { nonNullable: true, validators: [AMOUNT] }),
    level: new FormControl(of.level ?? 3, { nonNullable: true }),
    method: new FormControl<Method>(of.method ?? 'MarketMultiples', { nonNullable: true }),
    methodology: new FormControl(of.methodology ?? '', { nonNullable: true, validators: [Validators.maxLength(100)] }),
    via: new FormControl<string | null>(of.via ?? null),
    documentIds: new FormControl<readonly string[]>(of.documentIds ?? [], { nonNullable: true }),
    inputs: new FormArray((of.inputs ?? []).map(inputOf)),
  });
}

type Value = ReturnType<ReturnType<typeof valueOf>['getRawValue']>;

/** Drafts the fair values of all investments that a fund holds on a day, each beside its last one, or changes a draft. What was typed is kept in this tab until it is saved. */
@Component({
  selector: 'app-new-valuations',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AmountField, DayPipe, MatButton, MatCheckbox, MatError, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MoneyPipe, PageTitle, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="(roundId() ? 'flows.changeDraft' : 'valuations.new') | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }]" />
    <ui-state [of]="asked" [read]="problemOf" (again)="asked.reload()">
      <form [formGroup]="form" (ngSubmit)="save()">
        <mat-form-field><mat-label>{{ 'valuations.date' | transloco }}</mat-label><input matInput type="date" formControlName="date" required /></mat-form-field>
        <ui-state [of]="open" [read]="problemOf" [empty]="!lines().length" [emptyText]="'valuations.nothingHeld' | transloco" (again)="open.reload()">
          @for (group of form.controls.values.controls; track group; let i = $index) {
            @if (lines()[i]; as line) {
              <fieldset [formGroup]="group">
                <legend>{{ line.name }}</legend>
                <p class="last">
                  {{ 'valuations.lastValue' | transloco }} {{ line.before | money: 'code' }}, {{ line.valuedOn ? (line.valuedOn | day) : ('valuations.atCost' | transloco) }}@if (line.levelBefore) { · {{ 'flows.fields.level' | transloco }} {{ line.levelBefore }} · {{ line.methodologyBefore }} }
                </p>
                <div class="fields">
                  <mat-form-field class="some"><mat-label>{{ 'valuations.valueIn' | transloco: { currency: line.currency } }}</mat-label><input matInput uiAmount formControlName="fairValue" /><mat-hint>{{ 'valuations.emptyStays' | transloco }}</mat-hint><mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error></mat-form-field>
                  <mat-form-field><mat-label>{{ 'flows.fields.level' | transloco }}</mat-label><mat-select formControlName="level">@for (level of levels; track level) { <mat-option [value]="level">{{ level }}</mat-option> }</mat-select></mat-form-field>
                  <mat-form-field class="some"><mat-label>{{ 'valuations.method' | transloco }}</mat-label><mat-select formControlName="method">@for (method of methods; track method) { <mat-option [value]="method">{{ 'valuations.methods.' + method | transloco }}</mat-option> }</mat-select></mat-form-field>
                  <mat-form-field class="wide"><mat-label>{{ 'valuations.inWords' | transloco }}</mat-label><input matInput formControlName="methodology" maxlength="100" /></mat-form-field>
                </div>
                @if (evidence().length) {
                  <mat-form-field class="evidence"><mat-label>{{ 'valuations.evidence' | transloco }}</mat-label><mat-select formControlName="documentIds" multiple>@for (it of evidence(); track it.documentId) { <mat-option [value]="it.documentId">{{ it.title }}</mat-option> }</mat-select></mat-form-field>
                }
                @for (it of group.controls.inputs.controls; track it; let n = $index) {
                  <div class="fields" [formGroup]="it" role="group" [attr.aria-label]="'valuations.inputOf' | transloco: { number: n + 1, name: line.name }">
                    <mat-form-field class="wide"><mat-label>{{ 'valuations.input' | transloco }}</mat-label><input matInput formControlName="name" maxlength="100" required /></mat-form-field>
                    <mat-form-field><mat-label>{{ 'valuations.inputValue' | transloco }}</mat-label><input matInput uiAmount [decimals]="8" formControlName="value" required /></mat-form-field>
                    <mat-form-field><mat-label>{{ 'valuations.low' | transloco }}</mat-label><input matInput uiAmount [decimals]="8" formControlName="low" /></mat-form-field>
                    <mat-form-field><mat-label>{{ 'valuations.high' | transloco }}</mat-label><input matInput uiAmount [decimals]="8" formControlName="high" /></mat-form-field>
                    <mat-form-field><mat-label>{{ 'valuations.unit' | transloco }}</mat-label><input matInput formControlName="unit" maxlength="20" /></mat-form-field>
                    <mat-checkbox formControlName="unobservable">{{ 'valuations.unobservable' | transloco }}</mat-checkbox>
                    <button mat-button type="button" (click)="group.controls.inputs.removeAt(n)">{{ 'flows.removeInvestor' | transloco }}</button>
                  </div>
                }
                <button mat-stroked-button type="button" (click)="add(i)" [attr.aria-label]="'valuations.addInputOf' | transloco: { name: line.name }">{{ 'valuations.addInput' | transloco }}</button>
                @if (lacks(i)) { <p class="alert" role="status">{{ 'valuations.needsInput' | transloco }}</p> }
              </fieldset>
            }
          }
        </ui-state>
        @if (doing.refusal(); as problem) {
          <p role="alert" class="alert">{{ problem.detail }} @if (doing.overtaken()) { <button mat-button type="button" (click)="readAgain()">{{ 'hurts.readAgain' | transloco }}</button> }</p>
        }
        <div class="actions"><button mat-flat-button type="submit" [disabled]="form.invalid || !given().length || doing.busy()">{{ (roundId() ? 'flows.saveChange' : 'newCall.save') | transloco }}</button></div>
      </form>
    </ui-state>
  `,
  styles: `
    fieldset { border: 1px solid var(--mat-sys-outline-variant); border-radius: 12px; padding: 0.75rem; margin-bottom: 0.75rem }
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    .fields > mat-form-field { flex: 0 1 9rem }
    .fields > .some { flex: 0 1 14rem }
    .fields > .wide { flex: 1 1 14rem }
    .evidence { width: min(100%, 36rem) }
    .last { margin: 0 0 0.5rem; color: var(--mat-sys-on-surface-variant) }
    .actions { margin-top: 1rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class NewValuations {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  readonly fundId = input.required<string>();
  /** A draft to be changed. */
  readonly roundId = input<string>();
  protected readonly methods = METHODS;
  protected readonly levels = LEVELS;
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly form = new FormGroup({
    date: new FormControl(dayBefore(quarterBegins(inject(UserLocale).today())), { nonNullable: true, validators: [Validators.required] }),
    values: new FormArray<ReturnType<typeof valueOf>>([]),
  });
  private etag: string | null = null;
  private readonly typed = toSignal(this.form.valueChanges.pipe(debounceTime(350)));
  private readonly date = toSignal(this.form.controls.date.valueChanges, { initialValue: this.form.controls.date.value });
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  /** What a draft to be changed was made from: nothing may be saved over a draft that could not be read. */
  protected readonly asked = reading({
    params: () => {
      const roundId = this.roundId();
      return roundId ? { fundId: this.fundId(), roundId } : undefined;
    },
    stream: ({ params }) => this.api.read('/api/v1/funds/{fundId}/valuation-rounds/{roundId}/request', { path: params }),
  });
  /** What is held on the day, once it is a day. */
  protected readonly open = reading({
    params: () => (this.date() ? { path: this.path(), query: { date: this.date() } } : undefined),
    stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/valuation-rounds/open', params),
  });
  /** Documents of the fund on which a value may rest. */
  private readonly documents = reading({
    params: () => (this.session.can('document:read') ? { query: { fundId: this.fundId(), kind: 'ValuationEvidence' as const, size: 100 } } : undefined),
    stream: ({ params }) => this.api.list('/api/v1/documents', params),
  });
  protected readonly evidence = computed(() => (this.documents.value()?.items ?? []).filter((it) => !it.investorId));
  protected readonly lines = signal<readonly Line[]>([]);
  /** What was typed belongs to the version that it was typed over. */
  private readonly kept = new Kept<{ readonly etag: string | null; readonly date: string; readonly values: readonly Value[] }>(() => `valuations.${this.roundId() ?? this.fundId()}`);
  /** By investment: what was typed, or what the draft was made from. */
  private begun: readonly Value[] | null = null;

  constructor() {
    effect(() => {
      const asked = this.asked.value();
      if (asked || !this.roundId()) untracked(() => this.begin(asked?.value, asked?.etag ?? null));
    });
    effect(() => {
      const open = this.open.value();
      if (open) untracked(() => this.show(open.lines));
    });
    effect(() => {
      if (this.typed() && this.form.dirty) untracked(() => this.kept.write({ etag: this.etag, ...this.form.getRawValue() }));
    });
  }

  /** Whether a value of level 3 has no unobservable input yet. */
  protected lacks(index: number): boolean {
    const { fairValue, level, inputs } = this.form.controls.values.at(index).getRawValue();
    return !!fairValue && level === 3 && !inputs.some((it) => it.unobservable);
  }

  /** What is valued. */
  protected given(): readonly Value[] {
    return this.form.getRawValue().values.filter((it) => it.fairValue);
  }

  protected add(index: number): void {
    this.form.controls.values.at(index).controls.inputs.push(inputOf());
    this.form.markAsDirty();
  }

  /** After somebody else changed the draft: what stands now, without what was typed here. */
  protected readAgain(): void {
    this.kept.forget();
    this.doing.readAgain(this.asked);
  }

  protected save(): void {
    const { fundId, roundId } = { fundId: this.fundId(), roundId: this.roundId() };
    const saved = roundId
      ? this.api.put('/api/v1/funds/{fundId}/valuation-rounds/{roundId}', { path: { fundId, roundId }, body: this.content(), etag: this.etag })
      : this.api.post('/api/v1/funds/{fundId}/valuation-rounds', { path: { fundId }, body: this.content(), key: this.doing.key });
    this.doing.run(saved, (round) => {
      this.kept.forget();
      void this.router.navigate(['/funds', fundId, 'valuations', round.id]);
    });
  }

  private content(): Asked {
    return {
      date: this.form.getRawValue().date,
      values: this.given().map(({ methodology, inputs, documentIds, ...value }) => ({
        ...value, methodology: methodology.trim() || null, documentIds: documentIds.length ? [...documentIds] : null,
        inputs: inputs.map(({ low, high, unit, ...input }) => ({ ...input, low: low || null, high: high || null, unit: unit.trim() || null })),
      })),
    };
  }

  /** What was typed in this tab before; else, of a draft to be changed, what it was made from. */
  private begin(asked: Asked | undefined, etag: string | null): void {
    const kept = this.kept.read();
    this.etag = kept?.etag ?? etag;
    this.begun = kept?.values ?? asked?.values?.map((it) => valueOf(it.dealId, { ...it, methodology: it.methodology ?? '', inputs: it.inputs ?? [] }).getRawValue()) ?? null;
    const date = kept?.date ?? asked?.date;
    if (date) this.form.controls.date.setValue(date);
    this.show(this.lines());
  }

  /** A group for each investment: as it was typed or drafted, else on what its last value rests. */
  private show(lines: readonly Line[]): void {
    const typed = new Map([...(this.begun ?? []), ...(this.form.dirty ? this.form.getRawValue().values : [])].map((it) => [it.dealId, it] as const));
    const values = this.form.controls.values;
    values.clear({ emitEvent: false });
    for (const line of lines) values.push(valueOf(line.dealId, typed.get(line.dealId) ?? lastOf(line)), { emitEvent: false });
    this.lines.set(lines);
    this.form.updateValueAndValidity();
  }
}

/** On what the last value rests, for the next one to begin with; its amount is entered anew. */
function lastOf(line: Line) {
  return { level: line.levelBefore ?? 3, method: line.methodBefore ?? 'MarketMultiples', inputs: line.inputsBefore } as const;
}
