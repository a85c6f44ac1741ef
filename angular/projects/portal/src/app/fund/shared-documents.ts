import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, ItemOf, Pages, problemOf } from '@api';
import { DayPipe, Refusal, State, save } from '@ui';
import { More } from '../shared/more';

type Line = ItemOf<'/api/v1/portal/me/documents'>;

/** Documents of a fund, and of the investor in it, that the firm shares with him. */
@Component({
  selector: 'app-shared-documents',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, MatButton, More, Refusal, State, TranslocoPipe],
  template: `
    <ui-state [of]="lines" [read]="problemOf" [empty]="!lines.rows().length" [emptyText]="'shared.none' | transloco" (again)="lines.again()">
      <p>{{ 'shared.marked' | transloco }}</p>
      <ul>
        @for (it of lines.rows(); track it.documentId) {
          <li>
            <button mat-button type="button" [disabled]="taking.busy()" (click)="take(it)" [attr.aria-label]="'shared.download' | transloco: { title: it.title }">{{ it.title }}</button>
            {{ 'shared.kinds.' + it.kind | transloco }} · {{ it.investorName ?? ('shared.ofFund' | transloco) }} · {{ it.sharedAt | day }}
          </li>
        }
      </ul>
      <ui-refusal [of]="taking.refusal()" />
      <app-more [of]="lines" [list]="'shared.title' | transloco" />
    </ui-state>
  `,
  styles: 'ul { list-style: none; padding: 0 }',
})
export class SharedDocuments {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly taking = new Doing();
  protected readonly lines = new Pages((cursor) => this.api.list('/api/v1/portal/me/documents', { query: { fundId: this.fundId(), cursor, size: 20 } }));

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.lines.again());
    });
  }

  protected take(line: Line): void {
    this.taking.run(this.api.download('/api/v1/portal/me/documents/{documentId}/content', { path: { documentId: line.documentId } }), ({ blob, name }) => save(blob, name));
  }
}
