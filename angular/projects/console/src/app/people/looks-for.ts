import { ChangeDetectionStrategy, Component, computed, model } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { Investor, InvestorChoice } from '../shared/investor-choice';

/** For which investors somebody looks in the portal. */
@Component({
  selector: 'app-looks-for',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [InvestorChoice, TranslocoPipe],
  template: `
    <p>{{ (chosen().length ? 'people.looksFor' : 'people.looksForNobody') | transloco: { names: names() } }}</p>
    <app-investor-choice [(chosen)]="chosen" />
  `,
})
export class LooksFor {
  readonly chosen = model.required<readonly Investor[]>();
  protected readonly names = computed(() => this.chosen().map((i) => i.name).join(', '));
}
