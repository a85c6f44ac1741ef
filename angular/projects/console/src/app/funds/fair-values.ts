import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, problemOf, reading } from '@api';
import { MoneyPipe, Refusal, State, UserLocale, save } from '@ui';
import { lastQuarter, periodsUpTo } from './periods';

/** How many years back periods are offered. */
const YEARS = 6;

/** A fund's fair values by level at the end of a period, and what moved each level and each investment in it; as a workbook, too. */
@Component({
  selector: 'app-fair-values',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, MatFormField, MatLabel, MatOption, MatSelect, MoneyPipe, Refusal, State, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="fair-values">
      <h2 id="fair-values">{{ 'reports.fairValues' | transloco }}</h2>
      <div class="fields">
        <mat-form-field subscriptSizing="dynamic">
          <mat-label>{{ 'statements.period' | transloco }}</mat-label>
          <mat-select [value]="period()" (valueChange)="period.set($event)">@for (it of offered; track it) { <mat-option [value]="it">{{ it }}</mat-option> }</mat-select>
        </mat-form-field>
        <button mat-stroked-button type="button" [disabled]="taking.busy() || !values.hasValue()" (click)="take()">{{ 'reports.roll' | transloco }}</button>
      </div>
      <ui-refusal [of]="taking.refusal()" />
      <ui-state [of]="values" [read]="problemOf" (again)="values.reload()">
        @if (values.value(); as it) {
          @for (table of it.tables; track table.key) {
            <h3 [id]="table.key">{{ table.title }}</h3>
            <div class="scroll" tabindex="0" role="group" [attr.aria-labelledby]="table.key">
              <table class="plain figures">
                <thead><tr><th scope="col">{{ 'statements.line' | transloco }}</th>@for (column of table.columns; track column.key) { <th scope="col" class="number">{{ column.label }}</th> }</tr></thead>
                <tbody>
                  @for (row of table.rows; track row.key) { <tr [class]="row.kind.toLowerCase()"><th scope="row">{{ row.label }}</th>@for (amount of row.amounts; track $index) { <td class="number">{{ amount | money }}</td> }</tr> }
                </tbody>
              </table>
            </div>
          }
          <ul class="ties" [attr.aria-label]="'statements.ties' | transloco">
            @for (tie of it.ties; track tie.what) { <li [class.alert]="!tie.holds"><span aria-hidden="true">{{ tie.holds ? '✓' : '✗' }}</span> {{ tie.what }}: {{ tie.left | money }} @if (!tie.holds) { ≠ {{ tie.right | money }} }</li> }
          </ul>
        }
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    h3 { font: var(--mat-sys-title-small) }
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: center }
    .figures th[scope='row'] { font-weight: inherit; text-align: start }
    .figures .total { font-weight: bold }
    .figures .total td, .figures .total th { border-top: 2px solid var(--mat-sys-outline) }
    .figures .memo { color: var(--mat-sys-on-surface-variant) }
    .ties { list-style: none; padding: 0 }
    .alert { color: var(--mat-sys-error) }
  `,
})
export class FairValues {
  private readonly api = inject(Api);
  private readonly today = inject(UserLocale).today();
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  protected readonly period = signal(lastQuarter(this.today));
  protected readonly offered = [...periodsUpTo(this.today, YEARS)].sort().reverse();
  private readonly asked = computed(() => ({ path: { fundId: this.fundId() }, query: { period: this.period() } }));
  protected readonly values = reading({ params: this.asked, stream: ({ params }) => this.api.get('/api/v1/reports/fair-values/{fundId}', params) });

  protected take(): void {
    const { path, query } = this.asked();
    this.taking.run(this.api.download('/api/v1/reports/fair-values/{fundId}', { path, query: { ...query, format: 'xlsx' } }), ({ blob, name }) => save(blob, name));
  }
}
