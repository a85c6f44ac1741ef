import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatFormField, MatLabel } from '@angular/material/form-field';
import { MatOption, MatSelect } from '@angular/material/select';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Schemas, problemOf, reading } from '@api';
import { DayPipe, MoneyPipe, RatioPipe, Refusal, State, UserLocale, save } from '@ui';
import { quartersBefore } from './quarters';

type Template = Schemas['ReadPerformanceTemplateResponse'];

const RETURNS = ['net', 'gross', 'netWithoutLine', 'grossWithoutLine', 'portfolioRealised', 'portfolioUnrealised', 'portfolioTotal'] as const;
const SHOWN = 200;

/** The ILPA Performance Template of a fund's quarter: its returns, the flows behind them with the returns in which each counts, and the workbook. */
@Component({
  selector: 'app-ilpa-performance',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, MatFormField, MatLabel, MatOption, MatSelect, MoneyPipe, RatioPipe, Refusal, State, TranslocoPipe],
  template: `
    <section class="section" aria-labelledby="ilpa-performance">
      <h2 id="ilpa-performance">{{ 'reports.performance' | transloco }}</h2>
      <div class="fields">
        <mat-form-field subscriptSizing="dynamic">
          <mat-label>{{ 'reports.quarter' | transloco }}</mat-label>
          <mat-select [value]="period()" (valueChange)="period.set($event)">@for (it of quarters; track it) { <mat-option [value]="it">{{ it }}</mat-option> }</mat-select>
        </mat-form-field>
        <mat-form-field subscriptSizing="dynamic">
          <mat-label>{{ 'reports.method' | transloco }}</mat-label>
          <mat-select [value]="method()" (valueChange)="method.set($event)">@for (it of methods; track it) { <mat-option [value]="it">{{ 'reports.methods.' + it | transloco }}</mat-option> }</mat-select>
        </mat-form-field>
        <button mat-stroked-button type="button" [disabled]="taking.busy() || !template.hasValue()" (click)="take()">{{ 'reports.performanceSheet' | transloco }}</button>
      </div>
      <ui-refusal [of]="taking.refusal()" />
      <ui-state [of]="template" [read]="problemOf" (again)="template.reload()">
        @if (template.value(); as it) {
          <div class="scroll" tabindex="0" role="group" aria-labelledby="ilpa-performance">
            <table class="plain">
              <thead>
                <tr>
                  <th scope="col">{{ 'reports.measure' | transloco }}</th><th scope="col" class="number">{{ 'reports.irr' | transloco }}</th><th scope="col" class="number">{{ 'reports.multiple' | transloco }}</th>
                  <th scope="col" class="number">{{ 'reports.paidIn' | transloco }}</th><th scope="col" class="number">{{ 'reports.value' | transloco }}</th>
                </tr>
              </thead>
              <tbody>
                @for (row of returns(it); track row.key) {
                  <tr>
                    <th scope="row">{{ 'reports.returns.' + row.key | transloco }}</th>
                    <td class="number">@if (row.of.irr === null) { {{ 'reports.noRate' | transloco }} } @else { {{ row.of.irr | ratio: 'percent' }} }</td>
                    <td class="number">{{ row.of.multiple | ratio }}</td><td class="number">{{ row.of.paidIn | money }}</td><td class="number">{{ row.of.value | money }}</td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
          <ul>@for (note of it.notes; track note) { <li>{{ note }}</li> }</ul>
          <details>
            <summary>{{ 'reports.flows' | transloco: { total: it.flowsTotal } }}</summary>
            <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'reports.flows' | transloco: { total: it.flowsTotal }">
              <table class="plain">
                <thead>
                  <tr>
                    <th scope="col">{{ 'book.effective' | transloco }}</th><th scope="col">{{ 'reports.flow' | transloco }}</th><th scope="col" class="number">{{ 'reports.value' | transloco }}</th>
                    @for (column of counted; track column.text) { <th scope="col">{{ 'reports.' + column.text | transloco }}</th> }
                  </tr>
                </thead>
                <tbody>
                  @for (flow of it.flows.slice(0, shown); track flow.date + flow.type) {
                    <tr>
                      <td>{{ flow.date | day }}</td><td>{{ flow.label }}</td><td class="number">{{ flow.amount | money }}</td>
                      @for (column of counted; track column.text) { <td>@if (column.of(flow)) { {{ 'reports.counts' | transloco }} }</td> }
                    </tr>
                  }
                </tbody>
              </table>
            </div>
            @if (it.flowsTotal > shown) { <p>{{ 'reports.more' | transloco: { shown } }}</p> }
          </details>
        }
      </ui-state>
    </section>
  `,
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .fields { display: flex; gap: 0.75rem; flex-wrap: wrap; align-items: center; margin-block-end: 0.75rem }
    th[scope='row'] { font-weight: inherit; text-align: start }
    summary { cursor: pointer; padding-block: 0.5rem }
  `,
})
export class IlpaPerformance {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  protected readonly shown = SHOWN;
  protected readonly methods = ['Granular', 'GrossUp'] as const;
  protected readonly quarters = quartersBefore(inject(UserLocale).today());
  protected readonly period = signal(this.quarters[0]!);
  protected readonly method = signal<(typeof this.methods)[number]>('Granular');
  protected readonly counted: readonly { readonly text: string; readonly of: (flow: Template['flows'][number]) => boolean }[] = [
    { text: 'inNet', of: (f) => f.withLine.net },
    { text: 'inGross', of: (f) => f.withLine.gross },
    { text: 'inNetWithout', of: (f) => f.withoutLine.net },
    { text: 'inGrossWithout', of: (f) => f.withoutLine.gross },
  ];
  private readonly asked = computed(() => ({ path: { fundId: this.fundId() }, query: { period: this.period(), method: this.method() } }));
  protected readonly template = reading({ params: this.asked, stream: ({ params }) => this.api.get('/api/v1/reports/ilpa-performance/{fundId}', params) });

  protected returns(it: Template) {
    return RETURNS.flatMap((key) => (it[key] ? [{ key, of: it[key] }] : []));
  }

  protected take(): void {
    const { path, query } = this.asked();
    this.taking.run(this.api.download('/api/v1/reports/ilpa-performance/{fundId}', { path, query: { ...query, format: 'xlsx' } }), ({ blob, name }) => save(blob, name));
  }
}
