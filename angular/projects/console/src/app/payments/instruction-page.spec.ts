import { Staged } from '../../testing/staged';
import { InstructionPage } from './instruction-page';

const INSTRUCTION = '/api/v1/payments/instructions/i';
const instruction = { instructionId: 'i', fundId: 'f', distributionId: 'd', payeeName: 'Oak', kind: 'Distribution', state: 'Prepared', amount: { amount: '1', currency: 'USD' }, paymentDate: '2026-03-02', reference: 'R', attempt: 0 };

describe('a payment instruction', () => {
  it('is settled as it was shown when the question was asked', async () => {
    const page = new Staged(InstructionPage, { instructionId: 'i' });
    await page.answer(INSTRUCTION, instruction, '"1"');
    page.root.querySelectorAll('input').forEach((input) => {
      input.value = input.type === 'date' ? '2026-03-02' : 'B-1';
      input.dispatchEvent(new Event('input'));
    });
    await page.seen();
    await page.press('money.instruction.settleYes');
    page.live.next();
    await page.seen();
    await page.answer(INSTRUCTION, instruction, '"2"');
    page.said.next('');
    const [sent] = page.open(`${INSTRUCTION}/settle`, 'POST');
    expect([sent!.request.headers.get('If-Match'), sent!.request.body]).toEqual(['"1"', { valueDate: '2026-03-02', bankReference: 'B-1' }]);
  });
});
