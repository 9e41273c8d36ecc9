import { t } from '../i18n';
import { append, freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { words } from './words';

/** A paper that can be drawn again whenever one of its options changes. */
export interface Maker {
  title: string;
  lead: string;
  options: (HTMLElement | null)[];
  draw(): HTMLElement[];
}

/** Says on a page that not everybody may read it: at its foot, or at the top of a card, which has no room for a sentence. */
function stamp(leaf: HTMLElement): void {
  leaf.querySelector('.paper-foot')?.prepend(h('p', { class: 'paper-lock' }, icon('lock'), t().lock.paper));
  for (const top of leaf.querySelectorAll('.card-top')) append(top, [h('span', { class: 'paper-lock' }, icon('lock'), t().lock.lock)]);
}

/** Pixels in a millimetre of a style sheet. */
const pixels = 96 / 25.4;

/**
 * The preview: options on one side, the pages as they will leave the printer on the other. The dialog cannot be printed from
 * everywhere, because it lives above the page; a copy of the pages that only print media see is printed instead. `locked` papers
 * say on each page that not everybody may read them.
 */
export function openPreview(make: (redraw: () => void) => Maker, locked = false): void {
  const texts = words();
  const pages = h('div', { class: 'paper-pages' });
  const fit = h('div', { class: 'paper-fit' }, pages);
  const copy = h('div', { class: 'paper-print' });
  // Inside the dialog, since what is outside of it is silent while it is open.
  const count = h('p', { class: 'paper-count', role: 'status' });
  let maker: Maker;

  function scale(): void {
    const widest = Math.max(1, ...[...pages.children].map((leaf) => (leaf as HTMLElement).offsetWidth));
    fit.style.setProperty('--across', `${widest / pixels}mm`);
    const by = Math.min(1, fit.clientWidth / widest);
    fit.style.setProperty('--scale', String(by));
    fit.style.height = `${Math.ceil(pages.offsetHeight * by)}px`;
  }

  function draw(): void {
    const leaves = maker.draw();
    leaves.forEach((leaf, at) => {
      leaf.setAttribute('role', 'group');
      leaf.setAttribute('aria-label', texts.page(at + 1, leaves.length));
      if (locked) stamp(leaf);
    });
    replace(pages, leaves);
    replace(copy, leaves.map((leaf) => leaf.cloneNode(true)));
    const said = texts.pages(leaves.length);
    if (count.textContent !== said) replace(count, said);
    scale();
  }

  maker = make(draw);
  const id = freshId('paper');
  const title = h('h2', { id, class: 'results-title', tabindex: '-1' }, maker.title);
  const options = maker.options.filter((one) => one !== null);
  const element = h('dialog', { class: 'paper', 'aria-labelledby': id },
    h('header', { class: 'paper-bar' },
      title,
      h('button', { type: 'button', class: 'button primary paper-go', onclick: () => window.print() }, icon('print'), texts.print),
      h('button', { type: 'button', class: 'clear paper-close', 'aria-label': t().facility.close, onclick: () => element.close() }, icon('close'))),
    h('div', { class: options.length > 0 ? 'paper-desk' : 'paper-desk paper-plain' },
      h('div', { class: 'paper-side' }, h('p', { class: 'hint' }, maker.lead), count, h('div', { class: 'paper-options' }, options)),
      h('div', { class: 'paper-view', role: 'region', tabindex: 0, 'aria-label': texts.preview }, fit)));

  // The name of a file that the print dialog offers; it holds nothing of the patient.
  const titleBefore = document.title;
  const watch = new ResizeObserver(scale);
  element.addEventListener('close', () => {
    watch.disconnect();
    document.body.classList.remove('has-paper');
    document.title = titleBefore;
    copy.remove();
    element.remove();
  });
  append(document.body, [copy, element]);
  document.body.classList.add('has-paper');
  document.title = maker.title;
  element.showModal();
  draw();
  watch.observe(fit);
  title.focus();
}
