import type { BrowseAnswer, BrowseCounts } from '../api/browse';
import { postSearch } from '../api/client';
import type { Vocabulary } from '../api/types';
import { integer } from '../format';
import { t } from '../i18n';
import type { Moments } from './bar';
import { browseQuestion, noFilters, reaches, type Browsing } from './filters';
import type { ListPanel, Way } from './list';
import { namedMoments } from './moment';
import { conditions } from './names';

/** The numbers beside the filters, null and empty while nobody knows them. */
export interface Numbers {
  counts: BrowseCounts | null;
  moments: Moments;
  total: number | null;
}

export interface Asker {
  /** Asks for the list; whatever was asked before is let go of. */
  ask(browsing: Browsing, follow: boolean): Promise<void>;
  more(cursor: string): Promise<void>;
  numbers(): Numbers;
  /** The moment that the list was asked about, RFC 3339. */
  asked(): string | null;
  stop(): void;
}

export interface AskerOptions {
  vocabulary: Vocabulary;
  list: ListPanel;
  /** There is a new list; `follow` where the map shall go to it. */
  onAnswer(answer: BrowseAnswer, browsing: Browsing, follow: boolean): void;
  /** The numbers are other ones. */
  onNumbers(): void;
  /** Somebody takes what the empty list offered. */
  onTake(browsing: Browsing): void;
}

const pageOf = 20;
const unknown: Numbers = { counts: null, moments: {}, total: null };

export function headingOf(total: number, { place, box }: Browsing): string {
  const words = t().resources;
  return place ? words.countNear(integer(total), integer(place.reach / 1000)) : box ? words.countInView(integer(total)) : words.count(integer(total));
}

const totalOf = async (browsing: Browsing, signal: AbortSignal): Promise<number> => (await postSearch(browseQuestion(browsing, 1), signal)).total;

/** What became of several questions; those that failed are as if they had not been asked. */
const answered = async <T>(all: Promise<T>[]): Promise<T[]> => (await Promise.allSettled(all)).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));

/** Which condition, dropped by itself, would bring how many: asked, not guessed. */
async function waysOut(vocabulary: Vocabulary, browsing: Browsing, signal: AbortSignal, onTake: (browsing: Browsing) => void): Promise<Way[]> {
  const words = t().resources.none;
  const attempt = async (name: (n: string) => string, next: Browsing): Promise<Way> => {
    const total = await totalOf(next, signal);
    return { name: name(integer(total)), total, take: () => onTake(next) };
  };
  const { place } = browsing;
  const farther = place && place.reach < reaches.far ? [attempt(words.farther, { ...browsing, place: { ...place, reach: reaches.far } })] : [];
  const fewer = conditions(vocabulary, browsing).map(({ name, without }) => attempt((n) => words.without(name, n), without(browsing)));
  const found = (await answered([...farther, ...fewer])).filter((way) => way.total > 0);
  if (found.length > 0) return found.sort((a, b) => b.total - a.total).slice(0, 4);
  // Where no condition alone is in the way, only all of them together are.
  return (await answered([attempt(words.all, { ...browsing, filters: noFilters, text: '' })])).filter((way) => way.total > 0);
}

/** How many are known to be open at each moment that has a name. */
async function momentsOf(browsing: Browsing, signal: AbortSignal): Promise<Moments> {
  const of = async (open: string): Promise<[string, number]> => [open, await totalOf({ ...browsing, filters: { ...browsing.filters, open, unknownToo: false } }, signal)];
  return Object.fromEntries(await answered(namedMoments.map(of)));
}

export function asker({ vocabulary, list, onAnswer, onNumbers, onTake }: AskerOptions): Asker {
  let numbers = unknown;
  let asked: string | null = null;
  let last: { browsing: Browsing; control: AbortController } | null = null;

  /** What follows a list when nobody is choosing any more. */
  async function afterwards(browsing: Browsing, total: number, signal: AbortSignal): Promise<void> {
    if (total === 0) {
      const ways = await waysOut(vocabulary, browsing, signal, onTake);
      if (!signal.aborted) list.showWays(ways);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (signal.aborted) return;
    const moments = await momentsOf(browsing, signal);
    if (signal.aborted) return;
    numbers = { ...numbers, moments };
    onNumbers();
  }

  function fail(error: unknown, browsing: Browsing, follow: boolean): void {
    numbers = unknown;
    list.showError(error, () => void ask(browsing, follow));
    onNumbers();
  }

  async function ask(browsing: Browsing, follow: boolean): Promise<void> {
    last?.control.abort();
    const control = new AbortController();
    last = { browsing, control };
    const question = browseQuestion(browsing, pageOf);
    list.setBusy(true);
    try {
      const answer = await postSearch({ ...question, counts: true }, control.signal);
      if (control.signal.aborted) return;
      numbers = { counts: answer.counts ?? null, moments: {}, total: answer.total };
      asked = question.open_at ?? null;
      list.show(answer, browsing, asked, headingOf(answer.total, browsing));
      onAnswer(answer, browsing, follow);
      void afterwards(browsing, answer.total, control.signal);
    } catch (error) {
      if (!control.signal.aborted) fail(error, browsing, follow);
    }
  }

  async function more(cursor: string): Promise<void> {
    const mine = last;
    if (!mine) return;
    try {
      const answer = await postSearch({ ...browseQuestion(mine.browsing, pageOf), ...(asked === null ? {} : { open_at: asked }), cursor });
      // Where another question was asked meanwhile this is no part of its answer.
      if (mine !== last) return;
      list.add(answer);
      onNumbers();
    } catch (error) {
      if (mine === last) fail(error, mine.browsing, false);
    }
  }

  return { ask, more, numbers: () => numbers, asked: () => asked, stop: () => last?.control.abort() };
}
