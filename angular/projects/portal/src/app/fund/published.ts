import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, ItemOf, Pages, problemOf } from '@api';
import { DayPipe, Refusal, State, save } from '@ui';
import { More } from '../shared/more';

type Line = ItemOf<'/api/v1/portal/me/published'>;

/** What was published for an investor in a fund, and of the fund as a whole: the very files, and his package of each quarter. */
@Component({
  selector: 'app-published',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, More, Refusal, State, TranslocoPipe],
  template: `
    <ui-state [of]="lines" [read]="problemOf" [empty]="!lines.rows().length" [emptyText]="'published.none' | transloco" (again)="lines.again()">
      <ul>
        @for (it of lines.rows(); track it.reportId) {
          <li>
            {{ it.period }} · {{ it.investorName ?? it.fundName }} · {{ it.publishedAt | day }}@if (it.isPreliminary) { · {{ 'published.preliminary' | transloco }} }
            <button mat-button type="button" [disabled]="taking.busy()" (click)="take(it)" [attr.aria-label]="'published.download' | transloco: { kind: ('published.kinds.' + it.kind | transloco), period: it.period, name: it.investorName ?? it.fundName }">{{ 'published.kinds.' + it.kind | transloco }}</button>
            @if (it.kind === 'InvestorStatement' && it.investorId; as investorId) { <button mat-button type="button" [disabled]="taking.busy()" (click)="pack(it, investorId)" [attr.aria-label]="'published.packageOf' | transloco: { period: it.period, name: it.investorName }">{{ 'published.package' | transloco }}</button> }
          </li>
        }
      </ul>
      <ui-refusal [of]="taking.refusal()" />
      <app-more [of]="lines" [list]="'published.title' | transloco" />
    </ui-state>
  `,
  styles: 'ul { list-style: none; padding: 0 }',
})
export class Published {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  protected readonly lines = new Pages((cursor) => this.api.list('/api/v1/portal/me/published', { query: { fundId: this.fundId(), cursor, size: 20 } }));

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.lines.again());
    });
  }

  protected take(line: Line): void {
    this.taking.run(this.api.download('/api/v1/portal/me/published/{reportId}/content', { path: { reportId: line.reportId } }), ({ blob, name }) => save(blob, name));
  }

  protected pack(line: Line, investorId: string): void {
    const { fundId, period } = line;
    this.taking.run(this.api.download('/api/v1/portal/me/packages/{investorId}', { path: { investorId }, query: { fundId, period } }), ({ blob, name }) => save(blob, name));
  }
}
