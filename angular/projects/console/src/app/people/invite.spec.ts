import { Staged } from '../../testing/staged';
import { Invite } from './invite';

describe('an invitation that was begun and left', () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(() => sessionStorage.clear());

  it('keeps as what somebody is invited', async () => {
    const begun = new Staged(Invite, {});
    await begun.seen();
    await begun.answer('/api/v1/users/roles', [{ role: 'accountant', permissions: [] }, { role: 'cfo', permissions: [] }]);
    begun.root.querySelectorAll<HTMLInputElement>('input[type=checkbox]')[1]!.click();
    await begun.seen();
    expect(JSON.parse(sessionStorage.getItem('stratcap.draft.me.invitation.roles')!)).toEqual(['cfo']);
  });

  it('comes back with it, and is gone once it is sent', async () => {
    sessionStorage.setItem('stratcap.draft.me.invitation', JSON.stringify({ name: 'Ann', email: 'ann@firm.example' }));
    sessionStorage.setItem('stratcap.draft.me.invitation.roles', JSON.stringify(['cfo']));
    const page = new Staged(Invite, {});
    await page.seen();
    await page.press('people.send');
    const [sent] = page.open('/api/v1/users', 'POST');
    expect(sent!.request.body).toEqual({ name: 'Ann', email: 'ann@firm.example', roles: ['cfo'], investorIds: null });
    sent!.flush({ data: { id: 'u', name: 'Ann', email: 'ann@firm.example' }, meta: {} });
    await page.seen();
    expect(sessionStorage.length).toBe(0);
  });
});
