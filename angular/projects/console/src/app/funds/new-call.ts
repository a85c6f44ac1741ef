import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormArray, FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatError, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { Router } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, Versioned, problemOf, reading } from '@api';
import { CountPipe, MoneyPipe, PageTitle, State, UserLocale } from '@ui';
import { AmountField } from '@ui/amount';
import { debounceTime } from 'rxjs';
import { Kept } from '../shared/draft';
import { Explain } from '../shared/explain';
import { Opens } from '@ui/opens';
import { Choice, SearchChoice } from '../shared/search-choice';
import { AMOUNT } from './amount';
import { FundInvestors } from './fund-investors';

type Kind = Schemas['CallPurposeKind'];
const KINDS: readonly Kind[] = ['Investment', 'FollowOn', 'ManagementFee', 'Expenses', 'LineCosts'];

function purpose(kind: Kind = 'Investment') {
  return new FormGroup({
    kind: new FormControl<Kind>(kind, { nonNullable: true }),
    amount: new FormControl('', { nonNullable: true, validators: [Validators.required, AMOUNT] }),
    /** Empty is an investment that is new. */
    dealId: new FormControl('', { nonNullable: true }),
    description: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.maxLength(200)] }),
    excused: new FormControl<readonly string[]>([], { nonNullable: true }),
    // Not asked here, where the terms decide: kept as a draft has them.
    base: new FormControl<Schemas['AllocationBase'] | null>(null),
    insideCommitment: new FormControl<boolean | null>(null),
    feePeriodFrom: new FormControl<string | null>(null),
    feePeriodTo: new FormControl<string | null>(null),
  });
}

/** Drafts a capital call: purposes on the left, and beside them what each investor would pay, worked out anew by the server with every change. What was typed is kept in this tab until it is saved. */
@Component({
  selector: 'app-new-call',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AmountField, CountPipe, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MoneyPipe, Opens, PageTitle, ReactiveFormsModule, SearchChoice, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="(callId() ? 'flows.changeDraft' : 'newCall.title') | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }]" />
    <div class="sides">
      <ui-state [of]="asked" [read]="problemOf" (again)="asked.reload()">
      <form [formGroup]="form" (ngSubmit)="save()">
        <mat-form-field><mat-label>{{ 'calls.noticeDate' | transloco }}</mat-label><input matInput type="date" formControlName="noticeDate" required /></mat-form-field>
        <mat-form-field><mat-label>{{ 'calls.dueDate' | transloco }}</mat-label><input matInput type="date" formControlName="dueDate" required /></mat-form-field>
        @if (coverOf()) { <p>{{ 'flows.coverCall' | transloco }}</p> }
        @for (group of coverOf() ? [] : form.controls.purposes.controls; track group; let i = $index) {
          <fieldset [formGroup]="group">
            <legend>{{ 'newCall.purpose' | transloco: { number: i + 1 } }}</legend>
            <mat-form-field>
              <mat-label>{{ 'calls.purpose' | transloco }}</mat-label>
              <mat-select formControlName="kind">@for (kind of kinds; track kind) { <mat-option [value]="kind">{{ 'purposes.' + kind | transloco }}</mat-option> }</mat-select>
              @if (baseOf(i); as base) { <mat-hint>{{ 'newCall.sharedBy' | transloco: { base: ('bases.' + base | transloco) } }}</mat-hint> }
            </mat-form-field>
            <mat-form-field>
              <mat-label>{{ 'calls.amount' | transloco }}</mat-label>
              <input matInput uiAmount formControlName="amount" />
              <mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error>
            </mat-form-field>
            @if (group.value.kind === 'Investment' || group.value.kind === 'FollowOn') {
              <mat-form-field>
                <mat-label>{{ 'newCall.investment' | transloco }}</mat-label>
                <mat-select formControlName="dealId">
                  @if (group.value.kind === 'Investment') { <mat-option value="">{{ 'newCall.newInvestment' | transloco }}</mat-option> }
                  @for (deal of deals.value()?.items; track deal.dealId) { <mat-option [value]="deal.dealId">{{ deal.name }}</mat-option> }
                </mat-select>
              </mat-form-field>
              @if (deals.error()) { <ui-state [of]="deals" [read]="problemOf" (again)="deals.reload()" /> }
              <app-search-choice [label]="'newCall.excused' | transloco" [multiple]="true" [search]="search" [named]="named" formControlName="excused" (names)="know($event)" />
            }
            <mat-form-field><mat-label>{{ 'newCall.description' | transloco }}</mat-label><input matInput formControlName="description" maxlength="200" /></mat-form-field>
            @if (form.controls.purposes.length > 1) { <button mat-button type="button" (click)="form.controls.purposes.removeAt(i)">{{ 'newCall.remove' | transloco }}</button> }
          </fieldset>
        }
        @if (!coverOf()) { <button mat-stroked-button type="button" (click)="add()">{{ 'newCall.add' | transloco }}</button> }
        @if (doing.refusal(); as problem) {
          <p role="alert" class="alert">{{ problem.detail }} @if (doing.overtaken()) { <button mat-button type="button" (click)="readAgain()">{{ 'hurts.readAgain' | transloco }}</button> }</p>
        }
        <div class="actions"><button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ (callId() ? 'flows.saveChange' : 'newCall.save') | transloco }}</button></div>
      </form>
      </ui-state>
      <section [attr.aria-label]="'newCall.preview' | transloco" aria-live="polite">
        <h2>{{ 'newCall.preview' | transloco }}</h2>
        @if (form.invalid) {
          <p>{{ 'newCall.fillIn' | transloco }}</p>
        } @else {
          <ui-state [of]="preview" [read]="problemOf" (again)="preview.reload()">
            @if (preview.value(); as p) {
              <p><strong><button appOpens [of]="'calls.amount' | transloco" (click)="explain(null)">{{ p.amount | money: 'code' }}</button></strong></p>
              <div class="scroll">
                <table class="plain">
                  <thead><tr><th scope="col">{{ 'positions.investor' | transloco }}</th><th scope="col" class="number">{{ 'calls.unfundedBefore' | transloco }}</th><th scope="col" class="number">{{ 'calls.amount' | transloco }}</th><th scope="col" class="number">{{ 'calls.unfundedAfter' | transloco }}</th></tr></thead>
                  <tbody>
                    @for (line of p.lines; track line.investorId) {
                      <tr>
                        <th scope="row">{{ line.name }}@if (isExcused(line.investorId)) { <small> · {{ 'newCall.isExcused' | transloco }}</small> }</th>
                        <td class="number">{{ line.unfundedBefore | money }}</td><td class="number"><button appOpens [of]="line.name" (click)="explain(line)">{{ line.total | money }}</button></td><td class="number">{{ line.unfundedAfter | money }}</td>
                      </tr>
                    }
                  </tbody>
                </table>
              </div>
              @for (out of excused(); track out.purpose) { <p>{{ 'newCall.excusedFrom' | transloco: { number: out.purpose, names: out.names } }}</p> }
              @if (p.investors > p.lines.length) { <p>{{ 'newCall.first' | transloco: { shown: p.lines.length | count, count: p.investors | count } }}</p> }
            }
          </ui-state>
        }
      </section>
    </div>
  `,
  styles: `
    .sides { display: grid; grid-template-columns: minmax(18rem, 26rem) minmax(0, 1fr); gap: 2rem }
    form, fieldset { display: flex; flex-direction: column; gap: 0.25rem }
    fieldset { border: 1px solid var(--mat-sys-outline-variant); border-radius: 12px; padding: 0.75rem; margin-bottom: 0.75rem }
    .actions { margin-top: 1rem }
    .alert { color: var(--mat-sys-error) }
    h2 { font: var(--mat-sys-title-medium); margin-top: 0 }
    @media (max-width: 900px) { .sides { grid-template-columns: minmax(0, 1fr) } }
  `,
})
export class NewCall {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly explainer = inject(Explain);
  private readonly investors = inject(FundInvestors);
  readonly fundId = input.required<string>();
  /** A draft to be changed. */
  readonly callId = input<string>();
  protected readonly kinds = KINDS;
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly form = new FormGroup({
    noticeDate: new FormControl(inject(UserLocale).today(), { nonNullable: true, validators: [Validators.required] }),
    dueDate: new FormControl(inject(UserLocale).today(14), { nonNullable: true, validators: [Validators.required] }),
    purposes: new FormArray([purpose()]),
  });
  /** The call whose defaulters' part the draft covers: its purposes are that call's. */
  protected readonly coverOf = signal<string | null>(null);
  private etag: string | null = null;
  private readonly typed = toSignal(this.form.valueChanges.pipe(debounceTime(350)));
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly deals = reading({ params: this.path, stream: ({ params }) => this.api.list('/api/v1/funds/{fundId}/investments', { path: params, query: { size: 500 } }) });
  protected readonly search = (text: string) => this.investors.search(this.fundId(), text);
  protected readonly named = (id: string) => this.investors.named(this.fundId(), id);
  /** Who is excused, purpose by purpose. */
  protected readonly excused = computed(() => {
    this.typed();
    return this.form.getRawValue().purposes.map(({ excused }, i) => ({ purpose: i + 1, names: excused.map((id) => this.names().get(id) ?? '…').join(', ') })).filter(({ names }) => names);
  });
  private readonly names = signal<ReadonlyMap<string, string>>(new Map());
  /** What was typed belongs to the version that it was typed over. */
  private readonly kept = new Kept<{ readonly etag: string | null; readonly value: ReturnType<NewCall['form']['getRawValue']> }>(() => `call.${this.callId() ?? this.fundId()}`);
  /** What a draft to be changed was made from: nothing may be saved over a draft that could not be read. */
  protected readonly asked = reading({
    params: () => {
      const callId = this.callId();
      return callId ? { fundId: this.fundId(), callId } : undefined;
    },
    stream: ({ params }) => this.api.read('/api/v1/funds/{fundId}/capital-calls/{callId}/request', { path: params }),
  });
  protected readonly preview = reading({
    params: () => (this.typed() && this.form.valid ? { path: this.path(), body: this.content() } : undefined),
    stream: ({ params }) => this.api.post('/api/v1/funds/{fundId}/capital-calls/preview', params),
  });

  constructor() {
    effect(() => {
      this.fundId();
      const asked = this.asked.value();
      if (asked || !this.callId()) untracked(() => this.begin(asked));
    });
    effect(() => {
      if (this.typed() && this.form.dirty) untracked(() => this.kept.write({ etag: this.etag, value: this.form.getRawValue() }));
    });
  }

  /** By what a purpose is shared out: as the server worked it out, and until then as the draft says itself. */
  protected baseOf(index: number): Schemas['AllocationBase'] | null {
    return this.preview.value()?.purposes[index]?.base ?? this.form.controls.purposes.at(index).value.base ?? null;
  }

  protected know(choices: readonly Choice[]): void {
    this.names.update((before) => new Map([...before, ...choices.map((it) => [it.id, it.name] as const)]));
  }

  protected isExcused(investorId: string): boolean {
    return this.form.getRawValue().purposes.some((one) => one.excused.includes(investorId));
  }

  protected explain(line: { readonly investorId: string; readonly name: string } | null): void {
    const query = line ? { investorId: line.investorId } : {};
    const asked = { path: this.path(), body: this.content(), query };
    this.explainer.open(line?.name ?? '', () => this.api.post('/api/v1/funds/{fundId}/capital-calls/preview/explanation', asked));
  }

  protected add(): void {
    this.form.controls.purposes.push(purpose('Expenses'));
  }

  /** After somebody else changed the draft: what stands now, without what was typed here. */
  protected readAgain(): void {
    this.kept.forget();
    this.doing.readAgain(this.asked);
  }

  protected save(): void {
    const { fundId, callId } = { fundId: this.fundId(), callId: this.callId() };
    const saved = callId
      ? this.api.put('/api/v1/funds/{fundId}/capital-calls/{callId}', { path: { fundId, callId }, body: this.content(), etag: this.etag })
      : this.api.post('/api/v1/funds/{fundId}/capital-calls', { path: { fundId }, body: this.content(), key: this.doing.key });
    this.doing.run(saved, (call) => {
      this.kept.forget();
      void this.router.navigate(['/funds', fundId, 'capital-calls', call.id]);
    });
  }

  private content(): Schemas['DraftCapitalCallRequest'] {
    const { noticeDate, dueDate, purposes } = this.form.getRawValue();
    if (this.coverOf()) return { noticeDate, dueDate, purposes: null, coverOf: this.coverOf() };
    return {
      noticeDate, dueDate,
      purposes: purposes.map(({ kind, amount, dealId, description, excused, base, insideCommitment, feePeriodFrom, feePeriodTo }) => ({
        kind, amount, dealId: kind === 'Investment' || kind === 'FollowOn' ? dealId || null : null, description, excusedInvestorIds: excused.length ? [...excused] : null, base, insideCommitment, feePeriodFrom, feePeriodTo,
      })),
    };
  }

  /** What was typed in this tab before; else, of a draft to be changed, what it was made from. */
  private begin(asked: Versioned<Schemas['DraftCapitalCallRequest']> | undefined): void {
    // A colleague's change since it was typed must not be lost unseen.
    const kept = this.kept.read();
    this.etag = kept?.etag ?? asked?.etag ?? null;
    this.coverOf.set(asked?.value.coverOf ?? null);
    const value = kept?.value ?? (asked ? typedFrom(asked.value) : null);
    if (!value) return;
    this.form.controls.purposes.clear({ emitEvent: false });
    for (const { kind } of value.purposes) this.form.controls.purposes.push(purpose(kind), { emitEvent: false });
    if (this.coverOf()) this.form.controls.purposes.disable({ emitEvent: false });
    this.form.patchValue(value);
    this.form.markAsPristine();
  }
}

/** The form of a draft as it was made. */
function typedFrom(asked: Schemas['DraftCapitalCallRequest']): ReturnType<NewCall['form']['getRawValue']> {
  return {
    noticeDate: asked.noticeDate, dueDate: asked.dueDate,
    purposes: (asked.purposes ?? []).map((p) => ({
      kind: p.kind, amount: p.amount, dealId: p.dealId ?? '', description: p.description, excused: p.excusedInvestorIds ?? [], base: p.base, insideCommitment: p.insideCommitment, feePeriodFrom: p.feePeriodFrom, feePeriodTo: p.feePeriodTo,
    })),
  };
}
