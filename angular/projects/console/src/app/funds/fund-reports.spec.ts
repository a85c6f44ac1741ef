import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Session } from '@auth';
import { UserLocale, provideTexts } from '@ui';
import { CurrencyField, CurrencyTurn } from '../shared/currency-field';
import { FundReports } from './fund-reports';
import { quartersBefore } from './quarters';
import { IlpaCheck } from './ilpa-check';

const CHECK = '/api/v1/reports/ilpa-templates/check';

describe('quarters that are over', () => {
  it('begins with the last one before today, over the turn of a year', () => {
    expect(quartersBefore('2026-11-27').slice(0, 4)).toEqual(['2026-Q3', '2026-Q2', '2026-Q1', '2025-Q4']);
    expect(quartersBefore('2026-01-01')[0]).toBe('2025-Q4');
    expect(quartersBefore('2026-12-31')[0]).toBe('2026-Q3');
  });
});

describe('the reports of a fund', () => {
  let http: HttpTestingController;
  let page: ComponentFixture<FundReports>;
  let root: HTMLElement;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([]), { provide: Session, useValue: { can: () => true } }, provideTexts(async () => ({ default: {} }))] });
    TestBed.inject(UserLocale).today = () => '2026-11-27';
    http = TestBed.inject(HttpTestingController);
    page = TestBed.createComponent(FundReports);
    page.componentRef.setInput('fundId', 'f');
    page.detectChanges();
    root = page.nativeElement as HTMLElement;
  });

  const buttons = () => [...root.querySelectorAll<HTMLButtonElement>('form button')];
  const choose = () => {
    (page.componentInstance as unknown as { form: { patchValue(value: object): void } }).form.patchValue({ investorId: 'i' });
    page.detectChanges();
    for (const named of http.match((r) => r.url === '/api/v1/funds/f/positions')) named.flush({ data: [], meta: {} });
  };

  it('asks for nothing before an investor is chosen', () => {
    expect(buttons().map((button) => button.disabled)).toEqual([true, true, true, true, true]);
    choose();
    page.detectChanges();
    expect(buttons().map((button) => button.disabled)).toEqual([false, false, false, false, false]);
  });

  it('gets each workbook of the last quarter that is over', () => {
    const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
    URL.createObjectURL = () => 'blob:x';
    URL.revokeObjectURL = () => undefined;
    choose();
    page.detectChanges();
    const asked = buttons().map((button) => {
      button.click();
      const request = http.expectOne((r) => r.responseType === 'blob');
      request.flush(new Blob(['x']), { headers: { 'Content-Disposition': 'attachment; filename=a.xlsx' } });
      page.detectChanges();
      return request.request.urlWithParams;
    });
    expect(asked).toEqual([
      '/api/v1/reports/capital-accounts/i?fundId=f&period=2026-Q3&format=xlsx',
      '/api/v1/reports/ilpa-templates/i?fundId=f&period=2026-Q3&format=xlsx&version=2.0',
      '/api/v1/reports/ilpa-templates/i?fundId=f&period=2026-Q3&format=xlsx&version=1.1',
      '/api/v1/reports/investor-statements/i?fundId=f&period=2026-Q3&format=pdf',
      '/api/v1/reports/investor-statements/i?fundId=f&period=2026-Q3&format=xlsx',
    ]);
    expect(saved).toHaveBeenCalledTimes(5);
    saved.mockRestore();
  });
});

describe('the field of a currency', () => {
  it('asks for the one between only where there is another, forgets it with it, and puts back what is no code', () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideTexts(async () => ({ default: {} }))] });
    const page = TestBed.createComponent(CurrencyField);
    const root = page.nativeElement as HTMLElement;
    const turned: CurrencyTurn[] = [];
    page.componentInstance.turned.subscribe((it) => turned.push(it));
    page.detectChanges();
    const write = (at: number, text: string) => {
      const field = root.querySelectorAll('input')[at]!;
      field.value = text;
      field.dispatchEvent(new Event('change'));
      return field.value;
    };
    expect(root.querySelectorAll('input').length).toBe(1);
    write(0, ' sek ');
    page.componentRef.setInput('currency', 'SEK');
    page.detectChanges();
    expect(root.querySelectorAll('input').length).toBe(2);
    expect(write(1, 'p2')).toBe('');
    write(1, 'gbp');
    page.componentRef.setInput('via', 'GBP');
    page.detectChanges();
    write(0, 'chf');
    write(0, '');
    expect(turned).toEqual([{ currency: 'SEK', via: null }, { currency: 'SEK', via: 'GBP' }, { currency: 'CHF', via: 'GBP' }, { currency: null, via: null }]);
  });
});

describe('the check of an ILPA file', () => {
  let http: HttpTestingController;
  let page: ComponentFixture<IlpaCheck>;
  let root: HTMLElement;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideTexts(async () => ({ default: {} }))] });
    http = TestBed.inject(HttpTestingController);
    page = TestBed.createComponent(IlpaCheck);
    page.detectChanges();
    root = page.nativeElement as HTMLElement;
  });

  const drop = () => {
    const event = new Event('drop', { cancelable: true });
    Object.assign(event, { dataTransfer: { files: [new File(['x'], 'theirs.xlsx')] } });
    root.querySelector('.drop')!.dispatchEvent(event);
    page.detectChanges();
    return http.expectOne((r) => r.method === 'POST' && r.url === CHECK);
  };

  it('lists each cell with what is expected and found, and what nobody knew', () => {
    const one = { identity: 'Sum', cell: 'C12', row: 'Management fees - net', column: "LP's allocation - QTD", expected: '-2400', found: '-2401', difference: '-1' };
    drop().flush({ data: { template: 'ILPA Reporting Template v2.0', sheet: 'Q3', columns: [], checked: 9, inconsistencies: [one], inconsistenciesTotal: 1, notRecognised: ['Flowers'], missing: ['Custody'], unreadable: [{ cell: 'D7', row: 'Contributions', column: "LP's allocation - YTD", text: '1.234,50' }] }, meta: {} });
    page.detectChanges();
    expect([...root.querySelectorAll('tbody tr > *')].map((cell) => cell.textContent?.trim())).toEqual(['C12', 'Management fees - net', "LP's allocation - QTD", 'reports.identities.Sum', '-2,400', '-2,401', '-1']);
    expect(root.textContent).toContain('Flowers');
    expect(root.textContent).toContain('Custody');
    expect(root.querySelector('li')?.textContent).toContain('D7: “1.234,50” (Contributions');
  });

  it('says why a file was refused, and takes another', () => {
    drop().flush({ code: 'reporting.workbook.form', detail: 'No workbook.' }, { status: 422, statusText: 'Unprocessable' });
    page.detectChanges();
    expect(root.querySelector('[role=alert]')?.textContent).toContain('No workbook.');
    drop();
    expect(root.querySelector('[role=alert]')).toBeNull();
  });
});
