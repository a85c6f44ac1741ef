import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Session } from '@auth';
import { provideTexts } from '@ui';
import { WebhookList } from './webhook-list';

describe('the webhooks', () => {
  it('show the secret of a new one once, and want an address and something to tell', async () => {
    sessionStorage.clear();
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([]), provideTexts(async () => ({ default: {} })), { provide: Session, useValue: { profile: () => ({ id: 'me' }) } }] });
    const http = TestBed.inject(HttpTestingController);
    const page = TestBed.createComponent(WebhookList);
    const root = page.nativeElement as HTMLElement;
    page.detectChanges();
    http.expectOne((r) => r.url.endsWith('/webhooks/kinds')).flush({ data: ['import.finished', 'reports.published'], meta: {} });
    http.match((r) => r.url.endsWith('/webhooks')).forEach((r) => r.flush({ data: [], meta: { page: { size: 0, next: null, total: 0 } } }));
    await page.whenStable();
    const send = () => root.querySelector('form')!.dispatchEvent(new Event('submit'));

    send();
    http.expectNone((r) => r.method === 'POST');
    const url = root.querySelector<HTMLInputElement>('input[formControlName=url]')!;
    url.value = 'https://hooks.firm.example/in';
    url.dispatchEvent(new Event('input'));
    root.querySelector<HTMLInputElement>('input[type=checkbox]')!.click();
    send();
    const post = http.expectOne((r) => r.method === 'POST' && r.url.endsWith('/subscribe'));
    expect(post.request.body).toEqual({ url: 'https://hooks.firm.example/in', kinds: ['import.finished'], description: null });
    post.flush({ data: { webhook: { webhookId: 'w' }, secret: 'whsec_once' }, meta: {} });
    page.detectChanges();
    http.match((r) => r.url.endsWith('/webhooks')).forEach((r) => r.flush({ data: [], meta: { page: { size: 0, next: null, total: 0 } } }));
    await page.whenStable();
    expect(root.querySelector('[role=alert] code')!.textContent).toBe('whsec_once');
    expect(url.value).toBe('');
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('whsec_');
  });
});
