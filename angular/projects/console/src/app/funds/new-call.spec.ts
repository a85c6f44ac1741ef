import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Session } from '@auth';
import { provideTexts } from '@ui';
import { NewCall } from './new-call';

const REQUEST = '/api/v1/funds/f/capital-calls/c/request';
const purpose = (amount: string) => ({ kind: 'Expenses', amount, dealId: null, description: 'Costs', excusedInvestorIds: null, base: null, insideCommitment: null, feePeriodFrom: null, feePeriodTo: null });

describe('a draft of a call that is changed', () => {
  let http: HttpTestingController;
  let page: ComponentFixture<NewCall>;
  let root: HTMLElement;

  beforeEach(() => {
    sessionStorage.clear();
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([]), provideTexts(async () => ({ default: {} })), { provide: Session, useValue: { profile: () => ({ id: 'me' }) } }] });
    http = TestBed.inject(HttpTestingController);
    page = TestBed.createComponent(NewCall);
    page.componentRef.setInput('fundId', 'f');
    page.componentRef.setInput('callId', 'c');
    page.detectChanges();
    root = page.nativeElement as HTMLElement;
  });

  const request = () => http.expectOne((r) => r.method === 'GET' && r.url === REQUEST);
  const answer = async (etag: string, ...amounts: string[]) => {
    request().flush({ data: { noticeDate: '2025-01-02', dueDate: '2025-01-16', coverOf: null, purposes: amounts.map(purpose) }, meta: {} }, { headers: { ETag: etag } });
    await seen();
  };
  const seen = async () => {
    await Promise.resolve();
    page.detectChanges();
    await new Promise((go) => setTimeout(go));
    page.detectChanges();
  };
  const amounts = () => [...root.querySelectorAll<HTMLInputElement>('input[formControlName=amount]')].map((input) => input.value);

  it('cannot be saved over what could not be read', async () => {
    request().flush(null, { status: 503, statusText: 'Unavailable' });
    await seen();
    expect(root.querySelector('form')).toBeNull();
    root.querySelector<HTMLButtonElement>('[role=alert] button')!.click();
    await seen();
    await answer('"3"', '100');
    root.querySelector('form')!.dispatchEvent(new Event('submit'));
    expect(http.expectOne((r) => r.method === 'PUT').request.headers.get('If-Match')).toBe('"3"');
  });

  it('shows after a colleague was faster what stands now, and nothing that was typed', async () => {
    await answer('"1"', '100');
    [...root.querySelectorAll('button')].find((button) => button.textContent.includes('newCall.add'))!.click();
    await seen();
    expect(amounts()).toEqual(['100', '']);
    root.querySelector('form')!.dispatchEvent(new Event('submit'));
    http.expectOne((r) => r.method === 'PUT').flush({ code: 'resource.changed', detail: 'Clara Chief changed this' }, { status: 412, statusText: 'Precondition Failed' });
    await seen();
    root.querySelector<HTMLButtonElement>('[role=alert] button')!.click();
    await seen();
    await answer('"2"', '250');
    expect(amounts()).toEqual(['250']);
    expect(root.querySelector('[role=alert]')).toBeNull();
  });

  it('says by what the server shares it out, and opens where the amounts come from', async () => {
    await answer('"1"', '100');
    await new Promise((go) => setTimeout(go, 400));
    await seen();
    const line = { investorId: 'i', name: 'Oak', unfundedBefore: { amount: '500', currency: 'USD' }, total: { amount: '100', currency: 'USD' }, unfundedAfter: { amount: '400', currency: 'USD' } };
    http.expectOne((r) => r.url === '/api/v1/funds/f/capital-calls/preview').flush({ data: { amount: line.total, purposes: [{ base: 'Commitments' }], lines: [line], investors: 1 }, meta: {} });
    await seen();
    expect(root.querySelector('mat-hint')!.textContent).toContain('newCall.sharedBy');
    root.querySelector<HTMLButtonElement>('td button')!.click();
    await seen();
    expect(http.expectOne((r) => r.url === '/api/v1/funds/f/capital-calls/preview/explanation').request.params.get('investorId')).toBe('i');
  });
});
