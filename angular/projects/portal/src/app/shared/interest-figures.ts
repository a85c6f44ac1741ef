import { Injectable, inject } from '@angular/core';
import { Api } from '@api';
import type { Figure } from '@ui/explanation';
import { RETURNS, byKey } from '@ui/figures';
import type { Observable } from 'rxjs';
import { Why } from './why';

/** An investor's interest in a fund. */
export interface Interest {
  readonly fundId: string;
  readonly fundName: string;
  readonly investorId: string;
}

export type InterestFigure = 'commitment' | 'called' | 'unfunded' | keyof typeof RETURNS;

/** Opens the figures of an interest to where they come from. */
@Injectable({ providedIn: 'root' })
export class InterestFigures {
  private readonly api = inject(Api);
  private readonly why = inject(Why);

  open(interest: Interest, figure: InterestFigure): void {
    const [read, part] = figure in RETURNS ? [this.returns, RETURNS[figure as keyof typeof RETURNS]] as const : [this.standing, (tree: Figure) => byKey(tree, figure)] as const;
    this.why.open(interest.fundName, () => read(interest), part);
  }

  private readonly standing = ({ fundId, investorId }: Interest): Observable<Figure> => this.api.get('/api/v1/portal/me/funds/{fundId}/figures/explanation', { path: { fundId }, query: { investorId } });
  private readonly returns = ({ fundId, investorId }: Interest): Observable<Figure> => this.api.get('/api/v1/portal/me/funds/{fundId}/explanation', { path: { fundId }, query: { investorId } });
}
