import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideTexts } from '@ui';
import { QuietHours } from './quiet-hours';

describe('quiet hours', () => {
  it('are shown without seconds, and none are two empty fields', async () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideTexts(async () => ({ default: {} }))] });
    const http = TestBed.inject(HttpTestingController);
    const page = TestBed.createComponent(QuietHours);
    page.detectChanges();
    http.expectOne('/api/v1/notifications/quiet-hours').flush({ data: { from: '22:00:00', until: '07:00:00' }, meta: {} });
    await page.whenStable();
    const root = page.nativeElement as HTMLElement;
    const fields = [...root.querySelectorAll<HTMLInputElement>('input[type=time]')];
    expect(fields.map((f) => f.value)).toEqual(['22:00', '07:00']);

    for (const field of fields) {
      field.value = '';
      field.dispatchEvent(new Event('input'));
    }
    root.querySelector('form')!.dispatchEvent(new Event('submit'));
    const put = http.expectOne((r) => r.method === 'PUT');
    expect(put.request.body).toEqual({ from: null, until: null });
    put.flush({ code: 'x.y', detail: 'no' }, { status: 422, statusText: 'no' });
    await page.whenStable();
    expect(root.querySelector('[role=alert]')!.textContent).toContain('no');
  });
});
