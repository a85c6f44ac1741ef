import { ChangeDetectionStrategy, Component, computed, effect, inject, input, untracked } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Pages, problemOf } from '@api';
import { State } from '@ui';
import { FlowsChart } from '../shared/flows-chart';
import { More } from '../shared/more';

/** How an interest got to where it stands: the last five years at first, and further back on demand. */
@Component({
  selector: 'app-flows',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [FlowsChart, More, State, TranslocoPipe],
  template: `
    <ui-state [of]="pages" [read]="problemOf" (again)="pages.again()">
      @if (quarters().length > 1) { <app-flows-chart [quarters]="quarters()" /> }
      <app-more [of]="pages" [list]="'chart.earlier' | transloco" />
    </ui-state>
  `,
  host: { '[class.reading]': 'pages.isLoading()' },
  // Room for the chart while nobody knows whether there is one, so that what stands below does not jump.
  styles: ':host { display: block } :host(.reading) { min-height: calc(min(37.5vw, 18rem) + 4rem) }',
})
export class Flows {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  readonly investorId = input.required<string>();
  protected readonly problemOf = problemOf;
  protected readonly pages = new Pages((cursor) =>
    this.api.list('/api/v1/portal/me/funds/{fundId}/quarters', { path: { fundId: this.fundId() }, query: { investorId: this.investorId(), cursor, size: 20 } }));
  protected readonly quarters = computed(() => [...this.pages.rows()].reverse());

  constructor() {
    effect(() => {
      this.fundId();
      this.investorId();
      untracked(() => this.pages.again());
    });
  }
}
