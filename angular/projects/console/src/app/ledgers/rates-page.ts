import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatCheckbox } from '@angular/material/checkbox';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { TranslocoPipe } from '@jsverse/transloco';
import { last } from 'rxjs';
import { Api, Doing, Schemas, problemOf } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, PageTitle, State, UserLocale } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

type Recorded = Schemas['RecordFxRatesResponse'];

/** The firm's exchange rates: those that count, or every version; recorded one by one or from a file. A correction is a new version and is said to be one. */
@Component({
  selector: 'app-rates-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MatCheckbox, MatFormField, MatHint, MatInput, MatLabel, MomentPipe, PageTitle, ReactiveFormsModule, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'rates.title' | transloco" [crumbs]="[{ label: 'ledgers.title' | transloco, link: '/ledgers' }]" />
    <p>{{ 'rates.intro' | transloco }}</p>
    @if (session.can('fund:write')) {
      <section class="section" aria-labelledby="record">
        <h2 id="record">{{ 'rates.record' | transloco }}</h2>
        <form [formGroup]="form" (ngSubmit)="keep()">
          <mat-form-field><mat-label>{{ 'rates.from' | transloco }}</mat-label><input matInput formControlName="from" maxlength="3" autocomplete="off" required /></mat-form-field>
          <mat-form-field><mat-label>{{ 'rates.to' | transloco }}</mat-label><input matInput formControlName="to" maxlength="3" autocomplete="off" required /></mat-form-field>
          <mat-form-field><mat-label>{{ 'rates.date' | transloco }}</mat-label><input matInput type="date" formControlName="date" [max]="today" required /></mat-form-field>
          <mat-form-field><mat-label>{{ 'rates.value' | transloco }}</mat-label><input matInput formControlName="value" inputmode="decimal" autocomplete="off" required /><mat-hint>{{ 'rates.valueHint' | transloco }}</mat-hint></mat-form-field>
          <mat-form-field class="wide"><mat-label>{{ 'rates.source' | transloco }}</mat-label><input matInput formControlName="source" maxlength="100" required /></mat-form-field>
          <mat-checkbox formControlName="correct">{{ 'rates.correct' | transloco }}</mat-checkbox>
          @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
          <div class="acts">
            <button mat-flat-button type="submit" [disabled]="form.invalid || doing.busy()">{{ 'rates.keep' | transloco }}</button>
            <button mat-stroked-button type="button" [disabled]="doing.busy()" (click)="chooser.click()">{{ 'rates.upload' | transloco }}</button>
            <input #chooser type="file" accept=".csv,text/csv" hidden [attr.aria-label]="'rates.upload' | transloco" (change)="take(chooser)" />
          </div>
          <p class="small">{{ 'rates.fileHint' | transloco }}</p>
        </form>
        <p role="status">@if (taken(); as it) { {{ 'rates.taken' | transloco: { recorded: it.recorded, there: it.alreadyThere, corrected: it.corrected } }} }</p>
      </section>
    }
    <mat-checkbox [checked]="history()" (change)="turn($event.checked)">{{ 'rates.history' | transloco }}</mat-checkbox>
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'rates.none' | transloco" (again)="list.again()">
      <ui-grid name="fx-rates" [label]="'rates.title' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="date" let-it>{{ it.date | day }}</ng-template>
        <ng-template uiCell="recordedAt" let-it>{{ it.recordedAt | moment }}</ng-template>
      </ui-grid>
    </ui-state>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    form { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: baseline }
    mat-form-field { flex: 1 1 8rem }
    .wide { flex: 2 1 16rem }
    .acts { display: flex; gap: 0.75rem; flex-wrap: wrap }
    .acts, .alert, .small { flex: 1 1 100% }
    .alert { color: var(--mat-sys-error) }
    .small { font: var(--mat-sys-body-small); color: var(--mat-sys-on-surface-variant) }
  `,
})
export class RatesPage {
  private readonly api = inject(Api);
  protected readonly session = inject(Session);
  protected readonly today = inject(UserLocale).today();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  /** Of the rate that is written: the next one is another. */
  private key = crypto.randomUUID();
  protected readonly history = signal(false);
  protected readonly taken = signal<Recorded | null>(null);
  protected readonly form = new FormGroup({
    from: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.pattern(/^\s*[A-Za-z]{3}\s*$/)] }),
    to: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.pattern(/^\s*[A-Za-z]{3}\s*$/)] }),
    date: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    value: new FormControl('', { nonNullable: true, validators: [Validators.required, Validators.pattern(/^\s*\d+([.,]\d{1,12})?\s*$/)] }),
    source: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    correct: new FormControl(false, { nonNullable: true }),
  });
  protected readonly list = this.api.listed('/api/v1/fx-rates', 'fx-rates', { query: () => ({ history: this.history() }), row: (it) => ({ ...it, id: it.rateId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'from', text: 'rates.from' },
    { key: 'to', text: 'rates.to' },
    { key: 'date', text: 'rates.date' },
    { key: 'value', text: 'rates.value', number: true },
    { key: 'source', text: 'rates.source', grow: 2 },
    { key: 'version', text: 'rates.version', number: true },
    { key: 'recordedAt', text: 'book.recorded', grow: 1.3 },
  ]);

  constructor() {
    this.list.again();
  }

  protected turn(history: boolean): void {
    this.history.set(history);
    this.list.again();
  }

  protected keep(): void {
    const { from, to, date, value, source, correct } = this.form.getRawValue();
    const rate = { from: from.trim().toUpperCase(), to: to.trim().toUpperCase(), date, value: value.trim().replace(',', '.'), source: source.trim() };
    this.taken.set(null);
    this.doing.run(this.api.post('/api/v1/fx-rates', { body: { rates: [rate], correct }, key: this.key }), (answer) => {
      this.key = crypto.randomUUID();
      // The next rate is mostly of the same pair and source.
      this.form.patchValue({ value: '', correct: false });
      this.told(answer);
    }, () => { this.key = crypto.randomUUID(); });
  }

  protected take(chooser: HTMLInputElement): void {
    const chosen = chooser.files?.[0];
    if (!chosen) return;
    chooser.value = '';
    this.taken.set(null);
    const path = this.form.getRawValue().correct ? '/api/v1/fx-rates/csv?correct=true' : '/api/v1/fx-rates/csv';
    this.doing.run(this.api.sendFile<Recorded>(path, chosen, crypto.randomUUID()).pipe(last()), ({ answer }) => this.told(answer!));
  }

  private told(answer: Recorded): void {
    this.taken.set(answer);
    this.list.again();
  }
}
