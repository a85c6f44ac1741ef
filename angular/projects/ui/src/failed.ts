import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { TranslocoPipe } from '@jsverse/transloco';

/** What a page's failure tells: read from the problem that the server answered. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly traceId: string | null;
}

/** Why something could not be read, and the way to read it again. */
@Component({
  selector: 'ui-failed',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButton, TranslocoPipe],
  template: `
    <div role="alert">
      <h2>{{ title() | transloco }}</h2>
      <p>{{ failure().detail || ('ui.noAnswer' | transloco) }}</p>
      @if (failure().traceId; as trace) { <p class="trace">{{ 'ui.trace' | transloco }} {{ trace }}</p> }
      <button mat-stroked-button type="button" (click)="again.emit()">{{ 'ui.tryAgain' | transloco }}</button>
    </div>
  `,
  styles: `
    :host { display: block; padding: 2rem 1rem; text-align: center; color: var(--mat-sys-on-surface-variant) }
    .trace { font-family: monospace; font-size: 0.75rem }
  `,
})
export class Failed {
  readonly failure = input.required<Failure>();
  readonly again = output();

  protected readonly title = computed(() => {
    switch (this.failure().status) {
      case 403: return 'ui.refused';
      case 404: return 'ui.missing';
      default: return 'ui.failed';
    }
  });
}

/** Why something that was done was refused, where it was. */
@Component({
  selector: 'ui-refusal',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoPipe],
  template: `@if (of(); as refused) { <p role="alert">{{ refused.detail || ('ui.noAnswer' | transloco) }}</p> }`,
  styles: 'p { color: var(--mat-sys-error) }',
})
export class Refusal {
  readonly of = input.required<Pick<Failure, 'detail'> | null>();
}
