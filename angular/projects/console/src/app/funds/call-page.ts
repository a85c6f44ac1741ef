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

/** A capital call: its purposes, each investor's part with where it comes from, and what can be done with it now. */
@Component({
  selector: 'app-call-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, FigureCard, Grid, Icon, MatButton, MatIconButton, MoneyPipe, PageTitle, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'calls.one' | transloco: { number: call.value()?.number ?? '' }" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: 'calls.fund' | transloco, link: ['/funds', fundId()] }]">
      @if (call.value()?.state === 'Draft' && session.can('capital_call:prepare')) {
        <button mat-button type="button" [disabled]="doing.busy()" (click)="remove()">{{ 'hurts.deleteDraftYes' | transloco }}</button>
        <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="submit()">{{ 'calls.submit' | transloco }}</button>
      }
    </ui-page-title>
    @if (doing.refusal(); as problem) { <p role="alert" class="alert">{{ problem.detail }}</p> }
    <ui-state [of]="call" [read]="problemOf" (again)="call.reload()">
      @if (call.value(); as c) {
        @if (c.returnedBecause) { <p role="status" class="alert">{{ 'calls.returned' | transloco }} {{ c.returnedBecause }}</p> }
        <dl class="cards">
          <div appFigure [label]="'calls.amount' | transloco" [value]="c.amount | money: 'code'" (explain)="explain(null)"></div>
          <div appFigure [label]="'calls.received' | transloco" [value]="c.received | money: 'code'" [explained]="false"></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'states.' + c.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'calls.noticeDate' | transloco }}</dt><dd>{{ c.noticeDate | day }}</dd></div>
          <div class="card"><dt>{{ 'calls.dueDate' | transloco }}</dt><dd>{{ c.dueDate | day }}</dd></div>
        </dl>
        @if (c.isNoticeShort) { <p class="alert">{{ 'calls.shortNotice' | transloco: { days: c.noticeBusinessDays } }}</p> }
        <section class="section scroll">
          <table class="plain">
            <caption class="visually-hidden">{{ 'calls.purposes' | transloco }}</caption>
            <thead><tr><th scope="col">{{ 'calls.purpose' | transloco }}</th><th scope="col">{{ 'calls.base' | transloco }}</th><th scope="col" class="number">{{ 'calls.amount' | transloco }}</th></tr></thead>
            <tbody>
              @for (purpose of c.purposes; track $index) {
                <tr><td>{{ 'purposes.' + purpose.kind | transloco }} {{ purpose.description }}</td><td>{{ 'bases.' + purpose.base | transloco }}</td><td class="number">{{ purpose.amount | money }}</td></tr>
              }
            </tbody>
          </table>
        </section>
        <ui-grid name="call-lines" [label]="'calls.lines' | transloco" [columns]="columns()" [of]="lines">
          <ng-template uiCell="commitment" let-it>{{ it.commitment | money }}</ng-template>
          <ng-template uiCell="unfundedBefore" let-it>{{ it.unfundedBefore | money }}</ng-template>
          <ng-template uiCell="total" let-it>{{ it.total | money }}</ng-template>
          <ng-template uiCell="unfundedAfter" let-it>{{ it.unfundedAfter | money }}</ng-template>
          <ng-template uiCell="received" let-it>{{ it.received | money }}</ng-template>
          <ng-template uiCell="why" let-it>
            <button mat-icon-button type="button" (click)="explain(it)" [attr.aria-label]="'explain.of' | transloco: { figure: it.name }"><ui-icon name="explain" /></button>
            @if (c.state !== 'Draft' && c.state !== 'Submitted') {
              <button mat-icon-button type="button" (click)="notice(it)" [attr.aria-label]="'calls.noticeOf' | transloco: { name: it.name }"><ui-icon name="download" /></button>
            }
          </ng-template>
        </ui-grid>
      }
    </ui-state>
  `,
  styles: '.alert { color: var(--mat-sys-error) }',
})
export class CallPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(TranslocoService);
  private readonly explainer = inject(Explain);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  readonly callId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ fundId: this.fundId(), callId: this.callId() }));
  protected readonly call = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}', { path: params }) });
  protected readonly lines = this.api.listed('/api/v1/funds/{fundId}/capital-calls/{callId}/lines', 'call-lines', { path: () => this.path(), row: (line) => ({ ...line, id: line.investorId }) });
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'positions.investor', grow: 2 },
    { key: 'commitment', text: 'figures.commitment', number: true, grow: 1.2 },
    { key: 'unfundedBefore', text: 'calls.unfundedBefore', number: true, grow: 1.2 },
    { key: 'total', text: 'calls.amount', number: true, grow: 1.2 },
    { key: 'unfundedAfter', text: 'calls.unfundedAfter', number: true, grow: 1.2 },
    { key: 'received', text: 'calls.received', number: true, grow: 1.2 },
    { key: 'why', text: 'positions.why', sort: null, file: null, grow: 0.8 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.lines.again());
    });
    inject(Live).of('workflow.').pipe(takeUntilDestroyed()).subscribe(() => {
      this.call.reload();
      this.lines.again();
    });
  }

  /** Deletes the draft, once that was confirmed. */
  protected remove(): void {
    const text = (key: string): string => this.texts.translate(`hurts.${key}`);
    this.confirm.ask({ title: text('deleteDraft'), text: text('deleteDraftText'), yes: text('deleteDraftYes') }).subscribe(() =>
      this.doing.run(this.api.delete('/api/v1/funds/{fundId}/capital-calls/{callId}', { path: this.path() }), () => void this.router.navigate(['/funds', this.fundId()])));
  }

  protected submit(): void {
    this.doing.run(this.api.post('/api/v1/workflows/capital-calls', { body: this.path(), key: this.doing.key }), (workflow) => void this.router.navigate(['/approvals', workflow.workflowId]));
  }

  protected explain(line: { readonly investorId: string; readonly name: string } | null): void {
    const query = line ? { investorId: line.investorId } : {};
    this.explainer.open(line?.name ?? '', () => this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}/explanation', { path: this.path(), query }));
  }

  protected notice(line: { readonly investorId: string }): void {
    this.api.download('/api/v1/reports/funds/{fundId}/capital-calls/{callId}/notices/{investorId}', { path: { ...this.path(), investorId: line.investorId } }).subscribe(({ blob, name }) => save(blob, name));
  }
}
