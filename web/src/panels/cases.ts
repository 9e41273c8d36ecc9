import { ApiError, fetchSession, postCase } from '../api/client';
import type { MatchQuestion, Session } from '../api/types';
import { parameter, t } from '../i18n';
import { h, replace } from '../ui/dom';
import { icon } from '../ui/icons';

/** Who asks, looked up once for a page: signing in and out load it anew. */
let session: Promise<Session | null> | null = null;

/**
 * For whoever keeps cases: the present question becomes an anonymous case. Nothing where the server has no accounts, and hidden for everybody
 * else. `question` is asked when the button is pressed, so that nothing of it is kept here.
 */
export function caseButton(accounts: boolean, question: () => MatchQuestion | null): HTMLElement | null {
  if (!accounts) return null;
  const words = t().cases;
  const trouble = h('p', { class: 'case-trouble', role: 'alert' });
  const button = h('button', { type: 'button', class: 'button quiet', 'aria-describedby': 'case-hint' }, icon('list'), words.make);
  const element = h('div', { class: 'case-make', hidden: true }, button, h('p', { class: 'hint', id: 'case-hint' }, words.hint), trouble);
  session ??= fetchSession().catch(() => null);
  void session.then((who) => {
    const csrf = who?.role === 'professional' ? who.csrf : null;
    if (csrf === null) return;
    element.hidden = false;
    button.addEventListener('click', () => void make(csrf));
  });

  async function make(csrf: string): Promise<void> {
    const body = question();
    if (!body) return;
    button.disabled = true;
    replace(trouble);
    try {
      const { number } = await postCase(body, csrf);
      location.assign(`/cases/${number}${parameter()}`);
    } catch (error) {
      button.disabled = false;
      const said = error instanceof ApiError ? error.problem?.detail : null;
      replace(trouble, `${words.failed} ${said ?? ''}`);
    }
  }
  return element;
}
