//! The town's answers: what each facility says it can do, when it said so, and in whose words.
//!
//! An answer is drawn from three numbers: how strong the facility is, how hard the thing is, and a little luck. So a clinic that
//! manages a ventilator also manages oxygen, as in life, and who answers nothing at all stays unknown.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::domain::{Answer, Facility, Fact, Kind, Source, vocabulary};

use super::chance::Chance;
use super::knowledge::{
    ASK, BENCH_LINE, DENTIST, DOCTOR, FOCUS_BONUS, GAPS, Hard, LANGUAGES, LIMITS, NETWORKS, PHARMACY, STATION,
};
use super::plan::{Dentist, Doctor, Focus, Hospital, Pharmacy, Plan, Station, Tier};

/// Writes the answers of one facility.
pub(super) fn give(facility: &mut Facility, plan: Plan, reference: Date) {
    let mut chance = Chance::of(&format!("answers of {}", facility.id));
    let asked = back(reference, survey_age(&mut chance));
    // The bureau's lists come out monthly and are read a few weeks later.
    let filed = back(reference, 20).first_of_month();
    let mut sheet = Sheet { facility, chance, reference, asked, filed };
    match plan {
        Plan::Doctor(doctor) => sheet.doctor(doctor),
        Plan::Hospital(hospital) => sheet.hospital(hospital),
        Plan::Dentist(dentist) => sheet.dentist(dentist),
        Plan::Pharmacy(pharmacy) => sheet.pharmacy(pharmacy),
        Plan::Station(station) => sheet.station(station),
        Plan::Care(kind) => sheet.care(kind),
    }
    sheet.leave_gaps();
}

/// Most surveys are of this year, some of last year's: their yes must be asked again.
fn survey_age(chance: &mut Chance) -> u32 {
    match chance.below(100) {
        0..=54 => chance.between(3, 160),
        55..=74 => chance.between(161, 350),
        _ => chance.between(366, 730),
    }
}

fn back(reference: Date, days: u32) -> Date {
    reference.saturating_sub(i64::from(days).days())
}

struct Sheet<'a> {
    facility: &'a mut Facility,
    chance: Chance,
    reference: Date,
    /// The day of the survey.
    asked: Date,
    /// The edition of the bureau's list.
    filed: Date,
}

impl Sheet<'_> {
    fn put(&mut self, id: &str, answer: Answer, as_of: Date, condition: Option<&str>) {
        let capability = vocabulary().capability(id);
        debug_assert!(capability.is_some(), "{id} is no capability");
        if let Some(capability) = capability {
            let fact = Fact { answer, as_of, source: Source::Demo, condition: condition.map(str::to_owned) };
            self.facility.set_fact(capability, fact);
        }
    }

    /// An answer of the survey, with a condition where one is due.
    fn say(&mut self, id: &str, answer: Answer) {
        let condition = self.condition(id, answer);
        self.put(id, answer, self.asked, condition);
    }

    fn condition(&mut self, id: &str, answer: Answer) -> Option<&'static str> {
        match (id, answer) {
            (_, Answer::No | Answer::Unknown) => None,
            ("ict_tool", _) => Some(self.chance.pick(NETWORKS)),
            ("language", _) => Some(self.chance.pick(LANGUAGES)),
            ("telehealth", _) => Some("再診のみ"),
            ("opioids", Answer::Consult) => Some("内服・貼付剤のみ"),
            ("tpn", Answer::Consult) => Some("無菌調剤のできる薬局との連携が条件"),
            ("home_transfusion", Answer::Consult) => Some("赤血球のみ、病院との併診"),
            ("facility_visit", Answer::Consult) => Some("提携施設のみ"),
            ("ventilator_invasive", Answer::Consult) => Some("1名まで、バックベッドの確保が条件"),
            ("wheelchair" | "bcp" | "discharge_conference" | "care_meeting", Answer::Consult) => Some("要事前連絡"),
            (_, Answer::Consult) => Some(self.chance.pick(ASK)),
            (_, Answer::Yes) => self.chance.percent(9).then(|| self.chance.pick(LIMITS)),
        }
    }

    /// An answer by odds in a hundred; the rest stays silent.
    fn odds(&mut self, id: &str, [yes, consult, no]: [u32; 3]) {
        match self.chance.below(100) {
            roll if roll < yes => self.say(id, Answer::Yes),
            roll if roll < yes + consult => self.say(id, Answer::Consult),
            roll if roll < yes + consult + no => self.say(id, Answer::No),
            _ => {}
        }
    }

    /// Answers to a whole list. `silence` in a hundred questions stay open; some of them as an empty box on the sheet.
    fn weigh(&mut self, list: &[Hard], strength: i32, focus: Focus, silence: u32) {
        for &(id, hard) in list {
            let bonus = if focus.capabilities().contains(&id) { FOCUS_BONUS } else { 0 };
            let luck = i32::try_from(self.chance.below(37)).unwrap_or(18) - 18;
            let margin = strength + bonus + luck - hard;
            // Who can, answers; who cannot, often leaves the box empty.
            let silent = if margin >= 8 { silence / 3 } else { silence };
            match margin {
                _ if self.chance.percent(silent) => {
                    if self.chance.percent(30) {
                        self.say(id, Answer::Unknown);
                    }
                }
                8.. => self.say(id, Answer::Yes),
                -10..8 => self.say(id, Answer::Consult),
                _ => self.say(id, Answer::No),
            }
        }
    }

    /// A filing by its symbol, or its absence from the complete list, which is a no.
    fn filing(&mut self, id: &str, symbol: Option<&str>) {
        let answer = if symbol.is_some() { Answer::Yes } else { Answer::No };
        self.put(id, answer, self.filed, symbol);
    }

    /// Room for new people: asked apart and more often, and still often old.
    fn room(&mut self, [yes, consult, no]: [u32; 3], words: &[&'static str]) {
        let age = if self.chance.percent(58) { self.chance.between(1, 60) } else { self.chance.between(63, 300) };
        let as_of = back(self.reference, age);
        let full = ["現在、新規の受入を停止中", "満床・満員のため待機あり"];
        let (answer, condition) = match self.chance.below(100) {
            roll if roll < yes => (Answer::Yes, self.chance.percent(35).then(|| self.chance.pick(words))),
            roll if roll < yes + consult => (Answer::Consult, Some("空きは要問合せ")),
            roll if roll < yes + consult + no => (Answer::No, Some(self.chance.pick(&full))),
            _ => return,
        };
        self.put("accepting_new", answer, as_of, condition);
    }

    fn strength(&mut self, from: u32, to: u32) -> i32 {
        i32::try_from(self.chance.between(from, to)).unwrap_or(50)
    }

    fn implied_by(&mut self, symbol: &str) {
        for id in ["home_visit_scheduled", "contact_24h", "house_call_24h"] {
            self.put(id, Answer::Yes, self.filed, Some(symbol));
        }
    }

    fn doctor(&mut self, doctor: Doctor) {
        let tier = match doctor {
            Doctor::Filed(tier, _) => Some(tier),
            _ => None,
        };
        self.filing("hcsc_1", (tier == Some(Tier::One)).then_some("支援診1"));
        let two = match tier {
            Some(Tier::TwoA) => Some("支援診2ア"),
            Some(Tier::TwoB) => Some("支援診2イ"),
            _ => None,
        };
        self.filing("hcsc_2", two);
        self.filing("hcsc_2a", two.filter(|_| tier == Some(Tier::TwoA)));
        self.filing("hcsc_2b", two.filter(|_| tier == Some(Tier::TwoB)));
        self.filing("hcsc_3", (tier == Some(Tier::Three)).then_some("支援診3"));
        match doctor {
            Doctor::Filed(tier, focus) => self.filed_doctor(tier, focus),
            Doctor::Visiting(focus) => self.visiting_doctor(focus),
            Doctor::Ordinary(specialty) => self.ordinary_doctor(specialty.may_visit()),
        }
    }

    fn filed_doctor(&mut self, tier: Tier, focus: Focus) {
        let (symbol, least, most, enhanced, cancer) = match tier {
            Tier::One => ("支援診1", 76, 96, 100, 75),
            Tier::TwoA => ("支援診2ア", 64, 90, 45, 50),
            Tier::TwoB => ("支援診2イ", 58, 82, 15, 35),
            Tier::Three => ("支援診3", 44, 74, 0, 15),
        };
        self.implied_by(symbol);
        self.fees(true, enhanced, cancer);
        self.say("house_call", Answer::Yes);
        self.odds("house_call_after_hours", if tier == Tier::Three { [70, 25, 0] } else { [96, 4, 0] });
        self.room([46, 30, 16], &["月3名まで", "がん末期は優先して受入", "遠方は要相談", "翌週から訪問可能"]);
        // A few have filed and never answered a survey: then only the bureau speaks.
        if self.chance.percent(90) {
            let strength = self.strength(least, most);
            self.weigh(DOCTOR, strength, focus, 10);
        }
    }

    fn fees(&mut self, home: bool, enhanced: u32, cancer: u32) {
        let facility = self.chance.percent(80);
        let enhanced = self.chance.percent(enhanced);
        let cancer = self.chance.percent(cancer);
        self.filing("home_mgmt_fee", home.then_some("在医総管1"));
        self.filing("facility_mgmt_fee", (home && facility).then_some("在医総管1"));
        self.filing("enhanced_home_care", enhanced.then_some("在充診"));
        self.filing("home_cancer_comprehensive", cancer.then_some("在総"));
    }

    fn visiting_doctor(&mut self, focus: Focus) {
        let home = self.chance.percent(75);
        self.fees(home, 0, 0);
        self.odds("home_visit_scheduled", [86, 14, 0]);
        self.odds("house_call", [70, 28, 0]);
        self.odds("contact_24h", [28, 34, 28]);
        self.odds("house_call_24h", [0, 18, 74]);
        self.odds("house_call_after_hours", [8, 46, 40]);
        self.room([34, 36, 18], &["月2名まで", "近隣の方のみ"]);
        let strength = self.strength(28, 56);
        self.weigh(DOCTOR, strength, focus, 22);
    }

    fn ordinary_doctor(&mut self, may_visit: bool) {
        let home = may_visit && self.chance.percent(22);
        self.fees(home, 0, 0);
        if may_visit && self.chance.percent(42) {
            let regulars = Some("当院かかりつけのみ");
            let visits = if home { Answer::Yes } else { Answer::Consult };
            self.put("home_visit_scheduled", visits, self.asked, regulars);
            self.put("house_call", Answer::Consult, self.asked, regulars);
            self.odds("contact_24h", [4, 20, 46]);
            self.odds("house_call_24h", [0, 4, 66]);
            self.odds("house_call_after_hours", [2, 18, 50]);
            self.odds("home_death_care", [12, 34, 34]);
            let strength = self.strength(4, 34);
            self.weigh(DOCTOR, strength, Focus::General, 62);
        } else if self.chance.percent(44) {
            for id in ["home_visit_scheduled", "house_call", "house_call_24h"] {
                self.odds(id, [0, 2, 84]);
            }
            self.odds("wheelchair", [50, 10, 12]);
            self.odds("language", [12, 8, 30]);
            self.odds("telehealth", [16, 8, 40]);
        }
        self.room([16, 8, 3], &["予約制"]);
    }

    fn hospital(&mut self, hospital: Hospital) {
        let tier = match hospital {
            Hospital::Filed(tier) => Some(tier),
            _ => None,
        };
        let two = matches!(tier, Some(Tier::TwoA | Tier::TwoB));
        self.filing("hcsh_1", (tier == Some(Tier::One)).then_some("支援病1"));
        self.filing("hcsh_2", two.then_some("支援病2"));
        self.filing("hcsh_3", (tier == Some(Tier::Three)).then_some("支援病3"));
        self.filing("backup_hospital", (hospital == Hospital::Backup).then_some("在後病"));
        self.fees(tier.is_some(), if tier == Some(Tier::One) { 100 } else { 0 }, if tier.is_some() { 40 } else { 0 });
        let (admission, respite, ward, stay) = match hospital {
            Hospital::Filed(_) => ([84, 14, 0], [58, 28, 8], [74, 0, 24], [18, 12, 60]),
            Hospital::Backup => ([92, 8, 0], [40, 34, 18], [46, 0, 52], [24, 16, 52]),
            Hospital::Community => ([64, 28, 4], [66, 24, 4], [96, 0, 2], [20, 14, 50]),
            Hospital::LongStay => ([10, 40, 40], [44, 34, 12], [10, 4, 80], [34, 20, 30]),
            Hospital::Psychiatric => ([6, 28, 58], [16, 30, 44], [0, 0, 96], [0, 6, 80]),
            Hospital::Ordinary => ([22, 30, 14], [10, 24, 26], [12, 0, 40], [2, 4, 40]),
        };
        self.odds("emergency_admission", admission);
        self.odds("respite_admission", respite);
        self.odds("community_care_ward", ward);
        self.odds("medical_shortstay", stay);
        self.odds("discharge_conference", [78, 14, 2]);
        self.odds("ict_tool", [44, 20, 18]);
        self.odds("language", [40, 24, 12]);
        self.odds("wheelchair", [92, 4, 0]);
        self.odds("bcp", [82, 10, 0]);
        self.room([38, 40, 10], &["地域連携室へ要連絡", "レスパイトは2週間まで"]);
        match tier {
            Some(tier) => {
                self.implied_by(match tier {
                    Tier::One => "支援病1",
                    Tier::TwoA | Tier::TwoB => "支援病2",
                    Tier::Three => "支援病3",
                });
                self.say("house_call", Answer::Yes);
                self.say("house_call_after_hours", Answer::Yes);
                let strength = self.strength(60, 86);
                self.weigh(DOCTOR, strength, Focus::General, 12);
            }
            None if hospital == Hospital::Psychiatric => {
                self.odds("home_visit_scheduled", [0, 40, 50]);
                self.odds("psychiatric_home_visit", [50, 30, 10]);
            }
            None => self.odds("home_visit_scheduled", [0, 12, 76]),
        }
    }

    fn station(&mut self, station: Station) {
        let (least, most, focus) = match station {
            Station::Enhanced(_, focus) => (74, 94, focus),
            Station::Around(focus) => (40, 72, focus),
            Station::Daytime(focus) => (14, 42, focus),
        };
        let level = match station {
            Station::Enhanced(level, _) => level,
            _ => 0,
        };
        for (n, id) in (1u8..).zip(["nursing_enhanced_1", "nursing_enhanced_2", "nursing_enhanced_3"]) {
            self.say(id, if level == n { Answer::Yes } else { Answer::No });
        }
        let daytime = matches!(station, Station::Daytime(_));
        self.odds("nursing_24h", if daytime { [0, 8, 70] } else { [97, 3, 0] });
        self.odds("nursing_urgent", if daytime { [12, 34, 40] } else { [94, 6, 0] });
        self.room([50, 28, 12], &["リハビリは空きあり", "水・木の午後に空きあり", "終末期は即日対応", "小児は要相談"]);
        if self.chance.percent(92) {
            let strength = self.strength(least, most);
            self.weigh(STATION, strength, focus, if daytime { 30 } else { 12 });
        }
    }

    fn pharmacy(&mut self, pharmacy: Pharmacy) {
        let system = match pharmacy {
            Pharmacy::Sterile => 2,
            Pharmacy::Strong => 1 + self.chance.below(2),
            Pharmacy::Active => u32::from(self.chance.percent(45)),
            Pharmacy::Ordinary => 0,
        };
        self.filing("home_pharmacy_system_1", (system == 1).then_some("在薬総1"));
        self.filing("home_pharmacy_system_2", (system == 2).then_some("在薬総2"));
        match pharmacy {
            Pharmacy::Sterile | Pharmacy::Strong | Pharmacy::Active => {
                self.put("home_pharmacy", Answer::Yes, self.filed, Some("在薬"));
                self.odds("narcotics_retail", if pharmacy == Pharmacy::Active { [72, 6, 16] } else { [100, 0, 0] });
                self.room([62, 22, 4], &["無菌調剤は要予約", "当日中の訪問可"]);
                let (least, most) = match pharmacy {
                    Pharmacy::Sterile => (72, 94),
                    Pharmacy::Strong => (60, 82),
                    _ => (26, 58),
                };
                let strength = self.strength(least, most);
                self.weigh(PHARMACY, strength, Focus::General, 16);
                self.bench(pharmacy);
            }
            Pharmacy::Ordinary => {
                self.odds("home_pharmacy", [8, 34, 20]);
                self.odds("narcotics_retail", [36, 0, 14]);
                let no_bench = self.chance.percent(40);
                if no_bench {
                    self.say("sterile_own", Answer::No);
                }
                self.odds("tpn", [0, 2, 34]);
                self.odds("opioids", [16, 14, 20]);
                self.odds("pharmacy_after_hours", [8, 12, 30]);
                self.odds("medical_supplies", [10, 16, 20]);
                self.odds("wheelchair", [30, 4, 6]);
                self.odds("language", [10, 6, 20]);
            }
        }
    }

    /// TPN is mixed on a clean bench: one's own, a shared one, or not at all.
    fn bench(&mut self, pharmacy: Pharmacy) {
        let south = self.facility.position.is_none_or(|position| position.at.lat() < BENCH_LINE);
        match pharmacy {
            Pharmacy::Sterile if !south => {
                self.say("sterile_own", Answer::Yes);
                self.odds("sterile_shared", [30, 0, 60]);
                self.odds("tpn", [94, 6, 0]);
                self.odds("pca_pump", [76, 20, 4]);
                self.odds("narcotics_injectable_stock", [78, 16, 6]);
            }
            Pharmacy::Sterile | Pharmacy::Strong => {
                self.say("sterile_own", Answer::No);
                self.odds("sterile_shared", [48, 22, 30]);
                self.odds("tpn", if south { [0, 30, 70] } else { [20, 46, 34] });
            }
            _ => {
                self.odds("sterile_own", [0, 0, 88]);
                self.odds("sterile_shared", [6, 14, 60]);
                self.odds("tpn", if south { [0, 6, 84] } else { [2, 14, 70] });
            }
        }
    }

    fn dentist(&mut self, dentist: Dentist) {
        self.filing("home_dental_1", (dentist == Dentist::Filed(1)).then_some("歯援診1"));
        self.filing("home_dental_2", (dentist == Dentist::Filed(2)).then_some("歯援診2"));
        let (least, most, silence) = match dentist {
            Dentist::Filed(1) => (66, 92, 8),
            Dentist::Filed(_) => (48, 74, 12),
            Dentist::Visiting => (26, 54, 24),
            Dentist::Ordinary => {
                self.odds("home_dental_visit", [2, 14, 24]);
                self.odds("wheelchair", [30, 8, 14]);
                self.odds("language", [8, 6, 20]);
                self.room([8, 4, 0], &["予約制"]);
                return;
            }
        };
        self.odds("home_dental_visit", if dentist == Dentist::Visiting { [82, 18, 0] } else { [100, 0, 0] });
        self.room([60, 24, 6], &["木曜午後に訪問枠あり", "片道16km以内"]);
        let strength = self.strength(least, most);
        self.weigh(DENTIST, strength, Focus::General, silence);
    }

    fn care(&mut self, kind: Kind) {
        match kind {
            Kind::CareManagerOffice => {
                self.room([44, 28, 18], &["要介護3以上は優先", "月2件まで"]);
                self.odds("discharge_conference", [64, 22, 4]);
                self.odds("ict_tool", [40, 18, 20]);
                self.odds("language", [10, 12, 34]);
                self.odds("bcp", [52, 20, 8]);
            }
            Kind::CommunitySupportCenter => {
                self.odds("language", [30, 36, 12]);
                self.odds("wheelchair", [84, 6, 4]);
                self.odds("bcp", [70, 20, 2]);
            }
            Kind::HomeHelp | Kind::Visit24h | Kind::BathingService => {
                self.room([40, 34, 16], &["早朝・夜間に空きあり", "火・金の午前に空きあり", "男性ヘルパー在籍"]);
                self.odds("suction", [10, 14, 50]);
                self.odds("gastrostomy", [8, 12, 50]);
                self.odds("bcp", [40, 20, 10]);
            }
            Kind::Multifunctional | Kind::IntegratedFacility | Kind::HealthFacility | Kind::MedicalShortStay => {
                self.room([36, 36, 20], &["泊まりに空きあり", "1床空きあり"]);
                self.odds("suction", [50, 28, 14]);
                self.odds("gastrostomy", [48, 28, 16]);
                self.odds("home_oxygen", [46, 32, 12]);
                self.odds("insulin", [54, 28, 8]);
                self.odds("urinary_catheter", [62, 24, 6]);
                self.odds("facility_death_care", [40, 30, 16]);
                self.odds("medical_shortstay", [14, 20, 50]);
            }
            Kind::NursingHome | Kind::Residential | Kind::GroupHome | Kind::ShortStay => {
                self.room([30, 34, 28], &["1室空きあり", "来月入居可能", "ショート空きは土日のみ"]);
                self.odds("facility_death_care", [42, 26, 20]);
                self.odds("insulin", [24, 34, 28]);
                self.odds("suction", [14, 26, 44]);
                self.odds("gastrostomy", [16, 26, 42]);
                self.odds("home_oxygen", [22, 32, 30]);
            }
            Kind::DayCare | Kind::DayRehab | Kind::HomeRehab => {
                self.room([48, 30, 10], &["月・木に空きあり", "半日利用に空きあり", "入浴なしなら受入可"]);
                self.odds("wheelchair", [70, 16, 6]);
                self.odds("dementia", [46, 24, 12]);
                self.odds("home_oxygen", [14, 34, 34]);
            }
            Kind::Equipment => {
                self.room([50, 10, 0], &["当日納品可"]);
                self.odds("suction", [30, 20, 20]);
            }
            _ => {
                self.odds("wheelchair", [52, 14, 12]);
                self.odds("language", [20, 12, 20]);
                self.odds("dementia", [50, 10, 2]);
            }
        }
    }

    /// Takes back the yes that would fill a gap of the municipality.
    fn leave_gaps(&mut self) {
        let code = self.facility.municipality.map(|code| code.number());
        for &(municipality, id) in GAPS {
            if let Some(capability) = vocabulary().capability(id).filter(|_| Some(municipality) == code)
                && self.facility.answer(capability) == Answer::Yes
            {
                self.put(id, Answer::No, self.asked, None);
            }
        }
    }
}
