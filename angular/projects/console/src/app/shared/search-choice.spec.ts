import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { of, throwError } from 'rxjs';
import { provideTexts } from '@ui';
import { SearchChoice } from './search-choice';

let down = false;

@Component({ imports: [ReactiveFormsModule, SearchChoice], template: `<app-search-choice label="Investor" [search]="search" [named]="named" [formControl]="control" />` })
class Page {
  readonly control = new FormControl('i7', { nonNullable: true });
  readonly search = (text: string) => (down ? throwError(() => new Error('down')) : of([{ id: 'i1', name: `Oak ${text}`.trim() }, { id: 'i2', name: 'Birch' }]));
  readonly named = (id: string) => of({ id, name: 'Cedar' });
}

describe('a choice out of more than a list can hold', () => {
  const begun = async () => {
    TestBed.configureTestingModule({ providers: [provideTexts(async () => ({ default: {} }))] });
    const page = TestBed.createComponent(Page);
    await page.whenStable();
    const input = (page.nativeElement as HTMLElement).querySelector('input')!;
    const settle = async () => {
      await new Promise((go) => setTimeout(go, 250));
      await page.whenStable();
    };
    return { page, input, settle };
  };

  it('names what a draft holds, offers what is looked for, and holds the id of what is taken', async () => {
    down = false;
    const { page, input, settle } = await begun();
    await settle();
    expect(input.value).toBe('Cedar');
    input.dispatchEvent(new Event('focusin'));
    input.focus();
    input.value = 'Grove';
    input.dispatchEvent(new Event('input'));
    await settle();
    const options = [...document.querySelectorAll<HTMLElement>('mat-option')];
    expect(options.map((option) => option.textContent.trim())).toEqual(['Oak Grove', 'Birch']);
    options[0]!.click();
    await settle();
    expect([page.componentInstance.control.value, input.value]).toEqual(['i1', 'Oak Grove']);
  });

  it('says that it could not look, and leaves what stood', async () => {
    down = true;
    const { page, input, settle } = await begun();
    input.dispatchEvent(new Event('focus'));
    await settle();
    expect((page.nativeElement as HTMLElement).querySelector('[role=alert]')).not.toBeNull();
    input.value = 'nobody';
    input.dispatchEvent(new Event('blur'));
    expect([page.componentInstance.control.value, input.value]).toEqual(['i7', 'Cedar']);
  });
});
