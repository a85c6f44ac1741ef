import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Doing, Live, Schemas, problemOf, reading } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, PageTitle, RatioPipe, Refusal, State } from '@ui';
import { Confirm } from '@ui/confirm';
import { Opens } from '@ui/opens';
import { Explain } from '../shared/explain';
import { FigureCard } from '../shared/figure';
import { Proposals } from '../shared/proposal';
import { Texts } from '../shared/texts';

type Line = Schemas['ValuationLineView'];

/** A valuation round: every investment that is held on its day, with its last value and the proposed one, on what each rests, and what can be done with it now. */
@Component({
  selector: 'app-valuation-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DayPipe, FigureCard, MatButton, MoneyPipe, Opens, PageTitle, RatioPipe, Refusal, RouterLink, State, TranslocoPipe],
  template: `
    <ui-page-title [title]="'valuations.one' | transloco: { number: round()?.number ?? '' }" [crumbs]="[{ label: 'funds.title' | transloco, link: '/funds' }, { label: fund.value()?.name ?? ('calls.fund' | transloco), link: ['/funds', fundId()] }]">
      @if (round()?.state === 'Draft' && session.can('capital_call:prepare')) {
        <button mat-flat-button type="button" [disabled]="doing.busy()" (click)="submit()">{{ 'calls.submit' | transloco }}</button>
        <a mat-stroked-button routerLink="edit">{{ 'flows.change' | transloco }}</a>
        <button mat-button type="button" [disabled]="doing.busy()" (click)="discard()">{{ 'hurts.deleteDraftYes' | transloco }}</button>
      }
    </ui-page-title>
    <ui-refusal [of]="doing.refusal()" />
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (round(); as r) {
        @if (r.returnedBecause) { <p role="status" class="alert">{{ 'calls.returned' | transloco }} {{ r.returnedBecause }}</p> }
        <dl class="cards">
          <div class="card"><dt>{{ 'valuations.date' | transloco }}</dt><dd>{{ r.date | day }}</dd></div>
          <div class="card"><dt>{{ 'calls.state' | transloco }}</dt><dd aria-live="polite">{{ 'states.' + r.state | transloco }}</dd></div>
          <div class="card"><dt>{{ 'valuations.before' | transloco }}</dt><dd>{{ r.before | money: 'code' }}</dd></div>
          <div appFigure [label]="'flows.fairValue' | transloco" [value]="r.fairValue | money: 'code'" (explain)="explain(null)"></div>
          <div appFigure [label]="'valuations.change' | transloco" [value]="r.change | money: 'code'" (explain)="explain(null, true)"></div>
        </dl>
        @if (r.notValued) { <p class="alert">{{ 'valuations.notValued' | transloco: { count: r.notValued } }}</p> }
        <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'flows.investments' | transloco">
          <table class="plain">
            <caption class="visually-hidden">{{ 'flows.investments' | transloco }}</caption>
            <thead>
              <tr>
                <th scope="col">{{ 'newCall.investment' | transloco }}</th><th scope="col" class="number">{{ 'flows.costHeld' | transloco }}</th><th scope="col" class="number">{{ 'valuations.before' | transloco }}</th>
                <th scope="col" class="number">{{ 'valuations.proposed' | transloco }}</th><th scope="col" class="number">{{ 'valuations.change' | transloco }}</th><th scope="col" class="number">{{ 'flows.fields.level' | transloco }}</th><th scope="col">{{ 'valuations.restsOn' | transloco }}</th>
              </tr>
            </thead>
            <tbody>
              @for (line of r.lines; track line.dealId) {
                <tr>
                  <th scope="row">{{ line.name }}</th>
                  <td class="number">{{ line.cost | money }}</td>
                  <td class="number">{{ line.before | money }}<br /><small>{{ line.valuedOn ? (line.valuedOn | day) : ('valuations.atCost' | transloco) }}</small></td>
                  @if (line.proposed; as p) {
                    <td class="number">{{ p.fairValue | money }}@if (line.currency !== p.fairValue.currency) { <br /><small>{{ p.ownValue | money: 'code' }}</small> }</td>
                    <td class="number"><button appOpens [of]="line.name" (click)="explain(line)">{{ p.change | money }}</button><br /><small>{{ p.changePart | ratio: 'percent' }}</small></td>
                    <td class="number">{{ p.level }}@if (line.levelBefore && line.levelBefore !== p.level) { <br /><small>{{ 'valuations.levelBefore' | transloco: { level: line.levelBefore } }}</small> }</td>
                    <td>
                      {{ 'valuations.methods.' + p.method | transloco }}@if (inWords(line)) {: {{ p.methodology }} }
                      <ul class="inputs">
                        @for (it of p.inputs; track it.name) { <li>{{ it.name }} {{ it.value }} {{ it.unit }} @if (it.low !== null) { ({{ it.low }}–{{ it.high }}) } @if (it.unobservable) { <small>{{ 'valuations.isUnobservable' | transloco }}</small> }</li> }
                      </ul>
                      @for (it of p.evidence; track it.documentId) {
                        @if (session.can('document:read')) { <a [routerLink]="['/funds', fundId(), 'documents', it.documentId]">{{ it.title }}</a> } @else { {{ it.title }} }
                        <small>{{ 'valuations.version' | transloco: { version: it.version, hash: it.sha256.slice(0, 8) } }}</small>
                      }
                    </td>
                  } @else {
                    <td class="number" colspan="3">{{ 'valuations.stays' | transloco }}</td><td>{{ line.methodologyBefore }}</td>
                  }
                </tr>
              }
            </tbody>
          </table>
        </div>
      }
    </ui-state>
  `,
  styles: `
    .alert { color: var(--mat-sys-error) }
    .inputs { margin: 0; padding-inline-start: 1rem }
    tbody th { font-weight: inherit; text-align: start }
    tbody td, tbody th { vertical-align: top }
  `,
})
export class ValuationPage {
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly explainer = inject(Explain);
  private readonly proposals = inject(Proposals);
  private readonly confirm = inject(Confirm);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  readonly roundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly doing = new Doing();
  private readonly path = computed(() => ({ fundId: this.fundId(), roundId: this.roundId() }));
  protected readonly fund = reading({ params: () => ({ fundId: this.fundId() }), stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}', { path: params }) });
  protected readonly read = reading({ params: this.path, stream: ({ params }) => this.api.read('/api/v1/funds/{fundId}/valuation-rounds/{roundId}', { path: params }) });
  private readonly asked = reading({ params: this.path, stream: ({ params }) => this.api.get('/api/v1/funds/{fundId}/valuation-rounds/{roundId}/request', { path: params }) });
  protected readonly round = computed(() => this.read.value()?.value);

  constructor() {
    inject(Live).of('workflow.', 'fund.').pipe(takeUntilDestroyed()).subscribe(() => this.read.reload());
  }

  protected submit(): void {
    this.doing.run(this.api.post('/api/v1/workflows/valuation-rounds', { body: this.path(), key: this.doing.key }), (workflow) => void this.router.navigate(['/approvals', workflow.workflowId]));
  }

  /** Deletes the draft, once that was confirmed. */
  protected discard(): void {
    const text = (key: string): string => this.texts.of(`hurts.${key}`);
    this.confirm.ask({ title: text('deleteDraft'), text: text('deleteDraftText'), yes: text('deleteDraftYes') }).subscribe(() =>
      this.doing.run(this.api.delete('/api/v1/funds/{fundId}/valuation-rounds/{roundId}', { path: this.path(), etag: this.read.value()?.etag }), () => void this.router.navigate(['/funds', this.fundId()], { queryParams: { tab: 'valuations' } })));
  }

  /** Whether somebody wrote how it was valued, beside the method's name. */
  protected inWords({ dealId }: Line): boolean {
    return this.asked.value()?.values?.some((it) => it.dealId === dealId && it.methodology?.trim()) ?? false;
  }

  protected explain(line: Line | null, change = false): void {
    this.explainer.open(line?.name ?? '', () => this.proposals.explanation('Valuation', this.fundId(), this.roundId(), line ? { dealId: line.dealId } : { change }));
  }
}
