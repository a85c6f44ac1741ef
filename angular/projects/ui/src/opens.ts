import { ChangeDetectionStrategy, Component, ElementRef, afterNextRender, inject, input } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** A figure within a table that opens to where it comes from. */
@Component({
  selector: 'button[appOpens]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoPipe],
  template: `<ng-content /><span class="visually-hidden">: {{ 'explain.of' | transloco: { figure: of() } }}</span>`,
  styles: `
    :host { all: unset; cursor: pointer; font-variant-numeric: tabular-nums; text-decoration: underline dotted var(--mat-sys-outline); text-underline-offset: 0.2em; min-height: 24px }
    :host:hover { text-decoration-color: var(--mat-sys-primary); color: var(--mat-sys-primary) }
    :host:focus-visible { outline: 2px solid var(--mat-sys-primary); outline-offset: 2px; border-radius: 4px }
  `,
  host: { type: 'button' },
})
export class Opens {
  /** What the figure is, and of what. */
  readonly of = input.required<string>();

  constructor() {
    const { nativeElement } = inject<ElementRef<HTMLElement>>(ElementRef);
    // Of a grid the rows are stops of Tab; within one the arrows lead.
    afterNextRender(() => {
      if (nativeElement.closest('[role=grid]')) nativeElement.tabIndex = -1;
    });
  }
}
