import { Staged } from '../../testing/staged';
import { Mapping, Preview } from './mapping';

const PREVIEW = '/api/v1/data/preview';
const preview = (...columns: string[]) => ({ fileName: 'x.csv', standard: false, columns: columns.map((column) => ({ column, target: null, samples: [], by: null })), targets: [{ name: 'fund', field: 'Fund', required: true, millions: false }], rows: [], problem: null }) as unknown as Preview;

describe('what is said of the columns of a file', () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(() => sessionStorage.clear());
  const draft = { columns: ['A', 'B'], chosen: { B: 'fund' } };
  const begun = async (...columns: string[]) => {
    const page = new Staged(Mapping, { head: new File(['A,B'], 'x.csv'), preview: preview(...columns) });
    await page.seen();
    return page;
  };

  it('holds again for a file with the same columns, and is asked of the server at once', async () => {
    sessionStorage.setItem('stratcap.draft.me.import', JSON.stringify(draft));
    const page = await begun('A', 'B');
    const [asked] = page.open(PREVIEW, 'POST');
    expect((asked!.request.body as FormData).get('mapping')).toBe(JSON.stringify({ A: '', B: 'fund' }));
  });

  it('says nothing of a file with other columns, and is gone once it is left', async () => {
    sessionStorage.setItem('stratcap.draft.me.import', JSON.stringify(draft));
    const page = await begun('A', 'C');
    expect(page.open(PREVIEW, 'POST')).toEqual([]);
    await page.press('mapping.stop');
    expect(sessionStorage.length).toBe(0);
  });
});
