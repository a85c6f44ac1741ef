import { TestBed } from '@angular/core/testing';
import { FormControl, FormGroup } from '@angular/forms';
import { Session } from '@auth';
import { keepDraft } from './draft';

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
});
