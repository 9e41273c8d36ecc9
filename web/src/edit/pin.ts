import { postGeocode } from '../api/client';
import { t } from '../i18n';
import { announce } from '../ui/announce';
import { h } from '../ui/dom';
import type { PinMap } from './pinmap';

interface Point {
  lat: number;
  lon: number;
}

/** 「35.229000, 139.702000」 as a point; null where it is none. */
export function parsePoint(text: string): Point | null {
  const [lat = NaN, lon = NaN, ...more] = text.normalize('NFKC').split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  return more.length === 0 && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null;
}

export const printPoint = ({ lat, lon }: Point): string => `${lat.toFixed(6)}, ${lon.toFixed(6)}`;

/** Offers a map below the box with latitude and longitude; it is loaded only where somebody opens it. */
export function offerMap(box: HTMLInputElement, address: HTMLInputElement | null): void {
  const words = t().edit;
  const said = h('p', { class: 'hint' });
  const canvas = h('div', { class: 'map-canvas' });
  const frame = h('div', { class: 'map edit-map' }, canvas);
  const look = h('button', { type: 'button', class: 'button', onclick: () => void lookUp() }, words.look);
  const more = h('details', { class: 'edit-more' }, h('summary', null, words.map), h('p', { class: 'hint' }, words.help), frame, h('p', { class: 'ways' }, address ? look : null), said);
  box.closest('.edit-field')?.append(more);
  let map: PinMap | null = null;

  function tell(sentence: string): void {
    said.textContent = '';
    said.append(h('span', null, sentence));
    announce(sentence);
  }
  function set(point: Point): void {
    box.value = printPoint(point);
    tell(words.moved(box.value));
  }
  async function lookUp(): Promise<void> {
    const found = (await postGeocode(address?.value ?? '').catch(() => null))?.candidates[0];
    if (!found) {
      tell(words.notFound);
      return;
    }
    map?.move(found, true);
    box.value = printPoint(found);
    tell(words.found(found.matched));
  }
  more.addEventListener('toggle', () => {
    if (!more.open || map) return;
    void import('./pinmap')
      .then(({ startPinMap }) => startPinMap(canvas, parsePoint(box.value), words.pin, set))
      .then((started) => { map = started; })
      .catch(() => { frame.remove(); tell(words.noMap); });
  });
  box.addEventListener('change', () => {
    const point = parsePoint(box.value);
    if (point) map?.move(point, true);
  });
}
