import type { ExpressionSpecification, FilterSpecification, Map as MapLibre } from 'maplibre-gl';
import { families, type Family } from '../families';

export const facilitySource = 'zaitaku-facilities';
export const facilityLayer = 'zaitaku-facility';

const kindsOf = (shown: ReadonlySet<Family>): string[] => [...shown].flatMap((family) => families[family].kinds);

export function facilityFilter(shown: ReadonlySet<Family>): FilterSpecification {
  return ['all', ['!=', ['get', 'cluster'], true], ['in', ['get', 'kind'], ['literal', kindsOf(shown)]]];
}

/** One facility, drawn by kind, filled when it visits, dashed when its place is only known from its address. */
export function addFacilities(map: MapLibre, shown: ReadonlySet<Family>): void {
  const image: ExpressionSpecification = [
    'concat', 'facility|', ['get', 'kind'], '|', ['case', ['==', ['get', 'visits'], 'yes'], 'yes', 'no'], '|', ['case', ['==', ['get', 'approx'], true], 'approx', 'exact'],
  ];
  map.addLayer({
    id: facilityLayer,
    type: 'symbol',
    source: facilitySource,
    'source-layer': 'facilities',
    filter: facilityFilter(shown),
    layout: {
      'icon-image': image,
      'icon-allow-overlap': true,
      'icon-size': ['interpolate', ['linear'], ['zoom'], 9, 0.7, 14, 1],
      // Those who visit lie on top of those who do not.
      'symbol-sort-key': ['case', ['==', ['get', 'visits'], 'yes'], 2, 1],
    },
  });
}

/** When ranked results are on the map, everything else steps back behind them. */
export function dim(map: MapLibre, dimmed: boolean, layers: readonly string[]): void {
  for (const layer of layers) if (map.getLayer(layer)) map.setPaintProperty(layer, 'icon-opacity', dimmed ? 0.6 : 1);
}

export { kindsOf };
