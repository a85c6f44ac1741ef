import { Staged } from '../../testing/staged';
import { ApprovalPage } from './approval-page';

const STATUS = '/api/v1/workflows/status/w';
const status = { workflow: { workflowId: 'w', kind: 'CapitalCall', title: 'Call 1', fundId: 'f', proposalId: 'c', amount: { amount: '5', currency: 'USD' }, state: 'AwaitingApproval', dueDate: '2026-01-01', submittedBy: 'other', preparedBy: 'other', submittedByName: 'Other', version: 1 }, steps: [] };

describe('an approval', () => {
  it('issues nothing before it was asked, and then what was seen when it was asked', async () => {
    const page = new Staged(ApprovalPage, { workflowId: 'w' });
    await page.answer(STATUS, status, '"1"');
    await page.press('approvals.approve');
    expect(page.asked).toEqual(['approvals.sure.CapitalCall.title']);
    expect(page.open('/api/v1/workflows/approve/w', 'PUT')).toEqual([]);
    (page.fixture.componentInstance as unknown as { status: { reload(): void } }).status.reload();
    await page.seen();
    await page.answer(STATUS, status, '"2"');
    page.said.next('');
    const [sent] = page.open('/api/v1/workflows/approve/w', 'PUT');
    expect([sent!.request.headers.get('If-Match'), sent!.request.body]).toEqual(['"1"', { decision: 'approve', reason: null }]);
  });
});
