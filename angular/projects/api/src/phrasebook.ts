interface Pattern {
  readonly match: RegExp;
  readonly into: string;
  /** The placeholders' numbers, in the order of the original. */
  readonly numbers: readonly string[];
  /** Letters that are fixed: the more, the surer. */
  readonly fixed: number;
  /** A piece that any match contains, so that most patterns are passed over without a search. */
  readonly piece: string;
}

/** A day, or words and a name or value behind them: what stands in front can be said by itself. */
const LED = /^(\d{4}-\d{2}-\d{2} )(.+)$/s;
const FOLLOWED = /^(.+?)([,:] .+)$/s;
const DEEPEST = 3;

/** Sentences of one language by those of another: templates with placeholders, of which what fills them is taken over, and translated where it is itself such a sentence. */
export class Phrasebook {
  private readonly exact = new Map<string, string>();
  private readonly patterns: readonly Pattern[];
  private readonly said = new Map<string, string>();

  constructor(sentences: Readonly<Record<string, string>>) {
    const patterns: Pattern[] = [];
    for (const [original, into] of Object.entries(sentences)) {
      if (/\{\d+\}/.test(original)) patterns.push(patternOf(original, into));
      else this.exact.set(original, into);
    }
    this.patterns = patterns.sort((a, b) => b.fixed - a.fixed);
  }

  /** The sentence in the other language, or itself where the book has none. */
  say(sentence: string): string {
    const known = this.said.get(sentence) ?? this.find(sentence, 0) ?? sentence;
    if (this.said.size < 10_000) this.said.set(sentence, known);
    return known;
  }

  private find(sentence: string, depth: number): string | undefined {
    if (depth > DEEPEST) return undefined;
    return this.exact.get(sentence) ?? this.filled(sentence, depth) ?? this.parts(sentence, depth);
  }

  private filled(sentence: string, depth: number): string | undefined {
    for (const { match, into, numbers, piece } of this.patterns) {
      if (!sentence.includes(piece)) continue;
      const found = match.exec(sentence);
      if (!found) continue;
      const values = new Map(numbers.map((number, i) => [number, found[i + 1]!]));
      return into.replace(/\{(\d+)\}/g, (_, number: string) => {
        const value = values.get(number) ?? '';
        return this.find(value, depth + 1) ?? value;
      });
    }
    return undefined;
  }

  private parts(sentence: string, depth: number): string | undefined {
    const led = LED.exec(sentence);
    if (led) {
      const rest = this.find(led[2]!, depth + 1);
      return rest === undefined ? undefined : led[1]! + rest;
    }
    const followed = FOLLOWED.exec(sentence);
    const words = followed && this.exact.get(followed[1]!);
    return words === null || words === undefined ? undefined : words + followed![2]!;
  }
}

function patternOf(original: string, into: string): Pattern {
  const pieces = original.split(/\{\d+\}/);
  const source = original.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\d+\}/g, '(.+?)').replace(/[{}]/g, '\\$&');
  return {
    match: new RegExp(`^${source}$`, 's'),
    into,
    numbers: [...original.matchAll(/\{(\d+)\}/g)].map((found) => found[1]!),
    fixed: pieces.join('').length,
    piece: pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest)),
  };
}
