/** Who sends a FAX. It is no patient data: it may stay on the device, where somebody wants that. */
export interface Sender {
  institution: string;
  person: string;
  phone: string;
  fax: string;
}

const key = 'zaitaku.sender';
const fields = ['institution', 'person', 'phone', 'fax'] as const;

/** In memory while the page is open, so that the second FAX of a morning needs no typing. */
const current: Sender = { institution: '', person: '', phone: '', fax: '' };
let kept = false;
let read = false;

/** The sender that was typed last, or the one that the device keeps. */
export function sender(): Sender {
  if (!read) {
    read = true;
    try {
      const found: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
      if (typeof found === 'object' && found !== null) {
        kept = true;
        for (const field of fields) {
          const value: unknown = (found as Record<string, unknown>)[field];
          if (typeof value === 'string') current[field] = value;
        }
      }
    } catch {
      // Storage may be refused or hold something else; the fields are then empty.
    }
  }
  return current;
}

export const senderIsKept = (): boolean => kept;

/** Writes the sender to the device, or takes it from there. */
export function keepSender(keep: boolean): void {
  kept = keep;
  try {
    if (keep) localStorage.setItem(key, JSON.stringify(current));
    else localStorage.removeItem(key);
  } catch {
    // A private window may refuse; the sender then holds for this page only.
  }
}
