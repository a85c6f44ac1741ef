import { TestBed } from '@angular/core/testing';
import { provideTexts } from './texts';
import { Chart } from './chart';

describe('chart', () => {
  beforeEach(() => {
    vi.stubGlobal('matchMedia', () => ({ addEventListener: () => undefined, removeEventListener: () => undefined }));
    TestBed.configureTestingModule({ providers: [provideTexts(async () => ({ default: { ui: { asTable: 'As a table:' } } }))] });
  });
  afterEach(() => vi.unstubAllGlobals());

  it('tells every figure that it draws to the cent in its table, and where there is none', async () => {
    const chart = TestBed.createComponent(Chart);
    chart.componentRef.setInput('label', 'Value');
    chart.componentRef.setInput('axis', 'Quarter');
    chart.componentRef.setInput('categories', ['Q1', 'Q2']);
    chart.componentRef.setInput('series', [{ name: 'NAV', shape: 'line', values: [{ amount: '90071992547409931.07', currency: 'USD' }, null] }]);
    await chart.whenStable();

    const rows = [...(chart.nativeElement as HTMLElement).querySelectorAll('tr')].map((row) => [...row.children].map((cell) => cell.textContent!.trim()));
    expect(rows).toEqual([['Quarter', 'NAV'], ['Q1', '90,071,992,547,409,931.07 USD'], ['Q2', '–']]);
    expect((chart.nativeElement as HTMLElement).querySelector('.place')!.getAttribute('aria-hidden')).toBe('true');
  });
});
