//! What this server knows and speaks: vocabulary, status, health.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::needs::{Demand, Ground, Listing, Need, NeedSource, NeedTable, SITUATIONS, Strength};
use crate::domain::vocabulary::{Basis, CapabilityWords, Role, Words};
use crate::domain::{Source, needs, vocabulary};

use super::problem::Problem;
use super::state::App;

/// How long the store may take to answer a probe.
const READY_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(2);

/// A text in three languages.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct WordsView {
    ja: &'static str,
    en: &'static str,
    easy: &'static str,
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

/// How much of a source is in the directory.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct SourceStatus {
    id: &'static str,
    label: &'static str,
    edition: String,
    records: u64,
}

/// What this server holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct Status {
    version: &'static str,
    facilities: usize,
    revision: i64,
    /// Whether the directory holds the fictional demonstration town.
    demo: bool,
    sources: Vec<SourceStatus>,
}

fn words(words: &'static Words) -> WordsView {
    WordsView { ja: &words.ja, en: &words.en, easy: &words.easy }
}

impl NeedView {
    fn of_capability(capability: &'static CapabilityWords) -> Self {
        Self {
            id: &capability.id,
            group: &capability.group,
            label: words(&capability.label),
            explanation: words(&capability.explanation),
            roles: capability.roles.iter().map(|role| role.id()).collect(),
            sort: "capability",
            listed: Vec::new(),
            synonyms: Vec::new(),
            asks: Vec::new(),
        }
    }

    fn of_need(need: &'static Need) -> Self {
        let place = |listing: &'static Listing| {
            let number = listing.number.as_deref()?;
            Some(ListingView { table: &listing.table, number, text: needs().official_text(listing)? })
        };
        let demand = |demand: &'static Demand| DemandView {
            roles: demand.roles.iter().map(|role| role.id()).collect(),
            any_of: demand.any.iter().map(|capability| vocabulary().id(capability)).collect(),
            strength: match demand.strength {
                Strength::Need => "need",
                Strength::Wish => "wish",
            },
            basis: match demand.source.basis {
                Ground::Law => "law",
                Ground::FeeSchedule => "fee_schedule",
                Ground::Practice => "practice",
            },
            source: source_words(&demand.source),
        };
        Self {
            id: &need.id,
            group: need.listed.first().map_or(SITUATIONS, |listing| &listing.table),
            label: words(&need.label),
            explanation: words(&need.explanation),
            roles: need.roles().map(Role::id).collect(),
            sort: "need",
            listed: need.listed.iter().filter_map(place).collect(),
            synonyms: need.synonyms.iter().map(String::as_str).collect(),
            asks: need.asks.iter().map(demand).collect(),
        }
    }
}

fn source_words(source: &'static NeedSource) -> WordsView {
    WordsView { ja: &source.ja, en: &source.en, easy: &source.ja }
}

fn need_table(table: &'static NeedTable) -> NeedTableView {
    NeedTableView {
        id: &table.id,
        label: words(&table.label),
        source: table.source.as_deref(),
        effective: table.effective.map(|date| date.to_string()),
    }
}

/// Kinds, capabilities, needs and roles in three languages.
#[utoipa::path(get, path = "/api/v1/vocabulary", tag = "about", responses((status = 200, body = VocabularyView)))]
pub(super) async fn get_vocabulary() -> Response {
    let all = vocabulary();
    let capabilities: Vec<CapabilityWordsView> = all
        .capabilities()
        .iter()
        .map(|capability| CapabilityWordsView {
            id: &capability.id,
            group: &capability.group,
            label: words(&capability.label),
            explanation: words(&capability.explanation),
            basis: match capability.basis {
                Basis::Practice => "practice",
                Basis::Filing => "filing",
            },
            roles: capability.roles.iter().map(|role| role.id()).collect(),
        })
        .collect();
    let asked = all.capabilities().iter().filter(|words| !words.roles.is_empty()).map(NeedView::of_capability);
    let view = VocabularyView {
        kinds: all
            .kinds()
            .iter()
            .map(|kind| KindView { id: kind.id.id(), label: words(&kind.label), explanation: words(&kind.explanation) })
            .collect(),
        groups: all
            .groups()
            .iter()
            .map(|group| GroupHeadingView { id: &group.id, label: words(&group.label) })
            .chain(needs().tables().iter().map(|table| GroupHeadingView { id: &table.id, label: words(&table.label) }))
            .collect(),
        needs: asked.chain(needs().all().iter().map(NeedView::of_need)).collect(),
        need_tables: needs().tables().iter().map(need_table).collect(),
        capabilities,
        roles: all
            .roles()
            .iter()
            .map(|role| RoleView {
                id: role.id.id(),
                label: words(&role.label),
                kinds: role.kinds.iter().map(|kind| kind.id()).collect(),
            })
            .collect(),
        sources: Source::ALL
            .iter()
            .map(|source| {
                let (ja, en) = source.label();
                let label = WordsView { ja, en, easy: ja };
                SourceView { id: source.id(), label, licence: source.licence(), url: source.url() }
            })
            .collect(),
    };
    let mut response = Json(view).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}

/// What this server holds, with the edition of every source.
#[utoipa::path(get, path = "/api/v1/status", tag = "about", responses((status = 200, body = Status)))]
pub(super) async fn get_status(State(app): State<App>) -> Json<Status> {
    let summary = app.sources.load();
    let demo = summary.iter().any(|(source, ..)| *source == Source::Demo);
    let directory = app.services.directory.load();
    let sources = summary.iter().map(|(source, records, edition)| SourceStatus {
        id: source.id(),
        label: source.label().0,
        edition: edition.clone(),
        records: *records,
    });
    Json(Status {
        version: env!("CARGO_PKG_VERSION"),
        facilities: directory.len(),
        revision: directory.revision(),
        demo,
        sources: sources.collect(),
    })
}

/// The process is alive.
#[utoipa::path(get, path = "/healthz", tag = "about", responses((status = 200, body = String)))]
pub(super) async fn get_health() -> &'static str {
    "ok\n"
}

/// The server can answer: its directory is loaded and its store can be reached.
#[utoipa::path(get, path = "/readyz", tag = "about",
    responses((status = 200, body = String), (status = 503, body = Problem)))]
pub(super) async fn get_readiness(State(app): State<App>) -> Result<&'static str, Problem> {
    match tokio::time::timeout(READY_TIMEOUT, app.store.ping()).await {
        Ok(Ok(())) => Ok("ready\n"),
        Ok(Err(error)) => {
            tracing::error!(%error, "the store cannot be reached");
            Err(Problem::unavailable())
        }
        Err(_) => {
            tracing::error!(timeout_s = READY_TIMEOUT.as_secs(), "the store does not answer in time");
            Err(Problem::unavailable())
        }
    }
}

/// Counters for Prometheus. They know paths by their pattern only, never a parameter or a body.
#[utoipa::path(get, path = "/metrics", tag = "about", responses((status = 200, body = String)))]
pub(super) async fn get_metrics(State(app): State<App>) -> Response {
    let text = app.metrics.render(app.services.directory.load().len());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
