import { Routes } from '@angular/router';
import { needs } from '@auth';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./plugin-list').then((m) => m.PluginList) },
  { path: 'callback', canActivate: [needs('plugin:manage')], loadComponent: () => import('./grant-callback').then((m) => m.GrantCallback) },
  { path: 'connections/:connectionId', loadComponent: () => import('./connection-page').then((m) => m.ConnectionPage) },
  { path: ':plugin', loadComponent: () => import('./plugin-page').then((m) => m.PluginPage) },
  { path: ':plugin/connect', canActivate: [needs('plugin:manage')], loadComponent: () => import('./new-connection').then((m) => m.NewConnection) },
];
