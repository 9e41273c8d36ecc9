import { Marker, type Map as MapLibre } from 'maplibre-gl';
import type { Shown } from '../../api/types';
import { t } from '../../i18n';
import { h } from '../../ui/dom';

export interface Markers {
  show(answer: Shown | null): void;
  highlight(id: string | null): void;
}

/**
 * The ranked results and the home, as page elements that carry the numbers of the list. They are for eye, finger and mouse:
 * where results crowd together they lie over each other, so keyboard and screen reader use the cards of the list, which do the same.
 */
export function markers(map: MapLibre, onOpen: (id: string) => void): Markers {
  let shown: Marker[] = [];
  const pins = new Map<string, HTMLElement>();

  return {
    show(answer) {
      for (const marker of shown) marker.remove();
      shown = [];
      pins.clear();
      if (!answer) return;
      const home = h('div', { class: 'home-marker', role: 'img', 'aria-label': t().map.home }, h('span', { 'aria-hidden': 'true' }));
      shown.push(new Marker({ element: home }).setLngLat([answer.origin.lon, answer.origin.lat]).addTo(map));
      // The first is added last so that it lies on top where results crowd together.
      for (const match of [...answer.candidates].reverse()) {
        const { id, name, lat, lon } = match.facility;
        const pin = h('div', { class: 'rank-marker', 'aria-hidden': 'true', title: name, onclick: (event: Event) => { event.stopPropagation(); onOpen(id); } }, match.rank);
        pins.set(id, pin);
        shown.push(new Marker({ element: pin, anchor: 'bottom' }).setLngLat([lon, lat]).addTo(map));
      }
    },
    highlight(id) {
      for (const [key, pin] of pins) pin.classList.toggle('active', key === id);
    },
  };
}
