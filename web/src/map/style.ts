import type { StyleSpecification } from 'maplibre-gl';
import type { Theme } from '../ui/preferences';

const absolute = (url: string): string => (url.startsWith('/') ? location.origin + url : url);

/** Reads the style of this server. Paths become whole addresses, because the worker of the map resolves them elsewhere. */
export async function readStyle(theme: Theme): Promise<StyleSpecification> {
  const response = await fetch(`/styles/${theme}.json`, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`style ${response.status}`);
  const style = (await response.json()) as StyleSpecification;
  if (style.glyphs) style.glyphs = absolute(style.glyphs);
  if (typeof style.sprite === 'string') style.sprite = absolute(style.sprite);
  for (const source of Object.values(style.sources)) {
    if ('url' in source && typeof source.url === 'string') source.url = absolute(source.url);
    if ('tiles' in source && source.tiles) source.tiles = source.tiles.map(absolute);
    if (source.type === 'geojson' && typeof source.data === 'string') source.data = absolute(source.data);
  }
  return style;
}

export type Box = [west: number, south: number, east: number, north: number];

const japan: Box = [128, 30.5, 146, 45.8];

/** Where the facilities are, for a map that has not been told where to look. */
export async function facilityBounds(): Promise<Box> {
  try {
    const described = (await (await fetch('/tiles/facilities', { headers: { accept: 'application/json' } })).json()) as { bounds?: number[] };
    const [west, south, east, north] = described.bounds ?? [];
    const known = west !== undefined && south !== undefined && east !== undefined && north !== undefined && west < east && south < north && east - west < 180;
    return known ? [west, south, east, north] : japan;
  } catch {
    return japan;
  }
}

/** Nothing on the map may ask another host, whatever a style says. */
export function sameHostOnly(url: string): { url: string } {
  const target = new URL(url, location.href);
  if (target.protocol !== 'data:' && target.protocol !== 'blob:' && target.origin !== location.origin) throw new Error('The map asked another host.');
  return { url };
}
