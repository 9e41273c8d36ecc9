import type { Box } from '../api/browse';
import type { View } from './link';

/** The rectangle that a map of this size (CSS pixels) shows, for a list that does not wait for the map. Tiles have 512 pixels. */
export function boxOf({ zoom, lat, lon }: View, width: number, height: number): Box {
  const world = 512 * 2 ** zoom;
  const middle = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  const latAt = (y: number): number => (Math.atan(Math.sinh(Math.PI * (1 - 2 * Math.min(1, Math.max(0, y))))) * 180) / Math.PI;
  const half = (width / world) * 180;
  return [Math.max(-180, lon - half), latAt(middle + height / world / 2), Math.min(180, lon + half), latAt(middle - height / world / 2)];
}
