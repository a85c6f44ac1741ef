import { Phrasebook } from './phrasebook';

const book = new Phrasebook({
  'Capital call {0}, due {1}': 'Kapitalabruf {0}, fällig {1}',
  'There is no such {0}.': 'Es gibt kein solches Objekt: {0}.',
  fund: 'Fonds',
  'Called': 'Abgerufen',
  '{0} compounded': '{0} verzinst',
  'annually': 'jährlich',
  'The {0} depends on it: reverse that first. {1}': 'Davon hängt ab: {0}. Stornieren Sie das zuerst. {1}',
  'Give the amount.': 'Geben Sie den Betrag an.',
  'Row {0} (of {1}) ends?': 'Endet Zeile {0} (von {1})?',
  '{1} before {0}': '{1} vor {0}',
});

describe('Phrasebook', () => {
  it('says a fixed sentence', () => expect(book.say('Give the amount.')).toBe('Geben Sie den Betrag an.'));
  it('takes over what fills a placeholder', () => expect(book.say('Capital call 3, due 2026-01-31')).toBe('Kapitalabruf 3, fällig 2026-01-31'));
  it('translates what fills a placeholder where it is a sentence itself', () => expect(book.say('There is no such fund.')).toBe('Es gibt kein solches Objekt: Fonds.'));
  it('translates a refusal within a refusal', () => expect(book.say('The receipt depends on it: reverse that first. Give the amount.')).toBe('Davon hängt ab: receipt. Stornieren Sie das zuerst. Geben Sie den Betrag an.'));
  it('leaves a name that it does not know', () => expect(book.say('Oak County Pension')).toBe('Oak County Pension'));
  it('keeps the day in front and the name behind', () => expect([book.say('2026-01-31 Called'), book.say('Called, Oak County')]).toEqual(['2026-01-31 Abgerufen', 'Abgerufen, Oak County']));
  it('takes signs of a template as they are', () => expect([book.say('Row 3 (of 9) ends?'), book.say('Row 3 of 9 end')]).toEqual(['Endet Zeile 3 (von 9)?', 'Row 3 of 9 end']));
  it('puts each value where its number stands', () => expect(book.say('x before y')).toBe('x vor y'));
});
