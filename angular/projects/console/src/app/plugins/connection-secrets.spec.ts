import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { Session } from '@auth';
import { provideTexts } from '@ui';
import { ConnectionSecrets } from './connection-secrets';

const secret = (name: string) => ({ name, title: name, required: true, setAt: null, setByName: null });

describe('the secrets of a connection', () => {
  it('are each written by itself, and stay written until they are set', async () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideTexts(async () => ({ default: {} })), { provide: Session, useValue: { can: () => true } }] });
    const http = TestBed.inject(HttpTestingController);
    const page = TestBed.createComponent(ConnectionSecrets);
    page.componentRef.setInput('connectionId', 'c');
    page.componentRef.setInput('secrets', [secret('key'), secret('token')]);
    page.detectChanges();
    const root = page.nativeElement as HTMLElement;
    const fields = () => [...root.querySelectorAll('input')];
    const set = () => [...root.querySelectorAll<HTMLButtonElement>('button[type=submit]')];
    const write = (place: number, text: string): void => {
      fields()[place]!.value = text;
      fields()[place]!.dispatchEvent(new Event('input'));
      page.detectChanges();
    };
    write(0, 'one');
    write(1, 'two');
    expect(set().map(({ disabled }) => disabled)).toEqual([false, false]);

    set()[0]!.click();
    http.expectOne('/api/v1/plugins/connections/c/secrets/key').flush({ code: 'x.y', detail: 'Not so.' }, { status: 422, statusText: 'Unprocessable' });
    page.detectChanges();
    expect(fields().map(({ value }) => value)).toEqual(['one', 'two']);

    set()[0]!.click();
    const put = http.expectOne('/api/v1/plugins/connections/c/secrets/key');
    expect(put.request.body).toEqual({ value: 'one' });
    put.flush({ data: {}, meta: {} });
    page.componentRef.setInput('secrets', [{ ...secret('key'), setAt: '2026-01-02T00:00:00Z', setByName: 'Ada' }, secret('token')]);
    page.detectChanges();
    expect(fields().map(({ value }) => value)).toEqual(['', 'two']);
    expect(set().map(({ disabled }) => disabled)).toEqual([true, false]);
  });
});
