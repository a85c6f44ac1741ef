import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Session } from '@auth';
import { provideTexts } from '@ui';
import { Confirm } from '@ui/confirm';
import { Subject } from 'rxjs';
import { MailText } from './mail-text';

const DETAIL = {
  template: { kind: 'ImportFinished', language: 'en', version: 2, isOwn: true, subject: '{{file}}', changedAt: '2026-03-02T09:00:00Z', changedByName: 'Ada' }, body: 'Done: {{file}}',
  placeholders: [{ name: 'file', meaning: 'The file', sample: 'a.csv', obligatory: true }],
};

describe('a mail’s text', () => {
  let http: HttpTestingController;
  const said = new Subject<string>();
  const open = async (can: boolean) => {
    sessionStorage.clear();
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([]), provideTexts(async () => ({ default: {} })), { provide: Session, useValue: { profile: () => ({ id: 'me' }), can: () => can } }, { provide: Confirm, useValue: { ask: () => said } }],
    });
    http = TestBed.inject(HttpTestingController);
    const page = TestBed.createComponent(MailText);
    page.componentRef.setInput('template', 'ImportFinished');
    page.componentRef.setInput('language', 'en');
    page.detectChanges();
    await Promise.resolve();
    http.expectOne((r) => r.method === 'GET' && r.url.endsWith('/ImportFinished/en')).flush({ data: DETAIL, meta: {} }, { headers: { ETag: '"2"' } });
    await page.whenStable();
    return { page, root: page.nativeElement as HTMLElement };
  };
  const type = (root: HTMLElement, text: string): void => {
    const subject = root.querySelector<HTMLInputElement>('input[formControlName=subject]')!;
    subject.value = text;
    subject.dispatchEvent(new Event('input'));
  };

  it('is seen before it is kept, and what it shows runs nothing', async () => {
    const { page, root } = await open(true);
    type(root, 'New {{file}}');
    page.detectChanges();
    [...root.querySelectorAll('button')].find((b) => b.textContent.includes('mails.preview'))!.click();
    const asked = http.expectOne((r) => r.method === 'POST' && r.url.endsWith('/ImportFinished/preview'));
    expect(asked.request.body).toEqual({ language: 'en', subject: 'New {{file}}', body: 'Done: {{file}}' });
    asked.flush({ data: { subject: 'New a.csv', text: 'Done: a.csv', html: '<p>Done: <strong>a.csv</strong><img src=x onerror=alert(1)></p>' }, meta: {} });
    await page.whenStable();
    expect(root.querySelector('.mail strong')!.textContent).toBe('a.csv');
    expect(root.querySelector('.mail')!.innerHTML).not.toContain('onerror');
    http.expectNone((r) => r.method === 'PUT');
  });

  it('is kept on what was read, and stays typed when somebody was faster', async () => {
    const { page, root } = await open(true);
    type(root, 'New {{file}}');
    page.detectChanges();
    root.querySelector('form')!.dispatchEvent(new Event('submit'));
    const put = http.expectOne((r) => r.method === 'PUT');
    expect(put.request.headers.get('If-Match')).toBe('"2"');
    put.flush({ code: 'resource.changed', detail: 'Ada changed this' }, { status: 412, statusText: 'no' });
    await page.whenStable();
    expect(root.querySelector('[role=alert]')!.textContent).toContain('Ada changed this');
    expect(root.querySelector<HTMLInputElement>('input[formControlName=subject]')!.value).toBe('New {{file}}');
  });

  it('is only read by whoever may not change it', async () => {
    const { root } = await open(false);
    expect(root.querySelector<HTMLInputElement>('input[formControlName=subject]')!.readOnly).toBe(true);
    expect([...root.querySelectorAll('button')].some((b) => b.textContent.includes('mails.save'))).toBe(false);
    expect(root.querySelector('dl')!.textContent).toContain('{{file}}');
  });
});
