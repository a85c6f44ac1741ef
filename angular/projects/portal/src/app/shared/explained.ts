import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { problemOf, reading } from '@api';
import { State } from '@ui';
import { ExplanationTree, Figure } from '@ui/explanation';
import { Observable } from 'rxjs';

/** Where figures come from, read when it is shown. */
@Component({
  selector: 'app-explained',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ExplanationTree, State],
  template: `<ui-state [of]="figure" [read]="problemOf" (again)="figure.reload()">@if (figure.value(); as value) { <ui-explanation [figure]="value" /> }</ui-state>`,
})
export class Explained {
  readonly read = input.required<() => Observable<Figure>>();
  protected readonly problemOf = problemOf;
  protected readonly figure = reading({ params: () => this.read(), stream: ({ params }) => params() });
}
