import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Pages, problemOf } from '@api';
import { Cell, DayPipe, Grid, MomentPipe, State } from '@ui';
import { map } from 'rxjs';
import { Texts } from '../shared/texts';

/** The facts of a fund's book, as they were recorded. */
@Component({
  selector: 'app-book-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MomentPipe, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="!list.rows().length" [emptyText]="'book.none' | transloco" (again)="list.again()">
      <ui-grid name="book" [label]="'fund.book' | transloco" [columns]="columns()" [rows]="list.rows()" [total]="list.total()" (more)="list.more()">
        <ng-template uiCell="kind" let-it>{{ 'facts.' + it.kind | transloco }}</ng-template>
        <ng-template uiCell="effectiveDate" let-it>{{ it.effectiveDate | day }}</ng-template>
        <ng-template uiCell="recordedAt" let-it>{{ it.recordedAt | moment }}</ng-template>
        <ng-template uiCell="hash" let-it><code>{{ it.hash.slice(0, 12) }}</code></ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class BookList {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly list = new Pages((cursor) =>
    this.api.list('/api/v1/funds/{fundId}/book', { path: { fundId: this.fundId() }, query: { cursor, size: 100 } }).pipe(
      map((page) => ({ ...page, items: page.items.map((line) => ({ ...line, id: line.factId, kind: (line.fact as { kind: string }).kind })) }))),
  );
  protected readonly columns = inject(Texts).columns([
    { key: 'sequence', text: 'book.sequence', number: true, grow: 0.5 },
    { key: 'kind', text: 'book.kind', grow: 1.6 },
    { key: 'effectiveDate', text: 'book.effective' },
    { key: 'recordedAt', text: 'book.recorded', grow: 1.4 },
    { key: 'hash', text: 'book.hash' },
  ]);

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.list.again());
    });
  }
}
