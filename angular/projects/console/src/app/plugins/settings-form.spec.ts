import { Component, signal, viewChild } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideTexts } from '@ui';
import { SettingsForm } from './settings-form';

const SCHEMA = { type: 'object', required: ['company'], properties: { company: { type: 'string', title: 'Company', pattern: '^[a-z]+$', 'x-order': 1 }, user: { type: 'string', title: 'User', 'x-order': 2 }, live: { type: 'boolean', title: 'Live', 'x-order': 3 } } };

@Component({ imports: [SettingsForm], template: '<app-settings-form [schema]="schema" [settings]="{ company: \'oak\' }" [refusals]="refusals()" />' })
class Page {
  readonly schema = SCHEMA;
  readonly refusals = signal<Record<string, readonly string[]>>({});
  readonly form = viewChild.required(SettingsForm);
}

describe('the form of settings', () => {
  const opened = () => {
    TestBed.configureTestingModule({ providers: [provideTexts(async () => ({ default: {} }))] });
    const fixture = TestBed.createComponent(Page);
    fixture.detectChanges();
    const root = fixture.nativeElement as HTMLElement;
    const write = (place: number, text: string): void => {
      const field = root.querySelectorAll<HTMLInputElement>('input[matInput]')[place]!;
      field.value = text;
      field.dispatchEvent(new Event('input'));
      fixture.detectChanges();
    };
    return { fixture, page: fixture.componentInstance, root, write };
  };

  it('gives what is written, and leaves out what is empty', () => {
    const { page, write } = opened();
    expect(page.form().take()).toEqual({ company: 'oak', live: false });
    write(1, 'ada');
    expect(page.form().take()).toEqual({ company: 'oak', user: 'ada', live: false });
  });

  it('gives nothing while a field is wrong, and says so there', () => {
    const { fixture, page, root, write } = opened();
    write(0, 'OAK 1');
    expect(page.form().take()).toBeNull();
    fixture.detectChanges();
    expect(root.querySelectorAll('mat-error').length).toBe(1);
  });

  it('shows what the server refused at its field, and of what it does not have above them, until it is written anew', async () => {
    const { fixture, page, root, write } = opened();
    page.refusals.set({ 'settings.user': ['The vendor needs a user.'], 'settings': ['Not so.'] });
    fixture.detectChanges();
    await fixture.whenStable();
    fixture.detectChanges();
    const [, user] = root.querySelectorAll('mat-form-field');
    expect(user!.querySelector('mat-error')!.textContent).toContain('The vendor needs a user.');
    expect(root.querySelector('[role=alert]')!.textContent).toContain('Not so.');
    write(1, 'ada');
    expect(page.form().take()).toEqual({ company: 'oak', user: 'ada', live: false });
  });
});
