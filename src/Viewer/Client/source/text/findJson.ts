import { isLeaf, type Json } from './json';

const maxFound = 1_000;
const maxDepth = 200;

/** The paths of the values whose name or text has the query, in the order of the document; at most 1,000. */
export function findJson(root: Json, query: string): readonly string[] {
  const wanted = query.toLowerCase();
  const found: string[] = [];
  const visit = (value: Json, name: string, path: string, depth: number): void => {
    if (found.length >= maxFound || depth > maxDepth) {
      return;
    }

    if (name.toLowerCase().includes(wanted) || (isLeaf(value) && String(value).toLowerCase().includes(wanted))) {
      found.push(path);
    }

    if (!isLeaf(value)) {
      Object.entries(value).forEach(([key, child]) => visit(child as Json, Array.isArray(value) ? '' : key, pathTo(path, key), depth + 1));
    }
  };
  if (wanted !== '') {
    visit(root, '', '$', 0);
  }

  return found;
}

/** The path to a member, as a JSON pointer. */
export const pathTo = (path: string, key: string): string => `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
