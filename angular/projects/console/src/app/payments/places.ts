import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';

const PLACES = ['runs', 'instructions', 'payees', 'funds', 'events'] as const;

/** The lists of money that moves, one beside the other. */
@Component({
  selector: 'app-money-places',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [RouterLink, RouterLinkActive, TranslocoPipe],
  template: `
    <nav [attr.aria-label]="'money.places' | transloco">
      @for (place of places; track place) { <a [routerLink]="['/payments', place]" routerLinkActive="here" ariaCurrentWhenActive="page">{{ 'money.' + place | transloco }}</a> }
    </nav>
  `,
  styles: `
    nav { display: flex; gap: 0.25rem; flex-wrap: wrap; border-bottom: 1px solid var(--mat-sys-outline-variant); margin-bottom: 1rem }
    a { padding: 0.625rem 0.875rem; color: var(--mat-sys-on-surface-variant); text-decoration: none; border-bottom: 3px solid transparent; font: var(--mat-sys-title-small) }
    a:hover { color: var(--mat-sys-on-surface) }
    a.here { color: var(--mat-sys-primary); border-bottom-color: var(--mat-sys-primary) }
  `,
})
export class MoneyPlaces {
  protected readonly places = PLACES;
}
