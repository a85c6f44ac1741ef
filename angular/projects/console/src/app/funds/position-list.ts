import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf } from '@api';
import { MoneyPipe, RatioPipe, State } from '@ui';
import { Figure } from '@ui/explanation';
import { Cell, Grid } from '@ui/grid';
import { map } from 'rxjs';
import { RETURNS, byKey } from '@ui/figures';
import { Explain } from '../shared/explain';
import { Opens } from '@ui/opens';
import { Texts } from '../shared/texts';

/** A fund's investors with their performance. */
@Component({
  selector: 'app-position-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, MoneyPipe, Opens, RatioPipe, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'positions.none' | transloco" (again)="list.again()">
      <ui-grid name="positions" [filters]="filters()" [label]="'fund.investors' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="commitment" let-it><button appOpens [of]="('figures.commitment' | transloco) + ', ' + it.name" (click)="explain(it, 'commitment')">{{ it.commitment | money }}</button></ng-template>
        <ng-template uiCell="paidIn" let-it><button appOpens [of]="('figures.paidIn' | transloco) + ', ' + it.name" (click)="explain(it, 'paidIn')">{{ it.paidIn | money }}</button></ng-template>
        <ng-template uiCell="distributed" let-it><button appOpens [of]="('figures.distributed' | transloco) + ', ' + it.name" (click)="explain(it, 'distributed')">{{ it.distributed | money }}</button></ng-template>
        <ng-template uiCell="residualValue" let-it><button appOpens [of]="('figures.residual' | transloco) + ', ' + it.name" (click)="explain(it, 'residual')">{{ it.residualValue | money }}</button></ng-template>
        <ng-template uiCell="dpi" let-it><button appOpens [of]="('figures.dpi' | transloco) + ', ' + it.name" (click)="explain(it, 'dpi')">{{ it.dpi | ratio }}</button></ng-template>
        <ng-template uiCell="tvpi" let-it><button appOpens [of]="('figures.tvpi' | transloco) + ', ' + it.name" (click)="explain(it, 'tvpi')">{{ it.tvpi | ratio }}</button></ng-template>
        <ng-template uiCell="irr" let-it><button appOpens [of]="('figures.irr' | transloco) + ', ' + it.name" (click)="explain(it, 'irr')">{{ it.irr | ratio: 'percent' }}</button></ng-template>
      </ui-grid>
    </ui-state>
  `,
})
export class PositionList {
  private readonly api = inject(Api);
  private readonly explainer = inject(Explain);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly list = this.api.listed('/api/v1/funds/{fundId}/positions', 'positions', { path: () => ({ fundId: this.fundId() }), row: (line) => ({ ...line.position, id: line.position.investorId }) });
  protected readonly filters = inject(Texts).filters([{ key: 'kind', text: 'positions.kind', of: 'positions.kinds', values: ['LimitedPartner', 'GeneralPartner'] }]);
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'positions.investor', grow: 2.2 },
    { key: 'commitment', text: 'figures.commitment', number: true, grow: 1.3 },
    { key: 'paidIn', text: 'figures.paidIn', number: true, grow: 1.3 },
    { key: 'distributed', text: 'figures.distributed', number: true, grow: 1.3 },
    { key: 'residualValue', text: 'figures.residual', number: true, grow: 1.3 },
    { key: 'dpi', text: 'figures.dpi', number: true, grow: 0.6 },
    { key: 'tvpi', text: 'figures.tvpi', number: true, grow: 0.6 },
    { key: 'irr', text: 'figures.irr', number: true, grow: 0.7 },
  ]);

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.list.again());
    });
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(() => this.list.again());
  }

  protected explain(position: { readonly investorId: string; readonly name: string }, figure: 'commitment' | keyof typeof RETURNS): void {
    const query = { investorId: position.investorId, explain: true };
    const part = figure === 'commitment' ? (tree: Figure) => byKey(tree, 'commitment') : RETURNS[figure];
    this.explainer.open(position.name, () => this.api.get('/api/v1/funds/{fundId}/positions', { path: { fundId: this.fundId() }, query }).pipe(map(([line]) => line!.position.explanation!)), part);
  }
}
