import { Staged } from '../../testing/staged';
import { StatementDrop } from './statement-drop';

const STATEMENTS = '/api/v1/payments/funds/f/statements';

describe('bank statements that are dropped', () => {
  it('are imported one after the other, also what comes while one is on its way', async () => {
    const page = new Staged(StatementDrop, { fundId: 'f' });
    let done = 0;
    page.fixture.componentInstance.done.subscribe(() => (done += 1));
    await page.answer('/api/v1/payments/connections', [{ connectionId: 'c', name: 'Bank', capabilities: ['statementFiles'] }]);
    const choose = async (...names: string[]): Promise<void> => {
      const input = page.root.querySelector('input')!;
      Object.defineProperty(input, 'files', { configurable: true, value: names.map((name) => new File(['x'], name)) });
      input.dispatchEvent(new Event('change'));
      await imported();
    };
    const imported = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn++) await page.seen();
    };
    const names: string[] = [];
    await choose('one');
    await choose('two', 'three');
    for (let turn = 0; turn < 3; turn++) {
      const [request, ...others] = page.open(STATEMENTS, 'POST');
      expect(others).toEqual([]);
      names.push((request!.request.body as { fileName: string }).fileName);
      request!.flush({ data: { format: 'camt.053', newLines: 1, booked: 0, statements: [] }, meta: {} });
      await imported();
    }
    expect([names, done]).toEqual([['one', 'two', 'three'], 1]);
    expect(page.root.querySelectorAll('[role=status] p').length).toBe(3);
  });
});
