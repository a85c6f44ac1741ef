import { Routes } from '@angular/router';
import { Ways } from '@account';
import { needs, signedIn } from '@auth';

/** Every page of the portal. */
export const routes: Routes = [
  { path: '', pathMatch: 'full', canActivate: [needs('portal:read')], loadComponent: () => import('./home/home').then((m) => m.Home) },
  { path: 'callback', loadComponent: () => import('./shell/refused').then((m) => m.Welcome) },
  { path: 'refused', loadComponent: () => import('./shell/refused').then((m) => m.Refused) },
  { path: 'funds/:fundId', canActivate: [needs('portal:read')], loadComponent: () => import('./fund/fund-page').then((m) => m.FundPage) },
  { path: 'funds/:fundId/account/:investorId', canActivate: [needs('portal:read')], loadComponent: () => import('./account/account-page').then((m) => m.AccountPage) },
  { path: 'lists', canActivate: [needs('portal:read')], loadComponent: () => import('./lists/lists-page').then((m) => m.ListsPage) },
  { path: 'portfolio', canActivate: [needs('portal:read')], loadComponent: () => import('./portfolio/portfolio-page').then((m) => m.PortfolioPage) },
  { path: 'capital-calls/:callId', canActivate: [needs('portal:read')], loadComponent: () => import('./call/call-page').then((m) => m.CallPage) },
  { path: 'distributions/:distributionId', canActivate: [needs('portal:read')], loadComponent: () => import('./distribution/distribution-page').then((m) => m.DistributionPage) },
  { path: 'failed', loadComponent: () => import('@account/pages').then((m) => m.FailedPage) },
  { path: 'notifications', canActivate: [signedIn], loadComponent: () => import('@account/pages').then((m) => m.NotificationsPage) },
  { path: 'profile', canActivate: [signedIn], loadComponent: () => import('@account/pages').then((m) => m.ProfilePage) },
  { path: '**', loadComponent: () => import('./shell/refused').then((m) => m.Missing) },
];

/** Where the portal shows what a notification is of. */
export const ways: Ways = ({ kind, id, fundId }) => {
  switch (kind) {
    case 'CapitalCall': return ['/capital-calls', id];
    case 'Distribution': return ['/distributions', id];
    case 'Fund': return ['/funds', id];
    case 'Publication': return fundId ? ['/funds', fundId] : null;
    case 'OwnAddress': return ['/profile'];
    default: return null;
  }
};
