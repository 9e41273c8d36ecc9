import type { ExpressionSpecification, Map as MapLibre } from 'maplibre-gl';
import { families, familyNames, type Family } from '../families';
import { facilitySource } from './facilities';

export const mixLayer = 'zaitaku-mix';

const count: ExpressionSpecification = ['to-number', ['get', 'count'], 1];

const inFamily = (family: Family): ExpressionSpecification => ['+', 0, ...families[family].kinds.map((kind): ExpressionSpecification => ['coalesce', ['get', `n_${kind}`], 0])];

/** Eighths, rounded up: whoever is there at all is seen, and few different pictures have to be drawn. */
const share = (family: Family): ExpressionSpecification => ['to-string', ['ceil', ['/', ['*', 8, inFamily(family)], count]]];

/** Clusters with a ring of what is in them. The tile has counted with the filters, so the number is the whole. */
export function addMix(map: MapLibre): void {
  map.addLayer({
    id: mixLayer,
    type: 'symbol',
    source: facilitySource,
    'source-layer': 'facilities',
    filter: ['==', ['get', 'cluster'], true],
    layout: {
      'icon-image': ['concat', 'mix|', ['to-string', count], '|', ...familyNames.map(share)],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': count,
    },
  });
}

/** How many of each family a cluster holds, the largest first. */
export function contents(properties: Record<string, unknown>): { family: Family; count: number }[] {
  const of = (kind: string): number => Number(properties[`n_${kind}`] ?? 0);
  return familyNames
    .map((family) => ({ family, count: families[family].kinds.reduce((sum, kind) => sum + of(kind), 0) }))
    .filter((one) => one.count > 0)
    .sort((a, b) => b.count - a.count);
}
