import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./mail-list').then((m) => m.MailList) },
  { path: ':template/:language', loadComponent: () => import('./mail-text').then((m) => m.MailText) },
];
