import { Marker, Popup, type MapGeoJSONFeature, type VectorTileSource } from 'maplibre-gl';
import type { Box } from '../api/browse';
import type { Theme } from '../ui/preferences';
import { h } from '../ui/dom';
import { baseMap, onOwnMove, type Start } from './base';
import { familyNames, type Family } from './families';
import { addFacilities, facilityLayer, facilitySource } from './layers/facilities';
import { addListed, listedLayer, setListed, type Listed } from './layers/listed';
import { addMix, contents, mixLayer } from './layers/mix';
import { addNames, fontOf, nameLayer } from './layers/names';

/** The map of everybody: all facilities that pass the filters, or those that the list names. */
export interface BrowseMap {
  /** Filters for the tiles, as a query; the layer is asked anew when it differs. */
  setQuery(query: string): void;
  /** Shows these instead of the tiles, or the tiles again for null. */
  setListed(listed: readonly Listed[] | null): void;
  /** Marks the place that was typed or found. */
  setPlace(place: { lat: number; lon: number } | null): void;
  /** Rings a facility; null takes the ring away. */
  ring(point: { lat: number; lon: number } | null): void;
  popup(point: { lat: number; lon: number }, content: HTMLElement): void;
  closePopup(): void;
  fit(points: readonly { lat: number; lon: number }[]): void;
  fitAll(): void;
  jump(start: Start): void;
  /** Brings a facility into view, `down` pixels below the middle: what is said about it needs room too. */
  center(point: { lat: number; lon: number }, down: number): void;
  view(): Start;
  box(): Box;
  /** The map as it is seen now, for paper, and whom it is from. */
  picture(): { image: string; makers: string };
  setTheme(theme: Theme): void;
  destroy(): void;
}

export interface BrowseMapOptions {
  container: HTMLElement;
  theme: Theme;
  start: Start | null;
  query: string;
  describe(contents: { family: Family; count: number }[]): string;
  /** One facility, or several that lie on each other. */
  onTouch(points: Listed[]): void;
  /** Only a person's own move is told. */
  onMove(): void;
}

const still = matchMedia('(prefers-reduced-motion: reduce)');

function listedOf(features: MapGeoJSONFeature[]): Listed[] {
  const found = new Map<string, Listed>();
  for (const { properties, geometry } of features) {
    if (geometry.type !== 'Point') continue;
    const [lon = 0, lat = 0] = geometry.coordinates;
    const id = String(properties['id']);
    found.set(id, { id, kind: String(properties['kind']), name: String(properties['name']), visits: String(properties['visits']), approx: properties['approx'] === true, lat, lon });
  }
  return [...found.values()];
}

export async function startBrowseMap(options: BrowseMapOptions): Promise<BrowseMap> {
  let { theme, query } = options;
  let listed: readonly Listed[] | null = null;
  const base = await baseMap(options.container, options.start, theme);
  const { map, live } = base;
  const all: ReadonlySet<Family> = new Set(familyNames);
  const tiles = (): string[] => live.tiles.map((url) => (query === '' ? url : `${url}?${query}`));

  function addLayers(): void {
    map.addSource(facilitySource, { type: 'vector', tiles: tiles(), minzoom: live.minzoom, maxzoom: live.maxzoom });
    addFacilities(map, all);
    addNames(map, all, theme);
    addMix(map);
    addListed(map, listed ?? [], theme, fontOf(map.getStyle()));
    showLayers();
  }
  function showLayers(): void {
    for (const layer of [facilityLayer, nameLayer, mixLayer]) if (map.getLayer(layer)) map.setLayoutProperty(layer, 'visibility', listed === null ? 'visible' : 'none');
  }
  map.on('style.load', addLayers);

  map.on('click', (event) => {
    const layers = [facilityLayer, listedLayer].filter((layer) => map.getLayer(layer));
    const touched = listedOf(map.queryRenderedFeatures(event.point, { layers }));
    if (touched.length > 0) return options.onTouch(touched);
    const cluster = map.queryRenderedFeatures(event.point, { layers: [mixLayer].filter((layer) => map.getLayer(layer)) })[0];
    if (cluster?.geometry.type !== 'Point') return;
    const [lon = 0, lat = 0] = cluster.geometry.coordinates;
    // The move is the person's own, though the map makes it.
    map.easeTo({ center: [lon, lat], zoom: Math.min(map.getZoom() + 2, 17), animate: !still.matches }, { originalEvent: event.originalEvent });
  });
  for (const layer of [facilityLayer, mixLayer, listedLayer]) {
    map.on('mousemove', layer, (event) => {
      map.getCanvas().style.cursor = 'pointer';
      map.getCanvas().title = layer === mixLayer ? options.describe(contents(event.features?.[0]?.properties ?? {})) : String(event.features?.[0]?.properties['name'] ?? '');
    });
    map.on('mouseleave', layer, () => {
      map.getCanvas().style.cursor = '';
      map.getCanvas().title = '';
    });
  }
  onOwnMove(map, options.onMove);
  await base.ready;
  let place: Marker | null = null;
  let picked: Marker | null = null;
  let popup: Popup | null = null;
  const padding = (): number => {
    // A map of no size has no view, and padding wider than the map leaves none.
    const { clientWidth, clientHeight } = map.getContainer();
    return Math.min(56, clientWidth / 8, clientHeight / 8);
  };
  const calm = { animate: !still.matches, duration: 500 };

  return {
    setQuery(next) {
      if (next === query) return;
      query = next;
      (map.getSource(facilitySource) as VectorTileSource | undefined)?.setTiles(tiles());
    },
    setListed(next) {
      listed = next;
      setListed(map, next ?? []);
      showLayers();
    },
    setPlace(next) {
      place?.remove();
      place = next ? new Marker({ element: h('div', { class: 'home-marker', 'aria-hidden': 'true' }, h('span', null)) }).setLngLat([next.lon, next.lat]).addTo(map) : null;
    },
    ring(point) {
      picked?.remove();
      picked = point ? new Marker({ element: h('div', { class: 'picked-marker', 'aria-hidden': 'true' }) }).setLngLat([point.lon, point.lat]).addTo(map) : null;
    },
    popup(point, content) {
      popup?.remove();
      popup = new Popup({ closeButton: false, closeOnClick: false, focusAfterOpen: false, maxWidth: 'none', offset: 20 }).setLngLat([point.lon, point.lat]).setDOMContent(content).addTo(map);
    },
    closePopup() {
      popup?.remove();
      popup = null;
    },
    fit(points) {
      map.resize();
      const [first] = points;
      if (!first || padding() === 0) return;
      const lons = points.map((point) => point.lon);
      const lats = points.map((point) => point.lat);
      // Never closer than a town, so that the numbers of tiles do not point at a home.
      map.fitBounds([Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], { padding: padding(), maxZoom: 13, ...calm });
    },
    fitAll() {
      if (padding() > 0) map.fitBounds(live.bounds, { padding: 24, maxZoom: 13, ...calm });
    },
    jump({ zoom, lat, lon }) {
      map.jumpTo({ center: [lon, lat], zoom });
    },
    center({ lat, lon }, down) {
      map.easeTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), 15), offset: [0, down], animate: !still.matches });
    },
    view() {
      const { lat, lng } = map.getCenter();
      return { zoom: map.getZoom(), lat, lon: lng };
    },
    box() {
      const bounds = map.getBounds();
      return [Math.max(-180, bounds.getWest()), Math.max(-90, bounds.getSouth()), Math.min(180, bounds.getEast()), Math.min(90, bounds.getNorth())];
    },
    picture() {
      // What WebGL drew is there until the browser shows it, so the frame is drawn and read in one breath.
      map.redraw();
      return { image: map.getCanvas().toDataURL('image/png'), makers: map.getContainer().querySelector('.maplibregl-ctrl-attrib-inner')?.textContent ?? '' };
    },
    setTheme(next) {
      theme = next;
      base.setTheme(next);
    },
    destroy: base.destroy,
  };
}
