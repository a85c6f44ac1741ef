import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatProgressBar } from '@angular/material/progress-bar';
import { TranslocoPipe } from '@jsverse/transloco';
import { Failed, Failure } from './failed';

/** Something that is being read: an Angular resource, or a list read page by page. */
export interface Reading {
  isLoading(): boolean;
  hasValue(): boolean;
  error(): unknown;
}

/** Shows its content once there is something to show, and before that why there is not: loading, refused, missing, failed, empty. */
@Component({
  selector: 'ui-state',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Failed, MatProgressBar, TranslocoPipe],
  template: `
    @if (of().isLoading() && !of().hasValue()) {
      <div role="status" class="note reading">
        <mat-progress-bar mode="indeterminate" [attr.aria-label]="'ui.loading' | transloco" />
        <p>{{ 'ui.loading' | transloco }}</p>
      </div>
    } @else if (failure(); as failed) {
      <ui-failed [failure]="failed" (again)="again.emit()" />
    } @else if (empty()) {
      <div class="note"><p>{{ emptyText() }}</p><ng-content select="[empty]" /></div>
    } @else {
      <ng-content />
    }
  `,
  styles: '.note { padding: 2rem 1rem; text-align: center; color: var(--mat-sys-on-surface-variant) }',
})
export class State {
  readonly of = input.required<Reading>();
  /** Reads a failure out of whatever was thrown. */
  readonly read = input.required<(error: unknown) => Failure>();
  readonly empty = input(false);
  readonly emptyText = input('');
  readonly again = output();

  protected readonly failure = computed(() => {
    const error = this.of().error();
    return error ? this.read()((error as { cause?: unknown }).cause ?? error) : null;
  });
}
