import de from './de.json';
import en from './en.json';
import shared from '../../../account/src/i18n/en.json';

function keys(texts: object, before = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) => (typeof value === 'object' ? keys(value as object, `${before}${key}.`) : [`${before}${key}`]));
}

describe('texts', () => {
  it('are all there in both languages', () => expect(keys(de).sort()).toEqual(keys(en).sort()));

  it('leave the sections of the account to it, since one would hide the other', () => expect(Object.keys(en).filter((section) => section in shared)).toEqual([]));
});
