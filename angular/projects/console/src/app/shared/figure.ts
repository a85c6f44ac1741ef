import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Icon } from '@ui';

/** A figure of a page, with the way to where it comes from. */
@Component({
  selector: 'div[appFigure]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatIconButton, TranslocoPipe],
  template: `
    <dt>{{ label() }}</dt>
    <dd>
      {{ value() }}
      @if (explained()) {
        <button mat-icon-button type="button" (click)="explain.emit()" [attr.aria-label]="'explain.of' | transloco: { figure: label() }"><ui-icon name="explain" /></button>
      }
    </dd>
  `,
  host: { class: 'card' },
})
export class FigureCard {
  readonly label = input.required<string>();
  readonly value = input.required<string>();
  readonly explained = input(true);
  readonly explain = output();
}
