import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import { Failure } from './failed';
import { Grid, GridSource } from './grid';
import { provideTexts } from './texts';

describe('a grid', () => {
  const begun = async () => {
    TestBed.configureTestingModule({ providers: [provideTexts(async () => ({ default: {} }))] });
    const [failure, loading, again] = [signal<Failure | null>(null), signal(true), signal(0)];
    const source: GridSource = {
      name: 'rows', rows: () => [], total: () => null, asked: () => ({ filters: {} }), askedIn: () => ({ filters: {} }), ask: () => undefined, see: () => undefined,
      isLoading: () => loading(), failure: () => failure(), again: () => again.update((times) => times + 1), file: () => of(),
    };
    const grid = TestBed.createComponent(Grid);
    grid.componentRef.setInput('name', 'rows');
    grid.componentRef.setInput('label', 'Rows');
    grid.componentRef.setInput('columns', [{ key: 'a', label: 'A' }]);
    grid.componentRef.setInput('of', source);
    await grid.whenStable();
    await new Promise((go) => setTimeout(go));
    await grid.whenStable();
    return { grid, failure, loading, again, text: () => (grid.nativeElement as HTMLElement).textContent, root: grid.nativeElement as HTMLElement };
  };

  it('that could not be read says why and never that nothing matches, and is read again', async () => {
    const { grid, failure, loading, again, text, root } = await begun();
    expect(text()).toContain('ui.loading');
    loading.set(false);
    failure.set({ status: 403, code: 'auth.permission_missing', detail: 'Ask an administrator', traceId: 't1' });
    await grid.whenStable();
    expect(root.querySelector('[role=alert]')!.textContent).toContain('ui.refused');
    expect(text()).toContain('Ask an administrator');
    expect(text()).not.toContain('grid.none');
    root.querySelector<HTMLButtonElement>('[role=alert] button')!.click();
    expect(again()).toBe(1);
  });

  it('that is empty says so', async () => {
    const { grid, loading, text } = await begun();
    loading.set(false);
    await grid.whenStable();
    expect(text()).toContain('grid.none');
  });
});
