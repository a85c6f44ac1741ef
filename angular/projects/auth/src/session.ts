import { Location } from '@angular/common';
import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { EnvironmentProviders, Injectable, InjectionToken, computed, inject, makeEnvironmentProviders, provideAppInitializer, signal } from '@angular/core';
import { CanActivateFn, Router, UrlTree } from '@angular/router';
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
    // A vendor's way back ends in callback too, and is none of sign-in's.
    if (location.pathname === `/${this.client}/callback`) await this.complete();
    this.hasToken.set(!!(await this.token()));
    if (this.hasToken()) await this.load();
  }

  /** Whether somebody is signed in here, even when nothing could be read of him yet. */
  readonly hasToken = signal(false);

  signIn(returnTo: string): void {
    this.leave(returnTo, {});
  }

  /** Asks for password and second factor also of whoever is signed in, and comes back: for what only somebody who is surely here may do. */
  signInAgain(returnTo: string): void {
    this.leave(returnTo, { prompt: 'login' });
  }

  /** Ends the session here and at the server: nothing is renewed from then on. An access token that is out already stays good for up to a quarter of an hour. */
  async signOut(): Promise<void> {
    try {
      const manager = await this.manager();
      // The end of the session ends its tokens too; a revocation that fails must keep nobody signed in.
      await manager.revokeTokens().catch((error: unknown) => console.error(error));
      await manager.signoutRedirect({ extraQueryParams: { client_id: this.client } });
    } catch (error) {
      this.stays(error);
    }
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
    this.manager().then((manager) => manager.signinRedirect({ state: returnTo, ...wish })).catch((error: unknown) => this.stays(error));
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

  // The next press tries again.
  private stays(error: unknown): void {
    console.error(error);
    this.leaving = false;
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
      });
    }).catch((error: unknown) => {
      this.opened = null;
      throw error;
    }));
  }
}

/** Opens a page to whoever holds the permission; whoever is not signed in signs in first and comes back. */
export function needs(permission: string): CanActivateFn {
  return (_, state) => known(state.url, (session, router) => session.can(permission) || router.createUrlTree(['/refused']));
}

/** Opens a page to whoever is signed in. */
export const signedIn: CanActivateFn = (_, state) => known(state.url, () => true);

/** Decides on a page when it is known who asks. Whoever holds a token is signed in: sending him to sign in again because nothing could be read of him would send him round for ever. */
export async function known(url: string, decide: (session: Session, router: Router) => boolean | UrlTree): Promise<boolean | UrlTree> {
  const [session, router] = [inject(Session), inject(Router)];
  if (session.profile()) return decide(session, router);
  if (!session.hasToken()) {
    session.signIn(url);
    return false;
  }
  try {
    await session.load();
    return decide(session, router);
  } catch {
    return router.createUrlTree(['/failed'], { queryParams: { to: url } });
  }
}

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

/** The name that an application has at the server. */
export function sessionOf(client: 'console' | 'portal'): EnvironmentProviders {
  return makeEnvironmentProviders([{ provide: CLIENT, useValue: client }]);
}

/** Signs in before the first page is opened. */
export function provideSession(client: 'console' | 'portal'): EnvironmentProviders {
  return makeEnvironmentProviders([
    sessionOf(client),
    { provide: ACCESS_TOKEN, useFactory: (session: Session) => () => session.token(), deps: [Session] },
    provideAppInitializer(() => inject(Session).begin().catch((error: unknown) => console.error(error))),
  ]);
}
