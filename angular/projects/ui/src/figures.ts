import type { Figure } from './explanation-tree';

/** The figure of a tree that has a key, or the tree itself. Labels are words for people, in their language. */
export function byKey(tree: Figure, key: string): Figure {
  return find(tree, (figure) => figure.key === key) ?? tree;
}

function find(tree: Figure, is: (figure: Figure) => boolean): Figure | null {
  if (is(tree)) return tree;
  for (const part of tree.parts ?? []) {
    const found = find(part, is);
    if (found) return found;
  }
  return null;
}

/** How a figure of performance is told by its tree. */
export const RETURNS: Readonly<Record<'dpi' | 'tvpi' | 'irr' | 'paidIn' | 'distributed' | 'residual', (tree: Figure) => Figure>> = {
  dpi: (tree) => byKey(tree, 'DPI'),
  tvpi: (tree) => byKey(tree, 'TVPI'),
  irr: (tree) => byKey(tree, 'IRR'),
  paidIn: (tree) => byKey(tree, 'Paid-in capital'),
  distributed: (tree) => byKey(tree, 'Distributed'),
  // Of what was disclosed it has another key than of a book.
  residual: (tree) => find(tree, (figure) => figure.key?.toLowerCase() === 'residual value') ?? tree,
};
