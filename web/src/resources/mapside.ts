import type { Box } from '../api/browse';
import { integer } from '../format';
import { t } from '../i18n';
import type { BrowseMap } from '../map/browse';
import { families, familyNames } from '../map/families';
import type { Listed } from '../map/layers/listed';
import { legendSymbol } from '../panels/legend';
import { onTheme, theme } from '../ui/preferences';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import type { Place } from './filters';
import type { View } from './link';

/** What the map has to show, whether it is there yet or not. */
export interface Scene {
  query: string;
  /** In place of the tiles: what the list shows. */
  listed: readonly Listed[] | null;
  place: Place | null;
}

export interface MapSide {
  element: HTMLElement;
  /** The map on paper: the view of the moment at which somebody prints. */
  paper: HTMLElement;
  load(): Promise<BrowseMap | null>;
  map(): BrowseMap | null;
  show(scene: Scene): void;
  /** Moves the view to what is listed, now or as soon as there is a map. */
  fit(points: readonly { lat: number; lon: number }[]): void;
  jump(view: View): void;
  /** What lies in view, for those who hear it. */
  say(sentence: string): void;
  /** Offers to look for what is in view. */
  offer(offered: boolean): void;
  destroy(): void;
}

export interface MapSideOptions {
  start: View | null;
  scene: Scene;
  onTouch(points: Listed[]): void;
  onMove(view: View, box: Box): void;
  onSearchHere(): void;
}

function legend(): HTMLElement {
  const words = t();
  return h(
    'details',
    { class: 'legend' },
    h('summary', null, words.resources.legend),
    h(
      'div',
      { class: 'legend-body' },
      h('ul', { class: 'legend-list legend-families' }, familyNames.map((family) => h('li', null, legendSymbol(families[family].kinds[0] ?? 'salon', true, false), words.map.family[family]))),
      h(
        'ul',
        { class: 'legend-list' },
        h('li', null, legendSymbol('clinic', true, false), words.resources.visits.yes),
        h('li', null, legendSymbol('clinic', false, false), words.resources.hollow),
        h('li', null, legendSymbol('clinic', false, true), words.map.dashed),
        h('li', null, h('span', { class: 'legend-ring', 'aria-hidden': 'true' }, '12'), words.resources.cluster),
      ),
    ),
  );
}

export function mapSide({ start, scene: first, onTouch, onMove, onSearchHere }: MapSideOptions): MapSide {
  const words = t();
  const canvas = h('div', { class: 'map-canvas' });
  const note = h('p', { class: 'map-note', role: 'status' }, words.map.loading);
  const said = h('p', { class: 'visually-hidden', id: 'map-said' });
  const here = h('button', { type: 'button', class: 'button primary map-here', hidden: true, onclick: onSearchHere }, icon('search'), words.resources.searchHere);
  const element = h('section', { class: 'map', 'aria-label': words.map.title }, canvas, note, said, legend(), here);
  const picture = h('img', { alt: '', decoding: 'sync' });
  const makers = h('figcaption');
  const paper = h('figure', { class: 'map-paper print-only', hidden: true }, picture, makers);
  let scene = first;
  let map: BrowseMap | null = null;
  let loading: Promise<BrowseMap | null> | null = null;
  let waitingFit: readonly { lat: number; lon: number }[] | null = null;
  let at = start;
  let gone = false;
  /** A map that nobody opened, or that cannot be drawn, is not on paper: the list is. */
  function toPaper(): void {
    const seen = map && canvas.clientWidth > 0 ? map.picture() : null;
    paper.hidden = seen === null;
    if (!seen) return;
    picture.src = seen.image;
    picture.alt = words.map.title;
    replace(makers, seen.makers);
  }
  window.addEventListener('beforeprint', toPaper);

  const stopTheme = onTheme((next) => map?.setTheme(next));

  function draw(): void {
    map?.setQuery(scene.query);
    map?.setListed(scene.listed);
    map?.setPlace(scene.place);
  }

  async function begin(): Promise<BrowseMap | null> {
    try {
      const { startBrowseMap } = await import('../map/browse');
      if (gone) return null;
      map = await startBrowseMap({
        container: canvas, theme: theme(), start: at, query: scene.query, onTouch,
        describe: (contents) => contents.map(({ family, count }) => `${words.map.family[family]} ${integer(count)}`).join(words.resources.comma),
        onMove: () => { if (map) onMove(map.view(), map.box()); },
      });
      if (gone) {
        map.destroy();
        return null;
      }
      canvas.querySelector('canvas')?.setAttribute('aria-describedby', said.id);
      element.classList.add('map-ready');
      draw();
      if (waitingFit) map.fit(waitingFit);
      waitingFit = null;
      return map;
    } catch {
      // No WebGL, no style, no network: the list says everything the map would.
      element.classList.add('map-failed');
      document.body.classList.add('no-map');
      replace(note, words.map.failed);
      return null;
    }
  }

  return {
    element,
    paper,
    load() {
      if (map && waitingFit && canvas.clientWidth > 0) {
        map.fit(waitingFit);
        waitingFit = null;
      }
      return (loading ??= begin());
    },
    map: () => map,
    show(next) {
      scene = next;
      draw();
    },
    fit(points) {
      // A map nobody sees has no size to fit anything into.
      if (map && canvas.clientWidth > 0) map.fit(points);
      else waitingFit = points;
    },
    jump(view) {
      at = view;
      map?.jump(view);
    },
    say: (sentence) => replace(said, sentence),
    offer(offered) {
      here.hidden = !offered;
    },
    destroy() {
      gone = true;
      window.removeEventListener('beforeprint', toPaper);
      stopTheme();
      map?.destroy();
      map = null;
    },
  };
}
