import type { Labels, Vocabulary } from '../src/api/types';

const l = (ja: string, en: string, easy = ja): Labels => ({ ja, en, easy });

const groups = {
  visits: l('訪問と連絡', 'Visits and contact', 'いえに 来る'),
  end_of_life: l('看取りと緩和ケア', 'End of life and palliative care', 'さいごまで いえで'),
  breathing: l('呼吸', 'Breathing', 'いき'),
  nutrition: l('栄養と点滴', 'Nutrition and infusion', '食べ物と 点滴'),
  excretion: l('腎臓・排泄', 'Kidney, bladder, bowel', 'トイレ'),
  other: l('皮膚・検査など', 'Skin, tests and others', 'ほか'),
  liaison: l('連携', 'Working together', 'れんらく'),
};

const needs: [id: string, group: keyof typeof groups, ja: string, en: string, easy?: string][] = [
  ['home_visit_scheduled', 'visits', '訪問診療', 'Scheduled home visits', 'いえに 来る 診察'],
  ['house_call', 'visits', '往診', 'House calls', 'よんだら 来る'],
  ['contact_24h', 'visits', '24時間連絡', '24-hour contact', '24時間 電話できる'],
  ['house_call_24h', 'visits', '24時間往診', '24-hour house calls', '24時間 よんだら 来る'],
  ['facility_visit', 'visits', '施設への訪問', 'Visits to care facilities'],
  ['accepting_new', 'visits', '新規受入', 'Accepting new patients', '新しい 人も いい'],
  ['pediatric_home_care', 'visits', '小児の在宅医療', 'Children at home', '子ども'],
  ['medical_care_child', 'visits', '医療的ケア児', 'Children with complex care'],
  ['psychiatric_home_visit', 'visits', '精神科訪問診療', 'Psychiatric home visits'],
  ['dementia', 'visits', '認知症', 'Dementia', '認知症（わすれる 病気）'],
  ['neuro_intractable', 'visits', '神経難病', 'Intractable neurological disease'],
  ['home_death_care', 'end_of_life', '在宅看取り', 'Dying at home', 'いえで さいごまで'],
  ['palliative_cancer', 'end_of_life', 'がん緩和ケア', 'Palliative care for cancer', 'がんの いたみを へらす'],
  ['palliative_noncancer', 'end_of_life', '非がん緩和ケア', 'Palliative care, other than cancer'],
  ['opioids', 'end_of_life', '医療用麻薬', 'Opioids', 'つよい いたみ止め'],
  ['pca_pump', 'end_of_life', '持続皮下注・PCA', 'PCA pump'],
  ['home_oxygen', 'breathing', '在宅酸素', 'Home oxygen', '酸素'],
  ['ventilator_invasive', 'breathing', '人工呼吸器（TPPV）', 'Invasive ventilator', '人工呼吸器'],
  ['ventilator_noninvasive', 'breathing', '人工呼吸器（NPPV）', 'Non-invasive ventilator'],
  ['tracheostomy', 'breathing', '気管切開', 'Tracheostomy'],
  ['suction', 'breathing', '吸引', 'Suction'],
  ['tpn', 'nutrition', '中心静脈栄養', 'TPN (central venous nutrition)', '中心静脈栄養（太い 点滴）'],
  ['cv_port', 'nutrition', 'CVポート', 'CV port'],
  ['gastrostomy', 'nutrition', '胃ろう', 'Gastrostomy', '胃ろう（おなかの くだ）'],
  ['gastrostomy_exchange', 'nutrition', '胃ろう交換', 'Gastrostomy exchange'],
  ['nasogastric_tube', 'nutrition', '経鼻経管', 'Nasogastric tube'],
  ['iv_infusion', 'nutrition', '点滴', 'Drip infusion'],
  ['urinary_catheter', 'excretion', '尿道カテーテル', 'Urinary catheter', 'おしっこの くだ'],
  ['peritoneal_dialysis', 'excretion', '腹膜透析', 'Peritoneal dialysis'],
  ['colostomy', 'excretion', '人工肛門', 'Colostomy'],
  ['paracentesis', 'excretion', '腹水・胸水穿刺', 'Paracentesis'],
  ['home_transfusion', 'excretion', '輸血', 'Transfusion'],
  ['pressure_ulcer_deep', 'other', '褥瘡（真皮を越える）', 'Deep pressure ulcer', 'とこずれ'],
  ['insulin', 'other', 'インスリン', 'Insulin'],
  ['ultrasound', 'other', 'エコー検査', 'Ultrasound'],
  ['discharge_conference', 'liaison', '退院前カンファレンス参加', 'Joins discharge conferences'],
];

const kinds: [id: string, ja: string, en: string, easy?: string][] = [
  ['clinic', '診療所', 'Clinic', '小さい 病院'], ['hospital', '病院', 'Hospital'], ['dental_clinic', '歯科診療所', 'Dentist', '歯の 医者'], ['pharmacy', '薬局', 'Pharmacy'],
  ['nursing_station', '訪問看護ステーション', 'Visiting nurses', 'いえに 来る かんごし'], ['care_manager_office', '居宅介護支援事業所', 'Care managers', 'ケアマネジャー'], ['home_help', '訪問介護', 'Home help'],
  ['day_care', '通所介護', 'Day care'], ['group_home', 'グループホーム', 'Group home'], ['salon', 'サロン', 'Salon'],
];

export const vocabulary: Vocabulary = {
  kinds: kinds.map(([id, ja, en, easy]) => ({ id, label: l(ja, en, easy), explanation: l('', '') })),
  groups: Object.entries(groups).map(([id, label]) => ({ id, label })),
  capabilities: needs.map(([id, group, ja, en, easy]) => ({ id, group, label: l(ja, en, easy), explanation: l('', ''), basis: '在宅医療の調査' })),
  needs: needs.map(([id, group, ja, en, easy]) => ({ id, group, label: l(ja, en, easy), explanation: l(`${ja}に対応していること`, `Able to provide: ${en}`), roles: ['attending'] })),
  roles: [{ id: 'attending', label: l('主治医', 'Attending physician', '主治医'), kinds: ['clinic', 'hospital'] }],
  sources: [
    { id: 'survey', label: 'みさき市医師会調査', licence: '架空', url: null },
    { id: 'filings', label: '地方厚生局の届出', licence: '公共データ利用規約 1.0', url: null },
    { id: 'navii', label: '医療情報ネット', licence: '公共データ利用規約 1.0', url: null },
    { id: 'filing', label: '地方厚生局の届出', licence: '公共データ利用規約 1.0', url: null },
    { id: 'duty_roster', label: '休日当番表', licence: '架空', url: null },
    { id: 'vacancy', label: '空き状況の表', licence: '架空', url: null },
  ],
};
