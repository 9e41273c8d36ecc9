import { parameter, t } from '../i18n';
import { h } from '../ui/dom';
import { icon } from '../ui/icons';

/** Says what of a link was not understood, so that nobody takes the list for what the link promised. */
export function ignoredNotice(ignored: readonly string[]): HTMLElement {
  const words = t().resources;
  const notice: HTMLElement = h(
    'div',
    { class: 'link-notice', role: 'status' },
    icon('info'),
    h('p', null, words.ignored(ignored.join(words.comma))),
    h('button', { type: 'button', class: 'clear', 'aria-label': words.dismiss, onclick: () => notice.remove() }, icon('close')),
  );
  return notice;
}

/** Where to go on from a list that is not what somebody needs. */
export function waysOn(): HTMLElement {
  const words = t().resources.on;
  const way = (href: string, sign: 'search' | 'pin' | 'calendar', title: string, text: string): HTMLElement =>
    h('li', null, h('a', { class: 'way-on', href }, icon(sign), h('span', null, h('strong', null, title), h('span', { class: 'quiet-text' }, text))));
  return h(
    'nav',
    { class: 'ways-on', 'aria-label': words.label },
    h('ul', null, way('/', 'search', words.desk, words.deskText), way(`/areas${parameter()}`, 'pin', words.areas, words.areasText), way(`/holidays${parameter()}`, 'calendar', words.holidays, words.holidaysText)),
  );
}
