import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

export interface Crumb {
  readonly label: string;
  readonly link: string | readonly string[];
}

/** A page's heading with the way back. */
@Component({
  selector: 'ui-page-title',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, TranslocoPipe],
  template: `
    @if (crumbs().length) {
      <nav [attr.aria-label]="'ui.crumbs' | transloco">
        @for (crumb of crumbs(); track $index) { <a [routerLink]="crumb.link">{{ crumb.label }}</a><span aria-hidden="true"> / </span> }
      </nav>
    }
    <div class="head"><h1>{{ title() }}</h1><ng-content /></div>
  `,
  styles: `
    nav { font: var(--mat-sys-body-small) }
    .head { display: flex; gap: 0.75rem; align-items: center; flex-wrap: wrap; margin-bottom: 1rem }
    h1 { font: var(--mat-sys-headline-small); margin: 0; flex: 1 1 28rem; min-height: 1lh }
  `,
})
export class PageTitle {
  readonly title = input.required<string>();
  readonly crumbs = input<readonly Crumb[]>([]);
}
