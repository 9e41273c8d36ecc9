import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { Theme } from '../../ui/preferences';

const source = 'zaitaku-listed';
export const listedLayer = 'zaitaku-listed';

/** A facility that the list names. */
export interface Listed {
  id: string;
  kind: string;
  name: string;
  visits: string;
  approx: boolean;
  lat: number;
  lon: number;
}

const shape = (listed: readonly Listed[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: listed.map(({ lat, lon, ...properties }) => ({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: [lon, lat] } })),
});

/** What the list shows, drawn from the answer in this page: no tile carries a word that was typed or a place that was named. */
export function addListed(map: MapLibre, listed: readonly Listed[], theme: Theme, font: string[] | null): void {
  const image: ExpressionSpecification = ['concat', 'facility|', ['get', 'kind'], '|', ['case', ['==', ['get', 'visits'], 'yes'], 'yes', 'no'], '|', ['case', ['get', 'approx'], 'approx', 'exact']];
  map.addSource(source, { type: 'geojson', data: shape(listed) });
  map.addLayer({
    id: listedLayer,
    type: 'symbol',
    source,
    layout: {
      'icon-image': image,
      'icon-allow-overlap': true,
      'text-field': ['step', ['zoom'], '', 12, ['get', 'name']],
      ...(font ? { 'text-font': font } : {}),
      'text-size': 12,
      'text-anchor': 'top',
      'text-offset': [0, 1.2],
      'text-max-width': 9,
      'text-optional': true,
    },
    paint: { 'text-color': theme === 'dark' ? '#e6e6e6' : '#1a1a1a', 'text-halo-color': theme === 'dark' ? '#101820' : '#ffffff', 'text-halo-width': 1.6 },
  });
}

export function setListed(map: MapLibre, listed: readonly Listed[]): void {
  (map.getSource(source) as GeoJSONSource | undefined)?.setData(shape(listed));
}
