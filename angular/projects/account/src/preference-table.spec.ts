import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideTexts } from '@ui';
import { PreferenceTable } from './preference-table';

describe('how one wants to be told', () => {
  it('stands at once when it is chosen, and is taken back when it was refused', async () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideTexts(async () => ({ default: {} }))] });
    const http = TestBed.inject(HttpTestingController);
    const table = TestBed.createComponent(PreferenceTable);
    table.detectChanges();
    http.expectOne('/api/v1/notifications/preferences').flush({ data: [{ kind: 'capital_call.issued', inApp: true, email: true }], meta: {} });
    await table.whenStable();
    const boxes = () => [...(table.nativeElement as HTMLElement).querySelectorAll<HTMLInputElement>('input[type=checkbox]')].map((box) => box.checked);
    expect(boxes()).toEqual([true, true]);

    (table.nativeElement as HTMLElement).querySelectorAll<HTMLInputElement>('input[type=checkbox]')[1]!.click();
    await table.whenStable();
    expect(boxes()).toEqual([true, false]);
    http.expectOne((r) => r.method === 'PUT').flush({ code: 'x.y', detail: 'no' }, { status: 422, statusText: 'no' });
    await table.whenStable();
    expect(boxes()).toEqual([true, true]);
    expect((table.nativeElement as HTMLElement).querySelector('[role=alert]')!.textContent).toContain('no');
  });
});
