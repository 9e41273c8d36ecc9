import { t } from '../i18n';
import { h } from '../ui/dom';
import { icon } from '../ui/icons';

/** What the public does not see of an institution: fields, capabilities, `remark/HEADING`. The public is never told that there is any. */
export interface Locked {
  professional_only?: readonly string[] | null;
}

/** The lock beside a value, where one of these parts of it is not for the public. */
export function lock(of: Locked, ...parts: readonly string[]): HTMLElement | null {
  const locked = of.professional_only?.some((part) => parts.includes(part)) ?? false;
  return locked ? h('span', { class: 'lock' }, icon('lock'), t().lock.lock) : null;
}

/** The parts of a calendar that one line of words is made of. */
export const partsOf = (calendar: 'consultation' | 'contact' | 'visiting'): string[] =>
  ['', '/channel', '/person', '/note', '/rest'].map((part) => `hours_${calendar}${part}`);
