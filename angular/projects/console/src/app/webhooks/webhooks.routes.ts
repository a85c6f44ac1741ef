import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./webhook-list').then((m) => m.WebhookList) },
  { path: ':webhookId', loadComponent: () => import('./webhook-page').then((m) => m.WebhookPage) },
];
