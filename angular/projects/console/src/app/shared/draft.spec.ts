import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FormControl, FormGroup } from '@angular/forms';
import { Session } from '@auth';
import { ACCOUNT_NUMBERS, keepChoice, keepDraft } from './draft';

describe('what was typed and not saved', () => {
  let user = 'ann';
  const form = () => {
    const made = new FormGroup({ name: new FormControl('', { nonNullable: true }) });
    return { made, kept: TestBed.runInInjectionContext(() => keepDraft(made, 'payee.new')) };
  };

  beforeEach(() => {
    sessionStorage.clear();
    user = 'ann';
    TestBed.configureTestingModule({ providers: [{ provide: Session, useValue: { profile: () => ({ id: user }) } }] });
  });

  const type = async (made: ReturnType<typeof form>['made'], name: string) => {
    made.setValue({ name });
    made.markAsDirty();
    await new Promise((go) => setTimeout(go, 350));
  };

  it('is there again for whoever typed it, for nobody else, and gone once it is done with', async () => {
    const { made } = form();
    await type(made, 'Oak Pension');
    expect(form().made.value).toEqual({ name: 'Oak Pension' });
    user = 'ben';
    expect(form().made.value).toEqual({ name: '' });
    user = 'ann';
    form().kept.forget();
    expect(form().made.value).toEqual({ name: '' });
  });

  it('is not kept where the page filled the form itself', async () => {
    const { made } = form();
    made.setValue({ name: 'by the page' });
    await new Promise((go) => setTimeout(go, 350));
    expect(sessionStorage.length).toBe(0);
  });

  it('holds no number of an account', async () => {
    const made = new FormGroup({ holder: new FormControl('', { nonNullable: true }), iban: new FormControl('', { nonNullable: true }) });
    TestBed.runInInjectionContext(() => keepDraft(made, 'account', ACCOUNT_NUMBERS));
    made.setValue({ holder: 'Oak Pension', iban: 'DE89370400440532013000' });
    made.markAsDirty();
    await new Promise((go) => setTimeout(go, 350));
    const again = new FormGroup({ holder: new FormControl('', { nonNullable: true }), iban: new FormControl('', { nonNullable: true }) });
    TestBed.runInInjectionContext(() => keepDraft(again, 'account', ACCOUNT_NUMBERS));
    expect(again.value).toEqual({ holder: 'Oak Pension', iban: '' });
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('DE89');
  });

  it('is of one thing: for another the form begins anew', async () => {
    const fund = signal('a');
    const made = new FormGroup({ name: new FormControl('', { nonNullable: true }) });
    TestBed.runInInjectionContext(() => keepDraft(made, () => `of.${fund()}`));
    TestBed.tick();
    await type(made, 'Alpha');
    fund.set('b');
    TestBed.tick();
    expect(made.value).toEqual({ name: '' });
    fund.set('a');
    TestBed.tick();
    expect(made.value).toEqual({ name: 'Alpha' });
  });

  it('is kept for what is chosen beside a form too', () => {
    const choice = signal<readonly string[]>([]);
    const kept = TestBed.runInInjectionContext(() => keepChoice(choice, 'roles'));
    TestBed.tick();
    expect(sessionStorage.length).toBe(0);
    choice.set(['accountant']);
    TestBed.tick();
    const again = signal<readonly string[]>([]);
    TestBed.runInInjectionContext(() => keepChoice(again, 'roles'));
    expect(again()).toEqual(['accountant']);
    kept.forget();
    TestBed.tick();
    expect(sessionStorage.length).toBe(0);
  });
});
