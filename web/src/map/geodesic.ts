const R = 6_371_008.8;
const rad = Math.PI / 180;

/** The point at a distance and bearing on the sphere. A circle drawn on the flat map would be wrong by kilometres in the north. */
export function destination(lat: number, lon: number, metres: number, bearing: number): [number, number] {
  const d = metres / R;
  const b = bearing * rad;
  const lat1 = lat * rad;
  const lat2 = Math.asin(Math.sin(lat1) * Math.cos(d) + Math.cos(lat1) * Math.sin(d) * Math.cos(b));
  const lon2 = lon * rad + Math.atan2(Math.sin(b) * Math.sin(d) * Math.cos(lat1), Math.cos(d) - Math.sin(lat1) * Math.sin(lat2));
  return [lon2 / rad, lat2 / rad];
}

/** A closed ring of [lon, lat] around a point. */
export function ring(lat: number, lon: number, metres: number, steps = 128): [number, number][] {
  return Array.from({ length: steps + 1 }, (_, index) => destination(lat, lon, metres, ((index % steps) * 360) / steps));
}
