import type { Language } from '../api/types';
import { language, languages, parameter, t } from '../i18n';
import { theme, toggleTheme } from '../ui/preferences';
import { freshId, h, replace } from '../ui/dom';
import { icon } from '../ui/icons';
import { sessionLink } from './session';

/** The pages of the site, in the order of the navigation; the pages that the program writes itself name the same ones (src/pages). */
const pages = [
  ['desk', '/', 'search'],
  ['map', '/map', 'map'],
  ['areas', '/areas', 'pin'],
  ['holidays', '/holidays', 'calendar'],
  ['about', '/about', 'info'],
] as const;

export interface HeaderOptions {
  /** The page this is. */
  current: (typeof pages)[number][0];
  demo: boolean;
  /** Whether people can sign in here. */
  accounts: boolean;
  tools: HTMLElement[];
  onLanguage(language: Language): void;
}

export function headerPanel({ current, demo, accounts, tools, onLanguage }: HeaderOptions): HTMLElement {
  const words = t();
  const select = h(
    'select',
    { id: freshId('language'), class: 'language', onchange: () => onLanguage(select.value as Language) },
    languages.map((one) => h('option', { value: one, selected: one === language(), lang: one === 'en' ? 'en' : 'ja' }, words.language[one])),
  );
  const themeButton = h('button', { type: 'button', class: 'icon-button', onclick: () => { toggleTheme(); dress(); } });
  const dress = (): void => {
    const dark = theme() === 'dark';
    const action = dark ? words.theme.toLight : words.theme.toDark;
    themeButton.setAttribute('aria-label', action);
    themeButton.title = action;
    replace(themeButton, icon(dark ? 'sun' : 'moon'));
  };
  dress();
  const nav = h(
    'nav',
    { class: 'site', 'aria-label': words.site.label },
    pages.map(([id, path, sign]) => h('a', { class: 'site-link', href: path === '/' || id === 'map' ? path : `${path}${parameter()}`, 'aria-current': id === current ? 'page' : null }, icon(sign), h('span', null, words.site[id]))),
  );
  return h(
    'header',
    { class: 'top' },
    h('a', { class: 'skip', href: '#main', onclick: (event: Event) => { event.preventDefault(); document.querySelector<HTMLElement>('#main')?.focus(); } }, words.app.skip),
    h(
      'div',
      { class: 'header' },
      h('h1', { class: 'brand' }, h('img', { src: '/icon.svg', alt: '', width: 32, height: 32 }), h('span', { class: 'brand-name' }, words.app.name, h('span', { class: 'brand-roman', lang: 'en' }, words.app.roman)), h('span', { class: 'brand-tagline' }, words.app.tagline)),
      nav,
      h('div', { class: 'header-tools' }, h('label', { class: 'visually-hidden', for: select.id }, words.language.label), select, themeButton, sessionLink(accounts), tools),
    ),
    demo ? h('p', { class: 'demo' }, icon('info'), h('span', null, words.app.demo)) : null,
  );
}
