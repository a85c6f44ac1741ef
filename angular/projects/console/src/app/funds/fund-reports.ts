import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing } from '@api';
import { UserLocale, save } from '@ui';
import { CurrencyField, CurrencyTurn } from '../shared/currency-field';
import { SearchChoice } from '../shared/search-choice';
import { FairValues } from './fair-values';
import { FundInvestors } from './fund-investors';
import { IlpaCheck } from './ilpa-check';
import { IlpaPerformance } from './ilpa-performance';
import { quartersBefore } from './quarters';

/** An investor's capital account and ILPA template of a quarter as workbooks and his statement, in another currency beside the fund's, too; the fund's ILPA performance template and fair values by level, and a check of a template that somebody else made. */
@Component({
  selector: 'app-fund-reports',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CurrencyField, FairValues, IlpaCheck, IlpaPerformance, MatButton, MatFormField, MatLabel, MatOption, MatSelect, ReactiveFormsModule, SearchChoice, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="fund-reports">
      <h2 id="fund-reports">{{ 'reports.ofInvestor' | transloco }}</h2>
      <form class="fields" [formGroup]="form" (ngSubmit)="account()">
        <app-search-choice formControlName="investorId" [label]="'positions.investor' | transloco" [search]="search" [named]="named" />
        <mat-form-field>
          <mat-label>{{ 'reports.quarter' | transloco }}</mat-label>
          <mat-select formControlName="period">@for (quarter of quarters; track quarter) { <mat-option [value]="quarter">{{ quarter }}</mat-option> }</mat-select>
        </mat-form-field>
        <button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'reports.account' | transloco }}</button>
        <button mat-stroked-button type="button" [disabled]="form.invalid || doing.busy()" (click)="template('2.0')">{{ 'reports.template' | transloco: { version: '2.0' } }}</button>
        <button mat-stroked-button type="button" [disabled]="form.invalid || doing.busy()" (click)="template('1.1')">{{ 'reports.template' | transloco: { version: '1.1' } }}</button>
        <app-currency-field hint="reports.ownCurrency" [currency]="turned().currency ?? undefined" [via]="turned().via ?? undefined" (turned)="turned.set($event)" />
        @for (format of formats; track format) { <button mat-stroked-button type="button" [disabled]="form.invalid || doing.busy()" (click)="statement(format)">{{ 'reports.statement' | transloco: { format: format.toUpperCase() } }}</button> }
      </form>
      @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
    </section>
    <app-ilpa-performance [fundId]="fundId()" />
    <app-fair-values [fundId]="fundId()" />
    <app-ilpa-check />
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    .fields > app-search-choice { flex: 2 1 16rem }
    .fields > mat-form-field { flex: 0 1 10rem }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class FundReports {
  private readonly api = inject(Api);
  private readonly investors = inject(FundInvestors);
  readonly fundId = input.required<string>();
  protected readonly doing = new Doing();
  protected readonly formats = ['pdf', 'xlsx'] as const;
  /** Of the statement; nothing is the investor's own. */
  protected readonly turned = signal<CurrencyTurn>({ currency: null, via: null });
  protected readonly quarters = quartersBefore(inject(UserLocale).today());
  protected readonly form = new FormGroup({
    investorId: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    period: new FormControl(this.quarters[0]!, { nonNullable: true }),
  });

  protected readonly search = (text: string) => this.investors.search(this.fundId(), text);
  protected readonly named = (id: string) => this.investors.named(this.fundId(), id);

  protected account(): void {
    this.doing.run(this.api.download('/api/v1/reports/capital-accounts/{investorId}', this.asked()), ({ blob, name }) => save(blob, name));
  }

  protected template(version: string): void {
    const { path, query } = this.asked();
    this.doing.run(this.api.download('/api/v1/reports/ilpa-templates/{investorId}', { path, query: { ...query, version } }), ({ blob, name }) => save(blob, name));
  }

  protected statement(format: string): void {
    const { path, query } = this.asked();
    const { currency, via } = this.turned();
    const read = { path, query: { ...query, format, currency: currency ?? undefined, via: via ?? undefined } };
    this.doing.run(this.api.download('/api/v1/reports/investor-statements/{investorId}', read), ({ blob, name }) => save(blob, name));
  }

  private asked() {
    const { investorId, period } = this.form.getRawValue();
    return { path: { investorId }, query: { fundId: this.fundId(), period, format: 'xlsx' } };
  }
}
