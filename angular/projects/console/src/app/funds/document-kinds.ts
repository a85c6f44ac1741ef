import type { Schemas } from '@api';

type Kind = Schemas['DocumentKind'];

/** Kinds of documents that people add; the others come with what is published. */
export const OWN_KINDS: readonly Kind[] = ['Agreement', 'SideLetter', 'Subscription', 'ValuationEvidence', 'Notice', 'Tax', 'Other'];

export const KINDS: readonly Kind[] = [...OWN_KINDS, 'InvestorStatement', 'CapitalAccount', 'ReportingTemplate', 'FinancialStatements'];
