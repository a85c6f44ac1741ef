/** How a setting is asked for. What no form can ask for is written as JSON. */
export type Kind = 'text' | 'date' | 'choice' | 'yesNo' | 'number' | 'lines' | 'json';

/** A setting of a connection, as a plugin's JSON Schema tells it. */
export interface Field {
  readonly key: string;
  readonly title: string;
  readonly description: string | null;
  readonly kind: Kind;
  readonly type: 'text' | 'email' | 'url';
  readonly required: boolean;
  readonly fallback: unknown;
  /** What may be chosen. */
  readonly choices: readonly unknown[];
  readonly pattern: RegExp | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly whole: boolean;
}

/** Fields that belong together; those without a group stand first. */
export interface Group {
  readonly name: string | null;
  readonly fields: readonly Field[];
}

export type Settings = Readonly<Record<string, unknown>>;
export type Shown = string | boolean;

/** What is wrong with what was written into a field. */
export type Complaint = 'required' | 'form' | 'tooShort' | 'tooLong' | 'tooSmall' | 'tooLarge' | 'notWhole' | 'notNumber' | 'notJson';

type Node = Readonly<Record<string, unknown>>;

/** The form's groups: fields in the order that the schema gives (x-order), groups (x-group) in the order of their first field. */
export function groupsOf(schema: unknown): readonly Group[] {
  const root = node(schema);
  const required = texts(root['required']);
  const ordered = Object.entries(node(root['properties'])).map(([key, property], place) => {
    const it = { ...referred(root, node(property)), ...node(property) };
    return { group: text(it['x-group']), order: number(it['x-order']) ?? Number.MAX_SAFE_INTEGER, place, field: fieldOf(key, it, required.includes(key)) };
  }).sort((a, b) => a.order - b.order || a.place - b.place);
  const names = [...new Set(ordered.map((it) => it.group))].sort((a, b) => Number(a !== null) - Number(b !== null));
  return names.map((name) => ({ name, fields: ordered.filter((it) => it.group === name).map((it) => it.field) }));
}

/** What a field shows of a setting; where there is none, what the schema says counts then. */
export function shownOf(field: Field, settings: Settings): Shown {
  const value = settings[field.key] ?? field.fallback;
  if (field.kind === 'yesNo') return value === true;
  if (value === undefined || value === null) return '';
  if (field.kind === 'choice') return JSON.stringify(value);
  if (field.kind === 'lines') return Array.isArray(value) ? value.join('\n') : String(value);
  return field.kind === 'json' ? JSON.stringify(value, null, 2) : String(value);
}

/** The setting that was written into a field; undefined where it was left empty. */
export function settingOf(field: Field, shown: Shown): unknown {
  if (typeof shown === 'boolean') return shown;
  if (shown.trim() === '') return undefined;
  switch (field.kind) {
    case 'choice':
    case 'json': return JSON.parse(shown);
    case 'number': return Number(shown);
    case 'lines': return linesOf(shown);
    default: return shown.trim();
  }
}

/** What can be said at once; all the rest the server judges. */
export function complaintOf(field: Field, shown: Shown): Complaint | null {
  if (typeof shown === 'boolean') return null;
  const written = shown.trim();
  if (written === '') return field.required ? 'required' : null;
  switch (field.kind) {
    case 'number': return ofNumber(field, Number(written));
    case 'json': return isJson(written) ? null : 'notJson';
    case 'text': return ofText(field, written);
    default: return null;
  }
}

function ofText(field: Field, written: string): Complaint | null {
  const length = [...written].length;
  if (field.minLength !== null && length < field.minLength) return 'tooShort';
  if (field.maxLength !== null && length > field.maxLength) return 'tooLong';
  return field.pattern && !field.pattern.test(written) ? 'form' : null;
}

function ofNumber(field: Field, written: number): Complaint | null {
  if (!Number.isFinite(written)) return 'notNumber';
  if (field.whole && !Number.isInteger(written)) return 'notWhole';
  if (field.minimum !== null && written < field.minimum) return 'tooSmall';
  return field.maximum !== null && written > field.maximum ? 'tooLarge' : null;
}

function fieldOf(key: string, it: Node, required: boolean): Field {
  const format = text(it['format']);
  return {
    key, required, title: text(it['title']) ?? key, description: text(it['description']), kind: kindOf(it), fallback: it['default'],
    type: format === 'email' ? 'email' : format === 'uri' ? 'url' : 'text', choices: Array.isArray(it['enum']) ? (it['enum'] as unknown[]) : [], pattern: patternOf(text(it['pattern'])),
    minLength: number(it['minLength']), maxLength: number(it['maxLength']), minimum: number(it['minimum']), maximum: number(it['maximum']), whole: typeOf(it) === 'integer',
  };
}

function kindOf(it: Node): Kind {
  if (Array.isArray(it['enum'])) return 'choice';
  switch (typeOf(it)) {
    case 'string': return it['format'] === 'date' ? 'date' : 'text';
    case 'boolean': return 'yesNo';
    case 'integer':
    case 'number': return 'number';
    case 'array': return typeOf(node(it['items'])) === 'string' ? 'lines' : 'json';
    default: return 'json';
  }
}

/** A setting may be allowed to be null beside its type: left empty it is left out. */
function typeOf(it: Node): string | null {
  return texts(it['type']).find((type) => type !== 'null') ?? null;
}

/** What a property says by reference to the schema's own definitions. */
function referred(root: Node, property: Node): Node {
  const name = /^#\/\$defs\/([\w-]+)$/.exec(text(property['$ref']) ?? '')?.[1];
  return name ? node(node(root['$defs'])[name]) : {};
}

// A pattern that this browser cannot read is left to the server.
function patternOf(pattern: string | null): RegExp | null {
  try {
    return pattern === null ? null : new RegExp(pattern, 'u');
  } catch {
    return null;
  }
}

function isJson(written: string): boolean {
  try {
    JSON.parse(written);
    return true;
  } catch {
    return false;
  }
}

function linesOf(shown: string): readonly string[] {
  return shown.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

function node(value: unknown): Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : {};
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function texts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((it) => typeof it === 'string');
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
