import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** A line of a bank's as Plaid tells it: what goes out counts as plus. */
export interface Line {
  readonly id: string;
  readonly date: string;
  readonly amount: number;
  readonly text: string;
}

/** The bank's account that can be linked. */
export const PLAID_ACCOUNT = { account_id: 'acc-operating', name: 'Operating account', mask: '0210', balances: { current: 1_500_000, iso_currency_code: 'USD' } };

/** Plaid with one bank that has one account: its lines by cursor, and webhooks that it signs. */
export class Plaid {
  private readonly lines: Line[] = [];
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  answer(path: string, body: string): readonly [status: number, body: unknown] {
    const asked = JSON.parse(body) as { readonly cursor?: string };
    if (path === '/accounts/get') return [200, { accounts: [PLAID_ACCOUNT] }];
    if (path === '/institutions/get') return [200, { request_id: 'r' }];
    if (path === '/webhook_verification_key/get') return [200, { key: { ...this.keys.publicKey.export({ format: 'jwk' }), alg: 'ES256', expired_at: null } }];
    const added = this.lines.slice(Number(asked.cursor ?? 0)).map(({ id, date, amount, text }) => ({ transaction_id: id, account_id: PLAID_ACCOUNT.account_id, amount, iso_currency_code: 'USD', date, pending: false, name: text, original_description: text }));
    return [200, { added, modified: [], removed: [], next_cursor: String(this.lines.length), has_more: false }];
  }

  book(line: Line): void {
    this.lines.push(line);
  }

  /** A JWT (ES256) over the body's hash and the time. */
  sign(body: string): string {
    const part = (it: object): string => Buffer.from(JSON.stringify(it)).toString('base64url');
    const signed = `${part({ alg: 'ES256', kid: 'key-1', typ: 'JWT' })}.${part({ iat: Math.floor(Date.now() / 1000), request_body_sha256: createHash('sha256').update(body).digest('hex') })}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key: this.keys.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }
}
