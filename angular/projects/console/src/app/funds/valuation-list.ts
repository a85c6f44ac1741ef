import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, Money, problemOf } from '@api';
import { Session } from '@auth';
import { DayPipe, MoneyPipe, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { Opens } from '@ui/opens';
import { Explain } from '../shared/explain';
import { Proposals } from '../shared/proposal';
import { Texts } from '../shared/texts';

/** A fund's valuation rounds, drafts included. */
@Component({
  selector: 'app-valuation-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, DayPipe, Grid, MatButton, MoneyPipe, Opens, RouterLink, State, TranslocoPipe],
  template: `
    @if (session.can('capital_call:prepare')) { <p><a mat-stroked-button [routerLink]="['/funds', fundId(), 'valuations', 'new']">{{ 'valuations.new' | transloco }}</a></p> }
    <ui-state [of]="rounds" [read]="problemOf" [empty]="rounds.isEmpty()" [emptyText]="'valuations.none' | transloco" (again)="rounds.again()">
      <ui-grid name="valuation-rounds" [filters]="filters()" [label]="'valuations.title' | transloco" [columns]="columns()" [of]="rounds">
        <ng-template uiCell="number" let-it><a [routerLink]="['/funds', fundId(), 'valuations', it.id]">{{ 'valuations.one' | transloco: { number: it.number } }}</a></ng-template>
        <ng-template uiCell="date" let-it>{{ it.date | day }}</ng-template>
        <ng-template uiCell="state" let-it>{{ 'states.' + it.state | transloco }}</ng-template>
        <ng-template uiCell="fairValue" let-it><button appOpens [of]="'valuations.one' | transloco: { number: it.number }" (click)="explain(it)">{{ it.fairValue | money }}</button></ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class ValuationList {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  private readonly proposals = inject(Proposals);
  private readonly texts = inject(Texts);
  protected readonly session = inject(Session);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly rounds = this.api.listed('/api/v1/funds/{fundId}/valuation-rounds', 'valuation-rounds', { path: () => ({ fundId: this.fundId() }), row: (round) => round });
  protected readonly filters = this.texts.filters([{ key: 'state', text: 'calls.state', of: 'states', values: ['Draft', 'Submitted', 'Recorded'] }]);
  protected readonly columns = this.texts.columns([
    { key: 'number', text: 'valuations.round', grow: 1.5 },
    { key: 'date', text: 'valuations.date' },
    { key: 'state', text: 'calls.state' },
    { key: 'fairValue', text: 'flows.fairValue', number: true },
    { key: 'returnedBecause', text: 'valuations.returnedBecause', sort: null, grow: 2 },
  ]);

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.rounds.again());
    });
    inject(Live).of('workflow.', 'fund.').pipe(takeUntilDestroyed()).subscribe(() => this.rounds.again());
  }

  protected explain(round: { readonly id: string; readonly number: number; readonly fairValue: Money }): void {
    this.explainer.open(this.texts.of('valuations.one', { number: round.number }), () => this.proposals.explanation('Valuation', this.fundId(), round.id));
  }
}
