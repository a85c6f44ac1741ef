import sample from './pack.sample.json';
import { verifyPack } from './verify-pack';

type Sealed = Omit<typeof sample, 'pack'> & { pack: Record<string, unknown> };

const copy = (): Sealed => structuredClone<Sealed>(sample);
const verdict = (sealed: unknown, key = sample.publicKey) => verifyPack(JSON.stringify(sealed), key);

describe('a verification pack', () => {
  it('holds as it was handed out, letters of all alphabets included', async () => {
    const found = await verdict(sample);
    expect(found.checks.filter((check) => check.outcome !== 'same')).toEqual([]);
    expect(found).toMatchObject({ holds: true, key: true, signature: true });
    expect(found.checks.length).toBe(Object.keys(sample.seals).length);
  });

  it('names any one value that was changed', async () => {
    const places = Object.keys(sample.seals).filter((place) => !place.endsWith('.count'));
    expect(places.length).toBeGreaterThan(60);
    for (const place of places) {
      const sealed = copy();
      const steps = place.split(/[.[\]]+/).filter(Boolean);
      const last = steps.pop()!;
      const holder = steps.reduce<Record<string, unknown>>((at, step) => at[step] as Record<string, unknown>, sealed.pack);
      const value = holder[last];
      holder[last] = typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : `${String(value)}0`;
      const found = await verdict(sealed);
      expect(found.holds, place).toBe(false);
      expect(found.checks.filter((check) => check.outcome !== 'same').map((check) => [check.place, check.outcome])).toEqual([[place, 'changed']]);
    }
  });

  it('does not let a second value hide a forged one at the same place', async () => {
    const place = Object.keys(sample.seals).find((at) => /^[a-z]+\.[a-zA-Z]+$/.test(at) && !at.endsWith('.count'))!;
    const [holder, last] = place.split('.') as [string, string];
    const sealed = copy();
    const inner = sealed.pack[holder] as Record<string, unknown>;
    const original = inner[last];
    inner[last] = 'FORGED';
    sealed.pack[place] = original;
    const found = await verdict(sealed);
    expect(found.holds).toBe(false);
    expect(found.checks.filter((check) => check.outcome !== 'same').map((check) => check.place)).toContain(place);
  });

  it('names what was added and what was taken away', async () => {
    const sealed = copy();
    sealed.pack['extra'] = 1;
    delete sealed.pack['currency'];
    expect((await verdict(sealed)).checks.filter((check) => check.outcome !== 'same').map((check) => [check.place, check.outcome])).toEqual([['extra', 'added'], ['currency', 'gone']]);
  });

  it('does not hold when seals were made anew, for nobody but the firm can sign them', async () => {
    const sealed = copy();
    (sealed.seals as Record<string, string>)['currency'] = 'f'.repeat(64);
    expect(await verdict(sealed)).toMatchObject({ holds: false, signature: false });
    expect(await verdict({ ...sample, signature: 'AAAA' })).toMatchObject({ holds: false, signature: false });
    expect(await verdict({ ...sample, publicKey: 'AAAA' })).toMatchObject({ holds: false, signature: false, key: false });
  });

  it('does not hold when another key than the one the firm publishes signed it', async () => {
    expect(await verdict(sample, 'another')).toMatchObject({ holds: false, key: false, signature: true });
  });

  it('is told from any other file', async () => {
    for (const text of ['null', '{}', '[]', '<html>', '{"pack":{},"seals":{}}']) await expect(verifyPack(text, 'x')).rejects.toThrow(SyntaxError);
  });
});
