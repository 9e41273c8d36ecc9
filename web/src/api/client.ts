import type { BrowseAnswer, BrowseQuestion } from './browse';
import type { Candidate, Comparison, EvidenceSheet, Facility, HoursReading, Interpretation, Language, MatchAnswer, MatchQuestion, Problem, Session, Status, Vocabulary } from './types';

/** What went wrong, in the words of the server where it had any. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null) {
    super(problem?.detail ?? `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  // Answers may depend on where a patient lives: the browser must not keep them, and nobody is told where we came from.
  const response = await fetch(path, {
    ...init,
    cache: init.method === 'POST' ? 'no-store' : 'default',
    credentials: 'same-origin',
    referrerPolicy: 'no-referrer',
  });
  if (!response.ok) {
    const problem = (await response.json().catch(() => null)) as Problem | null;
    throw new ApiError(response.status, problem);
  }
  return (await response.json()) as T;
}

function get<T>(path: string): Promise<T> {
  return ask<T>(path, { method: 'GET', headers: { accept: 'application/json' } });
}

/** Who asks, once somebody wanted to know; nobody is asked where the server has no accounts. */
let session: Promise<Session> | null = null;

/** What shows that a question comes from a page of this session: without it the answer is the public's. */
async function proof(): Promise<Record<string, string>> {
  const asking = await session?.catch(() => null);
  return asking?.csrf ? { 'x-zaitaku-csrf': asking.csrf } : {};
}

async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...(await proof()) },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}

/** The names of things in one language: what the page has to load before anybody can ask anything. */
export const fetchVocabulary = (lang: Language): Promise<Vocabulary> => get(`/api/v1/vocabulary?lang=${lang}&detail=labels`);

/** Who asks. Asked once a page: whoever signs in or out comes to another one. */
export const fetchSession = (): Promise<Session> => (session ??= get<Session>('/api/v1/session').catch((error: unknown) => {
  session = null;
  throw error;
}));

export const fetchStatus = (): Promise<Status> => get('/api/v1/status');

/** A facility, and what its calendars say about now. The moment of a question stays out of addresses, as all of the question does. */
export const fetchFacility = (id: string): Promise<Facility> => get(`/api/v1/facilities/${encodeURIComponent(id)}?at=now`);

export const postMatches = (question: MatchQuestion, signal?: AbortSignal): Promise<MatchAnswer> =>
  post('/api/v1/matches', question, signal);

/** Why one of two stands before the other. When the asker can phone has no say in that, and is not asked with. */
export function postComparison({ my_hours: _, ...question }: MatchQuestion, first: string, second: string, signal?: AbortSignal): Promise<Comparison> {
  return post('/api/v1/matches/comparison', { ...question, first, second }, signal);
}

/** Everybody within the line, for the sheet that a judgement may rest on. */
export const postEvidence = (question: MatchQuestion): Promise<EvidenceSheet> => post('/api/v1/matches/evidence', question);

export const postInterpret = (text: string, lang: Language, signal?: AbortSignal): Promise<Interpretation> =>
  post('/api/v1/interpret', { text, lang }, signal);

export const postSuggest = (text: string, signal?: AbortSignal): Promise<{ candidates: Candidate[] }> =>
  post('/api/v1/suggest', { text }, signal);

/** Makes an anonymous case of a question; of the home only its mesh of about 1 km is kept. `csrf` is that of the session. */
export function postCase({ origin, role, needs, wishes }: MatchQuestion, csrf: string): Promise<{ number: number }> {
  return ask('/api/v1/cases', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', 'x-zaitaku-csrf': csrf },
    body: JSON.stringify({ origin, role, needs, wishes }),
  });
}

/** Facilities by place, words and filters. The place may be a home, so this is a POST like everything that may carry one. */
export const postSearch = (question: BrowseQuestion, signal?: AbortSignal): Promise<BrowseAnswer> =>
  post('/api/v1/search', question, signal);

/** How hours in words are understood. */
export const postHours = (text: string, lang: Language, signal?: AbortSignal): Promise<HoursReading> => post('/api/v1/hours', { text, lang }, signal);

/** Where an address lies, the likeliest place first. */
export const postGeocode = (address: string): Promise<{ candidates: Candidate[] }> => post('/api/v1/geocode', { address });
