import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import type { Theme } from '../../ui/preferences';
import { ring } from '../geodesic';

const source = 'zaitaku-limit';

export interface Limit {
  lat: number;
  lon: number;
  metres: number;
}

const shape = (limit: Limit | null): FeatureCollection => ({
  type: 'FeatureCollection',
  features: limit ? [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring(limit.lat, limit.lon, limit.metres)] } }] : [],
});

/** The 16 km line around the home. It is drawn from the answer in this page; no tile carries it. */
export function addLimit(map: MapLibre, limit: Limit | null, theme: Theme): void {
  const colour = theme === 'dark' ? '#97d3ff' : '#00428c';
  map.addSource(source, { type: 'geojson', data: shape(limit) });
  map.addLayer({ id: 'zaitaku-limit-line', type: 'line', source, paint: { 'line-color': colour, 'line-width': 2, 'line-dasharray': [3, 2] } });
}

export function setLimit(map: MapLibre, limit: Limit | null): void {
  (map.getSource(source) as GeoJSONSource | undefined)?.setData(shape(limit));
}
