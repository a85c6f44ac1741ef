import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TranslocoPipe } from '@jsverse/transloco';
import { PageTitle } from '@ui';
import { PasswordForm } from './password-form';
import { PreferenceTable } from './preference-table';
import { ProfileForm } from './profile-form';
import { QuietHours } from './quiet-hours';
import { SessionTable } from './session-table';
import { TwoFactor } from './two-factor';

/** One's own account: who one is, how one signs in, where one is signed in, how one wants to be told. */
@Component({
  selector: 'account-profile-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [PageTitle, PasswordForm, PreferenceTable, ProfileForm, QuietHours, SessionTable, TranslocoPipe, TwoFactor],
  template: `
    <ui-page-title [title]="'account.title' | transloco" />
    <section aria-labelledby="who"><h2 id="who">{{ 'account.who' | transloco }}</h2><account-profile-form /></section>
    <section aria-labelledby="told"><h2 id="told">{{ 'account.told' | transloco }}</h2><account-preference-table /></section>
    <section aria-labelledby="quiet"><h2 id="quiet">{{ 'account.quiet' | transloco }}</h2><account-quiet-hours /></section>
    <section aria-labelledby="password"><h2 id="password">{{ 'account.password' | transloco }}</h2><account-password-form /></section>
    <section aria-labelledby="factor"><h2 id="factor">{{ 'account.twoFactor' | transloco }}</h2><account-two-factor /></section>
    <section aria-labelledby="sessions"><h2 id="sessions">{{ 'account.sessions' | transloco }}</h2><account-session-table /></section>
  `,
  styles: `
    section { max-width: 64rem; margin: 0 0 2.5rem }
    h2 { font: var(--mat-sys-title-medium); margin: 0 0 0.75rem }
  `,
})
export class ProfilePage {}
