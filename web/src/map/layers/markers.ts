import { Marker, type Map as MapLibre } from 'maplibre-gl';
import type { MatchAnswer } from '../../api/types';
import { t } from '../../i18n';
import { h } from '../../ui/dom';

export interface Markers {
  show(answer: MatchAnswer | null): void;
  highlight(id: string | null): void;
}

/** The ranked results and the home, as page elements: they carry the numbers of the list and can be reached by key. */
export function markers(map: MapLibre, onOpen: (id: string) => void): Markers {
  let shown: Marker[] = [];
  const buttons = new Map<string, HTMLElement>();

  return {
    show(answer) {
      for (const marker of shown) marker.remove();
      shown = [];
      buttons.clear();
      if (!answer) return;
      const home = h('div', { class: 'home-marker', role: 'img', 'aria-label': t().map.home }, h('span', { 'aria-hidden': 'true' }));
      shown.push(new Marker({ element: home }).setLngLat([answer.origin.lon, answer.origin.lat]).addTo(map));
      // The first is added last so that it lies on top where results crowd together.
      for (const match of [...answer.candidates].reverse()) {
        const { id, name, lat, lon } = match.facility;
        const button = h('button', { type: 'button', class: 'rank-marker', 'aria-label': `${t().results.rank(match.rank)} ${name}`, onclick: (event: Event) => { event.stopPropagation(); onOpen(id); } }, match.rank);
        buttons.set(id, button);
        shown.push(new Marker({ element: button, anchor: 'bottom' }).setLngLat([lon, lat]).addTo(map));
      }
    },
    highlight(id) {
      for (const [key, button] of buttons) button.classList.toggle('active', key === id);
    },
  };
}
