import { postSuggest } from '../api/client';
import type { Candidate } from '../api/types';
import { t } from '../i18n';
import { announce } from '../ui/announce';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { reaches, type Place } from './filters';

export interface SearchBox {
  element: HTMLFormElement;
  focus(): void;
}

export interface SearchBoxOptions {
  onText(text: string): void;
  onPlace(place: Place): void;
}

/**
 * One box for words and for places. What is typed becomes either text to look for or a place to be near to, and leaves the box;
 * the page shows it as a condition that can be taken away again.
 */
export function searchBox({ onText, onPlace }: SearchBoxOptions): SearchBox {
  const words = t().resources.search;
  const listId = freshId('suggestions');
  const hintId = freshId('hint');
  // What is typed may be a home: no name, no memory of the browser, no spelling service.
  const input = h('input', {
    id: freshId('search'), class: 'field', type: 'text', role: 'combobox', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'search',
    placeholder: words.placeholder, 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': listId, 'aria-describedby': hintId, 'data-private': true,
  });
  const list = h('ul', { id: listId, class: 'suggestions', role: 'listbox', 'aria-label': words.suggestions, hidden: true });
  const clear = h('button', { type: 'button', class: 'clear', 'aria-label': words.clear, hidden: true, onclick: () => { empty(); input.focus(); } }, icon('close'));
  const hint = h('p', { id: hintId, class: 'hint', role: 'status' }, words.hint);

  let choices: (() => void)[] = [];
  let active = -1;
  let timer = 0;
  let asking: AbortController | null = null;

  function close(): void {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function empty(): void {
    input.value = '';
    clear.hidden = true;
    replace(hint, words.hint);
    close();
  }

  function take(act: () => void): void {
    empty();
    act();
  }

  function option(index: number, sign: 'search' | 'pin', act: () => void, ...body: (Node | string | null)[]): HTMLElement {
    choices[index] = act;
    return h(
      'li',
      { id: `${listId}-${index}`, class: 'suggestion', role: 'option', 'aria-selected': 'false', onmousedown: (event: Event) => event.preventDefault(), onclick: () => take(act) },
      icon(sign),
      ...body,
    );
  }

  function render(text: string, candidates: readonly Candidate[]): void {
    choices = [];
    active = -1;
    input.removeAttribute('aria-activedescendant');
    replace(
      list,
      option(0, 'search', () => onText(text), h('span', { class: 'suggestion-name' }, words.byText(text))),
      candidates.slice(0, 6).map(({ matched, rest, lat, lon, level }, index) =>
        option(index + 1, 'pin', () => onPlace({ lat, lon, name: matched, reach: reaches.near }), h('span', { class: 'suggestion-name' }, words.near(matched), rest ? h('span', { class: 'suggestion-rest' }, rest) : null), h('span', { class: 'suggestion-level' }, t().level[level])),
      ),
    );
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    announce(words.suggestCount(candidates.length + 1));
  }

  async function suggest(): Promise<void> {
    asking?.abort();
    const text = input.value.trim();
    if (text === '') return;
    const mine = new AbortController();
    asking = mine;
    // Where places cannot be asked for, words still can.
    const found = await postSuggest(text, mine.signal).catch(() => ({ candidates: [] }));
    if (!mine.signal.aborted && document.activeElement === input) render(text, found.candidates);
  }

  function move(to: number): void {
    const options = [...list.querySelectorAll('[role=option]')];
    active = (to + options.length) % options.length;
    options.forEach((one, index) => one.setAttribute('aria-selected', String(index === active)));
    const one = options[active];
    if (!one) return;
    input.setAttribute('aria-activedescendant', one.id);
    one.scrollIntoView({ block: 'nearest' });
  }

  input.addEventListener('input', () => {
    clear.hidden = input.value === '';
    clearTimeout(timer);
    if (input.value.trim() === '') close();
    else timer = window.setTimeout(() => void suggest(), 90);
  });
  input.addEventListener('keydown', (event) => {
    // While kana are being turned into kanji the keys belong to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) void suggest();
      else move(event.key === 'ArrowDown' ? active + 1 : active === -1 ? -1 : active - 1);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener('blur', close);

  function locate(): void {
    const say = (sentence: string): void => replace(hint, sentence);
    say(t().question.locating);
    if (!('geolocation' in navigator)) return say(words.locateFailed);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => take(() => onPlace({ lat: coords.latitude, lon: coords.longitude, name: t().question.whereHere, reach: reaches.near })),
      () => say(words.locateFailed),
      { enableHighAccuracy: false, timeout: 10_000, maximumAge: 60_000 },
    );
  }

  const element = h(
    'form',
    { class: 'finder', role: 'search', novalidate: true, autocomplete: 'off' },
    h('label', { class: 'field-label', for: input.id }, words.label),
    h(
      'div',
      { class: 'finder-row' },
      h('div', { class: 'field-box' }, icon('search', 'icon field-icon'), input, clear, list),
      h('button', { type: 'button', class: 'button quiet finder-here', onclick: locate }, icon('crosshair'), words.here),
    ),
    hint,
  );
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = input.value.trim();
    const chosen = list.hidden || active < 0 ? undefined : choices[active];
    if (chosen) take(chosen);
    else if (text !== '') take(() => onText(text));
  });
  return { element, focus: () => input.focus() };
}
