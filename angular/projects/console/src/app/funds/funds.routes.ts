import { Routes } from '@angular/router';
import { needs } from '@auth';

export const routes: Routes = [
  { path: '', loadComponent: () => import('./fund-list').then((m) => m.FundList) },
  { path: ':fundId', loadComponent: () => import('./fund-page').then((m) => m.FundPage) },
  { path: ':fundId/capital-calls/new', canActivate: [needs('capital_call:prepare')], loadComponent: () => import('./new-call').then((m) => m.NewCall) },
  { path: ':fundId/capital-calls/:callId/edit', canActivate: [needs('capital_call:prepare')], loadComponent: () => import('./new-call').then((m) => m.NewCall) },
  { path: ':fundId/capital-calls/:callId', loadComponent: () => import('./call-page').then((m) => m.CallPage) },
  { path: ':fundId/investments/:dealId', loadComponent: () => import('./investment-page').then((m) => m.InvestmentPage) },
  { path: ':fundId/valuations/new', canActivate: [needs('capital_call:prepare')], loadComponent: () => import('./new-valuations').then((m) => m.NewValuations) },
  { path: ':fundId/valuations/:roundId/edit', canActivate: [needs('capital_call:prepare')], loadComponent: () => import('./new-valuations').then((m) => m.NewValuations) },
  { path: ':fundId/valuations/:roundId', loadComponent: () => import('./valuation-page').then((m) => m.ValuationPage) },
  { path: ':fundId/statements', canActivate: [needs('report:generate')], loadComponent: () => import('./fund-statements').then((m) => m.FundStatements) },
  { path: ':fundId/published/:reportId', canActivate: [needs('report:generate')], loadComponent: () => import('./published-page').then((m) => m.PublishedPage) },
  { path: ':fundId/documents', canActivate: [needs('document:read')], loadComponent: () => import('./document-list').then((m) => m.DocumentList) },
  { path: ':fundId/documents/:documentId', canActivate: [needs('document:read')], loadComponent: () => import('./document-page').then((m) => m.DocumentPage) },
  { path: ':fundId/ledger', canActivate: [needs('ledger:read')], loadComponent: () => import('./fund-ledger').then((m) => m.FundLedger) },
  { path: ':fundId/entries', canActivate: [needs('ledger:read')], loadComponent: () => import('./entry-list').then((m) => m.EntryList) },
  { path: ':fundId/entries/new', canActivate: [needs('ledger:prepare')], loadComponent: () => import('./new-entry').then((m) => m.NewEntry) },
  { path: ':fundId/entries/:entryId', canActivate: [needs('ledger:read')], loadComponent: () => import('./entry-page').then((m) => m.EntryPage) },
  { path: ':fundId/entries/:entryId/edit', canActivate: [needs('ledger:prepare')], loadComponent: () => import('./new-entry').then((m) => m.NewEntry) },
  { path: ':fundId/periods', loadComponent: () => import('./periods-page').then((m) => m.PeriodsPage) },
  { path: ':fundId/receiving-account', loadComponent: () => import('./receiving-account').then((m) => m.ReceivingAccount) },
  { path: ':fundId/distributions/new', canActivate: [needs('capital_call:prepare')], loadComponent: () => import('./new-distribution').then((m) => m.NewDistribution) },
  { path: ':fundId/distributions/:distributionId/edit', canActivate: [needs('capital_call:prepare')], loadComponent: () => import('./new-distribution').then((m) => m.NewDistribution) },
  { path: ':fundId/distributions/:distributionId', loadComponent: () => import('./distribution-page').then((m) => m.DistributionPage) },
];
