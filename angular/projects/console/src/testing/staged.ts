import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, TestRequest, provideHttpClientTesting } from '@angular/common/http/testing';
import { Provider, Type } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Subject } from 'rxjs';
import { Live } from '@api';
import { Session } from '@auth';
import { provideTexts } from '@ui';
import { Confirm } from '@ui/confirm';

/** A page or a part of one, of somebody who may do everything, whose server is the test. Texts show their keys. */
export class Staged<T> {
  /** Says that something changed. */
  readonly live = new Subject<void>();
  /** What was asked before something that hurts, and the answer to it. */
  readonly asked: string[] = [];
  readonly said = new Subject<string>();
  readonly http: HttpTestingController;
  readonly fixture: ComponentFixture<T>;

  constructor(page: Type<T>, inputs: Readonly<Record<string, unknown>>, ...providers: Provider[]) {
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(), provideHttpClientTesting(), provideRouter([]), provideTexts(async () => ({ default: {} })),
        { provide: Live, useValue: { of: () => this.live } },
        { provide: Session, useValue: { can: () => true, profile: () => ({ id: 'me', name: 'Me' }) } },
        { provide: Confirm, useValue: { ask: ({ title }: { title: string }) => { this.asked.push(title); return this.said; } } },
        ...providers,
      ],
    });
    this.http = TestBed.inject(HttpTestingController);
    this.fixture = TestBed.createComponent(page);
    for (const [name, value] of Object.entries(inputs)) this.fixture.componentRef.setInput(name, value);
    this.fixture.detectChanges();
  }

  get root(): HTMLElement {
    return this.fixture.nativeElement as HTMLElement;
  }

  get text(): string {
    return this.root.textContent ?? '';
  }

  /** What is asked of a path and not answered yet. */
  open(path: string, method = 'GET'): TestRequest[] {
    return this.http.match((r) => r.url === path && r.method === method).filter((request) => !request.cancelled);
  }

  /** Answers what is asked of a path: once, and the only question. */
  async answer(path: string, data: unknown, etag?: string, next: string | null = null): Promise<TestRequest> {
    const [request, ...others] = this.open(path);
    if (!request || others.length) throw new Error(`Asked ${request ? others.length + 1 : 0} times: ${path}`);
    request.flush({ data, meta: { page: { next, total: null } } }, { headers: etag ? { ETag: etag } : {} });
    await this.seen();
    return request;
  }

  async fail(path: string): Promise<void> {
    for (const request of this.open(path)) request.flush({ detail: 'Not now' }, { status: 503, statusText: 'Unavailable' });
    await this.seen();
  }

  /** Presses the button of which the text, or the label, holds this. */
  async press(text: string): Promise<void> {
    const found = [...this.root.querySelectorAll('button')].find((button) => button.textContent.includes(text) || button.getAttribute('aria-label')?.includes(text));
    if (!found) throw new Error(`No button: ${text}`);
    found.click();
    await this.seen();
  }

  async seen(): Promise<void> {
    for (let turn = 0; turn < 2; turn++) {
      await new Promise((go) => setTimeout(go));
      this.fixture.detectChanges();
    }
  }
}
