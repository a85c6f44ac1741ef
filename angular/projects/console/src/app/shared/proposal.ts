import { Injectable, inject } from '@angular/core';
import { Api, Schemas } from '@api';
import { Figure } from '@ui/explanation';
import { byKey } from '@ui/figures';
import { Observable, map } from 'rxjs';

type Kind = Schemas['ProposalKind'];

/** A part of a proposal's explanation: an investor's, a tier's, or an investment's. */
export interface ProposalPart {
  readonly investorId?: string;
  readonly tier?: 'ReturnOfCapital' | 'PreferredReturn' | 'CatchUp' | 'ResidualSplit' | 'CarriedInterest' | undefined;
  readonly dealId?: string;
  /** Of fair values what they change, not what they are. */
  readonly change?: boolean;
}

const PLACES: Readonly<Record<Kind, string>> = { CapitalCall: 'capital-calls', Distribution: 'distributions', Valuation: 'valuations' };

/** Where the console shows a proposal itself. */
export function proposalLink(kind: Kind, fundId: string, id: string): string[] {
  return ['/funds', fundId, PLACES[kind], id];
}

/** What is asked of proposals whatever their kind. */
@Injectable({ providedIn: 'root' })
export class Proposals {
  private readonly api = inject(Api);

  explanation(kind: Kind, fundId: string, id: string, { investorId, tier, dealId, change }: ProposalPart = {}): Observable<Figure> {
    switch (kind) {
      case 'CapitalCall': return this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}/explanation', { path: { fundId, callId: id }, query: investorId ? { investorId } : {} });
      case 'Distribution': return this.api.get('/api/v1/funds/{fundId}/distributions/{distributionId}/explanation', { path: { fundId, distributionId: id }, query: { ...(investorId ? { investorId } : {}), ...(tier ? { tier } : {}) } });
      case 'Valuation': return this.api.get('/api/v1/funds/{fundId}/valuation-rounds/{roundId}/explanation', { path: { fundId, roundId: id }, query: dealId ? { dealId } : {} }).pipe(map((tree) => (dealId ? tree : byKey(tree, change ? 'change' : 'fairValue'))));
    }
  }

  changes(kind: Kind, fundId: string, id: string): Observable<Schemas['CompareProposalsResponse']> {
    switch (kind) {
      case 'CapitalCall': return this.api.get('/api/v1/funds/{fundId}/capital-calls/{callId}/changes', { path: { fundId, callId: id } });
      case 'Distribution': return this.api.get('/api/v1/funds/{fundId}/distributions/{distributionId}/changes', { path: { fundId, distributionId: id } });
      case 'Valuation': return this.api.get('/api/v1/funds/{fundId}/valuation-rounds/{roundId}/changes', { path: { fundId, roundId: id } });
    }
  }
}
