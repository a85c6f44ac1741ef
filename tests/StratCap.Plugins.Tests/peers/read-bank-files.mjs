// Reads bank files with parsers that others wrote: node read-bank-files.mjs FORMAT FILE... prints one JSON array, an element per file.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const readers = {
  nacha: (file) => require('@midlandsbank/node-nacha').from(readFileSync(file, 'utf8')).data,
  mt940: async (file) => (await require('mt940-js').read(readFileSync(file))).map((s) => ({ lines: s.transactions.length, sum: s.transactions.reduce((a, t) => a + Math.round(t.amount * 100) * (t.isCredit ? 1 : -1), 0) })),
  camt053: async (file) => {
    const { CashManagementEndOfDayReport } = await import('iso20022.js');
    const report = CashManagementEndOfDayReport.fromXML(readFileSync(file, 'utf8'));
    return report.statements.map((s) => ({ id: s.id, entries: s.entries.map((e) => ({ minor: e.amount, side: e.creditDebitIndicator, reference: e.accountServicerReferenceId ?? null })) }));
  },
  pain002: async (file) => {
    const { PaymentStatusReport } = await import('iso20022.js');
    const report = PaymentStatusReport.fromXML(readFileSync(file, 'utf8'));
    return { original: report.originalMessageId, statuses: report.statusInformations.map((s) => ({ type: s.type, status: s.status, id: s.originalId })) };
  },
};

const [format, ...files] = process.argv.slice(2);
const answers = [];
for (const file of files) answers.push(await readers[format](file));
console.log(JSON.stringify(answers));
