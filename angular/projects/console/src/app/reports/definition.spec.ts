import { Dataset, beginning, definitionOf, draftOf, made, names } from './definition';

const dataset = {
  name: 'positions', meaning: '', permission: 'fund:read', mayRead: true, knowsAsOf: true, knowsRecordedAt: true,
  columns: ['fundId:Id', 'fundName:Text', 'commitment:Money'].map((it) => ({ name: it.split(':')[0]!, heading: it, type: it.split(':')[1]!, meaning: '', unit: null, canFilter: true, canGroup: true, canSum: true, canRange: true, operators: [] })),
} as unknown as Dataset;

describe('a definition', () => {
  it('begins with columns that people read', () => expect(beginning(dataset).columns.map((it) => it.column)).toEqual(['fundName', 'commitment']));

  it('comes back from the server as it was typed', () => {
    const draft = {
      ...beginning(dataset), asOf: 'lastQuarterEnd', currency: 'EUR', via: 'USD',
      computed: [{ name: 'share', expression: 'commitment / 2', heading: 'Half', decimals: 2 }],
      filters: [
        { of: 'Dataset' as const, column: 'fundName', operator: 'In' as const, text: 'One; Two', second: '' }, { of: 'Report' as const, column: 'share', operator: 'Between' as const, text: '1', second: '2' },
        { of: 'Dataset' as const, column: 'fundName', operator: 'IsPresent' as const, text: '', second: '' },
      ],
      sort: [{ column: 'share', descending: true }],
    };
    expect(draftOf(definitionOf(draft))).toEqual(draft);
    expect(definitionOf(draft).filters!.map((it) => it.values)).toEqual([['One', 'Two'], ['1', '2'], []]);
    expect(names(draft)).toEqual(['fundName', 'commitment', 'share']);
    expect(made({ ...draft, columns: [...draft.columns, { column: 'commitment', aggregate: 'Sum', name: 'all', heading: '' }] })).toEqual(['all', 'share']);
    expect(definitionOf({ ...draft, currency: '' }).via).toBeNull();
  });
});
