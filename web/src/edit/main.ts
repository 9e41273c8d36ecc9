/**
 * The script of the form in which a facility is put right. The form works without it; with it, the week is drawn while somebody writes
 * hours, and the place is set on a map.
 */
import { setLanguage } from '../i18n';
import { mountAnnouncer } from '../ui/announce';
import { drawWhileWriting } from './hours';
import { offerMap } from './pin';

const asked = new URLSearchParams(location.search).get('lang');
setLanguage(asked === 'en' || asked === 'easy' ? asked : 'ja');
mountAnnouncer(document.body);

for (const box of document.querySelectorAll<HTMLTextAreaElement>('textarea[data-hours]')) drawWhileWriting(box);

const place = document.querySelector<HTMLInputElement>('input[data-pin]');
if (place) offerMap(place, document.querySelector<HTMLInputElement>('input[data-address]'));

// A fault far down a long form stands in a group that is closed: its link opens it.
for (const link of document.querySelectorAll<HTMLAnchorElement>('.edit-faults a')) {
  link.addEventListener('click', (event) => {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    target.closest('details')?.setAttribute('open', '');
    const box = target.matches('input, textarea, select') ? target : target.querySelector<HTMLElement>('input, textarea, select');
    (box as HTMLElement | null)?.focus();
    target.scrollIntoView({ block: 'center' });
  });
}
