//! The words of the house: kinds, capabilities, needs and roles, as `GET /api/v1/vocabulary` tells them.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::RawQuery;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::needs::{Demand, Ground, Listing, Need, NeedSource, NeedTable, SITUATIONS, Strength};
use crate::domain::vocabulary::{Basis, CapabilityWords, Lang, Role, Words};
use crate::domain::{Source, needs, vocabulary};

use super::body::{Query, is_known};
use super::facilities::check_lang;
use super::problem::Problem;

/// A text in three languages, or in the one that was asked for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct WordsView {
    #[serde(skip_serializing_if = "Option::is_none")]
    ja: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    en: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    easy: Option<&'static str>,
}

/// A kind of facility.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct KindView {
    id: &'static str,
    label: WordsView,
    explanation: WordsView,
}

/// A heading of capabilities.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct GroupHeadingView {
    id: &'static str,
    label: WordsView,
}

/// A capability.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct CapabilityWordsView {
    id: &'static str,
    group: &'static str,
    label: WordsView,
    explanation: WordsView,
    /// `practice`: only the institution can say; `filing`: an accepted status, so that absence from the list means no.
    basis: &'static str,
    /// The roles that may be asked for it.
    roles: Vec<&'static str>,
}

/// Something that can be asked for: a capability, or a need with what it asks of each role.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NeedView {
    id: &'static str,
    /// The heading it stands under: that of the capability, or the first list in which the need stands.
    group: &'static str,
    label: WordsView,
    explanation: WordsView,
    /// The roles of which it asks anything; none for a situation in which no institution can be asked a question.
    roles: Vec<&'static str>,
    /// `capability` or `need`.
    sort: &'static str,
    /// Where a need stands in the official lists.
    listed: Vec<ListingView>,
    /// What people write for it.
    synonyms: Vec<&'static str>,
    /// What a need asks.
    asks: Vec<DemandView>,
}

/// A place of a need in an official list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ListingView {
    table: &'static str,
    number: &'static str,
    /// The official words.
    text: &'static str,
}

/// What a need asks of some roles.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct DemandView {
    roles: Vec<&'static str>,
    /// One of these capabilities is enough.
    any_of: Vec<&'static str>,
    /// `need` or `wish`.
    strength: &'static str,
    /// `law`, `fee_schedule` or `practice`.
    basis: &'static str,
    /// Why.
    source: WordsView,
}

/// A list in which needs stand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct NeedTableView {
    id: &'static str,
    label: WordsView,
    /// Where it is published; null for the situations.
    source: Option<&'static str>,
    /// Since when it has read like this.
    effective: Option<String>,
}

/// A place in the team.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct RoleView {
    id: &'static str,
    label: WordsView,
    kinds: Vec<&'static str>,
}

/// A dataset or other source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SourceView {
    id: &'static str,
    label: WordsView,
    licence: &'static str,
    url: &'static str,
}

/// All words of the house.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct VocabularyView {
    kinds: Vec<KindView>,
    groups: Vec<GroupHeadingView>,
    capabilities: Vec<CapabilityWordsView>,
    /// What can be asked for: every capability, and the needs, which ask each role for what it takes.
    needs: Vec<NeedView>,
    /// The official lists in which needs stand.
    need_tables: Vec<NeedTableView>,
    roles: Vec<RoleView>,
    sources: Vec<SourceView>,
}

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Telling {
    /// The only language; all where there is none.
    lang: Option<Lang>,
    /// Without the lists, synonyms and demands behind needs: what a page needs to name things.
    brief: bool,
}

impl Telling {
    fn texts(self, ja: &'static str, en: &'static str, easy: &'static str) -> WordsView {
        let told = |lang, text| self.lang.is_none_or(|only| only == lang).then_some(text);
        WordsView { ja: told(Lang::Ja, ja), en: told(Lang::En, en), easy: told(Lang::Easy, easy) }
    }

    fn words(self, words: &'static Words) -> WordsView {
        self.texts(&words.ja, &words.en, &words.easy)
    }

    /// Whatever a brief answer goes without.
    fn long<T>(self, list: impl FnOnce() -> Vec<T>) -> Vec<T> {
        if self.brief { Vec::new() } else { list() }
    }

    fn capability(self, capability: &'static CapabilityWords) -> CapabilityWordsView {
        CapabilityWordsView {
            id: &capability.id,
            group: &capability.group,
            label: self.words(&capability.label),
            explanation: self.words(&capability.explanation),
            basis: match capability.basis {
                Basis::Practice => "practice",
                Basis::Filing => "filing",
            },
            roles: capability.roles.iter().map(|role| role.id()).collect(),
        }
    }

    fn asked_capability(self, capability: &'static CapabilityWords) -> NeedView {
        NeedView {
            id: &capability.id,
            group: &capability.group,
            label: self.words(&capability.label),
            explanation: self.words(&capability.explanation),
            roles: capability.roles.iter().map(|role| role.id()).collect(),
            sort: "capability",
            listed: Vec::new(),
            synonyms: Vec::new(),
            asks: Vec::new(),
        }
    }

    fn need(self, need: &'static Need) -> NeedView {
        NeedView {
            id: &need.id,
            group: need.listed.first().map_or(SITUATIONS, |listing| &listing.table),
            label: self.words(&need.label),
            explanation: self.words(&need.explanation),
            roles: need.roles().map(Role::id).collect(),
            sort: "need",
            listed: self.long(|| need.listed.iter().filter_map(place).collect()),
            synonyms: self.long(|| need.synonyms.iter().map(String::as_str).collect()),
            asks: self.long(|| need.asks.iter().map(|demand| self.demand(demand)).collect()),
        }
    }

    fn demand(self, demand: &'static Demand) -> DemandView {
        let source: &'static NeedSource = &demand.source;
        DemandView {
            roles: demand.roles.iter().map(|role| role.id()).collect(),
            any_of: demand.any.iter().map(|capability| vocabulary().id(capability)).collect(),
            strength: match demand.strength {
                Strength::Need => "need",
                Strength::Wish => "wish",
            },
            basis: match source.basis {
                Ground::Law => "law",
                Ground::FeeSchedule => "fee_schedule",
                Ground::Practice => "practice",
            },
            source: self.texts(&source.ja, &source.en, &source.ja),
        }
    }

    fn table(self, table: &'static NeedTable) -> NeedTableView {
        NeedTableView {
            id: &table.id,
            label: self.words(&table.label),
            source: table.source.as_deref(),
            effective: table.effective.map(|date| date.to_string()),
        }
    }

    fn all(self) -> VocabularyView {
        let all = vocabulary();
        let kinds = all.kinds().iter().map(|kind| KindView {
            id: kind.id.id(),
            label: self.words(&kind.label),
            explanation: self.words(&kind.explanation),
        });
        let headings = all.groups().iter().map(|group| (&*group.id, &group.label));
        let headings = headings.chain(needs().tables().iter().map(|table| (&*table.id, &table.label)));
        let asked = all.capabilities().iter().filter(|words| !words.roles.is_empty());
        let asked = asked.map(|capability| self.asked_capability(capability));
        let roles = all.roles().iter().map(|role| RoleView {
            id: role.id.id(),
            label: self.words(&role.label),
            kinds: role.kinds.iter().map(|kind| kind.id()).collect(),
        });
        let sources = Source::ALL.iter().map(|source| {
            let (ja, en) = source.label();
            SourceView { id: source.id(), label: self.texts(ja, en, ja), licence: source.licence(), url: source.url() }
        });
        VocabularyView {
            kinds: kinds.collect(),
            groups: headings.map(|(id, label)| GroupHeadingView { id, label: self.words(label) }).collect(),
            capabilities: all.capabilities().iter().map(|capability| self.capability(capability)).collect(),
            needs: asked.chain(needs().all().iter().map(|need| self.need(need))).collect(),
            need_tables: needs().tables().iter().map(|table| self.table(table)).collect(),
            roles: roles.collect(),
            sources: sources.collect(),
        }
    }
}

fn place(listing: &'static Listing) -> Option<ListingView> {
    let number = listing.number.as_deref()?;
    Some(ListingView { table: &listing.table, number, text: needs().official_text(listing)? })
}

/// An answer as it is sent, with its tag.
struct Told {
    json: Vec<u8>,
    tag: HeaderValue,
}

/// Every answer there can be: three languages or all, brief or full.
static TOLD: LazyLock<HashMap<Telling, Told>> = LazyLock::new(|| {
    let langs = Lang::ALL.iter().copied().map(Some).chain([None]);
    let tellings = langs.flat_map(|lang| [false, true].map(|brief| Telling { lang, brief }));
    tellings.filter_map(|telling| Some((telling, told(telling)?))).collect()
});

fn told(telling: Telling) -> Option<Told> {
    let json = serde_json::to_vec(&telling.all()).ok()?;
    let tag = HeaderValue::from_str(&format!("W/\"{:016x}\"", xxh3_64(&json))).ok()?;
    Some(Told { json, tag })
}

/// Kinds, capabilities, needs and roles in three languages.
#[utoipa::path(get, path = "/api/v1/vocabulary", tag = "about",
    params(
        ("lang" = Option<String>, Query, description = "only this language: ja, en or easy; all three when absent"),
        ("detail" = Option<String>, Query, description = "full (default), or labels: without lists, synonyms and demands of needs, which are then empty")),
    responses((status = 200, body = VocabularyView), (status = 304, description = "not changed since the ETag given")))]
pub(super) async fn get_vocabulary(RawQuery(raw): RawQuery, headers: HeaderMap) -> Result<Response, Problem> {
    let query = Query::parse(raw.as_deref(), &["lang", "detail"])?;
    let lang = query.get("lang").map(|_| check_lang(&query)).transpose()?;
    let brief = match query.get("detail") {
        None | Some("full") => false,
        Some("labels") => true,
        Some(_) => return Err(Problem::not_allowed("detail", ["full", "labels"])),
    };
    let Some(told) = TOLD.get(&Telling { lang, brief }) else {
        return Err(Problem::internal(&std::io::Error::other("the vocabulary cannot be written as JSON")));
    };
    let mut response = if is_known(&headers, told.tag.to_str().unwrap_or_default()) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], told.json.as_slice()).into_response()
    };
    response.headers_mut().insert(header::ETAG, told.tag.clone());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
