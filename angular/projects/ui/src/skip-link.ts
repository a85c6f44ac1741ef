import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';

/** The first stop of the keyboard: over everything to the page's content, the element named main. */
@Component({
  selector: 'ui-skip-link',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoPipe],
  template: `<a href="#main" (click)="toMain($event)">{{ 'ui.skip' | transloco }}</a>`,
  styles: `
    a { position: absolute; left: -99rem }
    a:focus { left: 0.5rem; top: 0.5rem; z-index: 9; background: var(--mat-sys-surface); padding: 0.5rem }
  `,
})
export class SkipLink {
  /** A plain anchor would leave the page, since its base is not this address. */
  protected toMain(event: Event): void {
    event.preventDefault();
    document.getElementById('main')?.focus();
  }
}
