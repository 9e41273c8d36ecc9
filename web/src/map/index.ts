import type { Shown } from '../api/types';
import type { Theme } from '../ui/preferences';
import { baseMap, onOwnMove } from './base';
import type { Family } from './families';
import { destination } from './geodesic';
import { addClusters, clusterFilter, clusterImage, clusterLayer } from './layers/clusters';
import { addFacilities, dim, facilityFilter, facilityLayer, facilitySource } from './layers/facilities';
import { addLimit, setLimit, type Limit } from './layers/limit';
import { markers } from './layers/markers';
import { addNames, nameLayer } from './layers/names';

export interface MapView {
  showAnswer(answer: Shown | null): void;
  showPlace(lat: number, lon: number): void;
  showFamilies(shown: ReadonlySet<Family>): void;
  highlight(id: string | null): void;
  setTheme(theme: Theme): void;
  center(): { lat: number; lon: number };
  view(): { zoom: number; lat: number; lon: number };
  destroy(): void;
}

export interface MapOptions {
  container: HTMLElement;
  theme: Theme;
  shown: ReadonlySet<Family>;
  start: { zoom: number; lat: number; lon: number } | null;
  onOpen(id: string): void;
  onMove(): void;
}

const still = matchMedia('(prefers-reduced-motion: reduce)');

export async function startMap(options: MapOptions): Promise<MapView> {
  let { theme, shown } = options;
  let limit: Limit | null = null;

  const base = await baseMap(options.container, options.start, theme);
  const { map, live } = base;
  const ranked = markers(map, options.onOpen);

  function addLayers(): void {
    map.addSource(facilitySource, { type: 'vector', tiles: live.tiles, minzoom: live.minzoom, maxzoom: live.maxzoom });
    addLimit(map, limit, theme);
    addFacilities(map, shown);
    addNames(map, shown, theme);
    addClusters(map, shown);
    dim(map, limit !== null, [facilityLayer, clusterLayer]);
  }
  map.on('style.load', addLayers);

  map.on('click', facilityLayer, (event) => {
    const id: unknown = event.features?.[0]?.properties['id'];
    if (id !== undefined && id !== null) options.onOpen(String(id));
  });
  map.on('click', clusterLayer, (event) => {
    map.easeTo({ center: event.lngLat, zoom: Math.min(map.getZoom() + 2, 17), animate: !still.matches });
  });
  for (const layer of [facilityLayer, clusterLayer]) {
    map.on('mouseenter', layer, () => { map.getCanvas().style.cursor = 'pointer'; });
    map.on('mouseleave', layer, () => { map.getCanvas().style.cursor = ''; });
  }
  onOwnMove(map, options.onMove);

  await base.ready;

  return {
    showAnswer(answer) {
      limit = answer ? { lat: answer.origin.lat, lon: answer.origin.lon, metres: answer.evidence.radius_m } : null;
      setLimit(map, limit);
      dim(map, limit !== null, [facilityLayer, clusterLayer]);
      ranked.show(answer);
      if (!answer || !limit) return;
      // The view follows the results, but never closer than a town, so that tile numbers do not point at the home.
      const far = answer.candidates.slice(0, 5).map((match) => match.straight_line_m);
      const reach = Math.min(limit.metres * 1.05, Math.max(2500, ...far) * 1.15);
      const [, south] = destination(limit.lat, limit.lon, reach, 180);
      const [, north] = destination(limit.lat, limit.lon, reach, 0);
      const [west] = destination(limit.lat, limit.lon, reach, 270);
      const [east] = destination(limit.lat, limit.lon, reach, 90);
      // A map of no size has no view, and padding wider than the map leaves none.
      const { clientWidth, clientHeight } = map.getContainer();
      const padding = Math.min(32, clientWidth / 8, clientHeight / 8);
      if (padding > 0) map.fitBounds([west, south, east, north], { padding, maxZoom: 13, animate: !still.matches, duration: 500 });
    },
    showPlace(lat, lon) {
      map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 15), animate: !still.matches });
    },
    showFamilies(next) {
      shown = next;
      map.setFilter(facilityLayer, facilityFilter(shown));
      map.setFilter(nameLayer, facilityFilter(shown));
      map.setFilter(clusterLayer, clusterFilter(shown));
      map.setLayoutProperty(clusterLayer, 'icon-image', clusterImage(shown));
    },
    highlight: (id) => ranked.highlight(id),
    setTheme(next) {
      theme = next;
      base.setTheme(next);
    },
    center() {
      const { lat, lng } = map.getCenter();
      return { lat, lon: lng };
    },
    view() {
      const { lat, lng } = map.getCenter();
      return { zoom: map.getZoom(), lat, lon: lng };
    },
    destroy: base.destroy,
  };
}
