import { CanActivateFn } from '@angular/router';
import { known } from '@auth';

/** Leads everybody to the first page that is his: a firm's people to the dashboard, the platform's operators to the firms. */
export const toFirstPlace: CanActivateFn = (_, state) =>
  known(state.url, (session, router) => router.createUrlTree([session.can('fund:read') ? '/dashboard' : session.can('platform:tenants') ? '/platform' : '/refused']));
