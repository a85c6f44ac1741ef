import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Session } from '@auth';
import { provideTexts } from '@ui';
import { PluginPage } from './plugin-page';

const PLUGIN = { plugin: 'p', name: 'Sample', vendor: 'Oak', kind: 'generalLedger', newest: '2.0.0', version: '1.0.0', state: 'Enabled', follows: false, connections: 0, capabilities: [] };
const version = (version: string, state: string) => ({ version, state, registeredAt: '2026-01-02T00:00:00Z' });

describe('the page of a plugin', () => {
  let http: HttpTestingController;
  let page: ComponentFixture<PluginPage>;
  let root: HTMLElement;

  const seen = async () => {
    for (let turn = 0; turn < 3; turn++) {
      page.detectChanges();
      await new Promise((go) => setTimeout(go));
    }
    page.detectChanges();
  };
  const opened = async (...versions: readonly object[]) => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting(), provideRouter([]), provideTexts(async () => ({ default: {} })), { provide: Session, useValue: { can: () => true } }] });
    http = TestBed.inject(HttpTestingController);
    page = TestBed.createComponent(PluginPage);
    page.componentRef.setInput('plugin', 'p');
    root = page.nativeElement as HTMLElement;
    await seen();
    http.expectOne((r) => r.url === '/api/v1/plugins/p').flush({ data: { plugin: PLUGIN, stoppedBecause: null, trust: 'Core', egress: [], secrets: [], grantNeed: null, webhookPath: null, limits: {}, support: '', schema: {}, versions }, meta: {} }, { headers: { ETag: '"1"' } });
    await seen();
  };
  const change = () => root.querySelector<HTMLButtonElement>('.use button')!;

  it('proposes the newest version where the own was withdrawn, and says once why it does not fit', async () => {
    await opened(version('2.0.0', 'Allowed'), version('1.0.0', 'Withdrawn'));
    expect(root.querySelector('mat-select')!.textContent).toContain('2.0.0');
    change().click();
    const put = http.expectOne((r) => r.method === 'PUT');
    expect(put.request.body).toEqual({ version: '2.0.0', follows: false });
    put.flush({ code: 'plugins.unfit', detail: 'Books needs a company.', errors: { settings: ['Books needs a company.', 'Oak needs a day.'] } }, { status: 422, statusText: 'Unprocessable' });
    await seen();
    expect(root.querySelector('[role=alert] p')!.textContent).toContain('Books needs a company.');
    expect([...root.querySelectorAll('[role=alert] li')].map((it) => it.textContent)).toEqual(['Oak needs a day.']);
  });

  it('keeps the own version while it may be chosen', async () => {
    await opened(version('2.0.0', 'Allowed'), version('1.0.0', 'Allowed'));
    expect(root.querySelector('mat-select')!.textContent).toContain('1.0.0');
    expect(change().disabled).toBe(true);
  });
});
