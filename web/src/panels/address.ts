import type { Candidate } from '../api/types';
import { postSuggest } from '../api/client';
import { t } from '../i18n';
import type { Question } from '../state';
import { announce } from '../ui/announce';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';

export interface AddressPanel {
  /** Shows what the question holds now. */
  sync(): void;
  element: HTMLElement;
  input: HTMLInputElement;
  showError(message: string | null): void;
  /** Opens the suggestions for what stands in the box, so that one of several places can be picked. */
  offer(): void;
}

export interface AddressOptions {
  question: Question;
  /** The middle of the map, once there is a map. */
  mapCenter(): { lat: number; lon: number } | null;
  onChange(): void;
}

/** Where the patient lives: words with suggestions (the ARIA combobox pattern), this device's position, or the map's. */
export function addressPanel({ question, mapCenter, onChange }: AddressOptions): AddressPanel {
  const words = t().question;
  const listId = freshId('suggestions');
  const hintId = freshId('hint');
  const errorId = freshId('error');

  // Neither the browser's memory nor a spelling service may learn the address: no name, no autocomplete, no spellcheck.
  const input = h('input', {
    id: freshId('address'),
    class: 'field',
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    autocapitalize: 'off',
    spellcheck: 'false',
    enterkeyhint: 'search',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
    'aria-describedby': `${hintId} ${errorId}`,
    'data-private': true,
  });
  const list = h('ul', { id: listId, class: 'suggestions', role: 'listbox', 'aria-label': words.suggestions, hidden: true });
  const clear = h('button', { type: 'button', class: 'clear', 'aria-label': words.clearAddress, hidden: true, onclick: () => reset(true) }, icon('close'));
  const hint = h('p', { id: hintId, class: 'hint' }, words.addressHint);
  const error = h('p', { id: errorId, class: 'field-error', role: 'alert' });

  let candidates: Candidate[] = [];
  let active = -1;
  let timer = 0;
  let asking: AbortController | null = null;

  const place = h('div', { class: 'place-chosen', hidden: true });

  function showPosition(): void {
    const position = question.position;
    place.hidden = position === null;
    if (position === null) return;
    replace(place, icon('pin'), h('span', null, position.from === 'here' ? words.whereHere : words.whereCenter));
    place.append(h('button', { type: 'button', class: 'clear', 'aria-label': words.clearAddress, onclick: () => reset(true) }, icon('close')));
  }

  function reset(focus: boolean): void {
    question.text = '';
    question.position = null;
    input.value = '';
    clear.hidden = true;
    showPosition();
    closeList();
    onChange();
    if (focus) input.focus();
  }

  function closeList(): void {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function choose(candidate: Candidate): void {
    question.text = candidate.matched + candidate.rest;
    question.position = null;
    input.value = question.text;
    clear.hidden = false;
    showPosition();
    closeList();
    showError(null);
    onChange();
    input.focus();
  }

  function move(to: number): void {
    const options = [...list.querySelectorAll('[role=option]')];
    if (options.length === 0) return;
    active = (to + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute('aria-selected', String(index === active)));
    const option = options[active];
    if (!option) return;
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  }

  function render(): void {
    active = -1;
    input.removeAttribute('aria-activedescendant');
    replace(
      list,
      candidates.map((candidate, index) =>
        h(
          'li',
          { id: `${listId}-${index}`, class: 'suggestion', role: 'option', 'aria-selected': 'false', onmousedown: (event: Event) => event.preventDefault(), onclick: () => choose(candidate) },
          icon('pin'),
          h('span', { class: 'suggestion-name' }, candidate.matched, candidate.rest ? h('span', { class: 'suggestion-rest' }, candidate.rest) : null),
          h('span', { class: 'suggestion-level' }, t().level[candidate.level]),
        ),
      ),
    );
    list.hidden = candidates.length === 0;
    input.setAttribute('aria-expanded', String(candidates.length > 0));
    replace(hint, candidates.length === 0 && input.value.trim() !== '' ? words.noCandidate : words.addressHint);
    announce(words.suggestCount(candidates.length));
  }

  async function suggest(): Promise<void> {
    asking?.abort();
    const text = input.value.trim();
    if (text === '') return;
    const mine = new AbortController();
    asking = mine;
    try {
      const found = await postSuggest(text, mine.signal);
      if (mine.signal.aborted || document.activeElement !== input) return;
      candidates = found.candidates;
      render();
    } catch {
      // Suggestions are a help, not a condition: the search itself says what is wrong.
    }
  }

  input.addEventListener('input', () => {
    question.text = input.value;
    question.position = null;
    clear.hidden = input.value === '';
    showPosition();
    showError(null);
    onChange();
    clearTimeout(timer);
    if (input.value.trim() === '') {
      closeList();
      replace(hint, words.addressHint);
    } else timer = window.setTimeout(() => void suggest(), 90);
  });

  input.addEventListener('keydown', (event) => {
    // While kana are being turned into kanji the keys belong to the input method.
    if (event.isComposing || event.keyCode === 229) return;
    const open = !list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (open) move(event.key === 'ArrowDown' ? active + 1 : active === -1 ? -1 : active - 1);
      else void suggest();
    } else if (event.key === 'Enter' && open && active >= 0) {
      event.preventDefault();
      const candidate = candidates[active];
      if (candidate) choose(candidate);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      closeList();
    }
  });
  input.addEventListener('blur', closeList);

  function locate(): void {
    replace(hint, words.locating);
    announce(words.locating);
    const failed = (): void => {
      replace(hint, words.locateFailed);
      announce(words.locateFailed);
    };
    if (!('geolocation' in navigator)) return failed();
    navigator.geolocation.getCurrentPosition((position) => usePosition(position.coords.latitude, position.coords.longitude, 'here'), failed, {
      enableHighAccuracy: true,
      timeout: 10_000,
      maximumAge: 60_000,
    });
  }

  function usePosition(lat: number, lon: number, from: 'here' | 'center'): void {
    reset(false);
    question.position = { lat, lon, from };
    replace(hint, words.addressHint);
    showPosition();
    showError(null);
    onChange();
    announce(from === 'here' ? words.whereHere : words.whereCenter);
  }

  function useCenter(): void {
    const center = mapCenter();
    if (center) usePosition(center.lat, center.lon, 'center');
    else replace(hint, words.locateFailed);
  }

  function showError(message: string | null): void {
    replace(error, message ?? '');
    if (message === null) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  }

  function sync(): void {
    input.value = question.text;
    clear.hidden = question.text === '';
    showPosition();
    showError(null);
  }

  const element = h(
    'div',
    { class: 'address' },
    h('label', { class: 'field-label', for: input.id }, words.address),
    h('div', { class: 'field-box' }, icon('search', 'icon field-icon'), input, clear, list),
    place,
    hint,
    error,
    h(
      'div',
      { class: 'place-buttons' },
      h('button', { type: 'button', class: 'button quiet', onclick: locate }, icon('crosshair'), words.here),
      h('button', { type: 'button', class: 'button quiet use-center', onclick: useCenter }, icon('map'), words.center),
    ),
  );
  function offer(): void {
    input.focus();
    void suggest();
  }

  sync();
  return { element, input, sync, showError, offer };
}
