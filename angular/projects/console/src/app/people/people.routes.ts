import { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./people-list').then((m) => m.PeopleList) },
  { path: 'invite', loadComponent: () => import('./invite').then((m) => m.Invite) },
  { path: ':userId', loadComponent: () => import('./person-page').then((m) => m.PersonPage) },
];
