import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { TranslocoPipe } from '@jsverse/transloco';
import { Api, Live, problemOf, reading } from '@api';
import { State } from '@ui';
import { Curve } from '../shared/curve';

/** How a fund did, quarter by quarter. */
@Component({
  selector: 'app-fund-performance',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Curve, State, TranslocoPipe],
  template: `
    <ui-state [of]="metrics" [read]="problemOf" (again)="metrics.reload()">
      @if (metrics.value()?.funds?.[0]; as m) {
        <section class="section" [attr.aria-label]="'flows.performance' | transloco"><app-curve [curve]="m.curve" [name]="m.name" /></section>
      }
    </ui-state>
  `,
})
export class FundPerformance {
  private readonly api = inject(Api);
  readonly fundId = input.required<string>();
  protected readonly problemOf = problemOf;
  private readonly query = computed(() => ({ fundId: this.fundId() }));
  protected readonly metrics = reading({ params: this.query, stream: ({ params }) => this.api.get('/api/v1/dashboards/metrics', { query: params }) });

  constructor() {
    inject(Live).of('fund.').pipe(takeUntilDestroyed()).subscribe(({ what, data }) => {
      if (what === '*' || data['fundId'] === this.fundId()) this.metrics.reload();
    });
  }
}
