//! Where a fact comes from.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

macro_rules! sources {
    ($($variant:ident = $id:literal, $ja:literal, $en:literal, $licence:literal, $url:literal;)*) => {
        /// A published dataset, or whoever else states facts. Everything Zaitaku knows names one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Source {
            $(#[doc = $ja] #[serde(rename = $id)] $variant,)*
        }

        impl Source {
            /// Every source.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The identifier used in JSON and in the store.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// The source with this identifier.
            pub fn from_id(id: &str) -> Option<Self> {
                match id { $($id => Some(Self::$variant),)* _ => None }
            }

            /// The name a reader knows it by: Japanese, English.
            pub const fn label(self) -> (&'static str, &'static str) {
                match self { $(Self::$variant => ($ja, $en)),* }
            }

            /// The licence under which it is published.
            pub const fn licence(self) -> &'static str {
                match self { $(Self::$variant => $licence),* }
            }

            /// The page where it is published; empty where there is none.
            pub const fn url(self) -> &'static str {
                match self { $(Self::$variant => $url),* }
            }
        }
    };
}

sources! {
    NaviiHospital = "navii_hospital", "医療情報ネット(病院)", "Medical information net (hospitals)", "PDL1.0", "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/kenkou_iryou/iryou/newpage_43373.html";
    NaviiHospitalHours = "navii_hospital_hours", "医療情報ネット(病院 診療科・診療時間)", "Medical information net (hospital hours)", "PDL1.0", "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/kenkou_iryou/iryou/newpage_43373.html";
    NaviiClinic = "navii_clinic", "医療情報ネット(診療所)", "Medical information net (clinics)", "PDL1.0", "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/kenkou_iryou/iryou/newpage_43373.html";
    NaviiClinicHours = "navii_clinic_hours", "医療情報ネット(診療所 診療科・診療時間)", "Medical information net (clinic hours)", "PDL1.0", "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/kenkou_iryou/iryou/newpage_43373.html";
    NaviiDental = "navii_dental", "医療情報ネット(歯科診療所)", "Medical information net (dental clinics)", "PDL1.0", "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/kenkou_iryou/iryou/newpage_43373.html";
    NaviiDentalHours = "navii_dental_hours", "医療情報ネット(歯科診療所 診療科・診療時間)", "Medical information net (dental hours)", "PDL1.0", "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/kenkou_iryou/iryou/newpage_43373.html";
    NaviiPharmacy = "navii_pharmacy", "医療情報ネット(薬局)", "Medical information net (pharmacies)", "PDL1.0", "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/kenkou_iryou/iryou/newpage_43373.html";
    Kaigo = "kaigo", "介護サービス情報公表システム", "Care service information disclosure", "CC BY 4.0 / PDL1.0", "https://www.mhlw.go.jp/stf/kaigo-kouhyou_opendata.html";
    Filing = "filing", "地方厚生局 施設基準の届出受理", "Regional bureau filings", "PDL1.0", "https://kouseikyoku.mhlw.go.jp/";
    Gazetteer = "isj", "位置参照情報(国土交通省)", "MLIT location reference", "国土数値情報利用約款", "https://nlftp.mlit.go.jp/isj/";
    NaviiMaternityHome = "navii_maternity_home", "医療情報ネット(助産所)", "Medical information net (maternity homes)", "PDL1.0", "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/kenkou_iryou/iryou/newpage_43373.html";
    OpenDataMedical = "open_data_medical", "自治体オープンデータ(医療機関一覧)", "Municipal open data (medical institutions)", "CC BY 4.0", "https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test";
    OpenDataCare = "open_data_care", "自治体オープンデータ(介護サービス事業所一覧)", "Municipal open data (care services)", "CC BY 4.0", "https://www.digital.go.jp/resources/open_data/municipal-standard-data-set-test";
    Survey = "survey", "地域の調査への回答", "Answers to a local survey", "", "";
    DutyRoster = "duty_roster", "休日当番表", "Duty roster", "", "";
    Vacancy = "vacancy", "空き状況の表", "Vacancy sheet", "", "";
    Correction = "correction", "手での訂正", "Correction by hand", "", "";
    Canonical = "canonical", "Zaitakuの書き出し", "Zaitaku export", "", "";
    Geolonia = "geolonia", "Geolonia 住所データ", "Geolonia address data", "CC BY 4.0", "https://geolonia.github.io/japanese-addresses/";
    JapanPost = "japan_post", "郵便番号データ(日本郵便)", "Postal codes (Japan Post)", "", "https://www.post.japanpost.jp/zipcode/dl/utf-zip.html";
    Neighbours = "neighbours", "近くの施設の公表座標", "Published positions of neighbouring facilities", "", "";
    Demo = "demo", "架空の町", "Fictional demonstration town", "CC0", "";
    Geocoder = "geocoder", "外部の住所検索", "External address search", "", "";
    Editor = "editor", "この名簿の編集", "Edited in this directory", "", "";
    Facility = "facility", "施設の回答", "Answered by the facility", "", "";
}

impl Source {
    /// The sources of reference points for addresses that an operator may import.
    pub const WITH_PLACES: [Self; 2] = [Self::Gazetteer, Self::Geolonia];

    /// Whether a person said so who looked at this very value: a pin that no geocoding moves, a name that no list overrules.
    pub const fn is_by_hand(self) -> bool {
        matches!(self, Self::Correction | Self::Editor | Self::Facility)
    }
}

/// A source and the day its statement was true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Who said so.
    pub source: Source,
    /// The date of the edition.
    pub as_of: Date,
}
