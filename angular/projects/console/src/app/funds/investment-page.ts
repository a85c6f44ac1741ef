import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatError, MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, PageTitle, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { INDUSTRIES, Industry, TYPES } from '../shared/classes';
import { CountryPipe } from '../shared/country';
import { Kept } from '../shared/draft';
import { Texts } from '../shared/texts';

/** An investment: how it is classified for the schedule of investments and for exposure, and how it was before. */
@Component({
  selector: 'app-investment-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, CountryPipe, DayPipe, Grid, MatButton, MatError, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MomentPipe, PageTitle, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="read.value()?.value?.name ?? ''" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }]" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      <section class="section" aria-labelledby="profile">
        <h2 id="profile">{{ 'profile.title' | transloco }}</h2>
        @if (read.value()?.value?.profile; as now) {
          <p>{{ 'profile.types.' + now.type | transloco }} · {{ now.country ? (now.country | country) : ('profile.noCountry' | transloco) }} · {{ now.industry ? ('profile.industries.' + now.industry | transloco) : ('profile.noIndustry' | transloco) }}</p>
        } @else { <p>{{ 'profile.nobody' | transloco }}</p> }
        @if (session.can('fund:write')) {
          <form [formGroup]="form" (ngSubmit)="keep()">
            <mat-form-field><mat-label>{{ 'profile.type' | transloco }}</mat-label><mat-select formControlName="type" required>@for (it of types; track it) { <mat-option [value]="it">{{ 'profile.types.' + it | transloco }}</mat-option> }</mat-select></mat-form-field>
            <mat-form-field>
              <mat-label>{{ 'profile.country' | transloco }}</mat-label>
              <input matInput formControlName="country" maxlength="2" autocomplete="off" autocapitalize="characters" />
              <mat-hint>{{ code() ? (code() | country) : ('profile.countryHint' | transloco) }}</mat-hint>
              <mat-error>{{ 'profile.countryHint' | transloco }}</mat-error>
            </mat-form-field>
            <mat-form-field>
              <mat-label>{{ 'profile.industry' | transloco }}</mat-label>
              <mat-select formControlName="industry"><mat-option [value]="null">{{ 'profile.noIndustry' | transloco }}</mat-option>@for (it of industries; track it) { <mat-option [value]="it">{{ 'profile.industries.' + it | transloco }}</mat-option> }</mat-select>
            </mat-form-field>
            <mat-form-field><mat-label>{{ 'profile.validFrom' | transloco }}</mat-label><input matInput type="date" formControlName="validFrom" /><mat-hint>{{ 'profile.validFromHint' | transloco }}</mat-hint></mat-form-field>
            @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
            <div class="acts"><button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'profile.keep' | transloco }}</button></div>
          </form>
        }
        <p role="status">@if (recorded()) { {{ 'profile.recorded' | transloco }} }</p>
      </section>
      <section class="section" aria-labelledby="versions">
        <h2 id="versions">{{ 'profile.versions' | transloco }}</h2>
        <ui-grid name="investment-profiles" [label]="'profile.versions' | transloco" [columns]="columns()" [of]="list" [searched]="false">
          <ng-template uiCell="validFrom" let-it>{{ it.validFrom ? (it.validFrom | day) : ('profile.beginning' | transloco) }}</ng-template>
          <ng-template uiCell="type" let-it>{{ 'profile.types.' + it.type | transloco }}</ng-template>
          <ng-template uiCell="country" let-it>{{ it.country | country }}</ng-template>
          <ng-template uiCell="industry" let-it>{{ it.industry ? ('profile.industries.' + it.industry | transloco) : '–' }}</ng-template>
          <ng-template uiCell="recordedAt" let-it>{{ it.recordedAt | moment }}</ng-template>
        </ui-grid>
      </section>
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    form { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    mat-form-field { flex: 1 1 14rem }
    .acts, .alert { flex: 1 1 100% }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class InvestmentPage {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  readonly dealId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly types = TYPES;
  protected readonly industries = INDUSTRIES;
  protected readonly doing = new Doing();
  protected readonly recorded = signal(false);
  private readonly path = computed(() => ({ fundId: this.fundId(), dealId: this.dealId() }));
  protected readonly fund = reading({ params: this.path, stream: ({ params: { fundId } }) => this.api.get('/api/v1/funds/{fundId}', { path: { fundId } }) });
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/funds/{fundId}/investments/{dealId}/profile', { path: params }) });
  protected readonly list = this.api.listed('/api/v1/funds/{fundId}/investments/{dealId}/profile/versions', 'investment-profiles', { path: () => this.path(), row: (it) => ({ ...it, id: it.version }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'version', text: 'profile.version', number: true, grow: 0.5 },
    { key: 'validFrom', text: 'profile.validFrom' },
    { key: 'type', text: 'profile.type' },
    { key: 'country', text: 'profile.country', sort: null },
    { key: 'industry', text: 'profile.industry', sort: null },
    { key: 'recordedByName', text: 'profile.by', sort: null },
    { key: 'recordedAt', text: 'profile.at' },
  ]);
  protected readonly form = new FormGroup({
    type: new FormControl<Schemas['InvestmentType'] | null>(null, { validators: [Validators.required] }),
    country: new FormControl('', { nonNullable: true, validators: [Validators.pattern(/^\s*[A-Za-z]{2}\s*$/)] }),
    industry: new FormControl<Industry | null>(null),
    validFrom: new FormControl('', { nonNullable: true }),
  });
  private key = crypto.randomUUID();
  /** The version that the form was filled from; none once the user was told that there is a later one, which then stands above the form. */
  private seen: string | null = null;
  private readonly typed = toSignal(this.form.controls.country.valueChanges, { initialValue: '' });
  protected readonly code = computed(() => this.typed().trim().toUpperCase());
  private readonly kept = new Kept<ReturnType<typeof this.form.getRawValue>>(() => `profile.${this.fundId()}.${this.dealId()}`, () => this.form.markAsPristine());

  constructor() {
    effect(() => {
      const read = this.read.value();
      untracked(() => {
        if (!read) return;
        if (!this.form.dirty) this.fill(read.value.profile);
        else if (this.seen !== null) return;
        this.seen = read.etag;
      });
    });
    effect(() => {
      this.path();
      untracked(() => this.list.again());
    });
    this.form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => {
      if (!this.form.dirty) return;
      this.recorded.set(false);
      this.kept.write(this.form.getRawValue());
    });
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(() => this.read.reload());
  }

  protected keep(): void {
    const { type, country, industry, validFrom } = this.form.getRawValue();
    const body = { type: type!, country: country.trim().toUpperCase() || null, industry, validFrom: validFrom || null };
    this.doing.run(this.api.put('/api/v1/funds/{fundId}/investments/{dealId}/profile', { path: this.path(), body, key: this.key, etag: this.seen }), () => {
      this.key = crypto.randomUUID();
      this.kept.forget();
      this.recorded.set(true);
      this.read.reload();
      this.list.again();
    }, () => {
      if (!this.doing.overtaken()) return;
      this.seen = null;
      this.read.reload();
    });
  }

  /** What holds now, with what was typed and not sent; a next version has a day of its own. */
  private fill(now: Schemas['InvestmentProfileView'] | null): void {
    this.form.reset({ type: now?.type ?? null, country: now?.country ?? '', industry: now?.industry ?? null, validFrom: '' });
    const before = this.kept.read();
    if (!before) return;
    this.form.patchValue(before);
    this.form.markAsDirty();
  }
}
