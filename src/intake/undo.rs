//! Taking an import back as a whole.

use std::fmt;

use serde::Serialize;

use crate::storage::{NewRun, Run, RunKind, Store, Undone};

use super::{IntakeError, JoinReport, Joining, Progress};

/// Why a run cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotUndo {
    /// No run has changed anything that could still be taken back.
    Nothing,
    /// There is no run of this number.
    Unknown(i64),
    /// It is itself a taking back.
    IsUndo(i64),
    /// It was taken back already, by the second.
    Already(i64, i64),
}

impl fmt::Display for CannotUndo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => write!(f, "取り消せる取り込みがありません (there is no import to undo)"),
            Self::Unknown(run) => write!(
                f,
                "番号 {run} の取り込みはありません。zaitaku history で確かめてください (there is no run {run})"
            ),
            Self::IsUndo(run) => write!(
                f,
                "番号 {run} は取り消しの記録です。元に戻すには、同じファイルをもう一度取り込んでください \
                 (run {run} is an undo; import the files again to get them back)"
            ),
            Self::Already(run, by) => {
                write!(f, "番号 {run} は番号 {by} で取り消し済みです (run {run} was undone by run {by} already)")
            }
        }
    }
}

/// What taking a run back changed.
#[derive(Debug, Clone, Serialize)]
pub struct UndoReport {
    /// The run that was taken back.
    pub run: Run,
    /// What became of its records.
    pub undone: Undone,
    /// What joining made of the records that are left.
    pub join: Option<JoinReport>,
}

/// Takes a run back, the newest that changed anything where none is named, and joins what is left anew.
///
/// # Errors
/// When there is nothing to take back, or the store fails; then it is as before.
pub async fn undo(
    store: &Store,
    joining: &Joining,
    number: Option<i64>,
    by: &NewRun<'_>,
    progress: &mut dyn Progress,
) -> Result<UndoReport, IntakeError> {
    let _alone = store.lock_imports().await?;
    let run = choose(store.runs().await?, number).map_err(IntakeError::CannotUndo)?;
    let undone = store.undo_run(run.id, by).await?;
    let join = joining.join_if_needed(store, progress).await?;
    Ok(UndoReport { run, undone, join })
}

fn choose(runs: Vec<Run>, number: Option<i64>) -> Result<Run, CannotUndo> {
    let Some(number) = number else {
        return runs.into_iter().find(Run::can_be_undone).ok_or(CannotUndo::Nothing);
    };
    let run = runs.into_iter().find(|run| run.id == number).ok_or(CannotUndo::Unknown(number))?;
    match (run.kind, run.undone_by) {
        (RunKind::Undo, _) => Err(CannotUndo::IsUndo(number)),
        (RunKind::Import, Some(by)) => Err(CannotUndo::Already(number, by)),
        (RunKind::Import, None) => Ok(run),
    }
}
