import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Schemas, problemOf, reading } from '@api';
import { DayPipe, MomentPipe, MoneyPipe, State } from '@ui';
import { Figure } from '@ui/explanation';
import { Observable, forkJoin, map } from 'rxjs';
import { byKey } from '@ui/figures';
import { Explain } from '../shared/explain';
import { Opens } from '@ui/opens';
import { ProposalPart, Proposals } from '../shared/proposal';
import { Texts } from '../shared/texts';

type Answer = Schemas['CompareProposalsResponse'];
type Value = Schemas['CompareProposalsValue'] | null;

const TIERS: Readonly<Record<string, ProposalPart['tier']>> = {
  returnOfCapital: 'ReturnOfCapital', preferredReturn: 'PreferredReturn', catchUp: 'CatchUp', residualSplit: 'ResidualSplit', carriedInterest: 'CarriedInterest',
};

/** What is new in a proposal since its approver last saw it, and what it does to the fund. */
@Component({
  selector: 'app-changes',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MomentPipe, MoneyPipe, Opens, State, TranslocoPipe],
  template: `
    <ui-state [of]="read" [read]="problemOf" (again)="read.reload()">
      @if (read.value(); as c) {
        <section class="section" aria-labelledby="changes">
          <h2 id="changes">{{ 'flows.changes' | transloco }}</h2>
          @if (c.against; as against) {
            <p>{{ (against.what === 'SubmittedBefore' ? 'flows.againstVersion' : against.what === 'LastValues' ? 'valuations.against' : c.kind === 'CapitalCall' ? 'flows.againstCall' : 'flows.againstDistribution') | transloco: { when: against.submittedAt | moment, number: against.number } }}</p>
            @if (!c.changes.length && !c.linesChanged) { <p><strong>{{ 'flows.nothingChanged' | transloco }}</strong></p> }
            @if (c.changes.length) {
              <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'flows.changes' | transloco">
                <table class="plain">
                  <thead><tr><th scope="col">{{ 'flows.what' | transloco }}</th><th scope="col" class="number">{{ 'flows.before' | transloco }}</th><th scope="col" class="number">{{ 'flows.now' | transloco }}</th></tr></thead>
                  <tbody>
                    @for (change of c.changes; track $index) {
                      <tr>
                        <th scope="row">{{ 'flows.fields.' + change.field | transloco }} {{ change.detail }}</th>
                        <td class="number">{{ text(change.before, change.field) ?? ('flows.notThere' | transloco) }}</td>
                        <td class="number">
                          @if (change.after?.amount; as amount) { <button appOpens [of]="change.detail ?? ('flows.fields.' + change.field | transloco)" (click)="explainField(change.field)">{{ amount | money }}</button> } @else { {{ text(change.after, change.field) ?? ('flows.notThere' | transloco) }} }
                        </td>
                      </tr>
                    }
                  </tbody>
                </table>
              </div>
            }
            @if (c.linesChanged) {
              <h3>{{ 'flows.linesChanged' | transloco: { count: c.linesChanged } }}</h3>
              <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'calls.lines' | transloco">
                <table class="plain">
                  <thead><tr><th scope="col">{{ 'positions.investor' | transloco }}</th><th scope="col" class="number">{{ 'flows.before' | transloco }}</th><th scope="col" class="number">{{ 'flows.now' | transloco }}</th><th scope="col">{{ 'flows.ofThat' | transloco }}</th></tr></thead>
                  <tbody>
                    @for (line of c.lines; track line.investorId) {
                      <tr>
                        <th scope="row">{{ line.name }}</th><td class="number">{{ line.before ? (line.before | money) : ('flows.notThere' | transloco) }}</td>
                        <td class="number">@if (line.after) { <button appOpens [of]="line.name" (click)="explainLine(line)">{{ line.after | money }}</button> } @else { {{ 'flows.notThere' | transloco }} }</td>
                        <td>@for (detail of line.details; track detail.field; let last = $last) { {{ 'flows.fields.' + detail.field | transloco }} {{ text(detail.before) }} → {{ text(detail.after) }}{{ last ? '' : '; ' }} }</td>
                      </tr>
                    }
                  </tbody>
                </table>
              </div>
              @if (c.linesChanged > c.lines.length) { <p>{{ 'newCall.first' | transloco: { shown: c.lines.length, count: c.linesChanged } }}</p> }
            }
          } @else {
            <p>{{ (c.kind === 'CapitalCall' ? 'flows.firstCall' : 'flows.firstDistribution') | transloco }}</p>
          }
        </section>
        <section class="section" aria-labelledby="effect">
          <h2 id="effect">{{ 'flows.effect' | transloco }}</h2>
          @if (c.refused) { <p role="alert" class="alert">{{ 'flows.wouldBeRefused' | transloco }} {{ c.refused }}</p> }
          <div class="scroll" tabindex="0" role="group" [attr.aria-label]="'flows.effect' | transloco">
            <table class="plain">
              <thead><tr><th scope="col">{{ 'flows.what' | transloco }}</th><th scope="col" class="number">{{ 'flows.without' | transloco }}</th><th scope="col" class="number">{{ 'flows.with' | transloco }}</th></tr></thead>
              <tbody>
                @for (figure of c.fund; track figure.figure) {
                  <tr [class.moved]="figure.after && figure.after.amount !== figure.before.amount">
                    <th scope="row">{{ 'flows.effects.' + figure.figure | transloco }}</th>
                    <td class="number"><button appOpens [of]="('flows.effects.' + figure.figure | transloco) + ', ' + ('flows.without' | transloco)" (click)="explainBefore(c, figure.figure)">{{ figure.before | money }}</button></td>
                    <td class="number">@if (figure.after; as after) { <button appOpens [of]="('flows.effects.' + figure.figure | transloco) + ', ' + ('flows.with' | transloco)" (click)="explainAfter(c, figure.figure, after.amount)">{{ after | money }}</button> } @else { – }</td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        </section>
      }
    </ui-state>
  `,
  providers: [DayPipe, MoneyPipe],
  styles: `
    h2 { font: var(--mat-sys-title-medium) }
    h3 { font: var(--mat-sys-title-small) }
    .moved { font-weight: 600 }
    .alert { color: var(--mat-sys-error) }
    table { max-width: 60rem }
  `,
})
export class Changes {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly proposals = inject(Proposals);
  private readonly texts = inject(Texts);
  private readonly day = inject(DayPipe);
  private readonly money = inject(MoneyPipe);
  readonly kind = input.required<Schemas['ProposalKind']>();
  readonly fundId = input.required<string>();
  readonly proposalId = input.required<string>();
  /** Counts up when the proposal moved. */
  readonly news = input(0);
  protected readonly problemOf = problemOf;
  private readonly asked = computed(() => ({ kind: this.kind(), fundId: this.fundId(), id: this.proposalId(), news: this.news() }));
  protected readonly read = reading({
    params: this.asked,
    stream: ({ params: { kind, fundId, id } }) => this.proposals.changes(kind, fundId, id),
  });

  protected text(value: Value, field = ''): string | null {
    if (field === 'other') return '…';
    if (!value) return null;
    if (field === 'base') return this.texts.of(`bases.${value.text}`);
    return value.amount ? this.money.transform(value.amount) : value.date ? this.day.transform(value.date) : (value.text ?? null);
  }

  protected explainField(field: string): void {
    this.explainer.open('', () => this.proposal({ tier: TIERS[field] }));
  }

  protected explainLine(line: { readonly investorId: string; readonly name: string }): void {
    this.explainer.open(line.name, () => this.proposal({ investorId: line.investorId }));
  }

  protected explainBefore(answer: Answer, figure: string): void {
    this.explainer.open('', () => this.before(answer), (tree) => byKey(tree, figure));
  }

  /** The figure without the proposal, and the proposal. */
  protected explainAfter(answer: Answer, figure: string, value: string): void {
    this.explainer.open('', () => forkJoin([this.before(answer), this.proposal({ change: true })]).pipe(map(([before, proposal]): Figure => ({
      label: this.texts.of(`flows.effects.${figure}`), value, formula: this.texts.of('flows.withProposal'), parts: [{ ...before, label: this.texts.of('flows.without'), value: byKey(before, figure).value }, proposal],
    }))));
  }

  private before(answer: Answer): Observable<Figure> {
    return this.api.get('/api/v1/funds/{fundId}/figures/explanation', { path: { fundId: this.fundId() }, query: { sequence: Number(answer.bookSequence) } });
  }

  private proposal(part: ProposalPart): Observable<Figure> {
    return this.proposals.explanation(this.kind(), this.fundId(), this.proposalId(), part);
  }
}
