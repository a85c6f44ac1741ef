import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./tenant-list').then((m) => m.TenantList) },
  { path: 'new', loadComponent: () => import('./new-tenant').then((m) => m.NewTenant) },
  { path: ':tenantId', loadComponent: () => import('./tenant-page').then((m) => m.TenantPage) },
];
