import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { FormArray, FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
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
import { SearchChoice } from '../shared/search-choice';
import { AMOUNT } from './amount';
import { FundInvestors } from './fund-investors';
import { WaterfallTier, WaterfallView } from './waterfall';

const KINDS = ['Cash', 'Tax', 'InKind'] as const;
type Kind = (typeof KINDS)[number];
type ByInvestor = Readonly<Record<string, string>>;

function one(investorId = '', withholding = '', recallable = '', income = '') {
  return new FormGroup({
    investorId: new FormControl(investorId, { nonNullable: true, validators: [Validators.required] }),
    withholding: new FormControl(withholding, { nonNullable: true, validators: [AMOUNT] }),
    recallable: new FormControl(recallable, { nonNullable: true, validators: [AMOUNT] }),
    income: new FormControl(income, { nonNullable: true, validators: [AMOUNT] }),
  });
}

/** Drafts a distribution, or changes a draft: what is distributed on the left, and beside it the waterfall, worked out anew by the server with every change. What was typed is kept in this tab until it is saved. */
@Component({
  selector: 'app-new-distribution',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AmountField, CountPipe, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MoneyPipe, Opens, PageTitle, ReactiveFormsModule, SearchChoice, State, TranslocoPipe, WaterfallView],
  template: `
    <ui-page-title [title]="(distributionId() ? 'flows.changeDraft' : 'flows.newDistribution') | transloco" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }]" />
    <div class="sides">
      <ui-state [of]="asked" [read]="problemOf" (again)="asked.reload()">
      <form [formGroup]="form" (ngSubmit)="save()">
        <mat-form-field>
          <mat-label>{{ 'flows.kind' | transloco }}</mat-label>
          <mat-select formControlName="kind">@for (kind of kinds; track kind) { <mat-option [value]="kind">{{ 'flows.kinds.' + kind | transloco }}</mat-option> }</mat-select>
          <mat-hint>{{ 'flows.kindHints.' + form.value.kind | transloco }}</mat-hint>
        </mat-form-field>
        <mat-form-field><mat-label>{{ 'distributions.date' | transloco }}</mat-label><input matInput type="date" formControlName="date" required /></mat-form-field>
        <mat-form-field><mat-label>{{ 'distributions.paymentDate' | transloco }}</mat-label><input matInput type="date" formControlName="paymentDate" required /></mat-form-field>
        <mat-form-field>
          <mat-label>{{ 'flows.amounts.' + form.value.kind | transloco }}</mat-label>
          <input matInput uiAmount formControlName="amount" />
          <mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error>
        </mat-form-field>
        @if (form.value.kind !== 'Tax') {
          @if (deals.error()) { <ui-state [of]="deals" [read]="problemOf" (again)="deals.reload()" /> }
          <mat-form-field>
            <mat-label>{{ 'flows.source' | transloco }}</mat-label>
            <mat-select formControlName="dealId">
              @if (form.value.kind === 'Cash') { <mat-option value="">{{ 'flows.noSource' | transloco }}</mat-option> }
              @for (deal of deals.value()?.items; track deal.dealId) { <mat-option [value]="deal.dealId">{{ deal.name }}</mat-option> }
            </mat-select>
          </mat-form-field>
        }
        @if (form.value.kind === 'Tax') {
          <mat-form-field><mat-label>{{ 'flows.assumedRate' | transloco }}</mat-label><input matInput uiAmount [decimals]="8" formControlName="assumedRate" /><mat-hint>{{ 'flows.assumedRateHint' | transloco }}</mat-hint></mat-form-field>
          <mat-form-field><mat-label>{{ 'flows.carryIncome' | transloco }}</mat-label><input matInput uiAmount formControlName="carryIncome" /></mat-form-field>
        }
        @if (form.value.kind === 'InKind') {
          <mat-form-field><mat-label>{{ 'flows.cost' | transloco }}</mat-label><input matInput uiAmount formControlName="cost" /></mat-form-field>
          <mat-form-field><mat-label>{{ 'flows.quantity' | transloco }}</mat-label><input matInput uiAmount [decimals]="8" formControlName="quantity" /></mat-form-field>
          <mat-form-field><mat-label>{{ 'flows.closes' | transloco }}</mat-label><textarea matInput rows="2" formControlName="closes"></textarea><mat-hint>{{ 'flows.closesHint' | transloco }}</mat-hint></mat-form-field>
          <app-search-choice [label]="'flows.declined' | transloco" [multiple]="true" [search]="limited" [named]="named" formControlName="declined" />
        } @else {
          @for (group of form.controls.each.controls; track group; let i = $index) {
            <fieldset [formGroup]="group">
              <legend>{{ 'flows.ofInvestor' | transloco: { number: i + 1 } }}</legend>
              <app-search-choice [label]="'positions.investor' | transloco" [search]="search" [named]="named" formControlName="investorId" />
              @if (form.value.kind === 'Cash') {
                <mat-form-field><mat-label>{{ 'flows.withholding' | transloco }}</mat-label><input matInput uiAmount formControlName="withholding" /><mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error></mat-form-field>
                <mat-form-field><mat-label>{{ 'flows.recallable' | transloco }}</mat-label><input matInput uiAmount formControlName="recallable" /><mat-hint>{{ 'flows.recallableHint' | transloco }}</mat-hint></mat-form-field>
              } @else {
                <mat-form-field><mat-label>{{ 'flows.income' | transloco }}</mat-label><input matInput uiAmount formControlName="income" /><mat-error>{{ 'newCall.amountForm' | transloco }}</mat-error></mat-form-field>
              }
              <button mat-button type="button" (click)="form.controls.each.removeAt(i)">{{ 'flows.removeInvestor' | transloco }}</button>
            </fieldset>
          }
          <button mat-stroked-button type="button" (click)="add()">{{ (form.value.kind === 'Tax' ? 'flows.addIncome' : 'flows.addInvestor') | transloco }}</button>
        }
        @if (doing.refusal(); as problem) {
          <p role="alert" class="alert">{{ problem.detail }} @if (doing.overtaken()) { <button mat-button type="button" (click)="readAgain()">{{ 'hurts.readAgain' | transloco }}</button> }</p>
        }
        <div class="actions"><button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ (distributionId() ? 'flows.saveChange' : 'newCall.save') | transloco }}</button></div>
      </form>
      </ui-state>
      <section [attr.aria-label]="'flows.preview' | transloco" aria-live="polite">
        <h2>{{ 'flows.preview' | transloco }}</h2>
        @if (form.invalid) {
          <p>{{ 'flows.fillIn' | transloco }}</p>
        } @else {
          <ui-state [of]="preview" [read]="problemOf" (again)="preview.reload()">
            @if (preview.value(); as p) {
              <p><strong><button appOpens [of]="'calls.amount' | transloco" (click)="explain({}, '')">{{ p.amount | money: 'code' }}</button></strong></p>
              <app-waterfall [rows]="p.waterfall" [lines]="p.lines" [explained]="true" (explain)="explain({ tier: $event }, '')" />
              <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'distributions.lines' | transloco">
                <table class="plain">
                  <thead><tr><th scope="col">{{ 'positions.investor' | transloco }}</th><th scope="col" class="number">{{ 'distributions.share' | transloco }}</th><th scope="col" class="number">{{ 'tiers.carriedInterest' | transloco }}</th><th scope="col" class="number">{{ 'flows.withheld' | transloco }}</th><th scope="col" class="number">{{ 'distributions.payable' | transloco }}</th></tr></thead>
                  <tbody>
                    @for (line of p.lines; track line.investorId) {
                      <tr><th scope="row">{{ line.name }}</th><td class="number">{{ line.apportioned | money }}</td><td class="number">{{ line.carriedInterest | money }}</td><td class="number">{{ line.withholding | money }}</td><td class="number"><button appOpens [of]="line.name" (click)="explain({ investorId: line.investorId }, line.name)">{{ line.payable | money }}</button></td></tr>
                    }
                  </tbody>
                </table>
              </div>
              @if (p.investors > p.lines.length) { <p>{{ 'newCall.first' | transloco: { shown: p.lines.length | count, count: p.investors | count } }}</p> }
            }
          </ui-state>
        }
      </section>
    </div>
  `,
  styles: `
    .sides { display: grid; grid-template-columns: minmax(18rem, 26rem) minmax(0, 1fr); gap: 2rem }
    form, fieldset { display: flex; flex-direction: column; gap: 0.25rem; min-width: 0 }
    fieldset { border: 1px solid var(--mat-sys-outline-variant); border-radius: 12px; padding: 0.75rem; margin-bottom: 0.75rem }
    .actions { margin-top: 1rem }
    .alert { color: var(--mat-sys-error) }
    h2 { font: var(--mat-sys-title-medium); margin-top: 0 }
    @media (max-width: 900px) { .sides { grid-template-columns: minmax(0, 1fr) } }
  `,
})
export class NewDistribution {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly explainer = inject(Explain);
  private readonly investors = inject(FundInvestors);
  readonly fundId = input.required<string>();
  /** A draft to be changed. */
  readonly distributionId = input<string>();
  protected readonly kinds = KINDS;
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly form = new FormGroup({
    kind: new FormControl<Kind>('Cash', { nonNullable: true }),
    date: new FormControl(inject(UserLocale).today(), { nonNullable: true, validators: [Validators.required] }),
    paymentDate: new FormControl(inject(UserLocale).today(10), { nonNullable: true, validators: [Validators.required] }),
    amount: new FormControl('', { nonNullable: true, validators: [Validators.required, AMOUNT] }),
    /** Empty is no investment in particular. */
    dealId: new FormControl('', { nonNullable: true }),
    assumedRate: new FormControl('', { nonNullable: true }),
    carryIncome: new FormControl('', { nonNullable: true, validators: [AMOUNT] }),
    cost: new FormControl('', { nonNullable: true, validators: [AMOUNT] }),
    quantity: new FormControl('', { nonNullable: true }),
    closes: new FormControl('', { nonNullable: true }),
    declined: new FormControl<readonly string[]>([], { nonNullable: true }),
    each: new FormArray<ReturnType<typeof one>>([]),
  });
  private etag: string | null = null;
  private readonly typed = toSignal(this.form.valueChanges.pipe(debounceTime(350)));
  private readonly path = computed(() => ({ fundId: this.fundId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly deals = reading({ params: this.path, stream: ({ params }) => this.api.list('/api/v1/funds/{fundId}/investments', { path: params, query: { size: 500 } }) });
  protected readonly search = (text: string) => this.investors.search(this.fundId(), text);
  protected readonly limited = (text: string) => this.investors.search(this.fundId(), text, 'LimitedPartner');
  protected readonly named = (id: string) => this.investors.named(this.fundId(), id);
  /** What was typed belongs to the version that it was typed over. */
  private readonly kept = new Kept<{ readonly etag: string | null; readonly value: ReturnType<NewDistribution['form']['getRawValue']> }>(() => `distribution.${this.distributionId() ?? this.fundId()}`);
  /** What a draft to be changed was made from: nothing may be saved over a draft that could not be read. */
  protected readonly asked = reading({
    params: () => {
      const distributionId = this.distributionId();
      return distributionId ? { fundId: this.fundId(), distributionId } : undefined;
    },
    stream: ({ params }) => this.api.read('/api/v1/funds/{fundId}/distributions/{distributionId}/request', { path: params }),
  });
  protected readonly preview = reading({
    params: () => (this.typed() && this.form.valid ? { path: this.path(), body: this.content() } : undefined),
    stream: ({ params }) => this.api.post('/api/v1/funds/{fundId}/distributions/preview', params),
  });

  constructor() {
    effect(() => {
      this.fundId();
      const asked = this.asked.value();
      if (asked || !this.distributionId()) untracked(() => this.begin(asked));
    });
    effect(() => {
      if (this.typed() && this.form.dirty) untracked(() => this.kept.write({ etag: this.etag, value: this.form.getRawValue() }));
    });
  }

  protected explain(query: { readonly investorId?: string; readonly tier?: WaterfallTier }, title: string): void {
    const asked = { path: this.path(), body: this.content(), query };
    this.explainer.open(title, () => this.api.post('/api/v1/funds/{fundId}/distributions/preview/explanation', asked));
  }

  protected add(): void {
    this.form.controls.each.push(one());
  }

  /** After somebody else changed the draft: what stands now, without what was typed here. */
  protected readAgain(): void {
    this.kept.forget();
    this.doing.readAgain(this.asked);
  }

  protected save(): void {
    const { fundId, distributionId } = { fundId: this.fundId(), distributionId: this.distributionId() };
    const saved = distributionId
      ? this.api.put('/api/v1/funds/{fundId}/distributions/{distributionId}', { path: { fundId, distributionId }, body: this.content(), etag: this.etag })
      : this.api.post('/api/v1/funds/{fundId}/distributions', { path: { fundId }, body: this.content(), key: this.doing.key });
    this.doing.run(saved, (distribution) => {
      this.kept.forget();
      void this.router.navigate(['/funds', fundId, 'distributions', distribution.id]);
    });
  }

  private content(): Schemas['DraftDistributionRequest'] {
    const { kind, date, paymentDate, amount, dealId, assumedRate, carryIncome, cost, quantity, closes, declined, each } = this.form.getRawValue();
    const of = (figure: 'withholding' | 'recallable' | 'income') => {
      const given = each.filter((line) => line.investorId && line[figure]);
      return given.length ? (Object.fromEntries(given.map((line) => [line.investorId, line[figure]])) as Record<string, never>) : null;
    };
    const prices = closes.split(/[\s,;]+/).filter((price) => price);
    const plain = { date, paymentDate, amount: prices.length && kind === 'InKind' ? '0' : amount, dealId: null, withholding: null, recallable: null };
    switch (kind) {
      case 'Tax': return { ...plain, tax: { assumedRate: assumedRate || '0', income: of('income') ?? {}, carriedInterestIncome: carryIncome || '0' } };
      case 'InKind': return { ...plain, dealId: dealId || null, inKind: { cost: cost || '0', quantity: quantity || null, closes: prices.length ? prices : null, declinedBy: declined.length ? [...declined] : null } };
      default: return { ...plain, dealId: dealId || null, withholding: of('withholding'), recallable: of('recallable') };
    }
  }

  /** What was typed in this tab before; else, of a draft to be changed, what it was made from. */
  private begin(asked: Versioned<Schemas['DraftDistributionRequest']> | undefined): void {
    // A colleague's change since it was typed must not be lost unseen.
    const kept = this.kept.read();
    this.etag = kept?.etag ?? asked?.etag ?? null;
    const value = kept?.value ?? (asked ? typedFrom(asked.value) : null);
    if (!value) return;
    this.form.controls.each.clear({ emitEvent: false });
    for (const line of value.each) this.form.controls.each.push(one(line.investorId, line.withholding, line.recallable, line.income), { emitEvent: false });
    this.form.patchValue(value);
    this.form.markAsPristine();
  }
}

/** The form of a draft as it was made. */
function typedFrom(asked: Schemas['DraftDistributionRequest']): ReturnType<NewDistribution['form']['getRawValue']> {
  const [withholding, recallable, income] = [asked.withholding, asked.recallable, asked.tax?.income].map((map) => (map ?? {}) as ByInvestor) as [ByInvestor, ByInvestor, ByInvestor];
  const ids = [...new Set([withholding, recallable, income].flatMap((map) => Object.keys(map)))];
  return {
    kind: asked.tax ? 'Tax' : asked.inKind ? 'InKind' : 'Cash', date: asked.date, paymentDate: asked.paymentDate, amount: asked.amount, dealId: asked.dealId ?? '',
    assumedRate: asked.tax?.assumedRate ?? '', carryIncome: asked.tax?.carriedInterestIncome ?? '', cost: asked.inKind?.cost ?? '', quantity: asked.inKind?.quantity ?? '',
    closes: (asked.inKind?.closes ?? []).join(' '), declined: asked.inKind?.declinedBy ?? [],
    each: ids.map((id) => ({ investorId: id, withholding: withholding[id] ?? '', recallable: recallable[id] ?? '', income: income[id] ?? '' })),
  };
}
