import { Field, complaintOf, groupsOf, settingOf, shownOf } from './settings-schema';

const SCHEMA = {
  type: 'object', required: ['company', 'days'], $defs: { host: { type: 'string', title: 'A host', pattern: '^[a-z.]+$' } },
  properties: {
    note: { type: 'string' },
    from: { type: 'string', format: 'date', 'x-order': 4, 'x-group': 'Reading' },
    company: { type: 'string', title: 'Company', description: 'Its id.', pattern: '^[0-9]{1,4}$', maxLength: 4, 'x-order': 1, 'x-group': 'Account' },
    place: { enum: ['sandbox', 'production'], default: 'sandbox', 'x-order': 2, 'x-group': 'Account' },
    live: { type: 'boolean', default: true, 'x-order': 3, 'x-group': 'Account' },
    days: { type: ['integer', 'null'], minimum: 1, maximum: 30, 'x-order': 5, 'x-group': 'Reading' },
    codes: { type: 'array', items: { type: 'string' }, 'x-order': 6, 'x-group': 'Reading' },
    host: { $ref: '#/$defs/host', title: 'Host', 'x-order': 7, 'x-group': 'Reading' },
    map: { type: 'object', 'x-order': 8, 'x-group': 'Reading' },
  },
};

const FIELDS = Object.fromEntries(groupsOf(SCHEMA).flatMap(({ fields }) => fields).map((field) => [field.key, field])) as Record<string, Field>;

describe('the schema of a plugin', () => {
  it('gives groups in the order of their first field, and what has no group first', () =>
    expect(groupsOf(SCHEMA).map(({ name, fields }) => [name, fields.map(({ key }) => key)])).toEqual([[null, ['note']], ['Account', ['company', 'place', 'live']], ['Reading', ['from', 'days', 'codes', 'host', 'map']]]));

  it('says how each setting is asked for', () =>
    expect(Object.values(FIELDS).map(({ key, kind, required }) => `${key} ${kind} ${required}`)).toEqual(['note text false', 'company text true', 'place choice false', 'live yesNo false', 'from date false', 'days number true', 'codes lines false', 'host text false', 'map json false']));

  it('shows what counts where nothing is set, and gives back what was written', () => {
    expect([shownOf(FIELDS['place']!, {}), shownOf(FIELDS['live']!, {}), shownOf(FIELDS['live']!, { live: false }), shownOf(FIELDS['codes']!, { codes: ['a', 'b'] })]).toEqual(['"sandbox"', true, false, 'a\nb']);
    expect([settingOf(FIELDS['place']!, '"production"'), settingOf(FIELDS['days']!, '7'), settingOf(FIELDS['codes']!, ' a \n\n b'), settingOf(FIELDS['map']!, '{"a":1}'), settingOf(FIELDS['note']!, '  ')]).toEqual(['production', 7, ['a', 'b'], { a: 1 }, undefined]);
  });

  it('says at once what is plainly wrong', () => {
    const said = ([['company', ''], ['company', 'x'], ['company', '12345'], ['days', '0'], ['days', '31'], ['days', '1.5'], ['days', 'two'], ['host', 'A1'], ['map', '{'], ['note', ''], ['company', '12']] as const).map(([key, value]) => complaintOf(FIELDS[key]!, value));
    expect(said).toEqual(['required', 'form', 'tooLong', 'tooSmall', 'tooLarge', 'notWhole', 'notNumber', 'form', 'notJson', null, null]);
  });

  it('takes from a definition what the property does not say itself', () => expect([FIELDS['host']!.title, FIELDS['host']!.pattern?.source]).toEqual(['Host', '^[a-z.]+$']));

  it('that is nothing asks for nothing', () => expect([groupsOf(null), groupsOf({ properties: 3 })]).toEqual([[], []]));
});
