import { Routes } from '@angular/router';
import { needs } from '@auth';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./tenant-list').then((m) => m.TenantList) },
  { path: 'new', loadComponent: () => import('./new-tenant').then((m) => m.NewTenant) },
  { path: 'plugins', canActivate: [needs('platform:plugins')], loadComponent: () => import('./plugin-versions').then((m) => m.PluginVersions) },
  { path: 'plugins/:plugin/:version', canActivate: [needs('platform:plugins')], loadComponent: () => import('./plugin-version-page').then((m) => m.PluginVersionPage) },
  { path: ':tenantId', loadComponent: () => import('./tenant-page').then((m) => m.TenantPage) },
];
