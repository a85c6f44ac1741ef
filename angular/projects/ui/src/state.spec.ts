import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Failure } from './failed';
import { Reading, State } from './state';
import { provideTexts } from './texts';

@Component({ imports: [State], template: `<ui-state [of]="of()" [read]="read" [empty]="empty()" emptyText="Nothing yet" (again)="asked.set(asked() + 1)"><p>content</p></ui-state>` })
class Page {
  readonly of = signal<Reading>({ isLoading: () => true, hasValue: () => false, error: () => undefined });
  readonly empty = signal(false);
  readonly asked = signal(0);
  readonly read = (error: unknown): Failure => ({ status: error as number, code: 'x', detail: error === 500 ? '' : 'Ask the firm', traceId: null });
}

describe('a state', () => {
  const page = async () => {
    TestBed.configureTestingModule({ providers: [provideTexts(async () => ({ default: {} }))] });
    const made = TestBed.createComponent(Page);
    await made.whenStable();
    await new Promise((go) => setTimeout(go));
    await made.whenStable();
    return { page: made.componentInstance, text: () => (made.nativeElement as HTMLElement).textContent.trim(), root: made.nativeElement as HTMLElement, settle: () => made.whenStable() };
  };
  const failed = (error: number): Reading => ({ isLoading: () => false, hasValue: () => false, error: () => ({ cause: error }) });

  it.each([[403, 'ui.refused', 'Ask the firm'], [404, 'ui.missing', 'Ask the firm'], [500, 'ui.failed', 'ui.noAnswer']])('after %i says why there is nothing, and how to read it again', async (status, title, detail) => {
    const { page: it, root, text, settle } = await page();
    it.of.set(failed(status));
    await settle();
    expect(root.querySelector('[role=alert]')!.textContent).toContain(title);
    expect(text()).toContain(detail);
    expect(text()).not.toContain('content');
    root.querySelector('button')!.click();
    expect(it.asked()).toBe(1);
  });

  it('is loading, then empty, then there', async () => {
    const { page: it, text, settle } = await page();
    expect(text()).toContain('ui.loading');
    it.of.set({ isLoading: () => false, hasValue: () => true, error: () => undefined });
    it.empty.set(true);
    await settle();
    expect(text()).toBe('Nothing yet');
    it.empty.set(false);
    await settle();
    expect(text()).toBe('content');
  });
});
