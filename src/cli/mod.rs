//! The command line: one file a command. It may import every room; no room imports it.

mod catch_up;
mod demo;
mod find;
mod import;
mod open;
mod progress;
mod serve;
mod snapshot;
mod survey;
mod table;

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
    /// Map the columns of a survey, or make a survey to send out.
    Survey(survey::Survey),
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
            Command::Survey(survey) => survey.run().await,
        }
    })
}

/// 2 for bad usage, 1 for everything else.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    let usage = error.is::<Usage>() || error.is::<crate::config::ConfigError>();
    if usage { 2 } else { 1 }
}
