import { Injectable, inject } from '@angular/core';
import { Observable, map } from 'rxjs';
import { Api } from '@api';
import { Choice } from '../shared/search-choice';

/** How many are offered for what is typed. */
const OFFERED = 50;

/** Looks for a fund's investors, however many there are. */
@Injectable({ providedIn: 'root' })
export class FundInvestors {
  private readonly api = inject(Api);

  /** By a part of the name. */
  search(fundId: string, text: string, kind?: 'LimitedPartner'): Observable<readonly Choice[]> {
    return this.api.list('/api/v1/funds/{fundId}/investors', { path: { fundId }, query: { q: text || undefined, sort: 'name', kind, size: OFFERED } }).pipe(map(({ items }) => items.map((it) => ({ id: it.investorId, name: it.name }))));
  }

  named(fundId: string, investorId: string): Observable<Choice> {
    return this.api.list('/api/v1/funds/{fundId}/positions', { path: { fundId }, query: { investorId } }).pipe(map(({ items }) => ({ id: investorId, name: items[0]?.position.name ?? investorId })));
  }
}
