import type { Candidate, FacilitySummary, Match, MatchAnswer, MatchQuestion, Problem, Requirement, Status, Term } from '../src/api/types';
import { facilities, towns } from './town.ts';
import { vocabulary } from './vocabulary.ts';

/** A stand-in for the matching of the real server: right in shape, simple in thought. */
const weights = { distance: 0.35, answers: 0.25, night_cover: 0.2, contact: 0.1, wishes: 0.1 };

function metres(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const x = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(x));
}

export function suggest(text: string): Candidate[] {
  const plain = text.normalize('NFKC').replace(/^架空県?/, '').replace(/^みさき市?/, '').trim();
  const chome = /^(.*?)(\d+)丁目(.*)$/.exec(plain);
  const name = chome?.[1] ?? plain;
  return towns
    .filter((town) => name === '' || town.name.startsWith(name) || name.startsWith(town.name))
    .flatMap((town, at) => {
      const rest = chome?.[3] ?? '';
      const numbers = chome?.[2] ? [Number(chome[2])] : name === town.name || towns.length - at > 8 ? [0, 1, 2] : [0];
      return numbers.map((n) => ({
        lat: town.lat + n * 0.002, lon: town.lon + n * 0.001, level: n ? ('block' as const) : ('town' as const), accuracy_m: n ? 120 : 600,
        matched: `架空県みさき市${town.name}${n ? `${n}丁目` : ''}`, rest, municipality: { code: '99999', name: '架空県みさき市' }, source: 'demo', score: n ? 0.9 : 1,
      }));
    })
    .slice(0, 8);
}

const summary = ({ id, kind, name, address, lat, lon, phone, position, fictional, no_longer_listed }: FacilitySummary): FacilitySummary => ({ id, kind, name, address, lat, lon, phone, position, fictional, no_longer_listed });

const problem = (status: number, title: string, detail: string, field: string | null): Problem => ({ type: 'about:blank', title, status, detail, field, allowed: null });

export function match(question: MatchQuestion): MatchAnswer | Problem {
  const found = 'address' in question.origin ? suggest(question.origin.address)[0] : null;
  if ('address' in question.origin && !found) return problem(422, '住所がわかりません', 'この住所の場所がわかりませんでした。市区町村名から入れるか、町名だけでお試しください。', 'origin.address');
  const origin = found ?? { ...(question.origin as { lat: number; lon: number }), level: 'point' as const, accuracy_m: 10, matched: '', rest: '', source: 'given' };
  const doctors = facilities.filter((facility) => facility.kind === 'clinic' || facility.kind === 'hospital');
  const visiting = doctors.filter((facility) => facility.capabilities.some((one) => one.id === 'home_visit_scheduled' && one.answer === 'yes'));
  const all = visiting.map((facility): Match => {
    const read = (need: string): Requirement => {
      const one = facility.capabilities.find((capability) => capability.id === need);
      const answer = one?.answer ?? 'unknown';
      const old = one?.as_of?.startsWith('2025') ?? false;
      const state = answer === 'no' ? 'unmet' : answer === 'yes' && !old ? 'met' : 'ask';
      const reason = answer === 'no' ? '対応していないとの回答です' : answer === 'consult' ? `相談のうえ：${one?.condition ?? ''}` : answer === 'unknown' ? '回答がありません。電話で確かめてください' : old ? '回答から1年以上たっています' : '対応するとの回答です';
      return { need, state, answer, as_of: one?.as_of ?? null, source: one?.source ?? null, reason };
    };
    const requirements = question.needs.map(read);
    const wishes = question.wishes.map(read);
    const distance = metres(origin, facility);
    const share = (list: Requirement[]): number => (list.length === 0 ? 1 : list.filter((one) => one.state === 'met').length / list.length);
    const open = facility.hours.contact !== null && facility.id.charCodeAt(4) % 2 === 0;
    const terms: Term[] = [
      { term: 'distance', label: '距離', weight: weights.distance, value: Math.max(0, 1 - distance / 16000), reason: `直線で${(distance / 1000).toFixed(1)}km` },
      { term: 'answers', label: '回答の確かさ', weight: weights.answers, value: share(requirements), reason: `${requirements.length}件のうち${requirements.filter((one) => one.state === 'met').length}件に「対応」の回答` },
      { term: 'night_cover', label: '夜間・休日の対応', weight: weights.night_cover, value: facility.group ? 1 : 0.4, reason: facility.group ? '連携型のグループで夜間を担当' : '夜間の体制は単独' },
      { term: 'contact', label: '相談できる時間', weight: weights.contact, value: open ? 1 : 0.5, reason: open ? '連絡時間内' : '連絡時間外' },
      { term: 'wishes', label: 'できればの条件', weight: weights.wishes, value: share(wishes), reason: wishes.length ? `${wishes.length}件の希望` : '希望の指定なし' },
    ];
    return {
      rank: 0, facility: summary(facility), straight_line_m: distance, within_16km: distance <= 16000, requirements, wishes, terms,
      score: terms.reduce((sum, term) => sum + term.weight * term.value, 0),
      contact: { open_at: facility.hours.contact ? open : null, next: open || !facility.hours.contact ? null : '2026-11-24T13:00:00+09:00', channel: facility.hours.contact ? 'phone' : null, phone: facility.phone, person: facility.hours.contact?.person ?? null, note: null },
    };
  });
  const count = (one: Match, state: Requirement['state']): number => one.requirements.filter((requirement) => requirement.state === state).length;
  const ranked = all.filter((one) => one.within_16km && count(one, 'unmet') === 0).sort((a, b) => count(a, 'ask') - count(b, 'ask') || b.score - a.score);
  const near = all.filter((one) => one.within_16km && count(one, 'unmet') === 1).sort((a, b) => a.straight_line_m - b.straight_line_m);
  return {
    origin: { lat: origin.lat, lon: origin.lon, level: origin.level, accuracy_m: origin.accuracy_m, matched: origin.matched, rest: origin.rest, source: origin.source },
    policy: { version: '2026-11', weights },
    candidates: ranked.slice(0, question.limit ?? 10).map((one, index) => ({ ...one, rank: index + 1 })),
    near_misses: near.slice(0, 3).map((one, index) => ({ ...one, rank: index + 1 })),
    evidence: {
      radius_m: 16000, examined: doctors.length, within: doctors.length, offering_visits: visiting.length,
      excluded: [
        { reason: 'no_home_visit', label: '訪問診療を行うとの回答がない', count: doctors.length - visiting.length },
        { reason: 'unmet', label: '対応していない条件がある', count: all.filter((one) => count(one, 'unmet') > 0).length },
      ],
    },
    notices: [],
  };
}

export const status: Status = {
  version: '0.1.0', facilities: facilities.length, revision: 1, demo: true,
  sources: vocabulary.sources.map(({ id, label }) => ({ id, label, edition: '2026-10', records: facilities.length })),
};

export const notFound = (what: string): Problem => problem(404, '見つかりません', `${what} は見つかりませんでした。`, null);
