import { ChangeDetectionStrategy, Component, afterNextRender, inject } from '@angular/core';
import { Router, RouterLink, RouterOutlet } from '@angular/router';
import { TranslocoPipe } from '@jsverse/transloco';
import { Bell, followProfile } from '@account';
import { BrandOfHost, Session } from '@auth';
import { Icon, Language, SkipLink } from '@ui';

@Component({
  selector: 'app-root',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Bell, Icon, RouterLink, RouterOutlet, SkipLink, TranslocoPipe],
  template: `
    <ui-skip-link />
    <header>
      @if (brand.brand()?.logo; as logo) { <img class="logo" [src]="logo" alt="" /> }
      <a class="brand" routerLink="/">{{ brand.brand()?.name ?? 'StratCap' }}</a>
      <span class="fill"></span>
      <button type="button" class="plain" (click)="language.speak(other())" [attr.lang]="other()">{{ other() === 'de' ? 'Deutsch' : 'English' }}</button>
      @if (session.profile(); as profile) {
        @defer (on idle) { <account-bell /> } @placeholder { <span class="bell"></span> }
        <a class="plain" routerLink="/profile" [attr.aria-label]="'nav.account' | transloco: { name: profile.name }"><span class="who">{{ profile.name }}</span><ui-icon class="me" name="account" /></a>
        <button type="button" class="plain" (click)="session.signOut()">{{ 'nav.signOut' | transloco }}</button>
      }
    </header>
    <main id="main" tabindex="-1"><router-outlet /></main>
    <footer>
      @if (brand.brand()?.footer; as text) { <p class="legal">{{ text }}</p> }
      @if (brand.brand()?.contactLine; as line) { {{ 'nav.contact' | transloco }} {{ line }} }
    </footer>
  `,
  styles: `
    header { display: flex; gap: 1rem; align-items: center; min-height: 56px; padding: 0 1rem; background: var(--brand); color: var(--on-brand); border-bottom: 3px solid var(--accent); flex-wrap: wrap }
    .brand { color: inherit; text-decoration: none; font: var(--mat-sys-title-medium) }
    .bell { width: 40px; height: 40px }
    .fill { flex: 1 }
    .plain { all: unset; cursor: pointer; text-decoration: underline; padding: 0.5rem 0 }
    .plain:focus-visible, .brand:focus-visible { outline: 2px solid var(--on-brand) }
    main { box-sizing: border-box; max-width: 72rem; min-height: calc(100dvh - 59px); margin: 0 auto; padding: 1.5rem 1rem 3rem; outline: none }
    footer { max-width: 72rem; margin: 0 auto; padding: 1rem; color: var(--mat-sys-on-surface-variant) }
    .legal { white-space: pre-line; overflow-wrap: anywhere }
    .me { display: none }
    @media (max-width: 600px) { .who { display: none } .me { display: inline-flex } }
  `,
})
export class App {
  protected readonly language = inject(Language);
  protected readonly session = inject(Session);
  protected readonly brand = inject(BrandOfHost);

  constructor() {
    this.language.begin();
    followProfile();
    // The frame is painted before its page is made: two short steps instead of a long one.
    const router = inject(Router);
    afterNextRender(() => setTimeout(() => router.initialNavigation()));
  }

  protected other(): string {
    return this.language.current() === 'de' ? 'en' : 'de';
  }
}
