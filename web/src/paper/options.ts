import { freshId, h } from '../ui/dom';
import type { Coarse } from './area';
import type { Person } from './given';
import { words } from './words';

/** One field of the options with its label. What somebody writes here stays in the page. */
export function field(name: string, control: HTMLInputElement | HTMLSelectElement, hint?: string): HTMLElement {
  const id = freshId('paper');
  control.id = id;
  control.classList.add('field');
  if (hint) control.setAttribute('aria-describedby', `${id}-hint`);
  return h('div', { class: 'paper-field' }, h('label', { class: 'field-label', for: id }, name), control, hint ? h('p', { class: 'hint', id: `${id}-hint` }, hint) : null);
}

export function textField(name: string, value: string, onInput: (value: string) => void, type = 'text', hint?: string): HTMLElement {
  const input = h('input', { type, value, autocomplete: 'off', spellcheck: 'false', maxlength: 80, oninput: () => onInput(input.value) });
  return field(name, input, hint);
}

export function choice(name: string, options: readonly (readonly [string, string])[], chosen: string, onChange: (value: string) => void, hint?: string): HTMLElement {
  const select = h('select', { onchange: () => onChange(select.value) }, options.map(([value, text]) => h('option', { value, selected: value === chosen }, text)));
  return field(name, select, hint);
}

export function checkbox(name: string, checked: boolean, onChange: (checked: boolean) => void): HTMLElement {
  const input = h('input', { type: 'checkbox', checked, onchange: () => onChange(input.checked) });
  return h('label', { class: 'paper-check' }, input, h('span', null, name));
}

/** How much of the address is printed. A house number is never among the choices. */
export function areaOption(chosen: Coarse, onChange: (coarse: Coarse) => void): HTMLElement {
  const texts = words().area;
  return choice(texts.label, [['town', texts.town], ['chome', texts.chome], ['blank', texts.blank]], chosen, (value) => onChange(value === 'chome' || value === 'blank' ? value : 'town'), texts.hint);
}

/** Who is on the paper; at least one stays, since a paper about nobody is none. */
export function peopleOption(name: string, people: readonly Person[], chosen: Set<string>, onChange: () => void): HTMLElement | null {
  if (people.length < 2) return null;
  const boxes = people.map(({ facility, roleLabel }, at) => {
    const same = people.every((one) => one.roleLabel === roleLabel);
    return checkbox(same ? `${at + 1} ${facility.name}` : `${roleLabel} ${facility.name}`, chosen.has(facility.id), (checked) => {
      if (checked) chosen.add(facility.id);
      else if (chosen.size > 1) chosen.delete(facility.id);
      const input = boxes[at]?.querySelector('input');
      if (input) input.checked = chosen.has(facility.id);
      onChange();
    });
  });
  return h('fieldset', { class: 'paper-people' }, h('legend', { class: 'field-label' }, name), boxes);
}
