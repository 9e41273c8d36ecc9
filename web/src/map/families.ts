import type { Catalogue } from '../i18n/ja';

export type Family = keyof Catalogue['map']['family'];

type Outline = 'circle' | 'square' | 'diamond' | 'heart' | 'hexagon' | 'pentagon' | 'shield' | 'house';

export interface FamilyLook {
  kinds: string[];
  outline: Outline;
  /** One character in the middle tells apart what colour and outline alone cannot. */
  colour: { light: string; dark: string };
}

/** Eight families a person can tell apart on a map of twenty-four kinds: by outline first, by colour second. */
export const families: Record<Family, FamilyLook> = {
  doctor: { kinds: ['clinic', 'hospital', 'maternity_home'], outline: 'circle', colour: { light: '#0055ad', dark: '#57b8ff' } },
  dental: { kinds: ['dental_clinic'], outline: 'shield', colour: { light: '#00687a', dark: '#3fc6d4' } },
  pharmacy: { kinds: ['pharmacy'], outline: 'diamond', colour: { light: '#197a4b', dark: '#51b883' } },
  nursing: { kinds: ['nursing_station', 'visit_24h'], outline: 'heart', colour: { light: '#b0125f', dark: '#ff8fbf' } },
  manager: { kinds: ['care_manager_office', 'community_support_center'], outline: 'pentagon', colour: { light: '#6b3fc0', dark: '#b9a2f5' } },
  help: { kinds: ['home_help', 'bathing_service', 'home_rehab', 'day_care', 'day_rehab', 'multifunctional', 'equipment'], outline: 'hexagon', colour: { light: '#8b3200', dark: '#ffa66d' } },
  stay: { kinds: ['short_stay', 'medical_short_stay', 'group_home', 'residential', 'nursing_home', 'health_facility', 'integrated_facility'], outline: 'house', colour: { light: '#6a5300', dark: '#d9b84a' } },
  other: { kinds: ['salon'], outline: 'square', colour: { light: '#4d4d4d', dark: '#b3b3b3' } },
};

const characters: Record<string, string> = {
  clinic: '診', hospital: '病', maternity_home: '産', dental_clinic: '歯', pharmacy: '薬', nursing_station: '看', visit_24h: '24', care_manager_office: 'ケ',
  community_support_center: '包', home_help: '介', bathing_service: '浴', home_rehab: 'リ', day_care: '通', day_rehab: '通', multifunctional: '多', equipment: '具',
  short_stay: '泊', medical_short_stay: '泊', group_home: '共', residential: '住', nursing_home: '特', health_facility: '老', integrated_facility: '医', salon: '集',
};

export const familyNames = Object.keys(families) as Family[];

export function familyOf(kind: string): Family {
  return familyNames.find((name) => families[name].kinds.includes(kind)) ?? 'other';
}

export const characterOf = (kind: string): string => characters[kind] ?? '・';

/** Hospitals keep a square outline of their own, because a nurse looks for beds, not for a clinic. */
export function outlineOf(kind: string): Outline {
  return kind === 'hospital' ? 'square' : families[familyOf(kind)].outline;
}
