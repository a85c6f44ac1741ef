import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./fund-list').then((m) => m.FundList) },
  { path: ':fundId', loadComponent: () => import('./fund-page').then((m) => m.FundPage) },
  { path: ':fundId/capital-calls/:callId', loadComponent: () => import('./call-page').then((m) => m.CallPage) },
  { path: ':fundId/distributions/:distributionId', loadComponent: () => import('./distribution-page').then((m) => m.DistributionPage) },
];
