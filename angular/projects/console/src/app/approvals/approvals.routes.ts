import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./approval-list').then((m) => m.ApprovalList) },
  { path: ':workflowId', loadComponent: () => import('./approval-page').then((m) => m.ApprovalPage) },
];
