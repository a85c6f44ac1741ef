import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { EnvironmentProviders, Injectable, computed, inject, makeEnvironmentProviders, provideAppInitializer, signal } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';
import { OidcSecurityService, provideAuth } from 'angular-auth-oidc-client';
import { Observable, catchError, firstValueFrom, of, switchMap, take, throwError } from 'rxjs';
import { ACCESS_TOKEN } from '../../api/src/live';
import { Api, Schemas } from '@api';

export type Profile = Schemas['ProfileView'];

const RETURN_TO = 'stratcap.return-to';

/** Who is signed in, and what he may do. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly oidc = inject(OidcSecurityService);
  private readonly api = inject(Api);
  private readonly router = inject(Router);

  readonly profile = signal<Profile | null>(null);
  readonly permissions = computed(() => new Set(this.profile()?.permissions ?? []));

  can(permission: string): boolean {
    return this.permissions().has(permission);
  }

  /** Takes up the session of this tab, or the one that sign-in has just opened. */
  async begin(): Promise<void> {
    const result = await firstValueFrom(this.oidc.checkAuth());
    if (!result.isAuthenticated) return;
    await this.load();
    const to = sessionStorage.getItem(RETURN_TO);
    sessionStorage.removeItem(RETURN_TO);
    if (to && location.pathname.endsWith('/callback')) await this.router.navigateByUrl(to);
  }

  signIn(returnTo: string): void {
    sessionStorage.setItem(RETURN_TO, returnTo);
    this.oidc.authorize();
  }

  signOut(): void {
    this.oidc.logoff().pipe(take(1)).subscribe();
  }

  token(): Observable<string> {
    return this.oidc.getAccessToken();
  }

  async load(): Promise<void> {
    this.profile.set(await firstValueFrom(this.api.get('/api/v1/users/profile')));
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
  const oidc = inject(OidcSecurityService);
  const router = inject(Router);
  return oidc.getAccessToken().pipe(
    take(1),
    switchMap((token) => next(token ? request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }) : request)),
    catchError((error: unknown) => {
      if (error instanceof HttpErrorResponse && error.status === 401 && sessionStorage.getItem(RETURN_TO) === null) {
        sessionStorage.setItem(RETURN_TO, router.url);
        oidc.logoffLocal();
        oidc.authorize();
      }
      return throwError(() => error);
    }),
  );
};

export const authInterceptor = bearer;

/** Signs in at this host's own server: a firm's domain is its door. Tokens stay in this tab's session. */
export function provideSession(client: 'console' | 'portal'): EnvironmentProviders {
  const base = `${location.origin}/${client}/`;
  return makeEnvironmentProviders([
    provideAuth({
      config: {
        authority: location.origin,
        clientId: client,
        redirectUrl: `${base}callback`,
        postLogoutRedirectUri: base,
        scope: 'openid profile email roles offline_access',
        responseType: 'code',
        silentRenew: true,
        useRefreshToken: true,
        renewTimeBeforeTokenExpiresInSeconds: 60,
        autoUserInfo: false,
        triggerAuthorizationResultEvent: true,
        unauthorizedRoute: '/refused',
      },
    }),
    { provide: ACCESS_TOKEN, useFactory: (oidc: OidcSecurityService) => () => firstValueFrom(oidc.getAccessToken()), deps: [OidcSecurityService] },
    provideAppInitializer(() => {
      const session = inject(Session);
      return session.begin().catch((error: unknown) => {
        console.error(error);
        return firstValueFrom(of(null));
      });
    }),
  ]);
}
