// Sage's own SDK drives an Intacct stand-in: argument 1 is the stand-in's port. The SDK refuses hosts outside intacct.com, so that name is looked up as the loopback here.
const dns = require('node:dns');
const lookup = dns.lookup;
dns.lookup = (name, options, done) => {
  const callback = done ?? options;
  if (!name.endsWith('.intacct.com')) return lookup(name, options, done);
  return options?.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);
};
const IA = require('@intacct/intacct-sdk');
const config = new IA.ClientConfig();
Object.assign(config, {
  senderId: 's', senderPassword: 'sender&secret', userId: 'u', userPassword: 'user-secret', companyId: 'birch', endpointUrl: `http://sim.intacct.com:${process.argv[2]}/ia/xml/xmlgw.phtml`,
});
const client = new IA.OnlineClient(config);
const once = new IA.RequestConfig();
once.uniqueId = true;
const entry = (account) => {
  const made = new IA.Functions.GeneralLedger.JournalEntryCreate('sdk-key-1');
  made.journalSymbol = 'GJ';
  made.postingDate = new Date(2026, 1, 1);
  made.description = 'From the SDK';
  made.referenceNumber = 'SDK-1';
  made.lines = [[12.34, '1100'], [-12.34, account]].map(([amount, number]) => {
    const line = new IA.Functions.GeneralLedger.JournalEntryLineCreate();
    line.glAccountNumber = number;
    line.transactionAmount = amount;
    return line;
  });
  return made;
};
const call = async (fn, request, by = client) => {
  try {
    const result = (await by.execute(fn, request)).results[0];
    return { status: result.status, key: result.key, count: result.count, total: result.totalCount, data: result.data };
  } catch (error) {
    return { error: error.message, errors: error.errors };
  }
};
(async () => {
  const refused = await call(entry('closed'), once);
  const made = await call(entry('3100'), once);
  const again = await call(entry('3100'), once);
  const query = new IA.Functions.Common.NewQuery.Query();
  query.selectFields = new IA.Functions.Common.NewQuery.QuerySelect.SelectBuilder().addFields(['RECORDNO', 'REFERENCENO', 'WHENMODIFIED']).selectList;
  query.fromObject = 'GLBATCH';
  query.filter = new IA.Functions.Common.NewQuery.QueryFilter.Filter('REFERENCENO').equalTo('SDK-1');
  query.pageSize = 10;
  query.offset = 0;
  const found = await call(query);
  const wrong = Object.assign(new IA.ClientConfig(), config, { userPassword: 'wrong', credentials: undefined });
  const stranger = await call(query, undefined, new IA.OnlineClient(wrong));
  console.log(JSON.stringify({ refused, made, again, found, stranger }));
})();
