//! Beds, departments, services and numbers.

use crate::domain::facility::{Beds, Identifier, Service};
use crate::domain::{Facility, Kind};

use super::chance::Chance;
use super::plan::{Doctor, Hospital, Plan};

/// Identifiers begin with a prefecture that does not exist (there are 47).
const NO_PREFECTURE: &str = "99";

/// Sets what is neither an answer nor a calendar. `n` counts all facilities from 0.
pub(super) fn set(facility: &mut Facility, plan: Plan, n: u32) {
    let mut chance = Chance::of(&format!("details of {}", facility.id));
    facility.phone = Some(phone(facility, n));
    facility.fax = chance.percent(70).then(|| phone(facility, 5_000 + n));
    // RFC 2606 reserves the domain: nobody can ever own it.
    facility.url = chance.percent(30).then(|| format!("https://{}.example/", facility.id));
    facility.specialties = departments(plan).iter().map(|&name| name.to_owned()).collect();
    facility.beds = beds(plan, &mut chance);
    let table = match plan {
        Plan::Doctor(_) | Plan::Hospital(_) => Some(1),
        Plan::Dentist(_) => Some(3),
        Plan::Pharmacy(_) => Some(4),
        Plan::Station(_) => Some(6),
        Plan::Care(_) => None,
    };
    facility.identifiers = table
        .map(|table| Identifier {
            system: "insurance_institution".to_owned(),
            value: format!("{NO_PREFECTURE}{table}{:07}", 9_000_000 + n),
        })
        .into_iter()
        .collect();
    let number = format!("{NO_PREFECTURE}{:08}", 70_000_000 + n);
    facility.services = services(facility.kind, &number, &mut chance);
    if !facility.services.is_empty() {
        facility.identifiers.push(Identifier { system: "kaigo_office".to_owned(), value: number });
    }
    facility.identifiers.sort_unstable();
}

/// A number that cannot be dialled. After the area code comes the exchange (市内局番), and no exchange begins with 0: a 0 there
/// would be a second prefix. The free numbers 0120-000-… are in real use, so the town has none.
fn phone(facility: &Facility, n: u32) -> String {
    match facility.municipality.map(|code| code.number()) {
        Some(14_204) => format!("0467-00-{n:04}"),
        Some(14_107 | 14_108 | 14_111 | 14_115) => format!("045-000-{n:04}"),
        _ => format!("046-000-{n:04}"),
    }
}

const fn departments(plan: Plan) -> &'static [&'static str] {
    match plan {
        Plan::Doctor(Doctor::Filed(_, focus) | Doctor::Visiting(focus)) => focus.departments(),
        Plan::Doctor(Doctor::Ordinary(specialty)) => specialty.departments(),
        Plan::Hospital(Hospital::Psychiatric) => &["精神科", "内科"],
        Plan::Hospital(Hospital::LongStay) => &["内科", "リハビリテーション科"],
        Plan::Hospital(Hospital::Backup) => &[
            "内科",
            "外科",
            "整形外科",
            "循環器内科",
            "脳神経外科",
            "消化器内科",
            "泌尿器科",
            "小児科",
            "放射線科",
            "麻酔科",
        ],
        Plan::Hospital(_) => &["内科", "外科", "整形外科", "リハビリテーション科"],
        Plan::Dentist(_) => &["歯科"],
        _ => &[],
    }
}

fn beds(plan: Plan, chance: &mut Chance) -> Option<Beds> {
    let mut few = |from: u32, to: u32| chance.between(from / 10, to / 10) * 10;
    let by_kind = match plan {
        Plan::Hospital(Hospital::Backup) => vec![("一般", few(210, 480))],
        Plan::Hospital(Hospital::Filed(_) | Hospital::Community) => vec![("一般", few(50, 110)), ("療養", few(30, 80))],
        Plan::Hospital(Hospital::LongStay) => vec![("療養", few(60, 190))],
        Plan::Hospital(Hospital::Psychiatric) => vec![("精神", few(120, 260))],
        Plan::Hospital(Hospital::Ordinary) => vec![("一般", few(30, 150))],
        Plan::Doctor(_) if chance.percent(5) => vec![("一般", chance.between(2, 19))],
        _ => return None,
    };
    let by_kind: Vec<(String, u32)> = by_kind.into_iter().map(|(kind, beds)| (kind.to_owned(), beds)).collect();
    Some(Beds { total: by_kind.iter().map(|(_, beds)| beds).sum(), by_kind })
}

/// A service code of 介護サービス情報公表システム, its name, and the least and most 定員 (0 where there is none).
type Offer = (&'static str, &'static str, u32, u32);

const fn offers(kind: Kind) -> &'static [Offer] {
    match kind {
        Kind::NursingStation => &[("130", "訪問看護", 0, 0)],
        Kind::CareManagerOffice => &[("430", "居宅介護支援", 0, 0)],
        Kind::CommunitySupportCenter => &[("460", "介護予防支援", 0, 0)],
        Kind::HomeHelp => &[("110", "訪問介護", 0, 0)],
        Kind::BathingService => &[("120", "訪問入浴介護", 0, 0)],
        Kind::HomeRehab => &[("140", "訪問リハビリテーション", 0, 0)],
        Kind::DayCare => &[
            ("150", "通所介護", 20, 40),
            ("780", "地域密着型通所介護", 8, 18),
            ("780", "地域密着型通所介護", 8, 18),
            ("720", "認知症対応型通所介護", 6, 12),
        ],
        Kind::DayRehab => &[("160", "通所リハビリテーション", 20, 50)],
        Kind::ShortStay => &[("210", "短期入所生活介護", 10, 30)],
        Kind::MedicalShortStay => &[
            ("220", "短期入所療養介護（介護老人保健施設）", 4, 20),
            ("230", "短期入所療養介護（療養病床を有する病院等）", 2, 10),
        ],
        Kind::Multifunctional => &[
            ("730", "小規模多機能型居宅介護", 18, 29),
            ("770", "看護小規模多機能型居宅介護（複合型サービス）", 18, 29),
        ],
        Kind::Visit24h => &[("760", "定期巡回・随時対応型訪問介護看護", 0, 0), ("710", "夜間対応型訪問介護", 0, 0)],
        Kind::GroupHome => &[("320", "認知症対応型共同生活介護", 9, 18)],
        Kind::Residential => &[
            ("331", "特定施設入居者生活介護（有料老人ホーム）", 30, 80),
            ("332", "特定施設入居者生活介護（軽費老人ホーム）", 30, 60),
        ],
        Kind::NursingHome => &[
            ("510", "介護老人福祉施設", 50, 120),
            ("510", "介護老人福祉施設", 50, 120),
            ("540", "地域密着型介護老人福祉施設入所者生活介護", 20, 29),
        ],
        Kind::HealthFacility => &[("520", "介護老人保健施設", 60, 120)],
        Kind::IntegratedFacility => &[("550", "介護医療院", 30, 80)],
        Kind::Equipment => &[("170", "福祉用具貸与", 0, 0)],
        _ => &[],
    }
}

fn services(kind: Kind, number: &str, chance: &mut Chance) -> Vec<Service> {
    let offers = offers(kind);
    let chosen = offers.get(chance.below(u32::try_from(offers.len()).unwrap_or(0)) as usize);
    let mut chosen: Vec<Offer> = chosen.copied().into_iter().collect();
    if kind == Kind::Equipment && chance.percent(80) {
        chosen.push(("410", "特定福祉用具販売", 0, 0));
    }
    let days = match kind {
        Kind::GroupHome
        | Kind::Residential
        | Kind::NursingHome
        | Kind::HealthFacility
        | Kind::IntegratedFacility
        | Kind::ShortStay
        | Kind::MedicalShortStay
        | Kind::Multifunctional
        | Kind::Visit24h => "平日,土曜,日曜,祝日",
        _ => chance.pick(&["平日", "平日,土曜", "平日,土曜,祝日", "平日,祝日", "平日,土曜,日曜,祝日"]),
    };
    let note = chance.pick(&["", "", "", "年末年始(12月30日～1月3日)を除く", "時間外は要相談"]);
    let service = |(code, label, least, most): Offer| Service {
        code: code.to_owned(),
        label: label.to_owned(),
        number: number.to_owned(),
        capacity: (most > 0).then(|| chance.between(least, most)),
        days: days.to_owned(),
        note: note.to_owned(),
    };
    chosen.into_iter().map(service).collect()
}
