import { Session } from '@auth';
import { Staged } from '../../testing/staged';
import { RunPage } from './run-page';

const RUN = '/api/v1/payments/runs/r';
const run = (state: string, more: object = {}) => ({ runId: 'r', fundId: 'f', fundName: 'Fund', count: 3, amount: { amount: '3', currency: 'USD' }, state, executeOn: '2026-03-02', fileHash: 'abc', fileBytes: 1, version: 1, connectionId: 'c', method: 'File', ...more });

describe('a payment run', () => {
  it('is decided on as it was shown when the question was asked, whatever is read meanwhile', async () => {
    const page = new Staged(RunPage, { paymentRunId: 'r' });
    await page.answer(RUN, run('Stopped'), '"1"');
    await page.press('money.run.cancel');
    expect(page.asked).toEqual(['money.run.cancelWrittenTitle']);
    page.live.next();
    await page.seen();
    await page.answer(RUN, run('Stopped'), '"2"');
    page.said.next('Not today');
    const [sent] = page.open(`${RUN}/cancel`, 'POST');
    expect([sent!.request.headers.get('If-Match'), sent!.request.body]).toEqual(['"1"', { reason: 'Not today' }]);
  });

  for (const [state, more, act, question] of [
    ['Stopped', { delivery: 'Unclear' }, 'resume', 'resumeLost'],
    ['Stopped', { delivery: 'House' }, 'resume', 'resume'],
    ['Stopped', { delivery: 'Unclear' }, 'cancel', 'cancelWritten'],
    ['Written', {}, 'cancel', 'cancelWritten'],
    ['Stopped', { fileHash: null }, 'cancel', 'cancelStopped'],
    ['Released', { fileHash: null }, 'cancel', 'cancel'],
  ] as const) {
    it(`asks ${question} before ${act} where it is ${state} with ${JSON.stringify(more)}`, async () => {
      const page = new Staged(RunPage, { paymentRunId: 'r' });
      await page.answer(RUN, run(state, more), '"1"');
      await page.press(`money.run.${act}`);
      expect(page.asked).toEqual([`money.run.${question}Title`]);
    });
  }

  it('whose file is written is cancelled only by who may release', async () => {
    const can = (permission: string) => permission !== 'payment:release';
    const page = new Staged(RunPage, { paymentRunId: 'r' }, { provide: Session, useValue: { can, profile: () => ({ id: 'me' }) } });
    await page.answer(RUN, run('Stopped'), '"1"');
    expect(page.text).not.toContain('money.run.cancel');
    page.live.next();
    await page.seen();
    await page.answer(RUN, run('Stopped', { fileHash: null }), '"2"');
    expect(page.text).toContain('money.run.cancel');
  });

  for (const [state, there] of [['Written', true], ['Sent', true], ['Stopped', false], ['Cancelled', false]] as const) {
    it(`${there ? 'offers' : 'does not offer'} its file where it is ${state}`, async () => {
      const page = new Staged(RunPage, { paymentRunId: 'r' });
      await page.answer(RUN, run(state), '"1"');
      expect([...page.root.querySelectorAll('button')].some((button) => button.textContent.trim() === 'money.run.fetch')).toBe(there);
    });
  }

  it('says that its payments could not be read, and reads them again', async () => {
    const page = new Staged(RunPage, { paymentRunId: 'r' });
    await page.answer(RUN, run('Cancelled'), '"1"');
    await page.fail(`${RUN}/payments`);
    expect(page.text).toContain('Not now');
    await page.press('ui.tryAgain');
    expect(page.open(`${RUN}/payments`).length).toBe(1);
  });
});
