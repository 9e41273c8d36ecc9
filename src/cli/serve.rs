//! `zaitaku serve`: the whole product.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use arc_swap::ArcSwap;
use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::config::{
    AccountFlags, MailFlags, PolicyFlags, RoadFlags, ServeFlags, SiteFlags, StoreFlags, TileFlags, VisibilityFlags,
};
use crate::editing::Editing;
use crate::http::{self, AccountSettings, Accounts, App, Counted, LiveMaps, Map, Metrics, Shown};
use crate::intake::Rejoin;
use crate::pages::{Office, Site};
use crate::storage::Store;
use crate::tiles::{BaseMap, Glyphs};

use super::follow::Follower;
use super::follow_maps::MapFolder;
use super::{catch_up, demo, open};

/// How long running requests may take after the signal to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Start the server.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    serve: ServeFlags,
    #[command(flatten)]
    road: RoadFlags,
    #[command(flatten)]
    site: SiteFlags,
    #[command(flatten)]
    mail: MailFlags,
    #[command(flatten)]
    accounts: AccountFlags,
    #[command(flatten)]
    policy: PolicyFlags,
    #[command(flatten)]
    visibility: VisibilityFlags,
    #[command(flatten)]
    store: StoreFlags,
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        start_log();
        let road = open::road(&self.road)?;
        if let Some(road) = &road {
            tracing::info!(engine = road.engine().id(), own = road.is_own(), "a road server is asked for each match");
        }
        let mailer = open::mailer(&self.mail, self.site.office.office_name.as_deref())?;
        // The port is taken first: a second server on the same port fails before it touches anything.
        let listener = TcpListener::bind(self.serve.listen)
            .await
            .with_context(|| format!("{} で待ち受けられません (cannot listen there)", self.serve.listen))?;
        let policy = open::policy(&self.policy)?;
        let table = Arc::new(open::visibility(&self.visibility, &self.store.data)?);
        let store = open::store(&self.store).await?;
        let gazetteer = open::gazetteer().await?;
        let zones = Arc::new(open::zones(&self.store.data, &gazetteer)?);
        let joining = open::joining(Arc::clone(&gazetteer))?;
        if self.serve.demo {
            demo::fill(&store, &joining).await?;
        }
        catch_up::catch_up(&store, &joining).await?;
        let services = open::services(&store, &self.store, policy, gazetteer, road).await?;
        let directories = services.seen.directories();
        let (map, folder) = self.map(LiveMaps::new(&directories.load(), &services.policy, services.now)).await?;
        let map = Arc::new(map);
        let maps = tokio::spawn(folder.follow(Arc::clone(&map)));
        let sources = Arc::new(ArcSwap::from_pointee(store.source_summary().await?));
        let accounts = Arc::new(Accounts::new(self.account_settings())?);
        let editing = Editing::new(store.clone(), Arc::clone(&services.gazetteer));
        let shown = Arc::new(Shown::new(directories, map.live.clone(), editing, table));
        guard(&shown, &accounts, &store).await?;
        let follower = Follower {
            store: store.clone(),
            accounts: Arc::clone(&accounts),
            data: self.store.data.clone(),
            services: services.clone(),
            shown: Arc::clone(&shown),
            sources: Arc::clone(&sources),
        };
        let follower = tokio::spawn(follower.run());
        let app = App {
            services,
            store: store.clone(),
            sources,
            shown,
            map,
            metrics: Arc::new(Metrics::default()),
            site: Arc::new(self.site()),
            mailer: mailer.map(Arc::new),
            zones,
            counted: Arc::new(Counted::default()),
            rejoin: Arc::new(Rejoin::new(joining, store.clone())),
            accounts,
        };
        let address = listener.local_addr()?;
        let mut stop_signal = StopSignal::catch()?;
        announce(&format!("listening on http://{address}"))?;
        let (stop, stopped) = tokio::sync::watch::channel(false);
        let mut serving = stopped.clone();
        let router = http::router(app).into_make_service_with_connect_info::<SocketAddr>();
        let server = axum::serve(listener, router).with_graceful_shutdown(async move {
            // The sender lives until the signal; its end would mean the same.
            let _ = serving.changed().await;
        });
        let server = tokio::spawn(async move { server.await });
        stop_signal.arrived().await;
        tracing::info!("stopping: running requests are finished first");
        stop.send_replace(true);
        if tokio::time::timeout(DRAIN, server).await.is_err() {
            tracing::warn!(drain_s = DRAIN.as_secs(), "some requests did not finish in time");
        }
        maps.abort();
        follower.abort();
        // It stops where it waits next; until then it may still ask the store.
        let _ = tokio::time::timeout(DRAIN, follower).await;
        store.close().await;
        Ok(())
    }

    /// How the server is reached. A variable of the environment that is set to nothing says nothing.
    fn account_settings(&self) -> AccountSettings {
        let public_address = self.site.public_address.clone().filter(|address| !address.is_empty());
        AccountSettings { public_address, behind_proxy: self.accounts.behind_proxy }
    }

    /// What the flags say of the site. A variable of the environment that is set to nothing says nothing.
    fn site(&self) -> Site {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let office = &self.site.office;
        Site {
            address: said(&self.site.public_address),
            report_to: said(&self.site.report_to),
            office: Office {
                name: said(&office.office_name),
                address: said(&office.office_address),
                phone: said(&office.office_phone),
                fax: said(&office.office_fax),
            },
        }
    }

    async fn map(&self, live: LiveMaps) -> anyhow::Result<(Map, MapFolder)> {
        let builtin = tokio::task::spawn_blocking(BaseMap::builtin).await??;
        let flags = TileFlags { data: self.store.data.clone(), tiles: self.serve.tiles.clone() };
        let (folder, catalogue) = MapFolder::open(flags, live.public().clone(), builtin).await;
        let fonts = http::assets::fonts();
        let cache = self.store.data.join("cache").join("fonts");
        let glyphs = if fonts.is_empty() {
            tracing::warn!("this build carries no font; labels of the map are drawn by the browser only");
            None
        } else {
            let fonts: Vec<(&str, &[u8])> =
                fonts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            Some(Glyphs::unpack(fonts, &cache)?)
        };
        Ok((Map { catalogue: ArcSwap::from_pointee(catalogue), live, glyphs }, folder))
    }
}

/// Lets the table of who sees what hold where there is an account, and says which it is.
async fn guard(shown: &Shown, accounts: &Accounts, store: &Store) -> anyhow::Result<()> {
    if store.has_accounts().await? {
        shown.guard().await?;
        tracing::info!("fields are shown by the table of who sees what");
    } else {
        tracing::info!("there is no account: every field is shown to everybody until there is one");
    }
    accounts.exist(store).await?;
    Ok(())
}

fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
}

/// The one line on standard output that others wait for.
fn announce(line: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Waits for SIGTERM or Ctrl-C. The signals are caught from the moment this is made, not only once somebody waits.
struct StopSignal {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignal {
    fn catch() -> std::io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn arrived(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
