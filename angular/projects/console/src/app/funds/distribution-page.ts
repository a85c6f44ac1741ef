import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { TranslocoPipe, TranslocoService } from '@jsverse/transloco';
import { Api, Doing, Live, problemOf, reading } from '@api';
import { Session } from '@auth';
import { Cell, Confirm, DayPipe, Grid, Icon, MoneyPipe, PageTitle, State, save } from '@ui';
import { Explain } from '../shared/explain';
import { FigureCard } from '../shared/figure';
import { Texts } from '../shared/texts';

const TIERS = ['returnOfCapital', 'preferredReturn', 'catchUp', 'residualSplit', 'carriedInterest'] as const;

/** A distribution: the waterfall tier by tier for the fund and for each investor. */
@Component({
  selector: 'app-distribution-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, FigureCard, Grid, Icon, MatButton, MatIconButton, MoneyPipe, PageTitle, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'distributions.one' | transloco: { number: it.value()?.number ?? '' }" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: 'calls.fund' | transloco, link: ['/funds', fundId()] }]">
      @if (it.value()?.state === 'Draft' && session.can('capital_call:prepare')) {
        <button mat-button type="button" [disabled]="doing.busy()" (click)="remove()">{{ 'hurts.deleteDraftYes' | transloco }}</button>
        <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="submit()">{{ 'calls.submit' | transloco }}</button>
      }
    </ui-page-title>
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
    <ui-state [of]="it" [read]="problemOf" (again)="it.reload()">
      @if (it.value(); as d) {
        @if (d.returnedBecause) { <p role="status" class="alert">{{ 'calls.returned' | transloco }} {{ d.returnedBecause }}</p> }
        <dl class="cards">
          <div appFigure [label]="'calls.amount' | transloco" [value]="d.amount | money: 'code'" (explain)="explain(null)"></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'states.' + d.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'distributions.date' | transloco }}</dt><dd>{{ d.date | day }}</dd></div>
          <div class="card"><dt>{{ 'distributions.paid' | transloco }}</dt><dd>{{ d.paid | money }}</dd></div>
        </dl>
        <section class="section">
          <h2>{{ 'distributions.waterfall' | transloco }}</h2>
          <table class="plain tiers">
            <tbody>
              @for (tier of tiers; track tier) {
                <tr><th scope="row">{{ 'tiers.' + tier | transloco }}</th><td class="number">{{ d.tiers[tier] | money }}</td><td aria-hidden="true" class="bar"><svg viewBox="0 0 100 8" preserveAspectRatio="none"><rect height="8" [attr.width]="share(d.tiers[tier].amount, d.amount.amount)" /></svg></td></tr>
              }
            </tbody>
          </table>
        </section>
        <ui-grid name="distribution-lines" [label]="'distributions.lines' | transloco" [columns]="columns()" [of]="lines">
          @for (tier of amounts; track tier) { <ng-template [uiCell]="tier" let-line>{{ line[tier] | money }}</ng-template> }
          <ng-template uiCell="why" let-line>
            <button mat-icon-button type="button" (click)="explain(line)" [attr.aria-label]="'explain.of' | transloco: { figure: line.name }"><ui-icon name="explain" /></button>
            @if (d.state !== 'Draft' && d.state !== 'Submitted') {
              <button mat-icon-button type="button" (click)="notice(line)" [attr.aria-label]="'calls.noticeOf' | transloco: { name: line.name }"><ui-icon name="download" /></button>
            }
          </ng-template>
        </ui-grid>
      }
    </ui-state>
  `,
  styles: `
    .alert { color: var(--mat-sys-error) }
    .tiers { max-width: 50rem }
    .bar { width: 40% }
    .bar svg { width: 100%; height: 0.5rem; fill: var(--mat-sys-primary) }
    h2 { font: var(--mat-sys-title-medium) }
  `,
})
export class DistributionPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(TranslocoService);
  private readonly explainer = inject(Explain);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  readonly distributionId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly tiers = TIERS;
  protected readonly amounts = ['apportioned', ...TIERS, 'payable'];
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ fundId: this.fundId(), distributionId: this.distributionId() }));
  protected readonly it = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/distributions/{distributionId}', { path: params }) });
  protected readonly lines = this.api.listed('/api/v1/funds/{fundId}/distributions/{distributionId}/lines', 'distribution-lines', { path: () => this.path(), row: (line) => ({ ...line, id: line.investorId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'positions.investor', grow: 1.8 },
    { key: 'apportioned', text: 'distributions.share', number: true },
    { key: 'returnOfCapital', text: 'tiers.returnOfCapital', number: true },
    { key: 'preferredReturn', text: 'tiers.preferredReturn', number: true },
    { key: 'catchUp', text: 'tiers.catchUp', number: true },
    { key: 'residualSplit', text: 'tiers.residualSplit', number: true },
    { key: 'carriedInterest', text: 'tiers.carriedInterest', number: true },
    { key: 'payable', text: 'distributions.payable', number: true },
    { key: 'why', text: 'positions.why', sort: null, file: null, grow: 0.8 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.lines.again());
    });
    inject(Live).of('workflow.').pipe(takeUntilDestroyed()).subscribe(() => {
      this.it.reload();
      this.lines.again();
    });
  }

  /** Only the length of a bar, in hundredths. */
  protected share(part: string, whole: string): number {
    return Number(whole) === 0 ? 0 : Math.max(0, (100 * Number(part)) / Number(whole));
  }

  /** Deletes the draft, once that was confirmed. */
  protected remove(): void {
    const text = (key: string): string => this.texts.translate(`hurts.${key}`);
    this.confirm.ask({ title: text('deleteDraft'), text: text('deleteDraftText'), yes: text('deleteDraftYes') }).subscribe(() =>
      this.doing.run(this.api.delete('/api/v1/funds/{fundId}/distributions/{distributionId}', { path: this.path() }), () => void this.router.navigate(['/funds', this.fundId()])));
  }

  protected submit(): void {
    this.doing.run(this.api.post('/api/v1/workflows/distributions', { body: this.path(), key: this.doing.key }), (workflow) => void this.router.navigate(['/approvals', workflow.workflowId]));
  }

  protected explain(line: { readonly investorId: string; readonly name: string } | null): void {
    const query = line ? { investorId: line.investorId } : {};
    this.explainer.open(line?.name ?? '', () => this.api.get('/api/v1/funds/{fundId}/distributions/{distributionId}/explanation', { path: this.path(), query }));
  }

  protected notice(line: { readonly investorId: string }): void {
    this.api.download('/api/v1/reports/funds/{fundId}/distributions/{distributionId}/notices/{investorId}', { path: { ...this.path(), investorId: line.investorId } }).subscribe(({ blob, name }) => save(blob, name));
  }
}
