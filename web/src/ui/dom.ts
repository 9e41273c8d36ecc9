import { language } from '../i18n';

export type Child = Node | string | number | null | undefined | false;

type Props = Record<string, string | number | boolean | null | undefined | EventListener>;

/**
 * Makes an element. `on…` are listeners, `true` and `false` set and leave out an attribute.
 * Text is always set as text, so nothing the server sends can become markup.
 */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props?: Props | null, ...children: (Child | Child[])[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

export function append(parent: Element, children: (Child | Child[])[]): void {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    if (child instanceof Node) parent.append(child);
    else if (language() === 'easy' && parent.tagName !== 'OPTION') parent.append(withReadings(String(child)));
    else parent.append(String(child));
  }
}

/** Easy Japanese writes readings behind words, 「電話(でんわ)」; on the screen they stand above them. */
const reading = /([\p{Script=Han}々]+)[(（]([\p{Script=Hiragana}ー]+)[)）]/gu;

function withReadings(text: string): Node | string {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const found of text.matchAll(reading)) {
    const ruby = document.createElement('ruby');
    const kana = document.createElement('rt');
    kana.textContent = found[2] ?? '';
    ruby.append(found[1] ?? '', kana);
    parts.push(text.slice(at, found.index), ruby);
    at = found.index + found[0].length;
  }
  if (parts.length === 0) return text;
  // One element, so that a row of a button does not pull the sentence apart.
  const sentence = document.createElement('span');
  sentence.append(...parts, text.slice(at));
  return sentence;
}

export function replace(parent: Element, ...children: (Child | Child[])[]): void {
  parent.replaceChildren();
  append(parent, children);
}

let serial = 0;

/** A fresh id, for labels and descriptions that point at each other. */
export function freshId(prefix: string): string {
  serial += 1;
  return `${prefix}-${serial}`;
}
