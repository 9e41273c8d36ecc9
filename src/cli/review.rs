//! `zaitaku review`: records that may speak of a facility, but not surely. A person decides; decisions outlive imports.

mod ask;

use std::io::{IsTerminal, Write};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;

use crate::config::StoreFlags;
use crate::domain::Source;
use crate::domain::text::fold;
use crate::intake::IntakeError;
use crate::intake::review::{self, OpenDoubt, Reviewer};
use crate::reconcile::{linkage, reason_of_correction};
use crate::storage::Store;

use super::import::print_join;
use super::progress::Bar;
use super::table::{Align, Table};
use super::{Usage, open, out};

/// What is in doubt.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Review {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    list: List,
}

/// What can be done with doubts.
#[derive(Debug, Subcommand)]
enum Action {
    /// Decide that a record speaks of a facility.
    Join(Decide),
    /// Decide that a record does not speak of a facility.
    Apart(Decide),
    /// Take back everything that was decided about a record.
    Forget(Forget),
    /// List what was decided.
    Decisions(Decisions),
    /// Ask about one doubt after the other.
    Ask(Ask),
    /// Join the records anew, after decisions that were made with --later.
    Apply(Apply),
}

/// Which doubts are listed.
#[derive(Debug, Args)]
struct List {
    /// Only records of this source.
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Only records whose address or name has this text in it, such as a municipality.
    #[arg(long = "in", value_name = "TEXT")]
    within: Option<String>,
    /// At most so many.
    #[arg(long, default_value_t = 20)]
    limit: usize,
    /// All of them.
    #[arg(long)]
    all: bool,
    /// Print them as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreFlags,
}

#[derive(Debug, Args)]
struct Decide {
    /// The number of a doubt, or SOURCE:KEY of a record.
    #[arg(value_name = "NUMBER|SOURCE:KEY")]
    record: String,
    /// The identifier of the facility.
    #[arg(value_name = "FACILITY")]
    facility: String,
    /// Who decides.
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    by: String,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    note: String,
    #[command(flatten)]
    then: Then,
}

#[derive(Debug, Args)]
struct Forget {
    /// The number of a doubt, or SOURCE:KEY of a record.
    #[arg(value_name = "NUMBER|SOURCE:KEY")]
    record: String,
    #[command(flatten)]
    then: Then,
}

#[derive(Debug, Args)]
struct Then {
    /// Do not join the records anew yet: `zaitaku review apply` or the next import does.
    #[arg(long)]
    later: bool,
    #[command(flatten)]
    store: StoreFlags,
}

#[derive(Debug, Args)]
struct Decisions {
    /// Print them as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreFlags,
}

#[derive(Debug, Args)]
struct Ask {
    /// Who decides.
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    by: String,
    #[command(flatten)]
    list: List,
}

#[derive(Debug, Args)]
struct Apply {
    #[command(flatten)]
    store: StoreFlags,
}

impl Review {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let done = match self.action {
            None => self.list.run().await,
            Some(Action::Join(decide)) => decide.run(true).await,
            Some(Action::Apart(decide)) => decide.run(false).await,
            Some(Action::Forget(forget)) => forget.run().await,
            Some(Action::Decisions(decisions)) => decisions.run().await,
            Some(Action::Ask(ask)) => ask.run().await,
            Some(Action::Apply(apply)) => join(&open::store(&apply.store).await?).await,
        };
        done.map_err(|error| match error.downcast::<IntakeError>() {
            Ok(IntakeError::CannotDecide(reason)) => Usage(reason.to_string()).into(),
            Ok(other) => other.into(),
            Err(error) => error,
        })
    }
}

impl List {
    async fn run(&self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let doubts = self.choose(review::open_doubts(&store).await?)?;
        let shown = if self.all { doubts.len() } else { self.limit.min(doubts.len()) };
        let mut out = out::stdout();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &doubts[..shown])?;
            writeln!(out)?;
            return Ok(());
        }
        if doubts.is_empty() {
            writeln!(out, "確認待ちはありません (nothing is in doubt)")?;
            return Ok(());
        }
        for doubt in &doubts[..shown] {
            print_doubt(&mut out, doubt)?;
        }
        if shown < doubts.len() {
            writeln!(out, "ほか {} 件。--all ですべて (and {} more)", doubts.len() - shown, doubts.len() - shown)?;
        }
        writeln!(
            out,
            "zaitaku review join 番号 施設ID で同じ、apart で別と決めます。ask で順に確かめます (join, apart, or ask one by one)"
        )?;
        Ok(())
    }

    /// The doubts of the source and with the text that were asked for.
    fn choose(&self, doubts: Vec<OpenDoubt>) -> anyhow::Result<Vec<OpenDoubt>> {
        let source = self.source.as_deref().map(|id| {
            let known: Vec<&str> = Source::ALL.iter().map(|source| source.id()).collect();
            Source::from_id(id).ok_or_else(|| Usage(format!("--source {id}: {} (one of these)", known.join(", "))))
        });
        let source = source.transpose()?;
        let text = self.within.as_deref().map(fold);
        let wanted = |doubt: &OpenDoubt| {
            let of_source = source.is_none_or(|source| source == doubt.doubt.source);
            let has =
                |text: &String| fold(&doubt.doubt.address).contains(text) || fold(&doubt.doubt.name).contains(text);
            of_source && text.as_ref().is_none_or(has)
        };
        Ok(doubts.into_iter().filter(wanted).collect())
    }
}

impl Decide {
    async fn run(&self, same: bool) -> anyhow::Result<()> {
        let store = open::store(&self.then.store).await?;
        let record = review::record(&store, &self.record).await?;
        let reviewer = Reviewer { author: &self.by, note: &self.note, at: Timestamp::now() };
        review::decide(&store, &record, (&self.facility, same), reviewer).await?;
        let word = if same { "同じ (same)" } else { "別 (apart)" };
        say(&format!("{}:{} と {} は{word}と記録しました", record.source.id(), record.key, self.facility))?;
        self.then.run(&store).await
    }
}

impl Forget {
    async fn run(&self) -> anyhow::Result<()> {
        let store = open::store(&self.then.store).await?;
        let record = review::record(&store, &self.record).await?;
        let count = review::forget(&store, &record, Timestamp::now()).await?;
        let name = format!("{}:{}", record.source.id(), record.key);
        say(&format!("{name} についての判断 {count} 件を取り消しました ({count} decisions were taken back)"))?;
        self.then.run(&store).await
    }
}

impl Then {
    async fn run(&self, store: &Store) -> anyhow::Result<()> {
        if self.later {
            return say(
                "施設には、次の取り込みか zaitaku review apply で反映されます (takes effect with the next joining)",
            );
        }
        join(store).await
    }
}

impl Decisions {
    async fn run(&self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let decisions = store.decisions().await?;
        let mut out = out::stdout();
        if self.json {
            serde_json::to_writer_pretty(&mut out, &json!(decisions))?;
            writeln!(out)?;
            return Ok(());
        }
        if decisions.is_empty() {
            writeln!(out, "判断の記録はありません (nothing was decided yet)")?;
            return Ok(());
        }
        let heads = ["記録 record", "施設 facility", "判断 decision", "記入者 by", "日時 when", "理由 note"];
        let mut table = Table::new(heads, [Align::Left]);
        for decision in decisions {
            let word = if decision.same { "同じ same" } else { "別 apart" };
            let record = format!("{}:{}", decision.source.id(), decision.key);
            let at = super::history::local(&decision.at);
            table.row([record, decision.facility, word.to_owned(), decision.author, at, decision.note]);
        }
        write!(out, "{table}")?;
        Ok(())
    }
}

impl Ask {
    async fn run(&self) -> anyhow::Result<()> {
        let store = open::store(&self.list.store).await?;
        let doubts = self.list.choose(review::open_doubts(&store).await?)?;
        let mut session = ask::Session::new(doubts);
        let mut lines = std::io::stdin().lines();
        while let Some(question) = session.question() {
            say(&question)?;
            let Some(line) = lines.next().transpose()? else { break };
            match session.hear(&line) {
                ask::Heard::Decide { record, facilities } => {
                    let reviewer = Reviewer { author: &self.by, note: "", at: Timestamp::now() };
                    let facilities: Vec<(&str, bool)> =
                        facilities.iter().map(|(id, same)| (id.as_str(), *same)).collect();
                    session.decided(review::decide_all(&store, &record, &facilities, reviewer).await?);
                }
                ask::Heard::TakeBack(ids) => review::take_back(&store, &ids, &self.by, Timestamp::now()).await?,
                ask::Heard::Say(text) => say(&text)?,
                ask::Heard::Quit => break,
                ask::Heard::Next => {}
            }
        }
        say(&session.farewell())?;
        if session.has_decided() { join(&store).await } else { Ok(()) }
    }
}

/// Joins the records anew, so that decisions take effect.
async fn join(store: &Store) -> anyhow::Result<()> {
    if std::io::stderr().is_terminal() {
        say("施設を作り直しています。全国のデータでは十数秒かかります (joining the records anew)")?;
    }
    let joining = open::joining(open::gazetteer().await?)?;
    let _alone = store.lock_imports().await?;
    let mut bar = Bar::new();
    let report = joining.join_if_needed(store, &mut bar).await;
    bar.clear();
    print_join(&mut out::stdout(), report?.as_ref(), false)?;
    Ok(())
}

fn say(text: &str) -> anyhow::Result<()> {
    Ok(writeln!(out::stdout(), "{text}")?)
}

/// Reasons of a link, in words.
pub(super) fn in_words(reasons: &[String]) -> String {
    let words = |id: &String| {
        let of_link = linkage().words(id).map(|words| format!("{} ({})", words.ja, words.en));
        of_link.or_else(|| reason_of_correction(id).map(str::to_owned)).unwrap_or_else(|| id.clone())
    };
    reasons.iter().map(words).collect::<Vec<_>>().join("、")
}

fn print_doubt(out: &mut impl Write, OpenDoubt { number, doubt }: &OpenDoubt) -> std::io::Result<()> {
    writeln!(out, "{number}  {} {}:{}", doubt.source.label().0, doubt.source.id(), doubt.key)?;
    writeln!(out, "    {} {}", doubt.name, doubt.address)?;
    if doubt.candidates.is_empty() {
        writeln!(out, "    当てはまる施設が見つかりません (nobody was found)")?;
    }
    for (index, candidate) in (1..).zip(&doubt.candidates) {
        writeln!(out, "    {index}) {} {} {}", candidate.facility, candidate.name, candidate.address)?;
        writeln!(out, "       {} %: {}", candidate.score, in_words(&candidate.reasons))?;
    }
    Ok(())
}
