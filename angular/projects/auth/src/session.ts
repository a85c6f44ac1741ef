import { Location } from '@angular/common';
import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { EnvironmentProviders, Injectable, InjectionToken, computed, inject, makeEnvironmentProviders, provideAppInitializer, signal } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';
import type { User, UserManager } from 'oidc-client-ts';
import { catchError, firstValueFrom, from, switchMap, throwError } from 'rxjs';
import { ACCESS_TOKEN } from '../../api/src/live';
import { Api, Schemas } from '@api';

export type Profile = Schemas['ProfileView'];

/** A token is renewed before a request when it is good for less than this. */
const SECONDS_LEFT = 60;

function lasts(user: User): boolean {
  return (user.expires_in ?? 0) > SECONDS_LEFT;
}

const CLIENT = new InjectionToken<'console' | 'portal'>('the name that this application has at the server');

/** Who is signed in, and what he may do. Tokens stay in this tab's session; the server, which gave them over its own connection, is who vouches for them. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly client = inject(CLIENT);
  private readonly api = inject(Api);
  private readonly address = inject(Location);
  private opened: Promise<UserManager> | null = null;
  private renewing: Promise<User | null> | null = null;
  private leaving = false;

  readonly profile = signal<Profile | null>(null);
  /** The profile as all of the page shows it, for whoever changes it. */
  readonly shown = { value: () => this.profile() ?? undefined, show: (profile: Profile) => this.profile.set(profile) };
  readonly permissions = computed(() => new Set(this.profile()?.permissions ?? []));

  can(permission: string): boolean {
    return this.permissions().has(permission);
  }

  /** Takes up the session of this tab, or the one that sign-in has just opened; then the router begins where sign-in was asked for. */
  async begin(): Promise<void> {
    if (location.pathname.endsWith('/callback')) await this.complete();
    if (await this.token()) await this.load();
  }

  signIn(returnTo: string): void {
    this.leave(returnTo, {});
  }

  /** Asks for password and second factor also of whoever is signed in, and comes back: for what only somebody who is surely here may do. */
  signInAgain(returnTo: string): void {
    this.leave(returnTo, { prompt: 'login' });
  }

  /** Ends the session here and at the server, where the tokens are void from then on. */
  signOut(): void {
    void this.manager().then((manager) => manager.signoutRedirect({ extraQueryParams: { client_id: this.client } }));
  }

  /** The token, renewed where it is about to run out; empty where nobody is signed in. */
  async token(): Promise<string> {
    const manager = await this.manager();
    const user = await manager.getUser();
    if (!user || lasts(user)) return user?.access_token ?? '';
    this.renewing ??= this.renew(manager).finally(() => (this.renewing = null));
    return (await this.renewing)?.access_token ?? user.access_token;
  }

  private leave(returnTo: string, wish: { readonly prompt?: string }): void {
    if (this.leaving) return;
    this.leaving = true;
    void this.manager().then((manager) => manager.signinRedirect({ state: returnTo, ...wish }));
  }

  // Whoever saw the old token just before another had renewed it finds the new one here.
  private async renew(manager: UserManager): Promise<User | null> {
    const user = await manager.getUser();
    return user && lasts(user) ? user : manager.signinSilent().catch(() => null);
  }

  async load(): Promise<void> {
    this.profile.set(await firstValueFrom(this.api.get('/api/v1/users/profile')));
  }

  private async complete(): Promise<void> {
    try {
      const user = await (await this.manager()).signinRedirectCallback();
      this.address.replaceState(typeof user.state === 'string' ? user.state : '/');
    } catch (error) {
      console.error(error);
      this.address.replaceState('/refused');
    }
  }

  // A firm's domain is its door: one signs in at this host's own server. Loaded beside the first page's own parts, so that no single step of the start takes long.
  private manager(): Promise<UserManager> {
    return (this.opened ??= import('oidc-client-ts').then(({ UserManager, WebStorageStateStore }) => {
      const base = `${location.origin}/${this.client}/`;
      return new UserManager({
        authority: location.origin,
        client_id: this.client,
        redirect_uri: `${base}callback`,
        post_logout_redirect_uri: base,
        scope: 'openid profile email roles offline_access',
        userStore: new WebStorageStateStore({ store: sessionStorage }),
        stateStore: new WebStorageStateStore({ store: sessionStorage }),
        automaticSilentRenew: false,
        revokeTokensOnSignout: true,
      });
    }));
  }
}

/** Opens a page to whoever holds the permission; whoever is not signed in signs in first and comes back. */
export function needs(permission: string): CanActivateFn {
  return (_, state) => {
    const session = inject(Session);
    if (!session.profile()) {
      session.signIn(state.url);
      return false;
    }
    return session.can(permission) || inject(Router).createUrlTree(['/refused']);
  };
}

/** Opens a page to whoever is signed in. */
export const signedIn: CanActivateFn = (_, state) => {
  const session = inject(Session);
  if (!session.profile()) session.signIn(state.url);
  return session.profile() !== null;
};

/** Sends the token to our own API only, and signs in anew when the session has ended. */
const bearer: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/')) return next(request);
  const session = inject(Session);
  const address = inject(Location);
  return from(session.token()).pipe(
    switchMap((token) => next(token ? request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }) : request)),
    catchError((error: unknown) => {
      if (error instanceof HttpErrorResponse && error.status === 401) session.signIn(address.path());
      return throwError(() => error);
    }),
  );
};

export const authInterceptor = bearer;

/** Signs in before the first page is opened. */
export function provideSession(client: 'console' | 'portal'): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: CLIENT, useValue: client },
    { provide: ACCESS_TOKEN, useFactory: (session: Session) => () => session.token(), deps: [Session] },
    provideAppInitializer(() => inject(Session).begin().catch((error: unknown) => console.error(error))),
  ]);
}
