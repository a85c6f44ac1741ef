import { Injectable, inject } from '@angular/core';
import { Observable, map } from 'rxjs';
import { Api, Money } from '@api';
import { Figure } from '@ui/explanation';
import { Texts } from './texts';

/** As many as a page of the list has at most. */
const AT_ONCE = 500;

/** What was received for a call, as the sum of its receipts, each a fact. */
@Injectable({ providedIn: 'root' })
export class CallReceipts {
  private readonly api = inject(Api);
  private readonly texts = inject(Texts);

  sum(path: { readonly fundId: string; readonly callId: string }, received: Money): Observable<Figure> {
    return this.of(path).pipe(map(({ items, next }) => this.told(received, items, next !== null)));
  }

  /** What one investor paid. */
  ofInvestor(path: { readonly fundId: string; readonly callId: string }, line: { readonly investorId: string; readonly name: string; readonly received: Money }): Observable<Figure> {
    return this.of(path, line.name).pipe(map(({ items, next }) => this.told(line.received, items.filter((receipt) => receipt.investorId === line.investorId), next !== null)));
  }

  private of(path: { readonly fundId: string; readonly callId: string }, name?: string) {
    return this.api.list('/api/v1/funds/{fundId}/capital-calls/{callId}/receipts', { path, query: { q: name, size: AT_ONCE } });
  }

  private told(received: Money, receipts: readonly { readonly name: string; readonly receivedOn: string; readonly amount: Money; readonly factId: string }[], more: boolean): Figure {
    return {
      label: this.texts.of('calls.received'), value: received.amount, formula: this.texts.of(more ? 'flows.latestReceipts' : 'flows.sumOfReceipts'),
      parts: receipts.map((receipt) => ({ label: `${receipt.name}, ${receipt.receivedOn}`, value: receipt.amount.amount, facts: [receipt.factId] })),
    };
  }
}
