import de from './de.json';
import en from './en.json';

function keys(texts: object, before = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) => (typeof value === 'object' ? keys(value as object, `${before}${key}.`) : [`${before}${key}`]));
}

describe('texts of the account', () => {
  it('are all there in both languages', () => expect(keys(de).sort()).toEqual(keys(en).sort()));
});
