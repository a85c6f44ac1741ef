import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { BrandOfHost, Session } from '@auth';
import { provideTexts } from '@ui';
import { Confirm } from '@ui/confirm';
import { Subject } from 'rxjs';
import { BrandPage } from './brand-page';

const BRAND = { name: 'Cedar Ridge', colour: '#1f3a5f', accent: null, greeting: null, contactLine: null, footer: null, logo: null };

describe('the brand page', () => {
  let http: HttpTestingController;
  const said = new Subject<string>();
  beforeEach(() => {
    sessionStorage.clear();
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideTexts(async () => ({ default: {} })), { provide: Session, useValue: { profile: () => ({ id: 'me' }) } }, { provide: Confirm, useValue: { ask: () => said } }] });
    http = TestBed.inject(HttpTestingController);
  });

  const answer = (method: string, etag: string, brand: object = BRAND) =>
    http.expectOne((r) => r.method === method && r.url.startsWith('/api/v1/tenant/brand')).flush({ data: brand, meta: {} }, { headers: { ETag: etag } });

  it('shows a name at once, takes it back when somebody else was faster, and tries again on what is now', async () => {
    const page = TestBed.createComponent(BrandPage);
    const host = TestBed.inject(BrandOfHost);
    host.show(BRAND);
    page.detectChanges();
    answer('GET', '"1"');
    await page.whenStable();
    const root = page.nativeElement as HTMLElement;
    const name = root.querySelector<HTMLInputElement>('input[formControlName=name]')!;
    name.value = 'Cedar Ridge Capital';
    name.dispatchEvent(new Event('input'));
    const save = () => root.querySelector('form')!.dispatchEvent(new Event('submit'));

    save();
    expect(host.brand()!.name).toBe('Cedar Ridge Capital');
    const first = http.expectOne((r) => r.method === 'PUT');
    expect(first.request.headers.get('If-Match')).toBe('"1"');
    first.flush({ code: 'resource.changed', detail: 'Clara Chief changed this' }, { status: 412, statusText: 'Precondition Failed' });
    expect(host.brand()!.name).toBe('Cedar Ridge');
    await Promise.resolve();
    page.detectChanges();
    expect(root.querySelector('[role=alert]')!.textContent).toContain('Clara Chief');
    answer('GET', '"2"', { ...BRAND, colour: '#000000' });
    await page.whenStable();
    expect(name.value).toBe('Cedar Ridge Capital');

    save();
    expect(http.expectOne((r) => r.method === 'PUT').request.headers.get('If-Match')).toBe('"2"');
  });

  it('keeps its logo until the question was answered', async () => {
    const page = TestBed.createComponent(BrandPage);
    page.detectChanges();
    answer('GET', '"1"', { ...BRAND, logo: 'data:image/png;base64,AA' });
    await page.whenStable();
    [...(page.nativeElement as HTMLElement).querySelectorAll('button')].find((button) => button.textContent.includes('brand.noLogo'))!.click();
    http.expectNone((r) => r.method === 'DELETE');
    said.next('');
    expect(http.expectOne((r) => r.method === 'DELETE').request.headers.get('If-Match')).toBe('"1"');
  });
});
