import type { ExpressionSpecification, FilterSpecification, Map as MapLibre } from 'maplibre-gl';
import type { Family } from '../families';
import { facilitySource, kindsOf } from './facilities';

export const clusterLayer = 'zaitaku-cluster';

/** The tile counts every kind by itself, so hiding a kind changes the number without asking the server again. */
function shownCount(shown: ReadonlySet<Family>): ExpressionSpecification {
  const counts = kindsOf(shown).map((kind): ExpressionSpecification => ['coalesce', ['get', `n_${kind}`], 0]);
  return counts.length === 0 ? ['+', 0, 0] : ['+', 0, ...counts];
}

export function clusterFilter(shown: ReadonlySet<Family>): FilterSpecification {
  return ['all', ['==', ['get', 'cluster'], true], ['>', shownCount(shown), 0]];
}

export const clusterImage = (shown: ReadonlySet<Family>): ExpressionSpecification => ['concat', 'cluster|', ['to-string', shownCount(shown)]];

export function addClusters(map: MapLibre, shown: ReadonlySet<Family>): void {
  map.addLayer({
    id: clusterLayer,
    type: 'symbol',
    source: facilitySource,
    'source-layer': 'facilities',
    filter: clusterFilter(shown),
    layout: { 'icon-image': clusterImage(shown), 'icon-allow-overlap': true, 'icon-ignore-placement': true },
  });
}
