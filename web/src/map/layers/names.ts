import type { Map as MapLibre, StyleSpecification } from 'maplibre-gl';
import type { Theme } from '../../ui/preferences';
import type { Family } from '../families';
import { facilityFilter, facilitySource } from './facilities';

export const nameLayer = 'zaitaku-name';

/** The fonts the base map already uses are the only ones the server is sure to have. */
export function fontOf(style: StyleSpecification): string[] | null {
  for (const layer of style.layers) {
    const font = layer.type === 'symbol' ? layer.layout?.['text-font'] : undefined;
    if (Array.isArray(font) && font.every((name) => typeof name === 'string')) return font as string[];
  }
  return null;
}

export function addNames(map: MapLibre, shown: ReadonlySet<Family>, theme: Theme): void {
  const font = fontOf(map.getStyle());
  map.addLayer({
    id: nameLayer,
    type: 'symbol',
    source: facilitySource,
    'source-layer': 'facilities',
    minzoom: 14,
    filter: facilityFilter(shown),
    layout: {
      'text-field': ['get', 'name'],
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
