import { Marker } from 'maplibre-gl';
import { baseMap } from '../map/base';
import { h } from '../ui/dom';
import '../styles/pinmap.css';

interface Point {
  lat: number;
  lon: number;
}

export interface PinMap {
  /** Moves the pin, and the view with it where asked. */
  move(point: Point, follow: boolean): void;
}

/** How far an arrow key moves the pin, in pixels of the map; with Shift ten times as far. */
const STEP = 4;
/** The zoom at which single houses can be told apart. */
const HOUSES = 16;

const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A map with one pin, which is dragged, moved by arrow keys, or set by a touch of the map. */
export async function startPinMap(container: HTMLElement, start: Point | null, name: string, onSet: (point: Point) => void): Promise<PinMap> {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const base = await baseMap(container, start ? { ...start, zoom: HOUSES } : null, dark.matches ? 'dark' : 'light');
  const { map } = base;
  await base.ready;
  dark.addEventListener('change', () => base.setTheme(dark.matches ? 'dark' : 'light'));
  const pin = h('button', { type: 'button', class: 'edit-pin', 'aria-label': name });
  const marker = new Marker({ element: pin, anchor: 'bottom', draggable: true });
  const place = (point: Point): void => { marker.setLngLat([point.lon, point.lat]).addTo(map); };
  const told = (): void => {
    const { lat, lng } = marker.getLngLat();
    onSet({ lat, lon: lng });
  };
  if (start) place(start);
  marker.on('dragend', told);
  map.on('click', (event) => {
    place({ lat: event.lngLat.lat, lon: event.lngLat.lng });
    told();
  });
  pin.addEventListener('click', (event) => event.stopPropagation());
  pin.addEventListener('keydown', (event) => {
    const way = arrows[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const far = STEP * (event.shiftKey ? 10 : 1);
    const { x, y } = map.project(marker.getLngLat());
    const { lat, lng } = map.unproject([x + way[0] * far, y + way[1] * far]);
    place({ lat, lon: lng });
    told();
  });
  return {
    move(point, follow) {
      place(point);
      if (follow) map.jumpTo({ center: [point.lon, point.lat], zoom: Math.max(map.getZoom(), HOUSES) });
    },
  };
}
