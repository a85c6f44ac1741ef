import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Session } from '@auth';
import { provideTexts } from '@ui';
import { ConnectionPage } from './connection-page';

const CONNECTION = { connectionId: 'c', name: 'Books', plugin: 'p', pluginName: 'Sample', fundId: null, enabled: true, health: 'Unknown', healthText: null, breaker: 'Closed', checkedAt: null, accountName: null, createdByName: 'Ada', createdAt: '2026-01-02T00:00:00Z', version: 1 };
const DETAIL = { connection: CONNECTION, pluginVersion: '1.0.0', settings: { company: 'oak', map: { a: 1 } }, accountDetails: {}, unusable: null, secrets: [], grant: null, webhookUrl: null };
const SCHEMA = { type: 'object', properties: { company: { type: 'string', title: 'Company' }, map: { type: 'object', title: 'Map' }, place: { enum: ['here', 'there'], default: 'here' } } };

describe('the page of a connection', () => {
  let http: HttpTestingController;
  let page: ComponentFixture<ConnectionPage>;
  let root: HTMLElement;

  const opened = async (may: readonly string[]) => {
    const session = { can: (permission: string) => may.includes(permission) };
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([]), provideTexts(async () => ({ default: {} })), { provide: Session, useValue: session }] });
    http = TestBed.inject(HttpTestingController);
    page = TestBed.createComponent(ConnectionPage);
    page.componentRef.setInput('connectionId', 'c');
    root = page.nativeElement as HTMLElement;
    await seen();
    await answered(DETAIL);
    http.expectOne('/api/v1/plugins/p').flush({ data: { schema: SCHEMA }, meta: {} });
    await seen();
  };
  const seen = async () => {
    for (let turn = 0; turn < 3; turn++) {
      page.detectChanges();
      await new Promise((go) => setTimeout(go));
    }
    page.detectChanges();
  };
  const answered = async (detail: object, version = 1) => {
    http.expectOne((r) => r.method === 'GET' && r.url === '/api/v1/plugins/connections/c').flush({ data: detail, meta: {} }, { headers: { ETag: `"${version}"` } });
    await seen();
  };
  const fields = () => [...root.querySelectorAll<HTMLInputElement>('app-connection-form input[matInput]')];
  const write = async (place: number, text: string) => {
    const field = fields()[place]!;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await seen();
  };
  const turned = async (tab: string) => {
    page.componentRef.setInput('tab', tab);
    await seen();
  };
  const saved = () => root.querySelector('app-connection-form [role=status]')!.textContent;

  it('keeps what is written while another tab is open and while it is read again, until that is another on the server', async () => {
    await opened(['plugin:manage']);
    await write(0, 'My books');
    await write(1, 'elm');
    await turned('log');
    await turned('settings');
    expect(fields().map(({ value }) => value)).toEqual(['My books', 'elm']);

    root.querySelector<HTMLButtonElement>('ui-page-title button')!.click();
    http.expectOne('/api/v1/plugins/connections/c/check').flush({ data: { healthy: true, accountName: 'Oak' }, meta: {} });
    await seen();
    await answered({ ...DETAIL, connection: { ...CONNECTION, health: 'Healthy', version: 2 }, settings: { ...DETAIL.settings } }, 2);
    expect(fields().map(({ value }) => value)).toEqual(['My books', 'elm']);

    root.querySelector('app-connection-form form')!.dispatchEvent(new Event('submit'));
    const put = http.expectOne((r) => r.method === 'PUT');
    expect(put.request.body).toEqual({ name: 'My books', fundId: null, enabled: true, settings: { company: 'elm', map: { a: 1 }, place: 'here' } });
    put.flush({ data: DETAIL, meta: {} });
    await seen();
    await answered({ ...DETAIL, connection: { ...CONNECTION, name: 'Books of Elm' }, settings: { company: 'elm' } }, 3);
    expect(fields().map(({ value }) => value)).toEqual(['Books of Elm', 'elm']);
    expect(saved()).toContain('plugins.saved');

    await write(1, 'ash');
    expect(saved()).toBe('');
  });

  it('shows settings of every kind, and the fund, to who may only read', async () => {
    await opened([]);
    expect([...root.querySelectorAll('mat-tab-body dl dd')].map((value) => value.textContent!.trim())).toEqual(['oak', JSON.stringify({ a: 1 }, null, 2), 'here']);
    expect([...root.querySelectorAll('.card dd')].map((value) => value.textContent!.trim())).toContain('plugins.everyFund');
  });
});
