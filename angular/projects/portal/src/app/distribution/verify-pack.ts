/** A value of a pack, and whether it is the one that was sealed. */
export interface Check {
  /** Such as `contributions[3].amount`. */
  readonly place: string;
  readonly value: string;
  readonly outcome: 'same' | 'changed' | 'added' | 'gone';
}

/** What a check of a pack found. */
export interface Verdict {
  /** Whether the firm's published key signed these seals. */
  readonly key: boolean;
  readonly signature: boolean;
  readonly checks: readonly Check[];
  readonly holds: boolean;
}

interface Sealed {
  readonly pack: unknown;
  readonly seals: Readonly<Record<string, string>>;
  readonly publicKey: string;
  readonly signature: string;
}

/**
 * Checks a pack against the firm's key: the signature over all seals, and the seal of each value, which is SHA-256 over its place and its JSON text. Whether the result follows
 * from the terms, the offline verifier works out.
 */
export async function verifyPack(text: string, firmsKey: string): Promise<Verdict> {
  const sealed = JSON.parse(text) as Partial<Sealed> | null;
  if (typeof sealed?.pack !== 'object' || typeof sealed.seals !== 'object' || typeof sealed.publicKey !== 'string' || typeof sealed.signature !== 'string') throw new SyntaxError('no pack');
  const { pack, seals, publicKey, signature } = sealed as Sealed;
  const values = new Set<string>();
  const checks: Check[] = [];
  for (const [place, raw] of flat(pack, '')) {
    // Two values may not stand at one place, where the second would hide the first.
    if (values.has(place)) {
      checks.push({ place, value: raw, outcome: 'added' });
      continue;
    }
    values.add(place);
    const given = Object.hasOwn(seals, place) ? seals[place] : undefined;
    checks.push({ place, value: raw, outcome: given === undefined ? 'added' : given === (await sha256(`${place}\n${raw}`)) ? 'same' : 'changed' });
  }
  for (const place of Object.keys(seals)) if (!values.has(place)) checks.push({ place, value: '', outcome: 'gone' });
  const signed = await isSigned(Object.entries(seals).sort(([a], [b]) => (a < b ? -1 : 1)).map(([place, seal]) => `${place} ${seal}\n`).join(''), publicKey, signature);
  const key = publicKey === firmsKey;
  return { key, signature: signed, checks, holds: key && signed && checks.every((check) => check.outcome === 'same') };
}

/** The first 16 hex digits of a key's SHA-256, for reading out over the telephone. */
export async function fingerprint(publicKey: string): Promise<string> {
  return (await sha256(publicKey)).slice(0, 16);
}

async function isSigned(text: string, publicKey: string, signature: string): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('spki', bytes(publicKey), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    return await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, bytes(signature), new TextEncoder().encode(text));
  } catch {
    // What cannot be read as key or signature signs nothing.
    return false;
  }
}

function* flat(value: unknown, place: string): Generator<[string, string]> {
  if (Array.isArray(value)) {
    yield [`${place}.count`, String(value.length)];
    for (const [i, item] of value.entries()) yield* flat(item, `${place}[${i}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) yield* flat(member, place ? `${place}.${name}` : name);
  } else yield [place, typeof value === 'string' ? `"${escaped(value)}"` : JSON.stringify(value)];
}

const SHORT: Readonly<Record<string, string>> = { '\\': '\\\\', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r' };

/** A string's JSON text as the one who seals writes it: what HTML might take for its own, and all beyond ASCII, as code units. */
function escaped(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\uffff"&'+<>\\`]/g, (c) => SHORT[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}

async function sha256(text: string): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))].map((b) => b.toString(16).padStart(2, '0')).join('');
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}
