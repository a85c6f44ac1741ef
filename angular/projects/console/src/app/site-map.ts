import { Routes } from '@angular/router';
import { Ways } from '@account';
import { needs, signedIn } from '@auth';
import { toFirstPlace } from './shell/first-place';

/** Every page of the console and what it needs. */
export const routes: Routes = [
  { path: '', pathMatch: 'full', canActivate: [toFirstPlace], children: [] },
  { path: 'callback', loadComponent: () => import('./shell/welcome').then((m) => m.Welcome) },
  { path: 'refused', loadComponent: () => import('./shell/refused').then((m) => m.Refused) },
  { path: 'dashboard', canActivate: [needs('fund:read')], loadComponent: () => import('./dashboard/dashboard').then((m) => m.Dashboard) },
  { path: 'funds', canActivate: [needs('fund:read')], loadChildren: () => import('./funds/funds.routes').then((m) => m.routes) },
  { path: 'portfolio', canActivate: [needs('fund:read')], loadChildren: () => import('./portfolio/portfolio.routes').then((m) => m.routes) },
  { path: 'approvals', canActivate: [needs('fund:read')], loadChildren: () => import('./approvals/approvals.routes').then((m) => m.routes) },
  { path: 'payments', canActivate: [needs('payment:read')], loadChildren: () => import('./payments/payments.routes').then((m) => m.routes) },
  { path: 'reports', canActivate: [needs('report:generate')], loadChildren: () => import('./reports/reports.routes').then((m) => m.routes) },
  { path: 'imports', canActivate: [needs('data:import')], loadChildren: () => import('./imports/imports.routes').then((m) => m.routes) },
  { path: 'ledgers', canActivate: [needs('ledger:read')], loadChildren: () => import('./ledgers/ledgers.routes').then((m) => m.routes) },
  { path: 'plugins', canActivate: [needs('plugin:read')], loadChildren: () => import('./plugins/plugins.routes').then((m) => m.routes) },
  { path: 'people', canActivate: [needs('user:manage')], loadChildren: () => import('./people/people.routes').then((m) => m.routes) },
  { path: 'brand', canActivate: [needs('brand:manage')], loadComponent: () => import('./brand/brand-page').then((m) => m.BrandPage) },
  { path: 'mails', canActivate: [needs('notification:read')], loadChildren: () => import('./mails/mails.routes').then((m) => m.routes) },
  { path: 'webhooks', canActivate: [needs('webhook:manage')], loadChildren: () => import('./webhooks/webhooks.routes').then((m) => m.routes) },
  { path: 'exports', canActivate: [needs('tenant:export')], loadComponent: () => import('./exports/export-page').then((m) => m.ExportPage) },
  { path: 'platform', canActivate: [needs('platform:tenants')], loadChildren: () => import('./platform/platform.routes').then((m) => m.routes) },
  { path: 'failed', loadComponent: () => import('@account/pages').then((m) => m.FailedPage) },
  { path: 'notifications', canActivate: [signedIn], loadComponent: () => import('@account/pages').then((m) => m.NotificationsPage) },
  { path: 'profile', canActivate: [signedIn], loadComponent: () => import('@account/pages').then((m) => m.ProfilePage) },
  { path: '**', loadComponent: () => import('./shell/missing').then((m) => m.Missing) },
];

/** Where the console shows what a notification is of. */
export const ways: Ways = ({ kind, id, fundId }) => {
  switch (kind) {
    case 'Workflow': return ['/approvals', id];
    case 'Import': return ['/imports', id];
    case 'Export': return ['/exports'];
    case 'Fund': return ['/funds', id];
    case 'CapitalCall': return fundId ? ['/funds', fundId, 'capital-calls', id] : null;
    case 'LedgerLink': return ['/ledgers', id];
    case 'Distribution': return fundId ? ['/funds', fundId, 'distributions', id] : null;
    case 'ValuationRound': return fundId ? ['/funds', fundId, 'valuations', id] : null;
    case 'PaymentRun': return ['/payments', 'runs', id];
    case 'ManualEntry': return fundId ? ['/funds', fundId, 'entries', id] : null;
    case 'Quarters': return ['/funds', id, 'periods'];
    case 'ScheduledReport': return ['/reports', 'runs'];
    case 'FundBank': return ['/payments', 'funds', id];
    case 'Publication': return fundId ? ['/funds', fundId] : null;
    case 'Webhook': return ['/webhooks', id];
    case 'SentMail': return ['/mails', 'sent', id];
    case 'SuppressedAddresses': return ['/mails', 'suppressed'];
    case 'OwnAddress': return ['/profile'];
    default: return null;
  }
};
