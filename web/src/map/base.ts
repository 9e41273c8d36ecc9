import { AttributionControl, Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import 'maplibre-gl/dist/maplibre-gl.css';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { t } from '../i18n';
import type { Theme } from '../ui/preferences';
import { facilityTiles, readStyle, sameHostOnly, type FacilityTiles } from './style';
import { drawing, pixelRatio } from './symbols';

// The worker is a file of this server: the content policy allows no worker made from text.
setWorkerUrl(new URL(workerUrl, location.href).href);

export interface Start {
  zoom: number;
  lat: number;
  lon: number;
}

export interface Base {
  map: MapLibre;
  live: FacilityTiles;
  /** Resolves when the style is there; rejects where there is no WebGL. */
  ready: Promise<void>;
  setTheme(theme: Theme): void;
  destroy(): void;
}

/** The map both pages begin with: style, controls, symbols. What lies on it is added on every `style.load`. */
export async function baseMap(container: HTMLElement, start: Start | null, first: Theme): Promise<Base> {
  let theme = first;
  const [style, live] = await Promise.all([readStyle(theme), facilityTiles()]);
  const where = start
    ? { center: [start.lon, start.lat] as [number, number], zoom: start.zoom }
    : style.center
      ? {}
      : { bounds: live.bounds, fitBoundsOptions: { padding: 24, maxZoom: 13 } };
  const map = new MapLibre({
    container,
    style,
    ...where,
    maxZoom: 18,
    minZoom: 3,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    transformRequest: sameHostOnly,
    localIdeographFontFamily: '"Noto Sans JP", "Hiragino Sans", "Yu Gothic", sans-serif',
    locale: {
      'NavigationControl.ZoomIn': t().map.zoomIn,
      'NavigationControl.ZoomOut': t().map.zoomOut,
      'Map.Title': t().map.label,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
  // Whoever made the base map is named at all times: licences do not allow it behind a button.
  map.addControl(new AttributionControl({ compact: false }), 'bottom-right');
  map.setMissingStyleImageResolver((name) => {
    const image = drawing(name, theme);
    if (image && !map.hasImage(name)) map.addImage(name, image, { pixelRatio });
  });
  // A tile that does not come must not hide the results: ready means that the style is, not that every tile is.
  map.on('error', (event) => console.warn(event.error.message));
  const ready = new Promise<void>((resolve, reject) => {
    map.once('style.load', () => resolve());
    map.once('webglcontextlost', () => reject(new Error('WebGL was lost.')));
  });
  const watch = new ResizeObserver(() => map.resize());
  watch.observe(container);
  return {
    map,
    live,
    ready,
    setTheme(next) {
      theme = next;
      void readStyle(next).then((read) => { if (theme === next) map.setStyle(read, { diff: false }); });
    },
    destroy() {
      watch.disconnect();
      map.remove();
    },
  };
}

/**
 * Tells about every move that a person made, and about no other: a move that followed an answer would tell where a home is.
 * A wheel names its event at the beginning only, a drag at both ends.
 */
export function onOwnMove(map: MapLibre, listener: () => void): void {
  let own = false;
  const isOwn = (event: object): boolean => 'originalEvent' in event && Boolean(event.originalEvent);
  map.on('movestart', (event) => { own = isOwn(event); });
  map.on('moveend', (event) => {
    const told = own || isOwn(event);
    own = false;
    if (told) listener();
  });
}
