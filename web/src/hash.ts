/** The address bar may carry what is public: the open facility and where the map of facilities is. Never a question. */
export interface PublicView {
  facility: string | null;
  map: { zoom: number; lat: number; lon: number } | null;
}

export function readHash(hash: string): PublicView {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const parts = (params.get('map') ?? '').split('/').map(Number);
  const [zoom, lat, lon] = parts;
  const valid =
    parts.length === 3 && zoom !== undefined && lat !== undefined && lon !== undefined && parts.every(Number.isFinite) && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return { facility: params.get('facility') || null, map: valid ? { zoom, lat, lon } : null };
}

export function writeHash(view: PublicView): string {
  const parts: string[] = [];
  if (view.map) parts.push(`map=${view.map.zoom.toFixed(1)}/${view.map.lat.toFixed(3)}/${view.map.lon.toFixed(3)}`);
  if (view.facility) parts.push(`facility=${encodeURIComponent(view.facility)}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}
