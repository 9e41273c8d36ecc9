//! The kinds of facility. One facility is one kind at one place.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($variant:ident = $id:literal, $doc:literal;)*) => {
        /// What a facility is. The identifiers are part of the outside contract.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        pub enum Kind {
            $(#[doc = $doc] #[serde(rename = $id)] $variant,)*
        }

        impl Kind {
            /// Every kind, in the order of the contract.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The identifier used in JSON, tiles and files.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// The kind with this identifier.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

kinds! {
    Clinic = "clinic", "診療所";
    Hospital = "hospital", "病院";
    DentalClinic = "dental_clinic", "歯科診療所";
    MaternityHome = "maternity_home", "助産所";
    Pharmacy = "pharmacy", "薬局";
    NursingStation = "nursing_station", "訪問看護ステーション";
    CareManagerOffice = "care_manager_office", "居宅介護支援事業所";
    CommunitySupportCenter = "community_support_center", "地域包括支援センター";
    HomeHelp = "home_help", "訪問介護";
    BathingService = "bathing_service", "訪問入浴介護";
    HomeRehab = "home_rehab", "訪問リハビリテーション";
    DayCare = "day_care", "通所介護";
    DayRehab = "day_rehab", "通所リハビリテーション";
    ShortStay = "short_stay", "短期入所生活介護";
    MedicalShortStay = "medical_short_stay", "短期入所療養介護";
    Multifunctional = "multifunctional", "小規模多機能・看護小規模多機能";
    Visit24h = "visit_24h", "定期巡回・夜間対応型訪問介護";
    GroupHome = "group_home", "認知症グループホーム";
    Residential = "residential", "特定施設(有料老人ホーム等)";
    NursingHome = "nursing_home", "特別養護老人ホーム";
    HealthFacility = "health_facility", "介護老人保健施設";
    IntegratedFacility = "integrated_facility", "介護医療院・介護療養型医療施設";
    Equipment = "equipment", "福祉用具";
    Salon = "salon", "サロン・認知症カフェ";
}

impl Kind {
    /// The kind's place in [`Kind::ALL`].
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A set of kinds packed into one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct KindSet(pub u32);

impl KindSet {
    /// Every kind.
    pub const ALL: Self = Self((1 << Kind::ALL.len()) - 1);

    /// Whether the kind is in the set.
    pub const fn contains(self, kind: Kind) -> bool {
        self.0 >> kind as u32 & 1 == 1
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members in the order of the contract.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(move |&k| self.contains(k))
    }
}

impl FromIterator<Kind> for KindSet {
    fn from_iter<I: IntoIterator<Item = Kind>>(items: I) -> Self {
        Self(items.into_iter().fold(0, |bits, kind| bits | 1 << kind as u32))
    }
}
