import { Routes } from '@angular/router';
import { needs } from '@auth';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./approval-list').then((m) => m.ApprovalList) },
  { path: 'entries', canActivate: [needs('ledger:read')], loadComponent: () => import('../funds/entry-list').then((m) => m.EntryList) },
  { path: ':workflowId', loadComponent: () => import('./approval-page').then((m) => m.ApprovalPage) },
];
