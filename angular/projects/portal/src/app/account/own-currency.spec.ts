import { TestBed } from '@angular/core/testing';
import { Schemas } from '@api';
import { provideTexts } from '@ui';
import { OwnCurrency } from './own-currency';

type Converted = Schemas['ReadInvestorStatementConverted'];

const eur = (amount: string) => ({ amount: `${amount}.00`, currency: 'EUR' });
const column = (opening: string, movements: [string, string][], effect: string, closing: string) => ({
  opening: eur(opening), movements: movements.map(([kind, amount]) => ({ kind, amount: eur(amount) })), currencyEffect: eur(effect), closing: eur(closing), accruedCarry: eur('-10'), closingNet: eur('180'),
});

describe('a capital account in a currency of the investor', () => {
  it('has a line for each kind that moved in any column, what the rates did, and the rates behind it', async () => {
    TestBed.configureTestingModule({ providers: [provideTexts(async () => ({ default: {} }))] });
    const page = TestBed.createComponent(OwnCurrency);
    page.componentRef.setInput('period', '2026-Q1');
    page.componentRef.setInput('of', {
      currency: 'EUR',
      period: column('90', [['Income', '100']], '0', '190'), yearToDate: column('0', [['Contribution', '90'], ['Income', '100']], '0', '190'), sinceInception: column('0', [['Contribution', '85'], ['Income', '100']], '5', '190'),
      performance: { paidIn: eur('85'), distributed: eur('0'), residualValue: eur('180'), dpi: 0, rvpi: 2.1176, tvpi: 2.1176, irr: 0.1, irrStatus: 'Unique', explanation: null },
      rates: [{ date: '2026-03-31', from: 'EUR', to: 'USD', rate: 1.0811, source: 'ECB', rateId: 'r' }],
      explanation: null,
    } as unknown as Converted);
    page.detectChanges();
    const root = page.nativeElement as HTMLElement;
    // The texts come a moment later.
    await vi.waitFor(() => {
      page.detectChanges();
      expect(root.querySelector('tbody th')?.textContent).not.toBe('');
    });
    const rows = [...root.querySelectorAll('table')[0]!.querySelectorAll('tbody tr')].map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent?.trim()));
    expect(rows.map((row) => row[0])).toEqual(['capitalAccount.opening', 'capitalAccount.kinds.Income', 'capitalAccount.kinds.Contribution', 'capitalAccount.currencyEffect', 'capitalAccount.closing', 'capitalAccount.accruedCarry', 'capitalAccount.closingNet']);
    expect(rows[2]).toEqual(['capitalAccount.kinds.Contribution', '', '90.00', '85.00']);
    expect(rows[3]!.slice(1)).toEqual(['0.00', '0.00', '5.00']);
    expect(root.querySelector('details')?.textContent).toContain('1.0811');
  });
});
