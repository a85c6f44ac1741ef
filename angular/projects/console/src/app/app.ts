import { BreakpointObserver } from '@angular/cdk/layout';
import { ChangeDetectionStrategy, Component, afterNextRender, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatIconButton } from '@angular/material/button';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Bell, followProfile } from '@account';
import { BrandOfHost, Session } from '@auth';
import { Icon, IconName, Language, SkipLink } from '@ui';
import { map } from 'rxjs';

interface Place {
  readonly link: string;
  readonly icon: IconName;
  readonly text: string;
  readonly needs: string;
}

const PLACES: readonly Place[] = [
  { link: '/dashboard', icon: 'dashboard', text: 'nav.dashboard', needs: 'fund:read' },
  { link: '/funds', icon: 'funds', text: 'nav.funds', needs: 'fund:read' },
  { link: '/portfolio', icon: 'portfolio', text: 'nav.portfolio', needs: 'fund:read' },
  { link: '/approvals', icon: 'inbox', text: 'nav.approvals', needs: 'fund:read' },
  { link: '/payments', icon: 'payments', text: 'nav.payments', needs: 'payment:read' },
  { link: '/reports', icon: 'table', text: 'nav.reports', needs: 'report:generate' },
  { link: '/imports', icon: 'upload', text: 'nav.imports', needs: 'data:import' },
  { link: '/ledgers', icon: 'ledger', text: 'nav.ledgers', needs: 'ledger:read' },
  { link: '/plugins', icon: 'plug', text: 'nav.plugins', needs: 'plugin:read' },
  { link: '/people', icon: 'people', text: 'nav.people', needs: 'user:manage' },
  { link: '/brand', icon: 'brand', text: 'brand.title', needs: 'brand:manage' },
  { link: '/mails', icon: 'mail', text: 'mails.title', needs: 'notification:read' },
  { link: '/webhooks', icon: 'hook', text: 'webhooks.title', needs: 'webhook:manage' },
  { link: '/exports', icon: 'download', text: 'exports.title', needs: 'tenant:export' },
  { link: '/platform', icon: 'people', text: 'nav.platform', needs: 'platform:tenants' },
];

@Component({
  selector: 'app-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Bell, Icon, MatIconButton, MatMenu, MatMenuItem, MatMenuTrigger, RouterLink, RouterLinkActive, RouterOutlet, SkipLink, TranslocoPipe],
  template: `
    <ui-skip-link />
    <header>
      @if (narrow()) {
        <button mat-icon-button type="button" [attr.aria-label]="'nav.menu' | transloco" [attr.aria-expanded]="open()" (click)="open.set(!open())"><ui-icon name="menu" /></button>
      }
      @if (brand.brand()?.logo; as logo) { <img class="logo" [src]="logo" alt="" /> }
      <strong>{{ brand.brand()?.name ?? 'StratCap' }}</strong>
      <span class="fill"></span>
      @if (session.profile(); as profile) {
        @defer (on idle) {
          <account-bell />
          <button mat-icon-button type="button" [matMenuTriggerFor]="me" [attr.aria-label]="'nav.account' | transloco: { name: profile.name }"><ui-icon name="account" /></button>
          <mat-menu #me="matMenu">
            <p class="who">{{ profile.name }}<br />{{ profile.email }}</p>
            <a mat-menu-item routerLink="/profile">{{ 'account.title' | transloco }}</a>
            <button mat-menu-item type="button" (click)="language.speak('en')" lang="en">English</button>
            <button mat-menu-item type="button" (click)="language.speak('de')" lang="de">Deutsch</button>
            <button mat-menu-item type="button" (click)="session.signOut()">{{ 'nav.signOut' | transloco }}</button>
          </mat-menu>
        } @placeholder { <span class="own"></span> }
      }
    </header>
    <div class="body">
      @if (!narrow() || open()) {
        <nav [attr.aria-label]="'nav.places' | transloco">
          @for (place of places(); track place.link) {
            <a [routerLink]="place.link" routerLinkActive="here" ariaCurrentWhenActive="page" (click)="open.set(false)"><ui-icon [name]="place.icon" />{{ place.text | transloco }}</a>
          }
        </nav>
      }
      <main id="main" tabindex="-1"><router-outlet /></main>
    </div>
  `,
  styles: `
    header { display: flex; gap: 0.75rem; align-items: center; min-height: 48px; padding: 0 1rem; background: var(--brand); color: var(--on-brand); border-bottom: 3px solid var(--accent); --mat-icon-button-icon-color: var(--on-brand) }
    .own { width: 92px; height: 40px }
    .fill { flex: 1 }
    .who { margin: 0; padding: 0.5rem 1rem; font: var(--mat-sys-body-small) }
    .body { display: flex; min-height: calc(100dvh - 48px) }
    nav { flex: 0 0 12rem; padding: 0.75rem 0; background: var(--mat-sys-surface-container) }
    nav a { display: flex; gap: 0.75rem; align-items: center; padding: 0.625rem 1rem; color: inherit; text-decoration: none }
    nav a.here { background: var(--mat-sys-secondary-container); color: var(--mat-sys-on-secondary-container); font-weight: 500 }
    main { flex: 1; min-width: 0; padding: 1rem 1.5rem 3rem; outline: none }
    @media (max-width: 800px) {
      .body { flex-direction: column }
      nav { flex: none }
      main { padding: 1rem }
    }
  `,
})
export class App {
  protected readonly language = inject(Language);
  protected readonly session = inject(Session);
  protected readonly brand = inject(BrandOfHost);
  protected readonly open = signal(false);
  protected readonly narrow = toSignal(inject(BreakpointObserver).observe('(max-width: 800px)').pipe(map((state) => state.matches)), { initialValue: false });
  protected readonly places = computed(() => PLACES.filter((place) => this.session.permissions().has(place.needs)));

  constructor() {
    this.language.begin();
    followProfile();
    // The frame is painted before its page is made: two short steps instead of a long one.
    const router = inject(Router);
    afterNextRender(() => setTimeout(() => router.initialNavigation()));
  }
}
