import { integer } from '../format';
import { label, parameter, t } from '../i18n';
import type { State } from '../state';
import { h } from '../ui/dom';

/** Where the data comes from. Several licences require this line on screen and on paper. */
export function footerPanel({ status, vocabulary }: State): HTMLElement {
  const words = t().footer;
  const sources = status?.sources ?? [];
  return h(
    'footer',
    { class: 'footer' },
    h('p', null, words.notice),
    sources.length === 0
      ? null
      : h(
          'details',
          { class: 'sources' },
          h('summary', null, words.sources),
          h('ul', null, sources.map((source) => h('li', null, [label(source.label), source.edition, vocabulary.sources.find((entry) => entry.id === source.id)?.licence, words.records(integer(source.records))].filter(Boolean).join('・')))),
        ),
    h('p', { class: 'footer-line' }, status ? h('span', null, words.facilities(integer(status.facilities))) : null, status ? h('span', null, words.version(status.version)) : null, h('a', { href: `/areas${parameter()}` }, words.areas), h('a', { href: '/api/docs' }, words.api)),
  );
}
