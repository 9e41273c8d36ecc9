import { fetchSession } from '../api/client';
import { parameter, t } from '../i18n';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';

/**
 * The way to sign in, and to one's own account for who has. Nothing where the server has no accounts: then it is not asked either.
 * The way is the same for both: the account's page shows who is not signed in where to do it.
 */
export function sessionLink(accounts: boolean): HTMLElement | null {
  if (!accounts) return null;
  const words = t().session;
  const link = h('a', { class: 'session-link', href: `/account${parameter()}` }, icon('person'), h('span', null, words.signIn));
  void fetchSession().then(({ name }) => {
    if (name === null) return;
    link.setAttribute('aria-label', words.account(name));
    replace(link, icon('person'), h('span', null, name));
  }).catch(() => undefined);
  return link;
}
