import { Routes } from '@angular/router';
import { needs } from '@auth';

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'runs' },
  { path: 'runs', loadComponent: () => import('./run-list').then((m) => m.RunList) },
  { path: 'runs/new', canActivate: [needs('payment:prepare')], loadComponent: () => import('./new-run').then((m) => m.NewRun) },
  { path: 'collect/:fundId/:callId', canActivate: [needs('payment:prepare')], loadComponent: () => import('./new-collection').then((m) => m.NewCollection) },
  { path: 'runs/:paymentRunId', loadComponent: () => import('./run-page').then((m) => m.RunPage) },
  { path: 'instructions', loadComponent: () => import('./instruction-list').then((m) => m.InstructionList) },
  { path: 'instructions/:instructionId', loadComponent: () => import('./instruction-page').then((m) => m.InstructionPage) },
  { path: 'payees', loadComponent: () => import('./payee-list').then((m) => m.PayeeList) },
  { path: 'payees/new', canActivate: [needs('account:write')], loadComponent: () => import('./new-payee').then((m) => m.NewPayee) },
  { path: 'payees/:payeeAccountId', loadComponent: () => import('./payee-page').then((m) => m.PayeePage) },
  { path: 'events', loadComponent: () => import('./event-list').then((m) => m.EventList) },
  { path: 'funds', loadComponent: () => import('./bank-funds').then((m) => m.BankFunds) },
  { path: 'funds/:fundId', loadComponent: () => import('./fund-bank').then((m) => m.FundBank) },
  { path: 'funds/:fundId/lines/:lineId', loadComponent: () => import('./line-page').then((m) => m.LinePage) },
];
