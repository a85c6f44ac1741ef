import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api, Doing, Live, problemOf } from '@api';
import { Session } from '@auth';
import { DayPipe, MomentPipe, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Cell, Grid } from '@ui/grid';
import { switchMap } from 'rxjs';
import { Texts } from '../shared/texts';

/** The kinds that a fund's book usually has, in the order of a fund's life. */
const KINDS = ['investor_admitted', 'commitment_accepted', 'closing_held', 'capital_call_issued', 'receipt_recorded', 'investment_made', 'valuation_recorded', 'proceeds_received', 'management_fee_charged', 'expense_charged', 'distribution_declared', 'distribution_paid', 'interest_transferred', 'manual_entry_recorded', 'position_disclosed', 'fact_reversed', 'period_closed', 'period_reopened'] as const;

/** The facts of a fund's book, as they were recorded. */
@Component({
  selector: 'app-book-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MomentPipe, State, TranslocoPipe],
  styles: '.alert { color: var(--mat-sys-error) }',
  template: `
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'book.none' | transloco" (again)="list.again()">
      <ui-grid name="book" [filters]="filters()" [label]="'fund.book' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="kind" let-it>{{ 'facts.' + it.kind | transloco }}</ng-template>
        <ng-template uiCell="effectiveDate" let-it>{{ it.effectiveDate | day }}</ng-template>
        <ng-template uiCell="recordedAt" let-it>{{ it.recordedAt | moment }}</ng-template>
        <ng-template uiCell="hash" let-it><code>{{ it.hash.slice(0, 12) }}</code></ng-template>
        <ng-template uiCell="reverse" let-it>
          @if (!lasting.includes(it.kind)) {
            <button mat-button type="button" [disabled]="doing.busy()" (click)="reverse(it)" [attr.aria-label]="'hurts.reverseOf' | transloco: { sequence: it.sequence }">{{ 'book.reverse' | transloco }}</button>
          }
        </ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class BookList {
  private readonly api = inject(Api);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(TranslocoService);
  private readonly session = inject(Session);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  /** Kinds that nobody reverses: a closed quarter is reopened. */
  protected readonly lasting: readonly string[] = ['fact_reversed', 'fund_established', 'period_closed', 'period_reopened'];
  protected readonly list = this.api.listed('/api/v1/funds/{fundId}/book', 'book', { path: () => ({ fundId: this.fundId() }), row: (line) => ({ ...line, id: line.factId }) });
  protected readonly doing = new Doing();
  protected readonly filters = inject(Texts).filters([{ key: 'kind', text: 'book.kind', of: 'facts', values: KINDS }]);
  private readonly all = inject(Texts).columns([
    { key: 'sequence', text: 'book.sequence', number: true, grow: 0.5 },
    { key: 'kind', text: 'book.kind', grow: 1.6 },
    { key: 'effectiveDate', text: 'book.effective' },
    { key: 'recordedAt', text: 'book.recorded', grow: 1.4 },
    { key: 'hash', text: 'book.hash', sort: null },
    { key: 'reverse', text: 'book.reverse', sort: null, file: null },
  ]);
  protected readonly columns = computed(() => this.all().filter((c) => c.key !== 'reverse' || this.session.can('fund:write')));

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.list.again());
    });
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  /** Takes a fact out by another that says so, once that was confirmed with a reason. */
  protected reverse(fact: { readonly factId: string }): void {
    const text = (key: string): string => this.texts.translate(`hurts.${key}`);
    const path = { fundId: this.fundId(), factId: fact.factId };
    const done = this.confirm.ask({ title: text('reverse'), text: text('reverseText'), yes: text('reverseYes'), reason: true });
    this.doing.run(done.pipe(switchMap((reason) => this.api.post('/api/v1/funds/{fundId}/book/{factId}/reverse', { path, body: { reason, effectiveDate: null } }))), () => this.list.again());
  }
}
