//! `zaitaku cases`: what an operator does about anonymous cases at the machine.

use std::io::Write;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::cases::case_policy;
use crate::cases::statistics::{Cell, Count, cells_of};
use crate::config::StoreFlags;
use crate::domain::audit::{Noted, OPERATOR};
use crate::domain::case::Case;
use crate::storage::{CountKey, CountOf, Purge, Store, StoreError};

use super::{open, out};

const DAY: i64 = 86_400;

/// What to do with cases.
#[derive(Debug, Args)]
pub struct Cases {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Delete the cases that are due by data/cases.toml; a running server does the same once a day.
    Purge(PurgeCases),
}

#[derive(Debug, Args)]
struct PurgeCases {
    #[command(flatten)]
    store: StoreFlags,
}

impl Cases {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let Action::Purge(PurgeCases { store }) = self.action;
        let store = open::store(&store).await?;
        let deleted = purge(&store, OPERATOR).await?;
        writeln!(out::stdout(), "{deleted} 件の事例を削除しました ({deleted} cases were deleted)")?;
        store.close().await;
        Ok(())
    }
}

/// Deletes what is due by now.
pub(super) async fn purge(store: &Store, who: &str) -> Result<u64, StoreError> {
    let keep = case_policy().keep;
    let now = Timestamp::now();
    let purge = Purge {
        open_before: now.as_second() - keep.open_days * DAY,
        ended_before: now.as_second() - keep.ended_days * DAY,
        least: i64::try_from(keep.least).unwrap_or(i64::MAX),
    };
    let noted = Noted {
        at: now.to_string(),
        who,
        what: "cases.purged",
        on: "-",
        before: String::new(),
        after: String::new(),
        note: String::new(),
    };
    store.purge_cases(purge, cells, &noted).await
}

/// The cells of a case as the store keeps them.
fn cells(case: &Case) -> Vec<(CountKey, CountOf)> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let key = |(cell, count): (Cell, Count)| {
        let key = (cell.month.to_string(), cell.municipality.to_string(), cell.need);
        (key, (number(count.cases), number(count.unmet)))
    };
    cells_of(case).into_iter().map(key).collect()
}
