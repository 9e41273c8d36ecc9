//! Parses the command, runs it, prints the chain of what went wrong, and says so in the exit code.

use std::process::ExitCode;

use clap::Parser;
use zaitaku::cli::{self, Command};

/// 在宅: find care at home. Every clinic, pharmacy, station and service, what each can do at home, and why.
#[derive(Parser)]
#[command(name = "zaitaku", version, after_help = "EXIT: 0 done, 1 failed, 2 bad usage")]
struct Line {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    // clap itself leaves with 2 on bad usage.
    let line = Line::parse();
    match cli::run(line.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("zaitaku: {error}");
            for cause in error.chain().skip(1) {
                eprintln!("  because: {cause}");
            }
            ExitCode::from(cli::exit_code(&error))
        }
    }
}
