import { Staged } from '../../testing/staged';
import { EntryPage } from './entry-page';

const ENTRY = '/api/v1/funds/f/manual-entries/e';
const view = (contentHash: string, own = false) => ({
  entry: { entryId: 'e', fundId: 'f', fundName: 'Fund', number: 1, state: 'Waiting', date: '2026-09-30', reverseOn: '2026-10-01', memo: 'Audit', amount: { amount: '5', currency: 'USD' }, preparedByName: 'Other', preparedAt: '2026-10-01T00:00:00Z', own },
  contentHash, netAssetValue: { amount: '-5', currency: 'USD' }, lines: [],
});

describe('a manual entry', () => {
  it('is approved as it was seen when it was asked, and not as it has become meanwhile', async () => {
    const page = new Staged(EntryPage, { fundId: 'f', entryId: 'e' });
    await page.answer(ENTRY, view('seen'));
    await page.press('entries.approve');
    expect(page.asked).toEqual(['entries.approveTitle']);
    expect(page.open(`${ENTRY}/decision`, 'POST')).toEqual([]);
    (page.fixture.componentInstance as unknown as { entry: { reload(): void } }).entry.reload();
    await page.seen();
    await page.answer(ENTRY, view('changed'));
    page.said.next('');
    const [sent] = page.open(`${ENTRY}/decision`, 'POST');
    expect(sent!.request.body).toEqual({ approve: true, contentHash: 'seen', reason: null });
  });

  it('offers its maker nothing but to take it back', async () => {
    const page = new Staged(EntryPage, { fundId: 'f', entryId: 'e' });
    await page.answer(ENTRY, view('seen', true));
    const buttons = [...page.fixture.nativeElement.querySelectorAll('button')].map((button: HTMLElement) => button.textContent?.trim());
    expect(buttons).toEqual(['entries.takeBack']);
  });
});
