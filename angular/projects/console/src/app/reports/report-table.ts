import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Schemas } from '@api';
import { DayPipe, DigitsPipe, MomentPipe } from '@ui';

type Report = Schemas['ReportView'];

/** A report's rows, with its totals below. */
@Component({
  selector: 'app-report-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, DigitsPipe, MomentPipe, NgTemplateOutlet, TranslocoPipe],
  template: `
    @let it = report();
    <p role="status">{{ (it.truncated ? 'customReports.firstRows' : 'customReports.allRows') | transloco: { count: it.rows.length } }}</p>
    @if (it.rows.length) {
      <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'customReports.preview' | transloco">
        <table class="plain">
          <thead><tr>@for (column of it.columns; track column.name) { <th scope="col" [class.number]="isNumber(column)">{{ column.heading }}</th> }</tr></thead>
          <tbody>@for (row of it.rows; track $index) { <tr>@for (value of row; track $index; let i = $index) { <td [class.number]="isNumber(it.columns[i]!)"><ng-container [ngTemplateOutlet]="cell" [ngTemplateOutletContext]="{ value, form: formOf(it.columns[i]!) }" /></td> }</tr> }</tbody>
          @if (it.totals.length) { <tfoot>@for (row of it.totals; track $index) { <tr>@for (value of row; track $index; let i = $index) { <td [class.number]="isNumber(it.columns[i]!)"><ng-container [ngTemplateOutlet]="cell" [ngTemplateOutletContext]="{ value, form: formOf(it.columns[i]!) }" /></td> }</tr> }</tfoot> }
        </table>
      </div>
      <ng-template #cell let-value="value" let-form="form">
        @if (value === null) { – } @else { @switch (form) { @case ('digits') { {{ value | digits }} } @case ('day') { {{ value | day }} } @case ('moment') { {{ value | moment }} } @default { {{ value }} } } }
      </ng-template>
    } @else { <p>{{ 'customReports.noRows' | transloco }}</p> }
  `,
  styles: 'tfoot td { font-weight: 600; border-top: 2px solid var(--mat-sys-outline) } .scroll { max-height: 32rem; overflow: auto }',
})
export class ReportTable {
  readonly report = input.required<Report>();

  protected isNumber({ type }: Report['columns'][number]): boolean {
    return type === 'Money' || type === 'Ratio' || type === 'Integer';
  }

  /** A year is a number that is not grouped. */
  protected formOf({ type, source }: Report['columns'][number]): 'digits' | 'day' | 'moment' | 'text' {
    if (type === 'Date') return 'day';
    if (type === 'Instant') return 'moment';
    return type === 'Money' || type === 'Ratio' || (type === 'Integer' && source !== 'vintage') ? 'digits' : 'text';
  }
}
