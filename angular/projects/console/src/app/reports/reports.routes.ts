import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./report-list').then((m) => m.ReportList) },
  { path: 'new', loadComponent: () => import('./report-page').then((m) => m.ReportPage) },
  { path: 'runs', loadComponent: () => import('./run-list').then((m) => m.RunList) },
  { path: ':savedReportId', loadComponent: () => import('./report-page').then((m) => m.ReportPage) },
];
