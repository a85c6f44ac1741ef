// A client that others wrote drives a QuickBooks stand-in: argument 1 is its address, 2 the company, 3 the token.
const QuickBooks = require('node-quickbooks');
const [address, realm, token] = process.argv.slice(2);
const qbo = new QuickBooks('key', 'secret', token, false, realm, false, false, 75, '2.0', 'refresh');
qbo.endpoint = `${address}v3/company/`;
const call = (name, ...args) => new Promise((done) => qbo[name](...args, (error, answer) => done(error ? { error: error.Fault ?? error.response?.data?.Fault ?? String(error) } : answer)));
const line = (PostingType, value) => ({ DetailType: 'JournalEntryLineDetail', Amount: 12.34, JournalEntryLineDetail: { PostingType, AccountRef: { value } } });
(async () => {
  const made = await call('createJournalEntry', { DocNumber: 'PEER-1', TxnDate: '2026-02-01', Line: [line('Debit', '35'), line('Credit', '36')] });
  const refused = await call('createJournalEntry', { DocNumber: 'PEER-2', TxnDate: '2026-02-01', Line: [line('Debit', '35')] });
  const accounts = await call('findAccounts', { limit: 10, offset: 1 });
  const entries = await call('findJournalEntries', [{ field: 'DocNumber', value: 'PEER-1' }]);
  const changes = await call('changeDataCapture', 'JournalEntry', process.argv[5]);
  console.log(JSON.stringify({ made, refused, accounts, entries, changes }));
})();
