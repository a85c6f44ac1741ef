import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, problemOf } from '@api';
import { Icon, MoneyPipe, RatioPipe, State } from '@ui';
import { Cell, Grid } from '@ui/grid';
import { map } from 'rxjs';
import { Explain } from '../shared/explain';
import { Texts } from '../shared/texts';

/** A fund's investors with their performance. */
@Component({
  selector: 'app-position-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Cell, Grid, Icon, MatIconButton, MoneyPipe, RatioPipe, State, TranslocoPipe],
  template: `
    <ui-state [of]="list" [read]="problemOf" [empty]="list.isEmpty()" [emptyText]="'positions.none' | transloco" (again)="list.again()">
      <ui-grid name="positions" [label]="'fund.investors' | transloco" [columns]="columns()" [of]="list">
        <ng-template uiCell="commitment" let-it>{{ it.commitment | money }}</ng-template>
        <ng-template uiCell="paidIn" let-it>{{ it.paidIn | money }}</ng-template>
        <ng-template uiCell="distributed" let-it>{{ it.distributed | money }}</ng-template>
        <ng-template uiCell="residualValue" let-it>{{ it.residualValue | money }}</ng-template>
        <ng-template uiCell="dpi" let-it>{{ it.dpi | ratio }}</ng-template>
        <ng-template uiCell="tvpi" let-it>{{ it.tvpi | ratio }}</ng-template>
        <ng-template uiCell="irr" let-it>{{ it.irr | ratio: 'percent' }}</ng-template>
        <ng-template uiCell="why" let-it>
          <button mat-icon-button type="button" (click)="explain(it)" [attr.aria-label]="'explain.of' | transloco: { figure: it.name }"><ui-icon name="explain" /></button>
        </ng-template>
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
  protected readonly columns = inject(Texts).columns([
    { key: 'name', text: 'positions.investor', grow: 2.2 },
    { key: 'commitment', text: 'figures.commitment', number: true, grow: 1.3 },
    { key: 'paidIn', text: 'figures.paidIn', number: true, grow: 1.3 },
    { key: 'distributed', text: 'figures.distributed', number: true, grow: 1.3 },
    { key: 'residualValue', text: 'figures.residual', number: true, grow: 1.3 },
    { key: 'dpi', text: 'figures.dpi', number: true, grow: 0.6 },
    { key: 'tvpi', text: 'figures.tvpi', number: true, grow: 0.6 },
    { key: 'irr', text: 'figures.irr', number: true, grow: 0.7 },
    { key: 'why', text: 'positions.why', sort: null, file: null, grow: 0.5 },
  ]);

  constructor() {
    effect(() => {
      this.fundId();
      untracked(() => this.list.again());
    });
  }

  protected explain(position: { readonly investorId: string; readonly name: string }): void {
    const query = { investorId: position.investorId, explain: true };
    this.explainer.open(position.name, () => this.api.get('/api/v1/funds/{fundId}/positions', { path: { fundId: this.fundId() }, query }).pipe(map(([line]) => line!.position.explanation!)));
  }
}
