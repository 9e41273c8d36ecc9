import { center, towns } from './town.ts';

/** A plain base map of the fictional town: land, sea, a river and the roads between its parts. */
export function style(theme: string): unknown {
  const dark = theme === 'dark';
  const land: [number, number][] = Array.from({ length: 73 }, (_, index) => {
    const angle = (index % 72) * 5 * (Math.PI / 180);
    const r = 0.16 + 0.02 * Math.sin(angle * 3) + 0.012 * Math.sin(angle * 7 + 1);
    return [center.lon - 0.02 + r * 1.3 * Math.cos(angle), center.lat + r * Math.sin(angle)];
  });
  const feature = (kind: string, geometry: unknown): unknown => ({ type: 'Feature', properties: { kind }, geometry });
  const roads = towns.flatMap((a, i) => towns.slice(i + 1).filter((b) => Math.hypot(a.lat - b.lat, a.lon - b.lon) < 0.075).map((b) => feature('road', { type: 'LineString', coordinates: [[a.lon, a.lat], [(a.lon + b.lon) / 2 + 0.003, (a.lat + b.lat) / 2 - 0.002], [b.lon, b.lat]] })));
  const data = { type: 'FeatureCollection', features: [feature('land', { type: 'Polygon', coordinates: [land] }), feature('river', { type: 'LineString', coordinates: [[center.lon - 0.2, center.lat + 0.12], [center.lon - 0.05, center.lat + 0.03], [center.lon + 0.02, center.lat - 0.02], [center.lon + 0.21, center.lat - 0.06]] }), ...roads] };
  const is = (kind: string): unknown => ['==', ['get', 'kind'], kind];
  return {
    version: 8,
    name: `demo ${theme}`,
    center: [center.lon, center.lat],
    zoom: 11.5,
    sources: { base: { type: 'geojson', data, attribution: '架空の町の地図' } },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': dark ? '#0d1a26' : '#d6e6ef' } },
      { id: 'land', type: 'fill', source: 'base', filter: is('land'), paint: { 'fill-color': dark ? '#18222c' : '#f6f5f1' } },
      { id: 'river', type: 'line', source: 'base', filter: is('river'), paint: { 'line-color': dark ? '#0d1a26' : '#d6e6ef', 'line-width': 6 } },
      { id: 'road', type: 'line', source: 'base', filter: is('road'), layout: { 'line-cap': 'round' }, paint: { 'line-color': dark ? '#2c3946' : '#ffffff', 'line-width': 4 } },
    ],
  };
}
