//! What a column of a survey is about.

use serde::{Deserialize, Serialize};

use crate::domain::{Answer, Capability, vocabulary};

macro_rules! roles {
    ($($variant:ident = $id:literal, $label:literal;)*) => {
        /// What a column is about.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Role {
            $(#[doc = $label] $variant,)*
            /// 対応できる処置など: the answer counts for each of the capabilities.
            Capability(Vec<Capability>),
            /// A column for one of several answers (可｜要相談｜不可 beside each other): a tick in it gives this answer.
            Choice(Vec<Capability>, Answer),
        }

        impl Role {
            /// Every role but the capabilities, with its Japanese name.
            pub const FIELDS: &'static [(&'static str, &'static str)] = &[$(($id, $label)),*];

            /// How a mapping file names the role: `name`, `capability:home_oxygen`, `capability:gastrostomy+nasogastric_tube`,
            /// `capability:house_call=consult`.
            pub fn id(&self) -> String {
                match self {
                    $(Self::$variant => $id.to_owned(),)*
                    Self::Capability(capabilities) => format!("capability:{}", ids(capabilities)),
                    Self::Choice(capabilities, answer) => format!("capability:{}={}", ids(capabilities), answer.id()),
                }
            }

            /// The role with this name; `None` where there is none such.
            pub fn from_id(id: &str) -> Option<Self> {
                match id.trim() {
                    $($id => Some(Self::$variant),)*
                    id => {
                        let asked = id.strip_prefix("capability:")?;
                        let (ids, answer) = asked.split_once('=').map_or((asked, None), |(ids, answer)| (ids, Some(answer)));
                        let each = ids.split('+').map(|id| vocabulary().capability(id.trim()));
                        let capabilities = each.collect::<Option<Vec<_>>>()?;
                        match answer {
                            None => Some(Self::Capability(capabilities)),
                            Some(answer) => Some(Self::Choice(capabilities, answer_of(answer.trim())?)),
                        }
                    }
                }
            }

            /// What people call it.
            pub fn label(&self) -> String {
                match self {
                    $(Self::$variant => $label.to_owned(),)*
                    Self::Capability(capabilities) => labels(capabilities),
                    Self::Choice(capabilities, answer) => {
                        let means = match answer {
                            Answer::Yes => "対応できる",
                            Answer::Consult => "要相談",
                            Answer::No => "対応していない",
                            Answer::Unknown => "回答なし",
                        };
                        format!("{}が{means}", labels(capabilities))
                    }
                }
            }
        }
    };
}

roles! {
    FacilityId = "facility_id", "Zaitakuの施設ID";
    Name = "name", "名称";
    NameKana = "name_kana", "フリガナ";
    Address = "address", "所在地";
    Municipality = "municipality", "市区町村";
    Phone = "phone", "電話番号";
    Fax = "fax", "FAX番号";
    Url = "url", "ホームページ";
    InstitutionCode = "institution_code", "医療機関コード";
    KaigoOffice = "kaigo_office", "介護保険事業所番号";
    Kind = "kind", "施設の種別";
    AnsweredOn = "answered_on", "回答日";
    Capacity = "capacity", "月あたり担当可能患者数";
    Beds = "beds", "病床数";
    Specialties = "specialties", "診療科";
    ContactHours = "contact_hours", "相談対応が可能な日時";
    ContactChannel = "contact_channel", "連絡方法";
    ContactPerson = "contact_person", "相談窓口・担当者";
    ConsultationHours = "consultation_hours", "診療・営業時間";
    ClosedDays = "closed_days", "休診日";
    VisitingHours = "visiting_hours", "訪問できる時間";
    CapabilityList = "capability_list", "対応できる処置の一覧";
    Remark = "remark", "備考";
    Ignored = "ignored", "読まない列";
    Unmapped = "unmapped", "未割り当て";
}

fn ids(capabilities: &[Capability]) -> String {
    capabilities.iter().map(|&one| vocabulary().id(one)).collect::<Vec<_>>().join("+")
}

fn labels(capabilities: &[Capability]) -> String {
    let words = capabilities.iter().filter_map(|&one| vocabulary().words(one));
    words.map(|words| words.label.ja.as_str()).collect::<Vec<_>>().join("・")
}

fn answer_of(id: &str) -> Option<Answer> {
    [Answer::Yes, Answer::Consult, Answer::No].into_iter().find(|answer| answer.id() == id)
}

impl Role {
    /// Whether several columns may have it. A second telephone or name would only hide the first.
    pub(super) const fn repeats(&self) -> bool {
        matches!(
            self,
            Self::Ignored
                | Self::Unmapped
                | Self::Remark
                | Self::ContactHours
                | Self::ConsultationHours
                | Self::ClosedDays
                | Self::VisitingHours
                | Self::CapabilityList
        )
    }
}

impl Serialize for Role {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.id())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        Self::from_id(&id).ok_or_else(|| {
            let known: Vec<&str> = Self::FIELDS.iter().map(|(id, _)| *id).collect();
            serde::de::Error::custom(format!(
                "「{id}」という役割はありません (no such role). 使えるもの (one of): {}, capability:… (data/vocabulary.toml の id)",
                known.join(", ")
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_named_and_found_by_its_name() {
        for (id, label) in Role::FIELDS {
            let role = Role::from_id(id).unwrap();
            assert_eq!((role.id().as_str(), role.label().as_str()), (*id, *label));
        }
        for words in vocabulary().capabilities() {
            let id = format!("capability:{}", words.id);
            assert_eq!(Role::from_id(&id).unwrap().id(), id);
        }
        assert_eq!(Role::from_id("capability:gastrostomy + tpn").unwrap().id(), "capability:gastrostomy+tpn");
        assert_eq!(Role::from_id("capability:tpn=consult").unwrap().id(), "capability:tpn=consult");
        for nothing in ["", "capability:", "capability:flying", "capability:tpn=maybe", "namae"] {
            assert_eq!(Role::from_id(nothing), None, "{nothing}");
        }
    }
}
