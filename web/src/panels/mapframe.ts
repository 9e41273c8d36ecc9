import type { Shown } from '../api/types';
import type { MapView } from '../map';
import { familyNames, families, type Family } from '../map/families';
import { t } from '../i18n';
import { onTheme, theme } from '../ui/preferences';
import { h, replace } from '../ui/dom';
import { legendSymbol } from './legend';

export interface MapFrame {
  element: HTMLElement;
  /** Loads the map when it is first wanted. The page never waits for it. */
  load(): Promise<MapView | null>;
  view(): MapView | null;
  showAnswer(answer: Shown | null): void;
  highlight(id: string | null): void;
  destroy(): void;
}

export interface MapFrameOptions {
  start: { zoom: number; lat: number; lon: number } | null;
  onOpen(id: string): void;
  onMove(view: { zoom: number; lat: number; lon: number }): void;
  onReady(): void;
}

export function mapFrame(options: MapFrameOptions): MapFrame {
  const words = t().map;
  const canvas = h('div', { class: 'map-canvas' });
  const note = h('p', { class: 'map-note' }, words.loading);
  const shown = new Set<Family>(['doctor']);
  let map: MapView | null = null;
  let loading: Promise<MapView | null> | null = null;
  let answer: Shown | null = null;
  let gone = false;
  const stopTheme = onTheme((next) => map?.setTheme(next));

  const toggles = familyNames.map((family) => {
    const button: HTMLButtonElement = h(
      'button',
      {
        type: 'button', class: 'chip small', 'aria-pressed': String(shown.has(family)),
        onclick: () => {
          if (shown.has(family)) shown.delete(family);
          else shown.add(family);
          button.setAttribute('aria-pressed', String(shown.has(family)));
          map?.showFamilies(new Set(shown));
        },
      },
      legendSymbol(families[family].kinds[0] ?? 'salon', true, false),
      words.family[family],
    );
    return button;
  });
  const legend = h(
    'details',
    { class: 'legend' },
    h('summary', null, words.legend),
    h('div', { class: 'legend-body' },
      h('div', { class: 'chips', role: 'group', 'aria-label': words.kinds }, toggles),
      h('ul', { class: 'legend-list' },
        h('li', null, legendSymbol('clinic', true, false), words.filled),
        h('li', null, legendSymbol('clinic', false, false), words.hollow),
        h('li', null, legendSymbol('clinic', false, true), words.dashed),
        h('li', null, h('span', { class: 'legend-line', 'aria-hidden': 'true' }), words.circle),
      ),
    ),
  );
  const element = h('section', { class: 'map', 'aria-label': words.title }, canvas, note, legend);

  function fail(): null {
    element.classList.add('map-failed');
    replace(note, words.failed);
    return null;
  }

  async function begin(): Promise<MapView | null> {
    try {
      const { startMap } = await import('../map');
      map = await startMap({
        container: canvas, theme: theme(), shown: new Set(shown), start: options.start, onOpen: options.onOpen,
        onMove: () => { if (map) options.onMove(map.view()); },
      });
      if (gone) {
        map.destroy();
        return null;
      }
      element.classList.add('map-ready');
      map.showFamilies(new Set(shown));
      if (answer) map.showAnswer(answer);
      options.onReady();
      return map;
    } catch {
      // No WebGL, no style, no network: the list says everything the map would.
      return fail();
    }
  }

  return {
    element,
    load: () => (loading ??= begin()),
    view: () => map,
    showAnswer(next) {
      answer = next;
      map?.showAnswer(next);
    },
    highlight: (id) => map?.highlight(id),
    destroy() {
      gone = true;
      stopTheme();
      map?.destroy();
      map = null;
    },
  };
}
