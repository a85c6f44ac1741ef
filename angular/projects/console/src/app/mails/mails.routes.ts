import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./mail-list').then((m) => m.MailList) },
  { path: 'sent', loadComponent: () => import('./sent-list').then((m) => m.SentList) },
  { path: 'sent/:messageId', loadComponent: () => import('./sent-mail').then((m) => m.SentMail) },
  { path: 'suppressed', loadComponent: () => import('./suppressed-list').then((m) => m.SuppressedList) },
  { path: ':template/:language', loadComponent: () => import('./mail-text').then((m) => m.MailText) },
];
