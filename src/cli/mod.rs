//! The command line: one file a command. It may import every room; no room imports it.

mod account;
mod audit;
mod backup;
mod basemap;
mod cases;
mod catch_up;
mod check;
mod demo;
mod difference;
mod edit;
mod export;
mod find;
mod follow;
mod follow_maps;
mod freshness;
mod history;
mod import;
mod link;
mod locate;
mod open;
mod out;
mod progress;
mod restore;
mod review;
mod serve;
mod snapshot;
mod survey;
mod table;
mod undo;
mod update;

use clap::Subcommand;

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server. Prints `listening on http://ADDR` once it can answer; SIGTERM drains.
    #[command(after_help = "EXAMPLE: zaitaku serve --demo --listen 127.0.0.1:8080")]
    Serve(serve::Serve),
    /// Import files, folders and zips of published data.
    #[command(after_help = "EXAMPLE: zaitaku import downloads/navii downloads/kaigo --report notices.jsonl")]
    Import(import::Import),
    /// Ask who comes to an address; the same answer as POST /api/v1/matches.
    #[command(
        after_help = "EXAMPLE: zaitaku find --near 横須賀市浦賀5-1-1 --need home_visit_scheduled --need home_death_care"
    )]
    Find(find::Find),
    /// Ask a geocoder that you name where facilities are whose address is known to the town only.
    #[command(
        after_help = "EXAMPLE: zaitaku locate --geocoder 'https://msearch.gsi.go.jp/address-search/AddressSearch?q={address}' --limit 500\nNobody is asked unless you name a geocoder; homes of patients are never asked about."
    )]
    Locate(locate::Locate),
    /// List every import and undo, or the records that make up one facility.
    #[command(after_help = "EXAMPLE: zaitaku history n-1421400900010")]
    History(history::History),
    /// Take an import back as a whole.
    #[command(after_help = "EXAMPLE: zaitaku undo 12 --by 山田 --note 別の市のファイルだった")]
    Undo(undo::Undo),
    /// Change a value of a facility in front of every source, take a change back, or list them.
    #[command(
        after_help = "EXAMPLE: zaitaku edit n-1421400900010 phone 046-000-0000 --by 山田 --reason 電話で確認\n         zaitaku edit --history n-1421400900010\n         zaitaku edit --undo 12 --reason 聞き間違い"
    )]
    Edit(edit::Edit),
    /// List the records that may speak of a facility but not surely, and decide.
    #[command(after_help = "EXAMPLE: zaitaku review join 7 n-1421400900010 --by 山田")]
    Review(review::Review),
    /// Compare two editions of a published list: opened, closed, moved, renamed.
    #[command(after_help = "EXAMPLE: zaitaku difference 01-1_20250601.zip 01-1_20251201.zip --csv changes.csv")]
    Difference(difference::DifferenceOf),
    /// Fetch the official files that changed, and import them.
    #[command(
        after_help = "EXAMPLE: zaitaku update --source navii --source kaigo\n         zaitaku update --mirror /media/usb/downloads"
    )]
    Update(update::Update),
    /// Verify the store and the data files, and say what is wrong and where.
    #[command(after_help = "EXAMPLE: zaitaku check --quick --json")]
    Check(check::Check),
    /// Write the directory as canonical NDJSON, as a table, or as points for a map.
    #[command(
        after_help = "EXAMPLE: zaitaku export --format csv --municipality 14201 -o yokosuka.csv\n         zaitaku export --format ndjson | zaitaku import - --data copy"
    )]
    Export(export::Export),
    /// Map the columns of a survey, or make a survey to send out.
    Survey(survey::Survey),
    /// Make, list, disable and invite those who may sign in.
    #[command(
        after_help = "EXAMPLE: zaitaku account create --role administrator --name 山田花子 --login hanako@example.jp\n         zaitaku account invite --role editor --name 佐藤 --public-address https://zaitaku.example.jp"
    )]
    Account(account::Account),
    /// See how old entries are and who should be asked again; the questions of a round as a table, and back.
    #[command(
        after_help = "EXAMPLE: zaitaku freshness --municipality 14201\n         zaitaku freshness export --municipality 14201 -o round.csv\n         zaitaku freshness import round.csv --by 山田"
    )]
    Freshness(freshness::FreshnessOf),
    /// Make, list and take back the links by which facilities answer without an account.
    #[command(
        after_help = "EXAMPLE: zaitaku link make n-1421400900010 --public-address https://zaitaku.example.jp\n         zaitaku link revoke link-0123456789ab"
    )]
    Link(link::Link),
    /// See that the log of who did what is as it was written, or write it out.
    #[command(after_help = "EXAMPLE: zaitaku audit verify\n         zaitaku audit export -o audit.jsonl")]
    Audit(audit::Audit),
    /// Write everything of the store into one file, beside a running server, and read it back; or verify such a file.
    #[command(
        after_help = "EXAMPLE: zaitaku backup /var/backups/zaitaku\n         zaitaku backup --verify /var/backups/zaitaku/zaitaku-20261121T180000Z.zaitaku\nThe file holds password hashes and what is for professionals only: keep it as safe as the store."
    )]
    Backup(backup::Backup),
    /// Make a store as it was when it was backed up, as a whole or not at all.
    #[command(
        after_help = "EXAMPLE: zaitaku restore zaitaku-20261121T180000Z.zaitaku --data copy\n         zaitaku restore zaitaku-20261121T180000Z.zaitaku --replace"
    )]
    Restore(restore::Restore),
    /// Delete anonymous cases that are older than the policy keeps them.
    #[command(after_help = "EXAMPLE: zaitaku cases purge")]
    Cases(cases::Cases),
    /// Put a map file in place (PMTiles or MBTiles), list those in place, or take one away.
    Basemap(basemap::Basemap),
}

/// Something the caller got wrong, rather than something that failed.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Runs a command to its end.
///
/// # Errors
/// Whatever stopped it, with its causes.
pub fn run(command: Command) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Serve(serve) => serve.run().await,
            Command::Import(import) => import.run().await,
            Command::Find(find) => find.run().await,
            Command::Locate(locate) => locate.run().await,
            Command::History(history) => history.run().await,
            Command::Undo(undo) => undo.run().await,
            Command::Edit(edit) => edit.run().await,
            Command::Review(review) => review.run().await,
            Command::Difference(difference) => difference.run().await,
            Command::Update(update) => update.run().await,
            Command::Check(check) => check.run().await,
            Command::Export(export) => export.run().await,
            Command::Survey(survey) => survey.run().await,
            Command::Account(account) => account.run().await,
            Command::Freshness(freshness) => freshness.run().await,
            Command::Link(link) => link.run().await,
            Command::Audit(audit) => audit.run().await,
            Command::Backup(backup) => backup.run().await,
            Command::Restore(restore) => restore.run().await,
            Command::Cases(cases) => cases.run().await,
            Command::Basemap(basemap) => basemap.run().await,
        }
    })
}

/// 2 for bad usage, 1 for everything else.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    let usage = error.is::<Usage>() || error.is::<crate::config::ConfigError>();
    if usage { 2 } else { 1 }
}
