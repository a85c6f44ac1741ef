import type { Figure } from './explanation-tree';

/** The figure of a tree that has a key, or the tree itself. */
export function byKey(tree: Figure, key: string): Figure {
  return find(tree, (figure) => figure.key === key) ?? tree;
}

/** The figure of a tree that has a label, or the tree itself. */
export function byLabel(tree: Figure, label: string): Figure {
  return find(tree, (figure) => figure.label === label) ?? tree;
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
  dpi: (tree) => byLabel(tree, 'DPI'),
  tvpi: (tree) => byLabel(tree, 'TVPI'),
  irr: (tree) => byLabel(tree, 'IRR'),
  paidIn: (tree) => byKey(tree, 'Paid-in capital'),
  distributed: (tree) => byKey(tree, 'Distributed'),
  residual: (tree) => byLabel(tree, 'Residual value'),
};
