import { TestBed } from '@angular/core/testing';
import { Schemas } from '@api';
import { provideTexts } from '@ui';
import { LinkForm, Rules } from './link-form';

const LINK = { name: 'Books', direction: 'Both', startDate: '2026-01-01', everyMinutes: null, enabled: true, dimensions: { class: 'Funds' }, version: 1 } as unknown as Schemas['LinkView'];

describe('the form of a link', () => {
  const opened = () => {
    TestBed.configureTestingModule({ providers: [provideTexts(async () => ({ default: {} }))] });
    const fixture = TestBed.createComponent(LinkForm);
    const [said, edits] = [[] as Rules[], { times: 0 }];
    fixture.componentInstance.said.subscribe((rules) => said.push(rules));
    fixture.componentInstance.edited.subscribe(() => edits.times++);
    const root = fixture.nativeElement as HTMLElement;
    const show = (link: Schemas['LinkView']): void => {
      fixture.componentRef.setInput('link', link);
      fixture.detectChanges();
    };
    const write = (name: string, place: number, text: string): void => {
      const field = root.querySelectorAll<HTMLInputElement>(`input[formControlName=${name}]`)[place]!;
      field.value = text;
      field.dispatchEvent(new Event('input'));
      fixture.detectChanges();
    };
    const submit = (): void => {
      root.querySelector('form')!.dispatchEvent(new Event('submit'));
      fixture.detectChanges();
    };
    const add = (): void => {
      root.querySelector<HTMLButtonElement>('fieldset > button')!.click();
      fixture.detectChanges();
    };
    const values = () => [...root.querySelectorAll('input')].filter(({ type }) => type === 'text').map(({ value }) => value);
    show(LINK);
    return { root, said, edits, show, write, submit, add, values };
  };

  it('keeps what is written when the page is read again, until that is another on the server', () => {
    const { show, write, values, edits } = opened();
    expect(edits.times).toBe(0);
    write('name', 0, 'My books');
    expect(edits.times).toBe(1);
    show({ ...LINK, version: 2, dimensions: { ...LINK.dimensions } });
    expect(values()).toEqual(['My books', '', 'class', 'Funds']);
    show({ ...LINK, version: 3, name: 'Theirs', dimensions: { place: 'Oak' } });
    expect(values()).toEqual(['Theirs', '', 'place', 'Oak']);
    expect(edits.times).toBe(1);
  });

  it('does not take two dimensions of one name', () => {
    const { root, said, write, submit, add } = opened();
    add();
    write('name', 2, ' class ');
    write('value', 1, 'Deals');
    submit();
    expect(said).toEqual([]);
    expect(root.querySelector('[role=alert]')).not.toBeNull();
    write('name', 2, 'place');
    submit();
    expect(said.map(({ dimensions }) => dimensions)).toEqual([{ class: 'Funds', place: 'Deals' }]);
    expect(root.querySelector('[role=alert]')).toBeNull();
  });
});
