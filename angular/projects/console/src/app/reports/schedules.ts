import { ChangeDetectionStrategy, Component, effect, inject, input, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatHint, MatLabel } from '@angular/material/form-field';
import { MatInput } from '@angular/material/input';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, ItemOf, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { MomentPipe, Refusal, State, UserLocale } from '@ui';

type Settings = Schemas['SetScheduleSettings'];
type Row = ItemOf<'/api/v1/reports/schedules'>;

/** When a report is made by itself: its schedules, and a form for one more. */
@Component({
  selector: 'app-report-schedules',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatHint, MatInput, MatLabel, MatOption, MatSelect, MomentPipe, ReactiveFormsModule, Refusal, State, TranslocoPipe],
  template: `
    <h2>{{ 'customReports.schedules' | transloco }}</h2>
    <p>{{ 'customReports.schedulesHint' | transloco }}</p>
    <ui-state [of]="list" [read]="problemOf" [empty]="!list.value()?.items?.length" [emptyText]="'customReports.noSchedule' | transloco" (again)="list.reload()">
      <ul>
        @for (it of list.value()?.items; track it.reportScheduleId) {
          <li>
            {{ 'customReports.rhythms.' + it.rhythm | transloco }}, {{ it.format.toUpperCase() }}, {{ it.ownerName }}:
            @switch (it.state) {
              @case ('Stopped') { <span class="alert">{{ 'customReports.stopped' | transloco }} {{ it.stoppedBecause }}</span> }
              @case ('Off') { {{ 'customReports.off' | transloco }} }
              @default { {{ 'customReports.nextAt' | transloco }} {{ it.nextRunAt | moment }} }
            }
            <button mat-button type="button" [disabled]="doing.busy()" (click)="turn(it)">{{ (it.state === 'Active' ? 'customReports.switchOff' : 'customReports.switchOn') | transloco }}</button>
            <button mat-button type="button" [disabled]="doing.busy()" (click)="drop(it)">{{ 'customReports.remove' | transloco }}</button>
          </li>
        }
      </ul>
    </ui-state>
    <form [formGroup]="form" (ngSubmit)="add()">
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'customReports.rhythm' | transloco }}</mat-label><mat-select formControlName="rhythm">@for (it of rhythms; track it) { <mat-option [value]="it">{{ 'customReports.rhythms.' + it | transloco }}</mat-option> }</mat-select></mat-form-field>
      @if (rhythm() === 'Weekly') { <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'customReports.weekday' | transloco }}</mat-label><mat-select formControlName="weekday">@for (it of weekdays; track it) { <mat-option [value]="it">{{ 'customReports.weekdays.' + it | transloco }}</mat-option> }</mat-select></mat-form-field> }
      @if (rhythm() === 'Monthly' || rhythm() === 'Quarterly') { <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'customReports.dayOfMonth' | transloco }}</mat-label><input matInput type="number" min="1" max="31" formControlName="dayOfMonth" /><mat-hint>{{ 'customReports.dayOfMonthHint' | transloco }}</mat-hint></mat-form-field> }
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'customReports.time' | transloco }}</mat-label><input matInput type="time" required formControlName="time" /><mat-hint>{{ zone }}</mat-hint></mat-form-field>
      <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'customReports.format' | transloco }}</mat-label><mat-select formControlName="format">@for (it of formats; track it) { <mat-option [value]="it">{{ it.toUpperCase() }}</mat-option> }</mat-select></mat-form-field>
      @if (people.value()?.length) { <mat-form-field subscriptSizing="dynamic"><mat-label>{{ 'customReports.recipients' | transloco }}</mat-label><mat-select multiple formControlName="recipients">@for (it of people.value(); track it.id) { <mat-option [value]="it.id">{{ it.name }}</mat-option> }</mat-select></mat-form-field> }
      <button mat-flat-button type="submit" [disabled]="doing.busy() || form.invalid">{{ 'customReports.addSchedule' | transloco }}</button>
    </form>
    <ui-refusal [of]="doing.refusal()" />
  `,
  styles: `
    form { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: start; margin-top: 1rem }
    mat-form-field { flex: 0 1 12rem }
    li { margin: 0.25rem 0 }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class Schedules {
  private readonly api = inject(Api);
  private readonly locale = inject(UserLocale);
  private readonly session = inject(Session);
  readonly savedReportId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly rhythms = ['Daily', 'Weekly', 'Monthly', 'Quarterly'] as const;
  protected readonly weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
  protected readonly formats = ['xlsx', 'csv', 'pdf'] as const;
  protected readonly zone = this.locale.zone() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  protected readonly list = reading({ params: () => ({ savedReportId: this.savedReportId() }), stream: ({ params }) => this.api.list('/api/v1/reports/schedules', { query: { ...params, size: 100 } }) });
  /** Only who manages people sees who they are; others are told themselves. */
  protected readonly people = reading({ params: () => (this.session.can('user:manage') ? {} : undefined), stream: () => this.api.get('/api/v1/users', { query: { size: 500 } }) });
  protected readonly form = new FormGroup({
    rhythm: new FormControl<Settings['rhythm']>('Monthly', { nonNullable: true }),
    weekday: new FormControl<(typeof this.weekdays)[number]>('Monday', { nonNullable: true }),
    dayOfMonth: new FormControl(1, { nonNullable: true, validators: [Validators.min(1), Validators.max(31)] }),
    time: new FormControl('07:00', { nonNullable: true, validators: [Validators.required] }),
    format: new FormControl<(typeof this.formats)[number]>('xlsx', { nonNullable: true }),
    recipients: new FormControl<readonly string[]>([], { nonNullable: true }),
  });
  protected readonly rhythm = signal<Settings['rhythm']>('Monthly');

  constructor() {
    effect((onCleanup) => {
      const watch = this.form.controls.rhythm.valueChanges.subscribe((it) => this.rhythm.set(it));
      onCleanup(() => watch.unsubscribe());
    });
  }

  protected add(): void {
    const { rhythm, weekday, dayOfMonth, time, format, recipients } = this.form.getRawValue();
    const body: Settings = {
      rhythm, time, format, timeZone: this.zone, language: this.locale.language(), recipients: [...recipients], enabled: true,
      weekday: rhythm === 'Weekly' ? weekday : null, dayOfMonth: rhythm === 'Monthly' || rhythm === 'Quarterly' ? dayOfMonth : null,
    };
    this.doing.run(this.api.post('/api/v1/reports/saved/{savedReportId}/schedules', { path: { savedReportId: this.savedReportId() }, body, key: crypto.randomUUID() }), () => this.list.reload());
  }

  /** Reads the schedule's settings first: they are written as a whole. */
  protected turn(row: Row): void {
    const path = { reportScheduleId: row.reportScheduleId };
    this.doing.run(this.api.read('/api/v1/reports/schedules/{reportScheduleId}', { path }), ({ value, etag }) => {
      const { rhythm, weekday, dayOfMonth, time, timeZone, format, language, recipients, state } = value;
      this.doing.run(this.api.put('/api/v1/reports/schedules/{reportScheduleId}', {
        path, etag, key: crypto.randomUUID(), body: { rhythm, weekday, dayOfMonth, time, timeZone, format, language, recipients, enabled: state !== 'Active' },
      }), () => this.list.reload());
    });
  }

  protected drop(row: Row): void {
    this.doing.run(this.api.delete('/api/v1/reports/schedules/{reportScheduleId}', { path: { reportScheduleId: row.reportScheduleId }, key: crypto.randomUUID() }), () => this.list.reload());
  }
}
