import { Staged } from '../../testing/staged';
import { InvestorChoice } from './investor-choice';

const INVESTORS = '/api/v1/funds/f/investors';
const [oak, harbor] = [{ investorId: 'o', name: 'Oak' }, { investorId: 'h', name: 'Harbor' }];

describe('a choice of investors', () => {
  async function opened(one: boolean): Promise<Staged<InvestorChoice>> {
    const page = new Staged(InvestorChoice, { chosen: [], one });
    await page.answer('/api/v1/funds', [{ id: 'e', name: 'Fund E' }], undefined, 'next');
    await page.answer('/api/v1/funds', [{ id: 'f', name: 'Fund F' }]);
    const fund = page.root.querySelector('select')!;
    fund.value = 'f';
    fund.dispatchEvent(new Event('change'));
    await page.seen();
    await page.answer(INVESTORS, [oak], undefined, 'more');
    return page;
  }

  it('goes through every fund, and on to more investors', async () => {
    const page = await opened(false);
    await page.press('investorChoice.more');
    expect((await page.answer(INVESTORS, [harbor])).request.params.get('cursor')).toBe('more');
    for (const box of page.root.querySelectorAll<HTMLInputElement>('input[type=checkbox]')) box.click();
    expect(page.fixture.componentInstance.chosen()).toEqual([oak, harbor]);
  });

  it('of one is searched by the server, and says whom it holds also where he is not in sight', async () => {
    const page = await opened(true);
    page.root.querySelector<HTMLInputElement>('input[type=radio]')!.click();
    const search = page.root.querySelector<HTMLInputElement>('input[type=search]')!;
    search.value = 'Har';
    search.dispatchEvent(new Event('input'));
    await new Promise((go) => setTimeout(go, 300));
    await page.seen();
    expect((await page.answer(INVESTORS, [harbor])).request.params.get('q')).toBe('Har');
    expect(page.fixture.componentInstance.chosen()).toEqual([oak]);
    expect(page.text).toContain('investorChoice.chosen');
  });
});
