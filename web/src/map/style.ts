import type { SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { language } from '../i18n';
import type { Theme } from '../ui/preferences';

export type Box = [west: number, south: number, east: number, north: number];

interface TileJson {
  tiles?: string[];
  minzoom?: number;
  maxzoom?: number;
  bounds?: number[];
  attribution?: string;
}

const japan: Box = [128, 30.5, 146, 45.8];

/**
 * The same path on the host of this page. A server behind a proxy may not know the name it is reached by, and the worker of the
 * map resolves bare paths elsewhere. Written without `URL`, which would escape the braces of a template.
 */
const here = (url: string): string => location.origin + url.replace(/^https?:\/\/[^/]+/, '');

async function read<T>(path: string): Promise<T> {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

async function describe(source: SourceSpecification): Promise<void> {
  if (source.type === 'geojson' && typeof source.data === 'string') source.data = here(source.data);
  if (source.type !== 'vector' && source.type !== 'raster') return;
  if (source.tiles) source.tiles = source.tiles.map(here);
  if (source.url === undefined) return;
  const url = here(source.url);
  const { tiles, minzoom, maxzoom, attribution } = await read<TileJson>(url).catch((): TileJson => ({}));
  if (tiles) {
    delete source.url;
    Object.assign(source, { tiles: tiles.map(here) }, minzoom !== undefined && { minzoom }, maxzoom !== undefined && { maxzoom }, attribution !== undefined && source.attribution === undefined && { attribution });
  } else source.url = url;
}

export async function readStyle(theme: Theme): Promise<StyleSpecification> {
  const style = await read<StyleSpecification>(`/styles/${theme}.json?lang=${language()}`);
  if (style.glyphs) style.glyphs = here(style.glyphs);
  if (typeof style.sprite === 'string') style.sprite = here(style.sprite);
  await Promise.all(Object.values(style.sources).map(describe));
  return style;
}

export interface FacilityTiles {
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  bounds: Box;
}

/** The live layer as the server describes it, with what docs/api.md promises where it does not. */
export async function facilityTiles(): Promise<FacilityTiles> {
  const { tiles, minzoom, maxzoom, bounds } = await read<TileJson>('/tiles/facilities').catch((): TileJson => ({}));
  const [west, south, east, north] = bounds ?? [];
  const known = west !== undefined && south !== undefined && east !== undefined && north !== undefined && west < east && south < north && east - west < 180;
  return {
    tiles: (tiles ?? ['/tiles/facilities/{z}/{x}/{y}']).map(here),
    minzoom: minzoom ?? 0,
    maxzoom: maxzoom ?? 16,
    bounds: known ? [west, south, east, north] : japan,
  };
}

/** Nothing on the map may ask another host, whatever a style says. */
export function sameHostOnly(url: string): { url: string } {
  const target = new URL(url, location.href);
  if (target.protocol !== 'data:' && target.protocol !== 'blob:' && target.origin !== location.origin) throw new Error('The map asked another host.');
  return { url };
}
