//! `zaitaku locate`: the addresses of facilities that are known to their town only, asked of a geocoder that the operator names.

mod journal;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use jiff::{Timestamp, tz};

use crate::ask::places::PlaceServer;
use crate::config::StoreFlags;
use crate::geocode::{Gazetteer, House};
use crate::intake::locate::{Judged, Questions, Verdict, judge, questions};
use crate::intake::{Intake, Joining};
use crate::storage::Store;

use super::import::print_report;
use super::progress::{Bar, Steps};
use super::{Usage, open, out};
use journal::Journal;

/// A geocoder that fails so often, one address after the other, is down.
const FAILURES: u32 = 5;
/// So many refused answers are listed; the file has all of them.
const LISTED: usize = 20;

/// Whom to ask, and how.
#[derive(Debug, Args)]
pub struct Locate {
    /// The geocoder, with `{address}` where the address goes. It is asked about facilities only, never about a home.
    #[arg(long, env = "ZAITAKU_GEOCODER", value_name = "URL")]
    geocoder: String,
    /// The most addresses in this run.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// The most requests a second; read the terms of the geocoder.
    #[arg(long, value_name = "N", default_value = "1", value_parser = rate)]
    rate: f64,
    /// Ask again about addresses that were asked in vain.
    #[arg(long)]
    again: bool,
    /// Tell what would be asked; ask nobody, write nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    store: StoreFlags,
}

/// Requests a second, from one in a quarter of an hour to fifty.
fn rate(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches("/s").parse::<f64>().ok().filter(|rate| (0.001..=50.0).contains(rate));
    number.ok_or_else(|| "1秒あたりの回数を 0.001 から 50 で書いてください (requests a second, 0.001 to 50)".to_owned())
}

impl Locate {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let pause = Duration::from_secs_f64(1.0 / self.rate);
        let mut server =
            PlaceServer::new(&self.geocoder, pause).map_err(|error| Usage(format!("--geocoder: {error}")))?;
        let store = open::store(&self.store).await?;
        let joining = open::joining(open::gazetteer().await?)?;
        let mut all = questions(&store, &joining.gazetteer, self.again).await?;
        if self.dry_run {
            all.houses.truncate(self.limit.unwrap_or(usize::MAX));
            return Ok(print_questions(&all)?);
        }
        let mut journal = Journal::open(&self.store.data.join("located"))?;
        all.houses.retain(|(house, _)| !journal.has(&house.address()));
        all.houses.truncate(self.limit.unwrap_or(usize::MAX));
        let asked = ask(&mut server, &joining.gazetteer, &all, &mut journal).await?;
        print_asked(&all, &asked)?;
        if let Some(path) = journal.finish(tz::offset(9).to_datetime(Timestamp::now()).date())? {
            import(&store, &joining, &path, server.host()).await?;
        }
        store.close().await;
        match asked.failed {
            0 => Ok(()),
            failed => bail!(
                "{failed} 件は返事がありませんでした。もう一度実行すると、そこから続けます (no answer to these; run again to go on)"
            ),
        }
    }
}

/// What became of the questions.
#[derive(Default)]
struct Asked {
    by_verdict: BTreeMap<Verdict, usize>,
    /// The refused ones that are listed: what was asked, why, and what the geocoder says it found.
    refused: Vec<(String, Verdict, String)>,
    failed: usize,
    last_fault: Option<crate::ask::Unanswered>,
}

/// Asks one after the other until all are asked, the geocoder is down, or somebody presses Ctrl-C; each answer is kept at once.
async fn ask(
    server: &mut PlaceServer,
    gazetteer: &Gazetteer,
    all: &Questions,
    journal: &mut Journal,
) -> anyhow::Result<Asked> {
    let mut asked = Asked::default();
    let mut in_a_row = 0;
    let steps = Steps::new("住所検索", all.houses.len());
    for (house, _) in &all.houses {
        let address = house.address();
        let answer = tokio::select! {
            answer = server.find(&address) => answer,
            _ = tokio::signal::ctrl_c() => break,
        };
        match answer {
            Ok(places) => {
                let places: Vec<_> = places.into_iter().map(|place| (place.at, place.title)).collect();
                let judged = judge(gazetteer, house, &places);
                journal.write(house, &judged, server.host())?;
                asked.note(house, judged);
                in_a_row = 0;
            }
            Err(fault) => {
                asked.failed += 1;
                asked.last_fault = Some(fault);
                in_a_row += 1;
            }
        }
        steps.step(&address);
        if in_a_row == FAILURES {
            break;
        }
    }
    Ok(asked)
}

impl Asked {
    fn note(&mut self, house: &House, judged: Judged) {
        *self.by_verdict.entry(judged.verdict).or_default() += 1;
        if judged.verdict != Verdict::Found && self.refused.len() < LISTED {
            self.refused.push((house.address(), judged.verdict, judged.title));
        }
    }
}

/// Takes the answers in as a run of its own: compared, joined, undone like every other file.
async fn import(store: &Store, joining: &Joining, path: &Path, host: &str) -> anyhow::Result<()> {
    let note = format!("zaitaku locate: {host}");
    let intake = Intake {
        store,
        joining,
        whole: open::whole_policy()?,
        now: Timestamp::now(),
        author: "",
        note: &note,
        dry_run: false,
    };
    let mut bar = Bar::new();
    let report = intake.import(&[path.to_owned()], &mut bar, &mut |_| ()).await;
    bar.clear();
    let report = report.with_context(|| format!("{} を取り込めません (cannot be imported)", path.display()))?;
    print_report(&report, false)?;
    match report.refused.first() {
        None => Ok(()),
        Some(refused) => bail!("{}", refused.reason),
    }
}

fn print_questions(all: &Questions) -> std::io::Result<()> {
    let mut out = out::stdout();
    for (house, facilities) in &all.houses {
        writeln!(out, "{}  {facilities}", house.address())?;
    }
    let facilities: usize = all.houses.iter().map(|(_, facilities)| facilities).sum();
    writeln!(out, "問い合わせる住所 addresses to ask about: {} (施設 facilities {facilities})", all.houses.len())?;
    print_rest(&mut out, all)?;
    writeln!(out, "試しです。どこにも問い合わせていません (dry run: nobody was asked)")
}

fn print_rest(out: &mut impl Write, all: &Questions) -> std::io::Result<()> {
    if all.asked_before > 0 {
        let message =
            "前に問い合わせて見つからなかった住所。--again でもう一度 asked before in vain, again with --again";
        writeln!(out, "{message}: {}", all.asked_before)?;
    }
    if all.without_number > 0 {
        let message = "番地がないか読めない住所の施設 facilities whose address has no house number";
        writeln!(out, "{message}: {}", all.without_number)?;
    }
    Ok(())
}

fn print_asked(all: &Questions, asked: &Asked) -> std::io::Result<()> {
    let mut out = out::stdout();
    let answered: usize = asked.by_verdict.values().sum();
    writeln!(out, "問い合わせた住所 asked: {}, 返事 answered: {answered}", answered + asked.failed)?;
    for (verdict, count) in &asked.by_verdict {
        writeln!(out, "  {}: {count}", verdict.words())?;
    }
    for (address, verdict, title) in &asked.refused {
        writeln!(out, "  × {address}: {} {title}", verdict.words())?;
    }
    if let Some(fault) = asked.last_fault {
        writeln!(out, "  返事なし no answer: {} ({fault})", asked.failed)?;
    }
    print_rest(&mut out, all)
}
