/** How much of where somebody lives leaves the house on paper. */
export type Coarse = 'town' | 'chome' | 'blank';

const chome = /^(.*?)([一二三四五六七八九十百]+|[0-9０-９]+)丁目/u;

/**
 * An address as the gazetteer understood it, without its house number: 「神奈川県横須賀市浦賀」, or with the 丁目 where that is wanted.
 * What follows the first other digit is a house number and is cut, whatever the gazetteer took it for.
 */
export function coarseArea(matched: string, coarse: Coarse): string {
  if (coarse === 'blank') return '';
  const plain = matched.replace(/\s*付近$/u, '').trim();
  const found = chome.exec(plain);
  if (found) return coarse === 'chome' ? found[0] : (found[1] ?? '');
  return plain.replace(/[0-9０-９].*$/u, '').trim();
}
