import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, Icon, MoneyPipe, PageTitle, Refusal, State, save } from '@ui';
import { Confirm } from '@ui/confirm';
import { Figure } from '@ui/explanation';
import { Cell, Grid } from '@ui/grid';
import { map } from 'rxjs';
import { Explain } from '../shared/explain';
import { FigureCard } from '../shared/figure';
import { Texts } from '../shared/texts';
import { TIER_KEYS, WaterfallTier, WaterfallView } from './waterfall';

/** A distribution: the waterfall tier by tier for the fund and for each investor. */
@Component({
  selector: 'app-distribution-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, FigureCard, Grid, Icon, MatButton, MatIconButton, MoneyPipe, PageTitle, Refusal, RouterLink, State, TranslocoPipe, WaterfallView],
  template: `
    <ui-page-title [title]="'distributions.one' | transloco: { number: it()?.number ?? '' }" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }]">
      @if (it()?.state === 'Draft' && session.can('capital_call:prepare')) {
        <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="submit()">{{ 'calls.submit' | transloco }}</button>
        <a mat-stroked-button routerLink="edit">{{ 'flows.change' | transloco }}</a>
        <button mat-button type="button" [disabled]="doing.busy()" (click)="discard()">{{ 'hurts.deleteDraftYes' | transloco }}</button>
      }
      @if (stands() && session.can('payment:read')) { <a mat-stroked-button routerLink="/payments/instructions" [queryParams]="{ 'instructions.fundId': fundId(), 'instructions.distributionId': distributionId() }">{{ 'money.instructions' | transloco }}</a> }
    </ui-page-title>
    <ui-refusal [of]="doing.refusal()" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (it(); as d) {
        @if (d.returnedBecause) { <p role="status" class="alert">{{ 'calls.returned' | transloco }} {{ d.returnedBecause }}</p> }
        <dl class="cards">
          <div appFigure [label]="'calls.amount' | transloco" [value]="d.amount | money: 'code'" (explain)="explain(null)"></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'states.' + d.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'distributions.date' | transloco }}</dt><dd>{{ d.date | day }}</dd></div>
          <div class="card"><dt>{{ 'distributions.paymentDate' | transloco }}</dt><dd>{{ d.paymentDate | day }}</dd></div>
          <div appFigure [label]="'distributions.paid' | transloco" [value]="d.paid | money: 'code'" [explained]="stands()" (explain)="explainPaid()"></div>
        </dl>
        <section class="section">
          <h2>{{ 'distributions.waterfall' | transloco }}</h2>
          <app-waterfall [rows]="d.waterfall" [lines]="d.lines" [explained]="true" (explain)="explainTier($event)" />
        </section>
        <ui-grid name="distribution-lines" [label]="'distributions.lines' | transloco" [columns]="columns()" [of]="lines">
          @for (tier of amounts; track tier) { <ng-template [uiCell]="tier" let-line>{{ line[tier] | money }}</ng-template> }
          <ng-template uiCell="why" let-line>
            <button mat-icon-button type="button" (click)="explain(line)" [attr.aria-label]="'explain.of' | transloco: { figure: line.name }"><ui-icon name="explain" /></button>
            @if (stands()) {
              <button mat-icon-button type="button" (click)="notice(line, 'pdf')" [attr.aria-label]="'calls.noticeOf' | transloco: { name: line.name }"><ui-icon name="download" /></button>
              <button mat-icon-button type="button" (click)="notice(line, 'xlsx')" [attr.aria-label]="'calls.noticeSheetOf' | transloco: { name: line.name }"><ui-icon name="ledger" /></button>
            }
          </ng-template>
        </ui-grid>
      }
    </ui-state>
  `,
  styles: `
    .alert { color: var(--mat-sys-error) }
    h2 { font: var(--mat-sys-title-medium) }
  `,
})
export class DistributionPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly explainer = inject(Explain);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  readonly distributionId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly amounts = ['apportioned', ...Object.values(TIER_KEYS), 'withholding', 'payable', 'recallable'];
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ fundId: this.fundId(), distributionId: this.distributionId() }));
  protected readonly fund = reading({ params: () => ({ fundId: this.fundId() }), stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/funds/{fundId}/distributions/{distributionId}', { path: params }) });
  protected readonly it = computed(() => this.read.value()?.value);
  /** Whether it stands in the book. */
  protected readonly stands = computed(() => !['Draft', 'Submitted'].includes(this.it()?.state ?? 'Draft'));
  protected readonly lines = this.api.listed('/api/v1/funds/{fundId}/distributions/{distributionId}/lines', 'distribution-lines', { path: () => this.path(), row: (line) => ({ ...line, id: line.investorId }) });
  private readonly every = this.texts.columns([
    { key: 'name', text: 'positions.investor', grow: 1.4 },
    { key: 'apportioned', text: 'distributions.share', number: true, grow: 1.15 },
    { key: 'returnOfCapital', text: 'tiers.returnOfCapital', number: true, grow: 1.15 },
    { key: 'preferredReturn', text: 'tiers.preferredReturn', number: true },
    { key: 'catchUp', text: 'tiers.catchUp', number: true },
    { key: 'residualSplit', text: 'tiers.residualSplit', number: true },
    { key: 'carriedInterest', text: 'tiers.carriedInterest', number: true },
    { key: 'withholding', text: 'flows.withheld', number: true },
    { key: 'payable', text: 'distributions.payable', number: true, grow: 1.15 },
    { key: 'recallable', text: 'flows.recallable', number: true },
    { key: 'why', text: 'positions.why', sort: null, file: null, grow: 1.1 },
  ]);
  /** What nobody has is left out: the figures need the room. */
  protected readonly columns = computed(() => this.every().filter((column) => (column.key !== 'withholding' && column.key !== 'recallable') || this.lines.rows().some((line) => line !== undefined && /[1-9]/.test(line[column.key as 'withholding'].amount))));

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.lines.again());
    });
    inject(Live).of('workflow.', 'fund.').pipe(takeUntilDestroyed()).subscribe(() => {
      this.read.reload();
      this.lines.again();
    });
  }

  protected submit(): void {
    this.doing.run(this.api.post('/api/v1/workflows/distributions', { body: this.path(), key: this.doing.key }), (workflow) => void this.router.navigate(['/approvals', workflow.workflowId]));
  }

  /** Deletes the draft, once that was confirmed. */
  protected discard(): void {
    const text = (key: string): string => this.texts.of(`hurts.${key}`);
    this.confirm.ask({ title: text('deleteDraft'), text: text('deleteDraftText'), yes: text('deleteDraftYes') }).subscribe(() =>
      this.doing.run(this.api.delete('/api/v1/funds/{fundId}/distributions/{distributionId}', { path: this.path(), etag: this.read.value()?.etag }), () => void this.router.navigate(['/funds', this.fundId()], { queryParams: { tab: 'distributions' } })));
  }

  protected explainTier(tier: WaterfallTier): void {
    this.explainer.open('', () => this.api.get('/api/v1/funds/{fundId}/distributions/{distributionId}/explanation', { path: this.path(), query: { tier } }));
  }

  /** What was paid is the sum of what each was paid. */
  protected explainPaid(): void {
    this.explainer.open(this.texts.of('distributions.paid'), () => this.api.list('/api/v1/funds/{fundId}/distributions/{distributionId}/lines', { path: this.path(), query: { size: 500 } }).pipe(map(({ items }): Figure => ({
      label: this.texts.of('distributions.paid'), value: this.it()!.paid.amount, formula: this.texts.of('flows.sumOfPayments'), parts: items.map((line) => ({ label: line.name, value: line.paid.amount })),
    }))));
  }

  protected explain(line: { readonly investorId: string; readonly name: string } | null): void {
    const query = line ? { investorId: line.investorId } : {};
    this.explainer.open(line?.name ?? '', () => this.api.get('/api/v1/funds/{fundId}/distributions/{distributionId}/explanation', { path: this.path(), query }));
  }

  protected notice(line: { readonly investorId: string }, format: 'pdf' | 'xlsx'): void {
    this.doing.run(this.api.download('/api/v1/reports/funds/{fundId}/distributions/{distributionId}/notices/{investorId}', { path: { ...this.path(), investorId: line.investorId }, query: { format } }), ({ blob, name }) => save(blob, name));
  }
}
