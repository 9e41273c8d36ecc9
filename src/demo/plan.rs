//! What each facility is meant to be, before any of its answers is drawn: how many of each kind, and how strong in home care.

use crate::domain::Kind;

use super::names::Word;

/// How many of each kind.
pub(super) const COUNTS: &[(Kind, u32)] = &[
    (Kind::Clinic, 330),
    (Kind::Hospital, 25),
    (Kind::DentalClinic, 250),
    (Kind::MaternityHome, 6),
    (Kind::Pharmacy, 215),
    (Kind::NursingStation, 75),
    (Kind::CareManagerOffice, 110),
    (Kind::CommunitySupportCenter, 26),
    (Kind::HomeHelp, 115),
    (Kind::BathingService, 8),
    (Kind::HomeRehab, 18),
    (Kind::DayCare, 85),
    (Kind::DayRehab, 20),
    (Kind::ShortStay, 24),
    (Kind::MedicalShortStay, 14),
    (Kind::Multifunctional, 20),
    (Kind::Visit24h, 9),
    (Kind::GroupHome, 40),
    (Kind::Residential, 40),
    (Kind::NursingHome, 24),
    (Kind::HealthFacility, 14),
    (Kind::IntegratedFacility, 3),
    (Kind::Equipment, 25),
    (Kind::Salon, 30),
];

/// Clinics that visit homes as their profession; the first of all clinics, so that they are spread as all are.
const HOME_CLINICS: u32 = 62;

/// The plan of one facility.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    Doctor(Doctor),
    Hospital(Hospital),
    Dentist(Dentist),
    Pharmacy(Pharmacy),
    Station(Station),
    /// A care service, an office or a meeting place.
    Care(Kind),
}

/// A clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doctor {
    /// 在支診 of a tier.
    Filed(Tier, Focus),
    /// Visits without a filing.
    Visiting(Focus),
    /// Sees patients at the clinic.
    Ordinary(Specialty),
}

/// The tiers of 在支診 and 在支病.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tier {
    /// 単独型.
    One,
    /// 連携型 2ア.
    TwoA,
    /// 連携型 2イ.
    TwoB,
    /// 従来型.
    Three,
}

/// What a home-care team knows best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    General,
    Palliative,
    Breathing,
    Nerves,
    Children,
    Mind,
    Kidney,
    Digestion,
    Heart,
    Pain,
}

/// A hospital.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hospital {
    /// 在支病 of a tier.
    Filed(Tier),
    /// 在宅療養後方支援病院, 200 beds or more.
    Backup,
    /// With a 地域包括ケア病棟.
    Community,
    /// Long stay.
    LongStay,
    Psychiatric,
    Ordinary,
}

/// A dentist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dentist {
    /// 歯援診1 or 2.
    Filed(u8),
    Visiting,
    Ordinary,
}

/// A pharmacy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pharmacy {
    /// With its own clean bench.
    Sterile,
    /// Much home care.
    Strong,
    /// Some.
    Active,
    Ordinary,
}

/// A visiting-nurse station.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Station {
    /// 機能強化型 1 to 3.
    Enhanced(u8, Focus),
    Around(Focus),
    Daytime(Focus),
}

/// What an ordinary clinic treats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Specialty {
    Internal,
    Family,
    Surgery,
    Bones,
    Children,
    Eyes,
    Ears,
    Skin,
    Urology,
    Nerves,
    Mind,
    Women,
    Heart,
    Stomach,
}

impl Plan {
    /// The plan of the nth facility of a kind, counted from 0.
    pub(super) fn of(kind: Kind, n: u32) -> Self {
        match kind {
            Kind::Clinic => Self::Doctor(Doctor::of(n)),
            Kind::Hospital => Self::Hospital(Hospital::of(n)),
            Kind::DentalClinic => Self::Dentist(Dentist::of(n)),
            Kind::Pharmacy => Self::Pharmacy(Pharmacy::of(n)),
            Kind::NursingStation => Self::Station(Station::of(n)),
            other => Self::Care(other),
        }
    }

    /// Whether it may become a member of a 連携型 group.
    pub(super) const fn shares_nights(self) -> bool {
        matches!(
            self,
            Self::Doctor(Doctor::Filed(Tier::TwoA | Tier::TwoB, _))
                | Self::Hospital(Hospital::Filed(Tier::TwoA | Tier::TwoB))
        )
    }
}

impl Doctor {
    fn of(n: u32) -> Self {
        if n >= HOME_CLINICS {
            return Self::Ordinary(Specialty::of(n));
        }
        let focus = Focus::of(n);
        // 23 and 62 have no common divisor: every rank comes up once, in an order that no municipality notices.
        match n * 23 % HOME_CLINICS {
            0..=5 => Self::Filed(Tier::One, focus),
            rank @ 6..=25 => Self::Filed(if rank % 2 == 0 { Tier::TwoA } else { Tier::TwoB }, focus),
            26..=47 => Self::Filed(Tier::Three, focus),
            _ => Self::Visiting(focus),
        }
    }
}

impl Focus {
    const fn of(n: u32) -> Self {
        match n % 13 {
            0 | 7 => Self::Palliative,
            1 => Self::Breathing,
            2 => Self::Nerves,
            3 => Self::Children,
            4 => Self::Mind,
            5 => Self::Kidney,
            8 => Self::Digestion,
            9 => Self::Heart,
            10 => Self::Pain,
            _ => Self::General,
        }
    }
}

impl Hospital {
    const fn of(n: u32) -> Self {
        match n {
            0 => Self::Filed(Tier::One),
            1 => Self::Filed(Tier::TwoA),
            4 | 9 => Self::Filed(Tier::TwoB),
            5 | 11 | 17 => Self::Filed(Tier::Three),
            2 | 3 | 7 | 13 => Self::Backup,
            6 | 10 | 14 | 18 | 21 => Self::Community,
            8 | 15 | 20 => Self::LongStay,
            12 | 19 => Self::Psychiatric,
            _ => Self::Ordinary,
        }
    }
}

impl Dentist {
    const fn of(n: u32) -> Self {
        match n * 77 % 250 {
            0..=11 => Self::Filed(1),
            12..=36 => Self::Filed(2),
            37..=66 => Self::Visiting,
            _ => Self::Ordinary,
        }
    }
}

impl Pharmacy {
    const fn of(n: u32) -> Self {
        match n * 53 % 215 {
            0..=12 => Self::Sterile,
            13..=34 => Self::Strong,
            35..=118 => Self::Active,
            _ => Self::Ordinary,
        }
    }
}

impl Station {
    const fn of(n: u32) -> Self {
        let focus = Focus::of(n + 4);
        match n * 32 % 75 {
            0..=1 => Self::Enhanced(1, focus),
            2..=5 => Self::Enhanced(2, focus),
            6..=8 => Self::Enhanced(3, focus),
            9..=50 => Self::Around(focus),
            _ => Self::Daytime(focus),
        }
    }
}

impl Specialty {
    const fn of(n: u32) -> Self {
        match n * 7 % 29 {
            0..=7 => Self::Internal,
            8..=9 => Self::Family,
            10 => Self::Surgery,
            11..=13 => Self::Bones,
            14..=15 => Self::Children,
            16..=17 => Self::Eyes,
            18..=19 => Self::Ears,
            20..=21 => Self::Skin,
            22 => Self::Urology,
            23 => Self::Nerves,
            24..=25 => Self::Mind,
            26 => Self::Women,
            27 => Self::Heart,
            _ => Self::Stomach,
        }
    }

    /// Whether its doctor may go and see an old patient who no longer can come.
    pub(super) const fn may_visit(self) -> bool {
        matches!(self, Self::Internal | Self::Family | Self::Surgery | Self::Heart | Self::Stomach | Self::Nerves)
    }

    /// 診療科.
    pub(super) const fn departments(self) -> &'static [&'static str] {
        match self {
            Self::Internal => &["内科"],
            Self::Family => &["内科", "小児科"],
            Self::Surgery => &["外科", "内科"],
            Self::Bones => &["整形外科", "リハビリテーション科"],
            Self::Children => &["小児科"],
            Self::Eyes => &["眼科"],
            Self::Ears => &["耳鼻咽喉科"],
            Self::Skin => &["皮膚科"],
            Self::Urology => &["泌尿器科"],
            Self::Nerves => &["脳神経外科", "脳神経内科"],
            Self::Mind => &["心療内科", "精神科"],
            Self::Women => &["婦人科"],
            Self::Heart => &["循環器内科", "内科"],
            Self::Stomach => &["消化器内科", "内科"],
        }
    }

    pub(super) const fn endings(self) -> &'static [Word] {
        match self {
            Self::Internal => &[
                ("内科クリニック", "ナイカクリニック"),
                ("医院", "イイン"),
                ("内科医院", "ナイカイイン"),
                ("クリニック", "クリニック"),
                ("内科", "ナイカ"),
            ],
            Self::Family => &[("内科小児科", "ナイカショウニカ"), ("ファミリー医院", "ファミリーイイン")],
            Self::Surgery => &[("外科内科", "ゲカナイカ"), ("外科クリニック", "ゲカクリニック")],
            Self::Bones => &[("整形外科", "セイケイゲカ"), ("整形外科クリニック", "セイケイゲカクリニック")],
            Self::Children => &[("小児科", "ショウニカ"), ("こどもクリニック", "コドモクリニック")],
            Self::Eyes => &[("眼科", "ガンカ"), ("アイクリニック", "アイクリニック")],
            Self::Ears => &[("耳鼻咽喉科", "ジビインコウカ"), ("耳鼻科クリニック", "ジビカクリニック")],
            Self::Skin => &[("皮膚科", "ヒフカ"), ("皮フ科クリニック", "ヒフカクリニック")],
            Self::Urology => &[("泌尿器科", "ヒニョウキカ"), ("泌尿器クリニック", "ヒニョウキクリニック")],
            Self::Nerves => &[("脳神経クリニック", "ノウシンケイクリニック")],
            Self::Mind => &[("心療内科", "シンリョウナイカ"), ("こころのクリニック", "ココロノクリニック")],
            Self::Women => &[("レディースクリニック", "レディースクリニック")],
            Self::Heart => &[("循環器内科", "ジュンカンキナイカ"), ("ハートクリニック", "ハートクリニック")],
            Self::Stomach => &[("消化器内科", "ショウカキナイカ"), ("胃腸科", "イチョウカ")],
        }
    }
}
