import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Staged } from '../../testing/staged';
import { NewPayee } from './new-payee';

describe("an investor's account that was begun and left", () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(() => sessionStorage.clear());

  it('keeps whose it is, and none of its numbers', async () => {
    sessionStorage.setItem('stratcap.draft.me.payee.investor', JSON.stringify([{ investorId: 'i', name: 'Oak Pension' }]));
    const page = new Staged(NewPayee, {});
    await page.seen();
    expect(page.text).toContain('investorChoice.chosen');
    for (const [name, value] of [['bank.holder', 'Oak'], ['bank.bankName', 'First Bank'], ['bank.iban', 'DE89370400440532013000']] as const) {
      const field = [...page.root.querySelectorAll('mat-form-field')].find((around) => around.textContent.includes(name))!.querySelector('input')!;
      field.value = value;
      field.dispatchEvent(new Event('input'));
    }
    await new Promise((go) => setTimeout(go, 350));
    expect(JSON.stringify({ ...sessionStorage })).toContain('First Bank');
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('DE89');
    const went = vi.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    await page.press('money.payee.save');
    const [sent] = page.open('/api/v1/payments/investors/i/accounts', 'POST');
    sent!.flush({ data: { account: { payeeAccountId: 'p' } }, meta: {} });
    await page.seen();
    expect(went).toHaveBeenCalledWith(['/payments/payees', 'p']);
    expect(sessionStorage.length).toBe(0);
  });
});
