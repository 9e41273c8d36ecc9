//! Opening the store and what stands on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use arc_swap::ArcSwap;
use jiff::Timestamp;
use xxhash_rust::xxh3::xxh3_64;

use crate::ask::road::{Engine, RoadServer, RoadSettings};
use crate::config::{MailFlags, PolicyFlags, RoadEngine, RoadFlags, StoreFlags, TileFlags, VisibilityFlags};
use crate::directory::ByAudience;
use crate::domain::filings::FilingRules;
use crate::domain::visibility::{self, Visibility};
use crate::domain::vocabulary;
use crate::geocode::Gazetteer;
use crate::http::{Seen, Services};
use crate::intake::{Joining, WholePolicy};
use crate::mail::{Mailer, NoMail};
use crate::matching::{Policy, parse_own};
use crate::reconcile::Precedence;
use crate::storage::Store;
use crate::zones::{self, Zones};

use super::{Usage, snapshot};

/// Opens the store that the flags name.
pub(super) async fn store(flags: &StoreFlags) -> anyhow::Result<Store> {
    let store = match flags.database()? {
        Some(url) => Store::open_url(url).await,
        None => Store::open_folder(&flags.data).await,
    };
    store.context("データの保存場所を開けません (the store cannot be opened)")
}

/// The code of joining and linking; raised whenever it would make other facilities of the same records.
const JOINING_VERSION: u32 = 7;

/// By what records become facilities.
pub(super) fn joining(gazetteer: Arc<Gazetteer>) -> anyhow::Result<Joining> {
    let text = include_str!("../../data/filings.toml");
    let rules = FilingRules::parse(text, vocabulary()).context("data/filings.toml")?;
    let order = include_str!("../../data/precedence.toml");
    let precedence = Precedence::parse(order).context("data/precedence.toml")?;
    let links = include_str!("../../data/linkage.toml");
    let data = xxh3_64([text, order, links, include_str!("../../data/vocabulary.toml")].concat().as_bytes());
    let fingerprint = format!("{JOINING_VERSION}-{data:016x}-{}", gazetteer.len());
    Ok(Joining { rules, precedence, gazetteer, fingerprint })
}

/// When an edition counts as whole.
pub(super) fn whole_policy() -> anyhow::Result<WholePolicy> {
    WholePolicy::parse(include_str!("../../data/intake.toml")).map_err(anyhow::Error::msg).context("data/intake.toml")
}

/// The gazetteer, made on a thread of its own.
pub(super) async fn gazetteer() -> anyhow::Result<Arc<Gazetteer>> {
    Ok(Arc::new(tokio::task::spawn_blocking(Gazetteer::embedded).await?))
}

/// What hands mails over; none where no server is named. A variable of the environment that is set to nothing says nothing.
pub(super) fn mailer(flags: &MailFlags, office: Option<&str>) -> anyhow::Result<Option<Mailer>> {
    let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    match (said(&flags.smtp_url), said(&flags.mail_from)) {
        (None, None) => Ok(None),
        (Some(url), Some(from)) => Ok(Some(Mailer::new(&url, &from, office)?)),
        _ => Err(NoMail::Half.into()),
    }
}

/// The zones of daily life that an operator put into the data folder; none where there is no such file.
pub(super) fn zones(data: &Path, gazetteer: &Gazetteer) -> anyhow::Result<Zones> {
    let path = data.join(zones::FILE);
    let cannot = || format!("日常生活圏域の {} を使えません (the zones cannot be used)", path.display());
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Zones::default()),
        read => read.with_context(cannot)?,
    };
    Zones::parse(&text, |at| gazetteer.reverse(at)?.municipality).with_context(cannot)
}

/// The ranking policy that comes with the program.
pub(super) const BUILTIN_POLICY: &str = include_str!("../../data/policy.toml");

/// The ranking policy: the program's own, or the file that the flags name.
pub(super) fn policy(flags: &PolicyFlags) -> anyhow::Result<Policy> {
    let Some(path) = &flags.policy else {
        return Policy::parse(BUILTIN_POLICY, vocabulary()).context("data/policy.toml");
    };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("方針 {} を読めません (the policy cannot be read)", path.display()))?;
    parse_own(BUILTIN_POLICY, &text, vocabulary())
        .with_context(|| format!("方針 {} は使えません (the policy cannot be used)", path.display()))
}

/// The name of an operator's own table of who sees what, in the data folder.
pub(super) const VISIBILITY: &str = "visibility.toml";

/// The file with an operator's own table of who sees what: the one that the flags name, else that of the data folder where there is one.
pub(super) fn visibility_file(flags: &VisibilityFlags, data: &Path) -> Option<PathBuf> {
    let usual = || Some(data.join(VISIBILITY)).filter(|path| path.exists());
    flags.visibility.clone().or_else(usual)
}

/// Who sees what: the program's own table, with the operator's before it.
pub(super) fn visibility(flags: &VisibilityFlags, data: &Path) -> anyhow::Result<Visibility> {
    let Some(path) = visibility_file(flags, data) else { return Ok(visibility::builtin().clone()) };
    let cannot = || format!("公開範囲の表 {} は使えません (the table of who sees what cannot be used)", path.display());
    let text = std::fs::read_to_string(&path).with_context(cannot)?;
    visibility::builtin().with_own(&text).with_context(cannot)
}

/// The road server that the flags name.
pub(super) fn road(flags: &RoadFlags) -> Result<Option<Arc<RoadServer>>, Usage> {
    let engine = match flags.road_engine {
        RoadEngine::Osrm => Engine::Osrm,
        RoadEngine::Valhalla => Engine::Valhalla,
    };
    let Some(server) = flags.road_server.clone().filter(|server| !server.is_empty()) else { return Ok(None) };
    let road = RoadServer::new(&RoadSettings {
        server,
        engine,
        profile: flags.road_profile.clone(),
        is_own: flags.road_server_is_own,
        timeout: Duration::from_millis(flags.road_timeout_ms),
    });
    road.map(|road| Some(Arc::new(road))).map_err(|error| Usage(format!("--road-server: {error}")))
}

/// The folder named by the flag, else `tiles/` in the data folder where there is one, else `tiles/` here.
pub(super) fn tiles_folder(flags: &TileFlags) -> Option<PathBuf> {
    let usual = || [flags.data.join("tiles"), PathBuf::from("tiles")].into_iter().find(|path| path.is_dir());
    flags.tiles.clone().or_else(usual)
}

/// Everything that questions need.
pub(super) async fn services(
    store: &Store,
    flags: &StoreFlags,
    policy: Policy,
    gazetteer: Arc<Gazetteer>,
    road: Option<Arc<RoadServer>>,
) -> anyhow::Result<Services> {
    let directory = snapshot::directory(store, &flags.data, &gazetteer).await?;
    // Everything is shown, to the operator and to whoever asks while there is no account; `serve` sees to the rest.
    let directories = Arc::new(ArcSwap::from_pointee(ByAudience::open(directory)));
    Ok(Services {
        seen: Seen::by_public(directories),
        gazetteer,
        policy: Arc::new(policy),
        road,
        requests: Arc::default(),
        now: Timestamp::now,
    })
}
