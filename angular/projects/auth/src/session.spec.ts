import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { ActivatedRouteSnapshot, RouterStateSnapshot, UrlTree, provideRouter } from '@angular/router';
import { Session, sessionOf, signedIn } from './session';

/** What the server's sign-in would do, as the library tells it. */
const manager = vi.hoisted(() => ({
  getUser: vi.fn(), signinRedirect: vi.fn(), signinSilent: vi.fn(), signoutRedirect: vi.fn(), revokeTokens: vi.fn(), signinRedirectCallback: vi.fn(),
}));
vi.mock('oidc-client-ts', () => ({ UserManager: function () { return manager; }, WebStorageStateStore: function () { return {}; } }));

describe('the session', () => {
  let session: Session;
  let http: HttpTestingController;
  const settled = () => new Promise((go) => setTimeout(go));
  const asksFor = (url: string) => TestBed.runInInjectionContext(() => signedIn({} as ActivatedRouteSnapshot, { url } as RouterStateSnapshot)) as Promise<boolean | UrlTree>;

  beforeEach(() => {
    for (const call of Object.values(manager)) call.mockReset().mockResolvedValue(undefined);
    manager.getUser.mockResolvedValue(null);
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([]), sessionOf('console')] });
    session = TestBed.inject(Session);
    http = TestBed.inject(HttpTestingController);
  });

  it('is left also when the server does not take the token back', async () => {
    manager.revokeTokens.mockRejectedValue(new Error('no answer'));
    await session.signOut();
    expect(manager.signoutRedirect).toHaveBeenCalledWith({ extraQueryParams: { client_id: 'console' } });
  });

  it('can be begun again when the way to the sign-in failed', async () => {
    manager.signinRedirect.mockRejectedValueOnce(new Error('no answer'));
    session.signIn('/dashboard');
    session.signIn('/dashboard');
    await settled();
    expect(manager.signinRedirect).toHaveBeenCalledTimes(1);
    session.signIn('/dashboard');
    await settled();
    expect(manager.signinRedirect).toHaveBeenCalledTimes(2);
  });

  it('sends whoever has no token to sign in, and back to where he was going', async () => {
    expect(await asksFor('/funds')).toBe(false);
    await settled();
    expect(manager.signinRedirect).toHaveBeenCalledWith({ state: '/funds' });
  });

  it('sends nobody round who has a token when nothing can be read of him, and tries again when asked to', async () => {
    manager.getUser.mockResolvedValue({ access_token: 'good', expires_in: 900 });
    const begun = session.begin().catch(() => 'failed');
    await settled();
    http.expectOne('/api/v1/users/profile').flush(null, { status: 503, statusText: 'Unavailable' });
    expect(await begun).toBe('failed');

    const asked = asksFor('/funds');
    http.expectOne('/api/v1/users/profile').flush(null, { status: 503, statusText: 'Unavailable' });
    expect(String(await asked)).toBe('/failed?to=%2Ffunds');
    const again = asksFor('/funds');
    http.expectOne('/api/v1/users/profile').flush({ data: { name: 'Alan', permissions: [] }, meta: {} });
    expect(await again).toBe(true);
    expect(manager.signinRedirect).not.toHaveBeenCalled();
  });
});
