//! An anonymous case at a liaison desk: what somebody needs, roughly where and from when, and who was asked. It has a number and no name.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::mesh::Mesh;
use super::municipality::MunicipalityCode;
use super::vocabulary::{Lang, Role};

/// How somebody was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By telephone.
    Phone,
    /// By FAX.
    Fax,
    /// In person.
    Visit,
    /// By mail.
    Mail,
    /// Otherwise.
    Other,
}

impl Channel {
    /// Every channel, the usual one first.
    pub const ALL: &'static [Self] = &[Self::Phone, Self::Fax, Self::Visit, Self::Mail, Self::Other];

    /// The identifier used in the store and in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Fax => "fax",
            Self::Visit => "visit",
            Self::Mail => "mail",
            Self::Other => "other",
        }
    }

    /// The channel with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|channel| channel.id() == id)
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Phone => lang.pick("電話", "telephone", "電話(でんわ)"),
            Self::Fax => lang.pick("FAX", "FAX", "FAX"),
            Self::Visit => lang.pick("訪問", "visit", "会(あ)って"),
            Self::Mail => lang.pick("メール", "mail", "メール"),
            Self::Other => lang.pick("その他", "other", "ほか"),
        }
    }
}

/// What somebody who was asked has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Nothing yet.
    Pending,
    /// Yes.
    Accepted,
    /// No.
    Declined,
    /// They will say later.
    Later,
}

impl Reply {
    /// Every reply.
    pub const ALL: &'static [Self] = &[Self::Pending, Self::Accepted, Self::Declined, Self::Later];

    /// The identifier used in the store and in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Later => "later",
        }
    }

    /// The reply with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reply| reply.id() == id)
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Pending => lang.pick("返事待ち", "no answer yet", "返事(へんじ)を 待(ま)っています"),
            Self::Accepted => lang.pick("受けてくれた", "accepted", "受(う)けて くれました"),
            Self::Declined => lang.pick("断られた", "declined", "だめでした"),
            Self::Later => lang.pick("あとで返事", "will answer later", "あとで 返事(へんじ)"),
        }
    }
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Somebody accepted.
    Accepted,
    /// Nobody did: a need that was not met.
    Unfound,
    /// Another way was found, such as a hospital or a home.
    Elsewhere,
    /// It is not wanted any more.
    Withdrawn,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Self] = &[Self::Accepted, Self::Unfound, Self::Elsewhere, Self::Withdrawn];

    /// The outcomes that a person says; that somebody accepted follows from the request.
    pub const SAID: &'static [Self] = &[Self::Unfound, Self::Elsewhere, Self::Withdrawn];

    /// The identifier used in the store and in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Unfound => "unfound",
            Self::Elsewhere => "elsewhere",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The outcome with this identifier.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outcome| outcome.id() == id)
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Accepted => lang.pick("引き受け先が決まった", "Somebody accepted", "決(き)まりました"),
            Self::Unfound => lang.pick("見つからなかった", "Nobody was found", "見(み)つかりませんでした"),
            Self::Elsewhere => lang.pick(
                "入院・入所など別の道になった",
                "Another way was found (hospital, home)",
                "ほかの 方法(ほうほう)に しました",
            ),
            Self::Withdrawn => lang.pick("取りやめ", "Not wanted any more", "やめました"),
        }
    }
}

/// The end of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct End {
    /// When, in seconds since 1970.
    pub at: i64,
    /// How.
    pub outcome: Outcome,
}

/// An anonymous case. Moments are seconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Case {
    /// Its number, which is its only name. Given by the store, never given twice.
    pub number: i64,
    /// The account that made it.
    pub account: String,
    /// Whether everybody who keeps cases sees it.
    pub shared: bool,
    /// Whom it looks for.
    pub role: Role,
    /// What must be possible: identifiers of needs and capabilities.
    pub needs: Vec<String>,
    /// What would be good.
    pub wishes: Vec<String>,
    /// From when.
    pub wished_from: Option<Date>,
    /// Roughly where: about a square kilometre.
    pub mesh: Mesh,
    /// The municipality of the home.
    pub municipality: MunicipalityCode,
    /// A few words that name nobody.
    pub note: String,
    /// When it was made.
    pub opened_at: i64,
    /// When anything of it changed last.
    pub changed_at: i64,
    /// How it ended; `None` while it is open.
    pub end: Option<End>,
    /// Grows with every change, so that two people who change it at once notice it.
    pub version: i64,
}

/// Somebody who was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// Its number.
    pub id: i64,
    /// The case it belongs to.
    pub case: i64,
    /// The facility, by identifier.
    pub facility: String,
    /// How it was asked.
    pub channel: Channel,
    /// When it was asked, in seconds since 1970.
    pub asked_at: i64,
    /// What it answered.
    pub reply: Reply,
    /// Why it declined: an identifier of `data/cases.toml`.
    pub reason: Option<String>,
    /// When it answered; `None` before.
    pub answered_at: Option<i64>,
}
