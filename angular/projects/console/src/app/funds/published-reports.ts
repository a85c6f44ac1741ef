import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatProgressBar } from '@angular/material/progress-bar';
import { MatOption, MatSelect } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, Refusal, State, UserLocale, save } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { map, throttleTime } from 'rxjs';
import { SearchChoice } from '../shared/search-choice';
import { Texts } from '../shared/texts';
import { FundInvestors } from './fund-investors';
import { quartersBefore } from './quarters';

type Kind = Schemas['ReportKind'];

const KINDS: readonly Kind[] = ['InvestorStatement', 'CapitalAccount', 'ReportingTemplate', 'ReportingTemplate11', 'FinancialStatements', 'PerformanceTemplate'];

/** What was published for a fund, how far a publication under way is, and publishing a quarter. */
@Component({
  selector: 'app-published-reports',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MatCheckbox, MatFormField, MatLabel, MatOption, MatProgressBar, MatSelect, MomentPipe, ReactiveFormsModule, Refusal, RouterLink, SearchChoice, State, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="published">
      <h2 id="published">{{ 'published.title' | transloco }}</h2>
      <form class="fields" [formGroup]="form" (ngSubmit)="publish()">
        @if (!period()) {
          <mat-form-field class="quarter">
            <mat-label>{{ 'reports.quarter' | transloco }}</mat-label>
            <mat-select formControlName="period">@for (quarter of quarters; track quarter) { <mat-option [value]="quarter">{{ quarter }}</mat-option> }</mat-select>
          </mat-form-field>
        }
        @if (session.can('report:publish')) {
          <mat-form-field class="kinds">
            <mat-label>{{ 'published.what' | transloco }}</mat-label>
            <mat-select formControlName="kinds" multiple>@for (kind of kinds; track kind) { <mat-option [value]="kind">{{ 'published.kinds.' + kind | transloco }}</mat-option> }</mat-select>
          </mat-form-field>
          <app-search-choice formControlName="investorId" [label]="'published.forWhom' | transloco" [search]="search" [named]="named" />
          <mat-checkbox formControlName="preliminary">{{ 'published.asPreliminary' | transloco }}</mat-checkbox>
          <button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy() || !!underWay()">{{ 'published.publish' | transloco }}</button>
        }
        <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="packages()">{{ 'published.packages' | transloco }}</button>
      </form>
      <ui-refusal [of]="doing.refusal()" />
      @if (last.value(); as p) {
        @if (underWay()) {
          <p aria-live="polite">{{ 'published.progress' | transloco: { period: p.period, done: p.done, total: p.total } }}</p>
          <mat-progress-bar [value]="p.percent" [attr.aria-label]="'published.progress' | transloco: { period: p.period, done: p.done, total: p.total }" />
        } @else if (p.failureReason) { <p role="alert" class="alert">{{ 'published.failed' | transloco: { period: p.period, reason: p.failureReason } }}</p> }
      }
      <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'published.none' | transloco" (again)="list.again()">
        <ui-grid name="published-reports" [filters]="filters()" [label]="'published.title' | transloco" [columns]="columns()" [of]="list">
          <ng-template uiCell="kind" let-it><a [routerLink]="['/funds', fundId(), 'published', it.reportId]">{{ 'published.kinds.' + it.kind | transloco }}</a></ng-template>
          <ng-template uiCell="investorName" let-it>{{ it.investorName ?? ('published.fundItself' | transloco) }}</ng-template>
          <ng-template uiCell="publishedAt" let-it>{{ it.publishedAt | moment }}</ng-template>
          <ng-template uiCell="isCurrent" let-it>{{ (it.isCurrent ? 'published.stands' : 'published.superseded') | transloco }}@if (it.isPreliminary) { · {{ 'published.preliminary' | transloco }} }</ng-template>
        </ui-grid>
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    .fields > app-search-choice { flex: 2 1 14rem }
    .quarter { flex: 0 1 9rem }
    .kinds { flex: 1 1 14rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class PublishedReports {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  private readonly investors = inject(FundInvestors);
  readonly fundId = input.required<string>();
  /** The quarter alone that is shown and published; all of them when not given. */
  readonly period = input<string>();
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly kinds = KINDS;
  protected readonly quarters = quartersBefore(inject(UserLocale).today());
  protected readonly form = new FormGroup({
    period: new FormControl(this.quarters[0]!, { nonNullable: true }),
    kinds: new FormControl<Kind[]>(['InvestorStatement', 'CapitalAccount'], { nonNullable: true, validators: [Validators.required] }),
    investorId: new FormControl('', { nonNullable: true }),
    preliminary: new FormControl(false, { nonNullable: true }),
  });

  private readonly asked = computed(() => ({ fundId: this.fundId() }));
  protected readonly last = reading({
    params: this.asked, stream: ({ params }) => this.api.list('/api/v1/reports/publications', { query: { ...params, size: 1 } }).pipe(map(({ items }) => items[0] ?? null)),
  });
  protected readonly underWay = computed(() => ['Ready', 'Running'].includes(this.last.value()?.state ?? ''));
  protected readonly list = this.api.listed('/api/v1/reports/published', 'published-reports', { query: () => ({ ...this.asked(), period: this.period() }), row: (it) => ({ ...it, id: it.reportId }) });
  protected readonly filters = this.texts.filters([{ key: 'kind', text: 'published.kind', of: 'published.kinds', values: KINDS }]);
  protected readonly columns = this.texts.columns([
    { key: 'kind', text: 'published.kind', grow: 1.3 },
    { key: 'period', text: 'reports.quarter', sort: 'to', grow: 0.7 },
    { key: 'investorName', text: 'positions.investor', grow: 2 },
    { key: 'revision', text: 'published.revision', number: true, grow: 0.6 },
    { key: 'isCurrent', text: 'published.status', sort: null, grow: 0.8 },
    { key: 'publishedAt', text: 'published.at', grow: 1.2 },
    { key: 'publishedByName', text: 'published.by', grow: 1.2 },
  ]);

  protected readonly search = (text: string) => this.investors.search(this.fundId(), text);
  protected readonly named = (id: string) => this.investors.named(this.fundId(), id);

  constructor() {
    effect(() => {
      this.fundId();
      const period = this.period();
      if (period) this.form.patchValue({ period });
      untracked(() => this.list.again());
    });
    inject(Live).of('publication.').pipe(throttleTime(500, undefined, { leading: true, trailing: true }), takeUntilDestroyed()).subscribe(() => {
      this.last.reload();
      this.list.again();
    });
  }

  protected publish(): void {
    if (this.form.invalid) return;
    const { period, kinds, investorId, preliminary } = this.form.getRawValue();
    const text = (key: string): string => this.texts.of(`hurts.${key}`, { period });
    const body = { fundId: this.fundId(), period, kinds, investorId: investorId || null, preliminary };
    this.confirm.ask({ title: text('publish'), text: text('publishText'), yes: text('publishYes') }).subscribe(() =>
      this.doing.run(this.api.post('/api/v1/reports/publications', { body }), () => this.last.reload()));
  }

  protected packages(): void {
    const { period, investorId } = this.form.getRawValue();
    this.doing.run(this.api.download('/api/v1/reports/packages/{fundId}', { path: this.asked(), query: { period, investorId: investorId || undefined } }), ({ blob, name }) => save(blob, name));
  }
}
