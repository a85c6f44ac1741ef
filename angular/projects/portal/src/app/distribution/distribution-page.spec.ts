import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { provideTexts } from '@ui';
import type { Figure } from '@ui/explanation';
import { Observable } from 'rxjs';
import { Why } from '../shared/why';
import { DistributionPage } from './distribution-page';

const PATH = '/api/v1/portal/me/distributions/d';

describe("a distribution's tiers", () => {
  it('each open at their own part of where the figures come from', async () => {
    const opened: string[] = [];
    const why = { open: (title: string, read: () => Observable<Figure>) => void (opened.push(title), read().subscribe()) };
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([]), provideTexts(async () => ({ default: {} })), { provide: Why, useValue: why }] });
    const http = TestBed.inject(HttpTestingController);
    const page = TestBed.createComponent(DistributionPage);
    page.componentRef.setInput('distributionId', 'd');
    page.detectChanges();
    const amount = { amount: '1.00', currency: 'USD' };
    const part = Object.fromEntries(['apportioned', 'returnOfCapital', 'preferredReturn', 'catchUp', 'residualSplit', 'carriedInterest', 'withholding', 'payable', 'paid'].map((name) => [name, amount]));
    http.expectOne(PATH).flush({ data: { id: 'd', number: 1, fundId: 'f', fundName: 'F', date: '2026-01-02', parts: [{ investorId: 'i', investorName: 'Oak', ...part }] }, meta: {} });
    await new Promise((go) => setTimeout(go));
    page.detectChanges();
    http.match((r) => r.url === `${PATH}/explanation`);

    const root = page.nativeElement as HTMLElement;
    const asked = [...root.querySelectorAll<HTMLButtonElement>('tbody button')].map((button) => {
      button.click();
      const [request] = http.match((r) => r.url === `${PATH}/explanation`);
      return request!.request.params.get('tier');
    });

    expect(asked).toEqual([null, 'ReturnOfCapital', 'PreferredReturn', 'CatchUp', 'ResidualSplit', 'CarriedInterest']);
    expect(opened).toEqual(asked.map(() => 'Oak'));
  });
});
