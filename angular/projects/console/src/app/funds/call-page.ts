import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, Icon, MoneyPipe, PageTitle, Refusal, State, save } from '@ui';
import { Confirm } from '@ui/confirm';
import { Figure } from '@ui/explanation';
import { Cell, Grid } from '@ui/grid';
import { Observable, map, of } from 'rxjs';
import { byKey } from '@ui/figures';
import { Explain } from '../shared/explain';
import { FigureCard } from '../shared/figure';
import { Opens } from '@ui/opens';
import { Texts } from '../shared/texts';
import { CallReceipts } from '../shared/call-receipts';
import { Receipts } from './receipts';

type LineFigure = 'commitment' | 'unfundedBefore' | 'total' | 'unfundedAfter' | 'received' | 'outstanding';

/** A capital call: its purposes, each investor's part with where it comes from, what was received, and what can be done with it now. */
@Component({
  selector: 'app-call-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, FigureCard, Grid, Icon, MatButton, MatIconButton, MoneyPipe, Opens, PageTitle, Receipts, Refusal, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'calls.one' | transloco: { number: call()?.number ?? '' }" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }]">
      @if (call()?.state === 'Draft' && session.can('capital_call:prepare')) {
        <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="submit()">{{ 'calls.submit' | transloco }}</button>
        <a mat-stroked-button routerLink="edit">{{ 'flows.change' | transloco }}</a>
        <button mat-button type="button" [disabled]="doing.busy()" (click)="discard()">{{ 'hurts.deleteDraftYes' | transloco }}</button>
      }
    </ui-page-title>
    <ui-refusal [of]="doing.refusal()" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (call(); as c) {
        @if (c.returnedBecause) { <p role="status" class="alert">{{ 'calls.returned' | transloco }} {{ c.returnedBecause }}</p> }
        <dl class="cards">
          <div appFigure [label]="'calls.amount' | transloco" [value]="c.amount | money: 'code'" (explain)="explain(null)"></div>
          <div appFigure [label]="'calls.received' | transloco" [value]="c.received | money: 'code'" [explained]="stands()" (explain)="explainReceived()"></div>
          <div appFigure [label]="'flows.outstanding' | transloco" [value]="c.outstanding | money: 'code'" [explained]="stands()" (explain)="explainOutstanding()"></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'states.' + c.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'calls.noticeDate' | transloco }}</dt><dd>{{ c.noticeDate | day }}</dd></div>
          <div class="card"><dt>{{ 'calls.dueDate' | transloco }}</dt><dd>{{ c.dueDate | day }}</dd></div>
        </dl>
        @if (c.isNoticeShort) { <p class="alert">{{ 'calls.shortNotice' | transloco: { days: c.noticeBusinessDays } }}</p> }
        <section class="section scroll" [attr.aria-label]="'calls.purposes' | transloco">
          <table class="plain">
            <caption class="visually-hidden">{{ 'calls.purposes' | transloco }}</caption>
            <thead><tr><th scope="col">{{ 'calls.purpose' | transloco }}</th><th scope="col">{{ 'calls.base' | transloco }}</th><th scope="col" class="number">{{ 'calls.amount' | transloco }}</th></tr></thead>
            <tbody>
              @for (purpose of c.purposes; track $index; let i = $index) {
                <tr>
                  <td>{{ 'purposes.' + purpose.kind | transloco }} {{ purpose.description }}</td><td>{{ 'bases.' + purpose.base | transloco }}</td>
                  <td class="number"><button appOpens [of]="purpose.description" (click)="explainPurpose(i, purpose.description, purpose.amount.amount)">{{ purpose.amount | money }}</button></td>
                </tr>
              }
            </tbody>
          </table>
        </section>
        <ui-grid name="call-lines" [label]="'calls.lines' | transloco" [columns]="columns()" [of]="lines">
          <ng-template uiCell="commitment" let-it><button appOpens [of]="('figures.commitment' | transloco) + ', ' + it.name" (click)="explainLine(it, 'commitment')">{{ it.commitment | money }}</button></ng-template>
          <ng-template uiCell="unfundedBefore" let-it><button appOpens [of]="('calls.unfundedBefore' | transloco) + ', ' + it.name" (click)="explainLine(it, 'unfundedBefore')">{{ it.unfundedBefore | money }}</button></ng-template>
          <ng-template uiCell="total" let-it><button appOpens [of]="('calls.amount' | transloco) + ', ' + it.name" (click)="explainLine(it, 'total')">{{ it.total | money }}</button></ng-template>
          <ng-template uiCell="unfundedAfter" let-it><button appOpens [of]="('calls.unfundedAfter' | transloco) + ', ' + it.name" (click)="explainLine(it, 'unfundedAfter')">{{ it.unfundedAfter | money }}</button></ng-template>
          <ng-template uiCell="received" let-it><button appOpens [of]="('calls.received' | transloco) + ', ' + it.name" (click)="explainLine(it, 'received')">{{ it.received | money }}</button></ng-template>
          <ng-template uiCell="outstanding" let-it><button appOpens [of]="('flows.outstanding' | transloco) + ', ' + it.name" (click)="explainLine(it, 'outstanding')">{{ it.outstanding | money }}</button></ng-template>
          <ng-template uiCell="why" let-it>
            <button mat-icon-button type="button" (click)="explain(it)" [attr.aria-label]="'explain.of' | transloco: { figure: it.name }"><ui-icon name="explain" /></button>
            @if (stands()) {
              <button mat-icon-button type="button" (click)="notice(it, 'pdf')" [attr.aria-label]="'calls.noticeOf' | transloco: { name: it.name }"><ui-icon name="download" /></button>
              <button mat-icon-button type="button" (click)="notice(it, 'xlsx')" [attr.aria-label]="'calls.noticeSheetOf' | transloco: { name: it.name }"><ui-icon name="ledger" /></button>
            }
          </ng-template>
        </ui-grid>
        @if (stands()) {
          <section class="section" aria-labelledby="receipts">
            <h2 id="receipts">{{ 'flows.receipts' | transloco }}</h2>
            @if (c.state !== 'Received' && session.can('payment:prepare')) { <a mat-stroked-button [routerLink]="['/payments', 'collect', fundId(), callId()]">{{ 'calls.collect' | transloco }}</a> }
            <app-receipts [fundId]="fundId()" [callId]="callId()" [news]="news()" (done)="again()" />
          </section>
        }
      }
    </ui-state>
  `,
  styles: `
    .alert { color: var(--mat-sys-error) }
    h2 { font: var(--mat-sys-title-medium) }
  `,
})
export class CallPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly explainer = inject(Explain);
  private readonly receipts = inject(CallReceipts);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  readonly callId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  protected readonly news = signal(0);
  private readonly path = computed(() => ({ fundId: this.fundId(), callId: this.callId() }));
  protected readonly fund = reading({ params: () => ({ fundId: this.fundId() }), stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/funds/{fundId}/capital-calls/{callId}', { path: params }) });
  protected readonly call = computed(() => this.read.value()?.value);
  /** Whether it stands in the book. */
  protected readonly stands = computed(() => !['Draft', 'Submitted'].includes(this.call()?.state ?? 'Draft'));
  protected readonly lines = this.api.listed('/api/v1/funds/{fundId}/capital-calls/{callId}/lines', 'call-lines', { path: () => this.path(), row: (line) => ({ ...line, id: line.investorId }) });
  protected readonly columns = this.texts.columns([
    { key: 'name', text: 'positions.investor', grow: 2 },
    { key: 'commitment', text: 'figures.commitment', number: true, grow: 1.2 },
    { key: 'unfundedBefore', text: 'calls.unfundedBefore', number: true, grow: 1.2 },
    { key: 'total', text: 'calls.amount', number: true, grow: 1.2 },
    { key: 'unfundedAfter', text: 'calls.unfundedAfter', number: true, grow: 1.2 },
    { key: 'received', text: 'calls.received', number: true, grow: 1.2 },
    { key: 'outstanding', text: 'flows.outstanding', number: true, grow: 1.2 },
    { key: 'why', text: 'positions.why', sort: null, file: null, grow: 1.2 },
  ]);

  constructor() {
    effect(() => {
      this.path();
      untracked(() => this.lines.again());
    });
    inject(Live).of('workflow.', 'fund.').pipe(takeUntilDestroyed()).subscribe(() => this.again());
  }

  protected again(): void {
    this.read.reload();
    this.lines.again();
    this.news.update((times) => times + 1);
  }

  protected submit(): void {
    this.doing.run(this.api.post('/api/v1/workflows/capital-calls', { body: this.path(), key: this.doing.key }), (workflow) => void this.router.navigate(['/approvals', workflow.workflowId]));
  }

  /** Deletes the draft, once that was confirmed. */
  protected discard(): void {
    const text = (key: string): string => this.texts.of(`hurts.${key}`);
    this.confirm.ask({ title: text('deleteDraft'), text: text('deleteDraftText'), yes: text('deleteDraftYes') }).subscribe(() =>
      this.doing.run(this.api.delete('/api/v1/funds/{fundId}/capital-calls/{callId}', { path: this.path(), etag: this.read.value()?.etag }), () => void this.router.navigate(['/funds', this.fundId()], { queryParams: { tab: 'calls' } })));
  }

  protected explain(line: { readonly investorId: string; readonly name: string } | null): void {
    const query = line ? { investorId: line.investorId } : {};
    this.explainer.open(line?.name ?? '', () => this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}/explanation', { path: this.path(), query }));
  }

  /** A purpose is the sum of the investors' parts of it. */
  protected explainPurpose(index: number, name: string, amount: string): void {
    this.explainer.open(name, () => this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}/explanation', { path: this.path() }).pipe(map((tree): Figure => ({
      label: name, value: amount, formula: this.texts.of('flows.sumOfParts'),
      parts: (tree.parts ?? []).flatMap((line) => (line.parts ?? []).filter((part) => part.key === `purpose ${index + 1}`).map((part) => ({ label: line.label, value: part.value, parts: [line] }))),
    }))));
  }

  /** What was received is the sum of the receipts, each a fact. */
  protected explainReceived(): void {
    this.explainer.open(this.texts.of('calls.received'), () => this.received());
  }

  protected explainOutstanding(): void {
    const call = this.call()!;
    this.explainer.open(this.texts.of('flows.outstanding'), () => this.received().pipe(map((received) => ({
      label: this.texts.of('flows.outstanding'), value: call.outstanding.amount, formula: this.texts.of('flows.calledLessReceived'),
      parts: [{ label: this.texts.of('calls.amount'), value: call.amount.amount }, received],
    }))));
  }

  private received() {
    return this.receipts.sum(this.path(), this.call()!.received);
  }

  /** One figure of an investor's part. */
  protected explainLine(line: Schemas['CapitalCallViewLineView'], figure: LineFigure): void {
    this.explainer.open(line.name, () => this.lineFigure(line, figure));
  }

  private lineFigure(line: Schemas['CapitalCallViewLineView'], figure: LineFigure): Observable<Figure> {
    const told = (label: string, value: string, formula: string, parts: readonly Figure[]): Figure => ({ label: this.texts.of(label), value, formula: this.texts.of(formula), parts });
    const [called, before] = [{ label: this.texts.of('calls.amount'), value: line.total.amount }, { label: this.texts.of('calls.unfundedBefore'), value: line.unfundedBefore.amount }];
    switch (figure) {
      case 'total': return this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}/explanation', { path: this.path(), query: { investorId: line.investorId } });
      case 'received': return this.receipts.ofInvestor(this.path(), line);
      case 'outstanding': return this.receipts.ofInvestor(this.path(), line).pipe(map((received) => told('flows.outstanding', line.outstanding.amount, 'flows.calledLessReceived', [called, received])));
      case 'unfundedAfter': return of(told('calls.unfundedAfter', line.unfundedAfter.amount, 'flows.beforeLessCalled', [before, called]));
      default: return this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}/explanation', { path: this.path(), query: { investorId: line.investorId, standing: true } }).pipe(map((tree) => byKey(tree, figure === 'commitment' ? 'commitment' : 'unfunded')));
    }
  }

  protected notice(line: { readonly investorId: string }, format: 'pdf' | 'xlsx'): void {
    this.doing.run(this.api.download('/api/v1/reports/funds/{fundId}/capital-calls/{callId}/notices/{investorId}', { path: { ...this.path(), investorId: line.investorId }, query: { format } }), ({ blob, name }) => save(blob, name));
  }
}
