import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./import-list').then((m) => m.ImportList) },
  { path: ':jobId', loadComponent: () => import('./import-page').then((m) => m.ImportPage) },
];
