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
      request!.flush({ data: { format: 'camt.053', newLines: 1, booked: 0, statements: [], leftOut: [] }, meta: {} });
      await imported();
    }
    expect([names, done]).toEqual([['one', 'two', 'three'], 1]);
    expect(page.root.querySelectorAll('[role=status] p').length).toBe(3);
  });

  it('are fetched from the folder of a bank that only sends statements, and what was left out of a file is said', async () => {
    const page = new Staged(StatementDrop, { fundId: 'f' });
    const answered = page.answer('/api/v1/payments/connections', [
      { connectionId: 'a', name: 'By hand', capabilities: ['statementFiles'], hasFolder: false },
      { connectionId: 'b', name: 'With a folder', capabilities: ['statementFiles'], hasFolder: true },
    ]);
    await answered;
    const buttons = (): string[] => [...page.root.querySelectorAll('button')].map((it) => it.textContent!.trim());
    expect(buttons().length).toBe(1);
    (page.fixture.componentInstance as unknown as { chosenReader: { set(id: string): void } }).chosenReader.set('b');
    await page.seen();
    expect(buttons().length).toBe(2);
    page.root.querySelectorAll('button')[1]!.click();
    page.open('/api/v1/payments/connections/b/fetch', 'POST')[0]!.flush({ data: { taken: 2, arriving: 0, problems: [{ name: 'photo.jpg', reason: 'No statement.' }], leftOut: [{ name: 'camt.xml', reason: 'The interface brings it.' }] }, meta: {} });
    await page.seen();
    const told = page.root.querySelector('[role=status]')!.textContent!;
    expect(told).toContain('photo.jpg: No statement.');
    expect(told).toContain('camt.xml: The interface brings it.');
  });
});
