import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';
import { Pages } from '@api';

/** Asks for the next page of a list, as long as there is one. */
@Component({
  selector: 'app-more',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoPipe],
  template: `@if (of().hasMore()) { <button mat-button type="button" [disabled]="of().isLoading()" (click)="of().more()">{{ 'ui.more' | transloco: { list: list() } }}</button> }`,
})
export class More {
  readonly of = input.required<Pick<Pages<object>, 'hasMore' | 'isLoading' | 'more'>>();
  readonly list = input.required<string>();
}
