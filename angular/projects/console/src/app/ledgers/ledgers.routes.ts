import { Routes } from '@angular/router';
import { needs } from '@auth';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./link-list').then((m) => m.LinkList) },
  { path: 'new', canActivate: [needs('ledger:sync')], loadComponent: () => import('./new-link').then((m) => m.NewLink) },
  { path: 'chart', loadComponent: () => import('./chart-page').then((m) => m.ChartPage) },
  { path: 'posting-rules', loadComponent: () => import('./posting-rules').then((m) => m.PostingRules) },
  { path: 'rates', canActivate: [needs('fund:read')], loadComponent: () => import('./rates-page').then((m) => m.RatesPage) },
  { path: ':linkId', loadComponent: () => import('./link-page').then((m) => m.LinkPage) },
  { path: ':linkId/runs/:syncRunId', loadComponent: () => import('./run-page').then((m) => m.RunPage) },
];
