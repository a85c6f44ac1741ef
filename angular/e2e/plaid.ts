/** A line of a bank's as Plaid tells it: what goes out counts as plus. */
export interface Line {
  readonly id: string;
  readonly date: string;
  readonly amount: number;
  readonly text: string;
}

/** The bank's account that can be linked. */
const PLAID_ACCOUNT = { account_id: 'acc-operating', name: 'Operating account', mask: '0210', balances: { current: 1_500_000, iso_currency_code: 'USD' } };

/** Plaid with one bank that has one account: its lines come by cursor. */
export class Plaid {
  private readonly lines: Line[] = [];

  answer(path: string, body: string): readonly [status: number, body: unknown] {
    const asked = JSON.parse(body) as { readonly cursor?: string };
    if (path === '/accounts/get') return [200, { accounts: [PLAID_ACCOUNT] }];
    if (path === '/institutions/get') return [200, { request_id: 'r' }];
    const added = this.lines.slice(Number(asked.cursor ?? 0)).map(({ id, date, amount, text }) => ({ transaction_id: id, account_id: PLAID_ACCOUNT.account_id, amount, iso_currency_code: 'USD', date, pending: false, name: text, original_description: text }));
    return [200, { added, modified: [], removed: [], next_cursor: String(this.lines.length), has_more: false }];
  }

  book(line: Line): void {
    this.lines.push(line);
  }
}
