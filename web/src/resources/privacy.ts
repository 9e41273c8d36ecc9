import type { Box } from '../api/browse';
import type { View } from './link';

/** About twenty kilometres in degrees: a view outside of it says nothing of the place in the middle. */
const around = 0.2;

/**
 * Where the map went because of a place or a word that somebody typed. While the map is there its view stays out of the address
 * bar, also after the place was taken away again: the view would tell it.
 */
export interface PrivateAreas {
  add(points: readonly { lat: number; lon: number }[]): void;
  holds(view: View): boolean;
}

export function privateAreas(): PrivateAreas {
  const boxes: Box[] = [];
  return {
    add(points) {
      if (points.length === 0) return;
      const lats = points.map((point) => point.lat);
      const lons = points.map((point) => point.lon);
      boxes.push([Math.min(...lons) - around, Math.min(...lats) - around, Math.max(...lons) + around, Math.max(...lats) + around]);
    },
    holds: ({ lat, lon }) => boxes.some(([west, south, east, north]) => lon >= west && lon <= east && lat >= south && lat <= north),
  };
}
