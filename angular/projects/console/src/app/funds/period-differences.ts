import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, problemOf } from '@api';
import { Session } from '@auth';
import { MoneyPipe, State, save } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Texts } from '../shared/texts';

/** What a reopening changed: figures as published at the close, and as they are now; to be printed as a file. */
@Component({
  selector: 'app-period-differences',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MatButton, MoneyPipe, State, TranslocoPipe],
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    .alert { color: var(--mat-sys-error) }
  `,
  template: `
    <section class="section" aria-labelledby="differences">
      <h2 id="differences">{{ 'periods.differences' | transloco }}</h2>
      @if (session.can('report:generate')) {
        <p>
          @for (format of formats; track format) { <button mat-button type="button" [disabled]="doing.busy()" (click)="print(format)">{{ 'periods.print.' + format | transloco }}</button> }
        </p>
        @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail || ('ui.noAnswer' | transloco) }}</p> }
      }
      <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'periods.noDifferences' | transloco" (again)="list.again()">
        <ui-grid name="period-differences" [label]="'periods.differences' | transloco" [columns]="columns()" [of]="list">
          <ng-template uiCell="measure" let-it>{{ 'periods.measures.' + it.measure | transloco }}</ng-template>
          <ng-template uiCell="published" let-it>{{ it.published | money }}</ng-template>
          <ng-template uiCell="now" let-it>{{ it.now | money }}</ng-template>
          <ng-template uiCell="difference" let-it>{{ it.difference | money }}</ng-template>
        </ui-grid>
      </ui-state>
    </section>
  `,
})
export class PeriodDifferences {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  readonly through = input.required<string>();
  protected readonly session = inject(Session);
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly formats = ['pdf', 'xlsx'] as const;
  protected readonly list = this.api.listed('/api/v1/funds/{fundId}/periods/{through}/differences', 'period-differences', {
    path: () => ({ fundId: this.fundId(), through: this.through() }), row: (line) => ({ ...line, id: `${line.investorId ?? ''} ${line.measure}` }),
  });
  protected readonly columns = inject(Texts).columns([
    { key: 'who', text: 'periods.who', grow: 1.6 },
    { key: 'measure', text: 'periods.figure', grow: 1.2 },
    { key: 'published', text: 'periods.published', number: true },
    { key: 'now', text: 'periods.now', number: true },
    { key: 'difference', text: 'periods.difference', number: true },
  ]);

  constructor() {
    effect(() => {
      this.fundId();
      this.through();
      untracked(() => this.list.again());
    });
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  /** Trial balance, capital accounts and statement lines, as published and as they are now. */
  protected print(format: 'pdf' | 'xlsx'): void {
    const asked = { path: { fundId: this.fundId(), through: this.through() }, query: { format } };
    this.doing.run(this.api.download('/api/v1/reports/funds/{fundId}/periods/{through}/difference', asked), ({ blob, name }) => save(blob, name));
  }
}
