import { Schemas } from '@api';

export type Industry = NonNullable<Schemas['NullableOfIndustrySector']>;

/** What can be held, and the industries, in the order in which they are offered. */
export const TYPES: readonly Schemas['InvestmentType'][] = ['CommonStock', 'PreferredStock', 'ConvertibleDebt', 'Debt', 'Warrant', 'PartnershipInterest', 'FundInterest', 'RealEstate', 'Other'];
export const INDUSTRIES: readonly Industry[] = [
  'Energy', 'Materials', 'Industrials', 'ConsumerDiscretionary', 'ConsumerStaples', 'HealthCare', 'Financials', 'InformationTechnology', 'CommunicationServices', 'Utilities', 'RealEstate',
];
/** What lists and exposure call those that nobody classified. */
export const NONE = 'none';
