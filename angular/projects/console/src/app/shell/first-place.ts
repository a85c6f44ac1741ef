import { inject } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';
import { Session } from '@auth';

/** Leads everybody to the first page that is his: a firm's people to the dashboard, the platform's operators to the firms. */
export const toFirstPlace: CanActivateFn = (_, state) => {
  const session = inject(Session);
  if (!session.profile()) {
    session.signIn(state.url);
    return false;
  }
  return inject(Router).createUrlTree([session.can('fund:read') ? '/dashboard' : session.can('platform:tenants') ? '/platform' : '/refused']);
};
