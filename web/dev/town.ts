import type { Answer, Calendar, Capability, CalendarDay, Facility } from '../src/api/types';
import { vocabulary } from './vocabulary.ts';

/** A fictional town for development: 架空県みさき市. The numbers are drawn from a fixed seed, so pictures can be compared. */
let seed = 20261;
function random(): number {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
}
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

export const center = { lat: 35.2412, lon: 139.6834 };

export const towns = ['港町', '若葉台', '浜見', '汐入', '緑が丘', '本町', '白浜', '東山', '花園', '船越', '松風', '大津ヶ原'].map((name, index) => ({
  name,
  lat: center.lat + 0.055 * Math.sin(index * 2.1) * (0.35 + index / 12),
  lon: center.lon + 0.06 * Math.cos(index * 2.1) * (0.35 + index / 12),
}));

const heads = ['みなと', 'さくら', 'あおぞら', 'ひだまり', '中央', 'わかば', '白浜', 'やまびこ', 'しおさい', '松風', 'こもれび', 'なぎさ', '田中', '佐野', '大津', '北見', 'はまなす', 'すずらん', '藤井', '三橋'];
const tails: Record<string, string[]> = {
  clinic: ['クリニック', '在宅クリニック', '内科', '医院', 'ホームケアクリニック', '内科外科医院'],
  hospital: ['総合病院', '記念病院', '病院'],
  dental_clinic: ['歯科', '歯科クリニック'],
  pharmacy: ['薬局', '調剤薬局'],
  nursing_station: ['訪問看護ステーション'],
  care_manager_office: ['居宅介護支援事業所', 'ケアプランセンター'],
  home_help: ['ヘルパーステーション'],
  day_care: ['デイサービス'],
  group_home: ['グループホーム'],
  salon: ['サロン'],
};

const days = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su', 'ph'] as const;

function week(from: string, to: string, closed: readonly string[], afternoon?: [string, string]): CalendarDay[] {
  return days.map((day) => ({
    day,
    spans: closed.includes(day) ? [] : day === 'sa' ? [{ from, to: '12:00' }] : [{ from, to }, ...(afternoon ? [{ from: afternoon[0], to: afternoon[1] }] : [])],
    note: day === 'sa' && !closed.includes(day) ? '第2・第4のみ' : null,
  }));
}

function calendar(kind: 'consultation' | 'contact' | 'visiting'): Calendar | null {
  if (random() < 0.15) return null;
  const source = kind === 'consultation' ? 'navii' : 'survey';
  const base = { osm: 'Mo-Fr 09:00-12:00; PH off', source, as_of: kind === 'consultation' ? '2026-06-01' : '2026-09-15' };
  if (kind === 'visiting') return { ...base, text: '毎日 24時間', week: days.map((day) => ({ day, spans: [{ from: '00:00', to: '24:00' }], note: null })), channel: 'phone', person: null, note: '夜間は当番医の携帯へ転送' };
  if (kind === 'contact') return { ...base, text: '月〜金 13:00〜14:00', week: week('13:00', '14:00', ['we', 'sa', 'su', 'ph']), channel: 'phone', person: pick(['地域連携室 高橋', '看護師 小林', '院長']), note: null };
  return { ...base, text: '月〜土 9:00〜12:00、14:30〜17:30', week: week('09:00', '12:00', ['su', 'ph'], ['14:30', '17:30']), channel: null, person: null, note: null };
}

function capabilities(kind: string): Capability[] {
  if (kind !== 'clinic' && kind !== 'hospital') return [];
  const keen = random();
  return vocabulary.needs.map((need) => {
    const dice = random() * 0.55 + keen * 0.6;
    const visits = need.id === 'home_visit_scheduled' || need.id === 'house_call';
    const answer: Answer = dice > (visits ? 0.32 : 0.5) ? 'yes' : dice > 0.34 ? 'consult' : dice > 0.22 ? 'no' : 'unknown';
    return {
      id: need.id,
      answer,
      as_of: answer === 'unknown' ? null : pick(['2026-10-01', '2026-09-15', '2026-04-01', '2025-07-01']),
      source: pick(['survey', 'survey', 'filings']),
      condition: answer === 'consult' ? pick(['病状により相談', '訪問看護が入っていること', '受け持ち人数による', '紹介状が必要']) : null,
    };
  });
}

const day = (later: number): string => new Date(Date.now() + 9 * 3600_000 + later * 24 * 3600_000).toISOString().slice(0, 10);

/** What stands beside the fields: now and then everything, mostly nothing. */
function said(index: number): Pick<Facility, 'capacity' | 'duties' | 'vacancies' | 'remarks' | 'closed' | 'absent' | 'site' | 'links' | 'replaced'> {
  const survey = { source: 'survey', as_of: '2026-09-15' };
  const full = index % 4 === 0;
  return {
    capacity: full ? { least: 10, most: 15, text: '10〜15', ...survey } : null,
    duties: full ? [{ date: day(3), spans: [{ from: '09:00', to: '17:00' }], label: '内科', note: null, source: 'duty_roster', as_of: '2026-11-01' }] : [],
    vacancies: full ? [0, 1, 2].map((later) => ({ date: day(later), places: later === 1 ? 2 : null, answer: later === 2 ? ('no' as const) : ('yes' as const), note: later === 0 ? '女性のみ' : null, source: 'vacancy', as_of: '2026-11-18' })) : [],
    remarks: full ? [{ label: '備考', text: '看取りは訪問看護と連携する場合のみ', ...survey }] : [],
    closed: null,
    absent: index === 4 ? [{ source: 'navii', last_listed: '2025-12-01', missing_since: '2026-06-01' }] : [],
    site: null,
    links: full ? [{ source: 'filing', key: '9911234567', score: 98, reasons: ['same_address', 'same_name_but_corporation'] }] : [],
    replaced: full ? [{ field: 'phone', value: '000-800-9999', changed_since: index === 8, source: 'filing', as_of: '2026-10-01' }] : [],
  };
}

function make(kind: string, index: number): Facility {
  const town = pick(towns);
  const approx = random() < 0.3;
  const name = `${heads[(index * 7 + kind.length) % heads.length] ?? ''}${pick(tails[kind] ?? [''])}`;
  const consultation = calendar('consultation');
  return {
    id: `${kind.slice(0, 2)}-${String(index).padStart(4, '0')}`,
    kind,
    name,
    address: `架空県みさき市${town.name}${1 + Math.floor(random() * 5)}丁目${1 + Math.floor(random() * 20)}-${1 + Math.floor(random() * 15)}`,
    lat: town.lat + (random() - 0.5) * 0.03,
    lon: town.lon + (random() - 0.5) * 0.035,
    phone: random() < 0.06 ? null : `000-${String(800 + Math.floor(random() * 99)).padStart(3, '0')}-${String(Math.floor(random() * 9999)).padStart(4, '0')}`,
    position: approx ? { level: 'town', accuracy_m: 400, source: 'navii' } : { level: 'point', accuracy_m: 10, source: 'navii' },
    fictional: true,
    no_longer_listed: index === 4,
    name_kana: null,
    fax: random() < 0.5 ? null : '000-800-0001',
    url: null,
    municipality: { code: '99999', name: '架空県みさき市' },
    beds: kind === 'hospital' ? { total: 199, by_kind: { 一般: 150, 療養: 49 } } : null,
    services: kind === 'clinic' ? [{ code: 'naika', label: '内科', capacity: null, days: null, note: null, number: null }, { code: 'visit', label: '訪問診療', capacity: null, days: '月〜金', note: null, number: null }] : [],
    capabilities: capabilities(kind),
    hours: { consultation, contact: calendar('contact'), visiting: calendar('visiting') },
    group: null,
    identifiers: [{ system: '医療機関コード', value: `99${1000000 + index}` }],
    provenance: { name: { source: 'navii', as_of: '2026-06-01' }, address: { source: 'navii', as_of: '2026-06-01' }, phone: { source: 'filings', as_of: '2026-10-01' }, capabilities: { source: 'survey', as_of: '2026-09-15' } },
    ...said(index),
  };
}

const counts: Record<string, number> = { clinic: 64, hospital: 6, dental_clinic: 30, pharmacy: 42, nursing_station: 16, care_manager_office: 20, home_help: 18, day_care: 14, group_home: 9, salon: 8 };

export const facilities: Facility[] = Object.entries(counts).flatMap(([kind, count]) => Array.from({ length: count }, (_, index) => make(kind, index)));

const clinics = facilities.filter((facility) => facility.kind === 'clinic');
for (let start = 0; start + 2 < 18; start += 3) {
  const members = clinics.slice(start, start + 3);
  const group = { id: `g-${start}`, name: `みさき在宅医療ネット ${start / 3 + 1}`, phone: '000-800-2424', members: members.map(({ id, name }) => ({ id, name })) };
  for (const member of members) member.group = group;
}
