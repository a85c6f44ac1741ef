import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Line, Plaid } from './plaid.ts';

/** The names under which plugins look for the vendors that stand in here. */
export const VENDOR_HOSTS = ['sandbox.plaid.com', 'ledger.sample.example', 'oauth.platform.intuit.com', 'developer.api.intuit.com', 'quickbooks.api.intuit.com'];
export const COMPANY = 'oak-books';
export const API_KEY = 'a demonstration only key';
export const REALM = '9130350000000001';
export const CLIENT_ID = 'client-of-the-firm';
export const CLIENT_SECRET = 'a demonstration only secret';

/** What the sample ledger has of an entry, as it tells it. */
interface Entry {
  readonly id: string;
  readonly version: string;
  readonly deleted: boolean;
  readonly date: string;
  readonly number: string;
  readonly reference: string | null;
  readonly memo: string | null;
  readonly changedAt: string;
  readonly lines: readonly { readonly account: string; readonly side: 'debit' | 'credit'; readonly amount: string; readonly currency: string; readonly text?: string | null }[];
}

/** A payment that the sample ledger has made, as it tells it. */
interface Paid {
  readonly id: string;
  readonly key: string;
  readonly amount: string;
}

/** What the sample ledger does with a payment: it makes it and the answer is lost, or it does not know who asks. Otherwise it makes it and says so. */
type Does = 'loses' | 'shut';

/** Numbers of our own chart for some accounts, names for others: proposals follow from either. */
const CHART = [
  ['1000', 'Cash', 'asset'], ['1100', 'Capital calls receivable', 'asset'], ['1110', 'Givebacks receivable', 'asset'], ['1200', 'Investments at cost', 'asset'], ['1210', 'Unrealised appreciation of investments', 'asset'],
  ['1300', 'Securities held for partners', 'asset'], ['2000', 'Distributions payable', 'liability'], ['2100', 'Withholding tax payable', 'liability'], ['2200', 'Subscription line', 'liability'],
  ['3000', 'Contributions of partners', 'equity'], ['3010', 'Capital called', 'equity'], ['3100', 'Distributions to partners', 'equity'], ['3110', 'Givebacks called', 'equity'], ['3200', 'Carried interest', 'equity'], ['3300', 'Defaults', 'equity'],
  ['4000', 'Investment income', 'revenue'], ['4100', 'Realised gains', 'revenue'], ['4200', 'Unrealised gains', 'revenue'], ['5000', 'Management fees', 'expense'], ['5010', 'Fee reductions', 'expense'], ['9100', 'Costs of the fund', 'expense'], ['5200', 'Organisational expenses', 'expense'],
] as const;

/** A general ledger with one company behind one key, and an OAuth provider with one application; both keep what they are sent. `/control` is the journeys' own door. */
class Vendors {
  private readonly entries: Entry[] = [];
  private readonly codes = new Map<string, string>();
  private readonly keys = new Map<string, Entry>();
  private readonly plaid = new Plaid();
  /** As often as they were sent: it forgets what it knows of keys. */
  private readonly payments: Paid[] = [];
  private does: Does[] = [];
  private refuses = '';
  private token = '';

  async answer(asked: IncomingMessage): Promise<readonly [status: number, body: unknown]> {
    const url = new URL(asked.url!, 'http://vendor');
    const body = await textOf(asked);
    if (url.pathname.startsWith('/control/')) return this.control(url.pathname, body);
    if (asked.headers['plaid-version']) return this.plaid.answer(url.pathname, body);
    if (url.pathname.startsWith(`/v1/companies/`)) return this.ledger(asked, url, body);
    if (url.pathname.startsWith('/v3/company/')) return this.quickBooks(asked, url);
    return this.provider(asked, url, body);
  }

  private control(path: string, body: string): readonly [number, unknown] {
    const told = JSON.parse(body || '{}') as { readonly refuses?: string; readonly entry?: Omit<Entry, 'id' | 'version' | 'deleted' | 'changedAt' | 'number'>; readonly consent?: { readonly redirectUri: string }; readonly does?: Does[]; readonly line?: Line };
    if (path === '/control/refuse') this.refuses = told.refuses ?? '';
    if (path === '/control/write' && told.entry) this.put(told.entry);
    if (path === '/control/pay') this.does = told.does ?? [];
    if (path === '/control/book') this.plaid.book(told.line!);
    if (path === '/control/consent') {
      const code = `code-${crypto.randomUUID()}`;
      this.codes.set(code, told.consent!.redirectUri);
      return [200, { code }];
    }
    return [200, { entries: this.entries, payments: this.payments }];
  }

  private ledger(asked: IncomingMessage, url: URL, body: string): readonly [number, unknown] {
    if (asked.headers.authorization !== `Bearer ${API_KEY}`) return [401, { code: 'key', message: 'The key is not known.' }];
    const [company, what] = url.pathname.slice('/v1/companies/'.length).split('/');
    if (company !== COMPANY) return [404, { code: 'company', message: 'There is no such company.' }];
    if (what === 'accounts') return [200, { accounts: CHART.map(([number, name, kind]) => ({ id: `A${number}`, number, name, kind, currency: 'USD', active: true })), next: null }];
    if (what === 'payments') return asked.method === 'POST' ? this.pay(asked, body) : [200, { payments: this.payments.filter(({ key }) => key === url.searchParams.get('key')).map((it) => ({ ...it, event: it.id, state: 'pending', currency: 'USD' })), cursor: '0', more: false }];
    if (what === 'payment-events') return [200, { payments: [], cursor: '0', more: false }];
    if (what === 'entries') return asked.method === 'POST' ? this.post(asked, body) : this.told(url);
    return [200, { name: 'Oak Books Inc.' }];
  }

  private post(asked: IncomingMessage, body: string): readonly [number, unknown] {
    const key = String(asked.headers['idempotency-key']);
    const known = this.keys.get(key);
    if (known) return [200, { id: known.id, version: known.version }];
    const sent = JSON.parse(body) as Omit<Entry, 'id'>;
    if (this.refuses && sent.lines.some(({ account }) => account === this.refuses)) return [422, { code: 'account.closed', message: `The account ${this.refuses} is closed for posting.`, field: 'lines' }];
    const entry = this.put(sent);
    this.keys.set(key, entry);
    return [200, { id: entry.id, version: entry.version }];
  }

  private pay(asked: IncomingMessage, body: string): readonly [number, unknown] {
    const does = this.does.shift();
    if (does === 'shut') return [401, { code: 'key', message: 'The key is not known.' }];
    const key = String(asked.headers['idempotency-key']);
    const { amount } = JSON.parse(body) as { readonly amount: string };
    const made = { id: `PAY-${this.payments.length + 1}`, key, amount };
    this.payments.push(made);
    return does === 'loses' ? [500, {}] : [200, { id: made.id }];
  }

  private put(entry: Partial<Entry>): Entry {
    const number = this.entries.length + 1;
    const kept = { reference: null, memo: null, lines: [], date: '', ...entry, id: String(number), version: '1', deleted: false, number: `JE-${number}`, changedAt: new Date().toISOString() } satisfies Entry;
    this.entries.push(kept);
    return kept;
  }

  private told(url: URL): readonly [number, unknown] {
    const reference = url.searchParams.get('reference');
    const found = reference ? this.entries.filter((entry) => entry.reference === reference) : this.entries.slice(Number(url.searchParams.get('after') || 0));
    return [200, { entries: found, cursor: String(this.entries.length), more: false }];
  }

  private provider(asked: IncomingMessage, url: URL, body: string): readonly [number, unknown] {
    if (asked.headers.authorization !== `Basic ${Buffer.from(`${encodeURIComponent(CLIENT_ID)}:${encodeURIComponent(CLIENT_SECRET)}`).toString('base64')}`) return [401, { error: 'invalid_client' }];
    if (url.pathname.endsWith('/revoke')) this.token = '';
    if (!url.pathname.endsWith('/bearer')) return [200, {}];
    const form = new URLSearchParams(body);
    const redirectUri = this.codes.get(form.get('code') ?? '');
    if (!redirectUri || redirectUri !== form.get('redirect_uri')) return [400, { error: 'invalid_grant' }];
    this.codes.delete(form.get('code')!);
    this.token = `access-${crypto.randomUUID()}`;
    return [200, { access_token: this.token, refresh_token: `refresh-${crypto.randomUUID()}`, expires_in: 3600, x_refresh_token_expires_in: 8_640_000, token_type: 'bearer' }];
  }

  private quickBooks(asked: IncomingMessage, url: URL): readonly [number, unknown] {
    if (!this.token || asked.headers.authorization !== `Bearer ${this.token}`) return [401, { Fault: { Error: [{ Message: 'message=AuthenticationFailed', code: '3200' }], type: 'AUTHENTICATION' } }];
    return url.pathname.endsWith('/preferences')
      ? [200, { Preferences: { CurrencyPrefs: { MultiCurrencyEnabled: false, HomeCurrency: { value: 'USD' } } } }]
      : [200, { CompanyInfo: { CompanyName: 'Cedar Ridge Books', Country: 'US' } }];
  }
}

/** Starts the vendors on this machine; where, and the way to stop them. */
export async function vendors(): Promise<{ readonly address: string; stop(): Promise<void> }> {
  const those = new Vendors();
  const server: Server = createServer((asked, answer: ServerResponse) => void those.answer(asked).then(([status, body]) => answer.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }) };
}

/** What the vendors answer a journey. */
interface Told {
  readonly entries?: readonly Entry[];
  readonly payments?: readonly Paid[];
  readonly code?: string;
}

/** Tells the vendors something from a journey: which account is closed, what somebody enters there, that a person consents, what becomes of payments, which line the bank books. */
export function tell(what: 'refuse' | 'write' | 'consent' | 'entries' | 'pay' | 'book', body: object = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const asking = request(`${process.env['STRATCAP_VENDORS']}/control/${what}`, { method: 'POST' }, (answer) => void textOf(answer).then((text) => resolve(JSON.parse(text) as Told), reject));
    asking.on('error', reject).end(JSON.stringify(body));
  });
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of message.setEncoding('utf8')) text += part as string;
  return text;
}

/** Delivers a webhook to an address of the house, as a vendor does; the status of the answer. Node knows no names below localhost, so the host travels in the header. */
export function deliver(address: string, body: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const { host, port, pathname } = new URL(address);
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path: pathname, method: 'POST', headers: { Host: host, 'Content-Type': 'application/json', ...headers } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    asking.on('error', reject).end(body);
  });
}
