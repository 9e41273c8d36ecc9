import type { Candidate, Interpretation } from '../api/types';
import { postInterpret } from '../api/client';
import { moment } from '../format';
import { language, t } from '../i18n';
import { concerns, needLabel, take, type Question, type State } from '../state';
import { announce } from '../ui/announce';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';

export interface WordsOptions {
  state: State;
  /** The question was changed and is to be shown anew. */
  onTake(): void;
}

type Sort = 'place' | 'need' | 'time' | 'role' | 'denied' | 'unread' | 'plain';

/** The text in pieces, each with what it was taken for. */
function pieces(text: string, said: Interpretation): { sort: Sort; text: string }[] {
  const letters = [...text];
  const spans: { sort: Sort; start: number; end: number }[] = [];
  const add = (sort: Sort, ...parts: ({ span: { start: number; end: number } } | null)[]): void => {
    for (const part of parts) if (part) spans.push({ sort, ...part.span });
  };
  add('place', said.place);
  add('need', ...said.needs, ...said.capabilities);
  add('time', said.at);
  add('role', said.role);
  add('denied', ...said.denied);
  add('unread', ...said.rest, ...said.other_places, ...said.other_times, ...said.other_roles);
  add('plain', ...said.particles);
  return spans.sort((a, b) => a.start - b.start).map(({ sort, start, end }) => ({ sort, text: letters.slice(start, end).join('') }));
}

/** The question in one box, in the words of the papers; what was understood goes into the fields below, what was not is shown. */
export function wordsPanel({ state, onTake }: WordsOptions): HTMLElement {
  const words = t().words;
  const { question, vocabulary } = state;
  let before: Question | null = null;
  let asking: AbortController | null = null;

  const id = freshId('words');
  const hintId = freshId('hint');
  const box = h('textarea', { id, class: 'field words-box', rows: 2, maxlength: 500, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': hintId, 'data-private': true });
  const read = h('button', { type: 'button', class: 'button quiet', onclick: () => void ask() }, words.read);
  const said = h('div', { class: 'words-said', role: 'group', 'aria-label': words.title, hidden: true });

  box.value = question.words;
  box.addEventListener('input', () => { question.words = box.value; });
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    void ask();
  });

  function undo(): void {
    if (before) Object.assign(question, before);
    before = null;
    said.hidden = true;
    onTake();
    box.focus();
  }

  function move(to: Candidate): void {
    question.text = to.matched + to.rest;
    question.position = null;
    onTake();
  }

  function notes(answer: Interpretation): HTMLElement[] {
    const lines: HTMLElement[] = [];
    const { place, at } = answer;
    if (place && place.candidates.length > 1) {
      const rivals = place.candidates.slice(0, 4);
      const choices = rivals.map((one) =>
        h('button', { type: 'button', class: 'chip small', 'aria-pressed': String(question.text === one.matched + one.rest), onclick: (event: Event) => {
          move(one);
          for (const choice of choices) choice.setAttribute('aria-pressed', String(choice === event.currentTarget));
        } }, one.matched),
      );
      lines.push(h('div', null, h('p', null, words.several(place.text)), h('div', { class: 'chips', role: 'group', 'aria-label': words.several(place.text) }, choices)));
    }
    if (at && !at.certain) lines.push(h('p', null, icon('clock'), words.guessed(at.text, moment(at.at))));
    const foreign = [...answer.needs, ...answer.capabilities].filter((one) => !concerns(vocabulary, question.role, one.id));
    if (foreign.length > 0) lines.push(h('p', null, icon('info'), words.otherRole(foreign.map((one) => needLabel(vocabulary, one.id)).join('、'))));
    return lines;
  }

  function show(text: string, answer: Interpretation): void {
    const parts = pieces(text, answer);
    const understood = parts.filter(({ sort }) => sort !== 'plain' && sort !== 'unread').length;
    replace(
      said,
      h('p', { class: 'words-text' }, parts.map(({ sort, text: part }) =>
        sort === 'plain' ? part : h('span', { class: `said said-${sort}` }, part, h('span', { class: 'said-sort' }, words[sort])),
      )),
      ...notes(answer),
      h('p', { class: 'words-taken' }, words.taken(understood), ' ', h('button', { type: 'button', class: 'button bare', onclick: undo }, words.undo)),
    );
    said.hidden = false;
    announce(words.taken(understood));
  }

  async function ask(): Promise<void> {
    const text = box.value.trim();
    if (text === '') return box.focus();
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    replace(read, words.reading);
    try {
      const answer = await postInterpret(text, language(), mine.signal);
      before = { ...question, needs: new Map(question.needs) };
      take(question, vocabulary, answer);
      onTake();
      show(text, answer);
    } catch {
      if (mine.signal.aborted) return;
      replace(said, h('p', { role: 'alert' }, words.failed));
      said.hidden = false;
    } finally {
      replace(read, words.read);
    }
  }

  return h(
    'section',
    { class: 'words', 'aria-labelledby': `${id}-title` },
    h('h3', { id: `${id}-title`, class: 'step-title' }, words.title),
    h('label', { class: 'field-label', for: id }, words.label),
    box,
    h('p', { class: 'hint', id: hintId }, words.hint),
    h('div', { class: 'words-actions' }, read),
    said,
  );
}
