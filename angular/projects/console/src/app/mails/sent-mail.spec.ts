import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Session } from '@auth';
import { provideTexts } from '@ui';
import { Confirm } from '@ui/confirm';
import { Subject } from 'rxjs';
import { SentMail } from './sent-mail';

const STOP = { suppressionId: 's1', address: 'lena@lp.example', status: '5.1.1', diagnostic: 'User unknown', since: '2026-03-02T09:00:00Z', mailId: 'm1', ofUser: false };
const detail = (state: string, suppression: typeof STOP | null) => ({
  message: { messageId: 'm1', subject: 'Call 1', investorName: 'Cedar', toAddress: 'lena@lp.example', state, createdAt: '2026-03-02T09:00:00Z' },
  text: 'Dear', html: '<p>Dear<img src=x onerror=alert(1)></p>', suppression,
  reports: suppression ? [{ reportId: 'r1', sending: 0, action: 'Failed', status: '5.1.1', diagnostic: 'User unknown', remoteMta: null, at: '2026-03-02T09:00:00Z' }] : [],
});

describe('a mail that was sent', () => {
  let http: HttpTestingController;
  const sure = new Subject<void>();
  const open = async (can: boolean, state: string, suppression: typeof STOP | null) => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([]), provideTexts(async () => ({ default: {} })), { provide: Session, useValue: { profile: () => ({ id: 'me' }), can: () => can } }, { provide: Confirm, useValue: { ask: () => sure } }],
    });
    http = TestBed.inject(HttpTestingController);
    const page = TestBed.createComponent(SentMail);
    page.componentRef.setInput('messageId', 'm1');
    page.detectChanges();
    await Promise.resolve();
    answer(state, suppression);
    await page.whenStable();
    const root = page.nativeElement as HTMLElement;
    return { page, root, button: (text: string) => [...root.querySelectorAll('button')].find((b) => b.textContent.includes(text)) };
  };
  const answer = (state: string, suppression: typeof STOP | null): void => http.expectOne((r) => r.method === 'GET' && r.url.endsWith('/messages/m1')).flush({ data: detail(state, suppression), meta: {} }, { headers: { ETag: '"3"' } });

  it('to a suppressed address is sent again only once that was lifted by a person who is sure', async () => {
    const { page, root, button } = await open(true, 'Bounced', STOP);
    expect(root.querySelector('table')!.textContent).toContain('User unknown');
    expect(root.querySelector('.mail')!.innerHTML).not.toContain('onerror');
    expect(button('mails.sent.again')).toBeUndefined();
    button('mails.sent.lift')!.click();
    http.expectNone((r) => r.method === 'DELETE');
    sure.next();
    http.expectOne((r) => r.method === 'DELETE' && r.url.endsWith('/suppressions/s1')).flush({ data: STOP, meta: {} });
    await Promise.resolve();
    page.detectChanges();
    answer('Bounced', null);
    await page.whenStable();
    button('mails.sent.again')!.click();
    const resend = http.expectOne((r) => r.method === 'POST' && r.url.endsWith('/messages/m1/resend'));
    expect(resend.request.headers.get('If-Match')).toBe('"3"');
  });

  it('is only read by whoever may not send it again', async () => {
    const { button } = await open(false, 'Bounced', STOP);
    expect(button('mails.sent.lift')).toBeUndefined();
    expect(button('mails.sent.again')).toBeUndefined();
  });
});
