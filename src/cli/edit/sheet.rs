//! Many facilities at once: a workbook out, the changed workbook back, and all of it taken back.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use clap::Args;

use crate::cli::table::{Align, Table};
use crate::cli::{Usage, snapshot};
use crate::directory::Area;
use crate::domain::edit::{day_in_japan, words};
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Kind};
use crate::editing::{By, Compared, Editing, MOST_FACILITIES, Wanted};
use crate::geocode::Gazetteer;
use crate::sheet::{self, Problem, Read, Sheet};
use crate::storage::Store;

/// Many facilities at once.
#[derive(Debug, Args)]
pub(super) struct Many {
    /// Write facilities as a workbook (xlsx), to be changed there and read back by --from.
    #[arg(long, value_name = "FILE", requires = "kind", conflicts_with_all = ["facility", "history", "undo", "fields", "from"])]
    sheet: Option<PathBuf>,
    /// With --sheet: the kind of the facilities.
    #[arg(long, value_name = "KIND", requires = "sheet")]
    kind: Option<String>,
    /// With --sheet: only those of this municipality, designated city or prefecture, by its code.
    #[arg(long, value_name = "CODE", requires = "sheet")]
    municipality: Option<String>,
    /// Read a changed workbook: all of its changes are written, or none.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["facility", "history", "undo", "fields"])]
    from: Option<PathBuf>,
    /// With --from: show what would change, and write nothing.
    #[arg(long, requires = "from")]
    dry_run: bool,
    /// With --from: leave out cells that cannot be read, and values that somebody else changed meanwhile.
    #[arg(long, requires = "from")]
    leave_out: bool,
    /// With --from: write also over values that somebody else changed meanwhile.
    #[arg(long, requires = "from", conflicts_with = "leave_out")]
    overwrite: bool,
    /// Take back every edit that was written together with the one of this number.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["facility", "history", "undo", "fields", "sheet", "from"])]
    undo_batch: Option<i64>,
}

/// What the commands work with.
type With<'a> = (&'a Store, &'a Arc<Gazetteer>, &'a Editing);

impl Many {
    /// Whether one of these was asked for.
    pub(super) const fn is_asked(&self) -> bool {
        self.sheet.is_some() || self.from.is_some() || self.undo_batch.is_some()
    }

    pub(super) async fn run(&self, out: &mut impl Write, with: With<'_>, by: By<'_>) -> anyhow::Result<()> {
        match (&self.sheet, &self.from, self.undo_batch) {
            (Some(file), ..) => self.write(out, file, with, by).await,
            (None, Some(file), _) => self.read(out, file, with.2, by).await,
            (None, None, Some(edit)) => undo(out, edit, with.2, by).await,
            (None, None, None) => Ok(()),
        }
    }

    async fn write(
        &self,
        out: &mut impl Write,
        file: &Path,
        (store, gazetteer, editing): With<'_>,
        by: By<'_>,
    ) -> anyhow::Result<()> {
        let id = self.kind.as_deref().unwrap_or_default();
        let kind = Kind::from_id(id).ok_or_else(|| {
            let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.id()).collect();
            Usage(format!("--kind {id}: {} (one of these)", known.join(", ")))
        })?;
        let area = self.municipality.as_deref().map(|code| {
            Area::parse(code).ok_or_else(|| {
                Usage(
                    "--municipality: 全国地方公共団体コードではありません (no code of a municipality or prefecture)"
                        .to_owned(),
                )
            })
        });
        let area = area.transpose()?;
        // The number is read before the facilities: an edit that slips in between is then met as a conflict, never overwritten.
        let mark = editing.layer().await?.mark().clone();
        let mut facilities = snapshot::facilities(store, gazetteer).await?;
        let inside = |one: &Facility| match &area {
            Some(area) => one.municipality.is_some_and(|code| area.contains(code)),
            None => true,
        };
        facilities.retain(|one| one.kind == kind && one.closed.is_none() && inside(one));
        if facilities.len() > MOST_FACILITIES {
            let count = facilities.len();
            return Err(Usage(format!("{count} 施設: --municipality で {MOST_FACILITIES} までに絞ってください (too many; choose a municipality)")).into());
        }
        facilities.sort_by(|a, b| (&a.name_kana, &a.name, &a.id).cmp(&(&b.name_kana, &b.name, &b.id)));
        let count = facilities.len();
        let sheet = Sheet { kind, facilities, edit: mark.number, edit_at: mark.made_at, made_on: day_in_japan(by.now) };
        std::fs::write(file, sheet::write(&sheet)?)
            .with_context(|| format!("{} に書けません (cannot be written)", file.display()))?;
        writeln!(out, "書きました written: {} （{count} 施設 facilities）", file.display())?;
        Ok(())
    }

    async fn read(&self, out: &mut impl Write, file: &Path, editing: &Editing, by: By<'_>) -> anyhow::Result<()> {
        let bytes = std::fs::read(file).with_context(|| format!("{} を読めません (cannot be read)", file.display()))?;
        let origin = by.origin();
        let read = sheet::read(&bytes, origin).map_err(|error| Usage(format!("{}: {error}", file.display())))?;
        let Read { edit, changed, problems, .. } = read;
        let wanted = changed.into_iter().map(|one| Wanted {
            facility: one.facility,
            field: one.field,
            base: one.base,
            since: edit,
            value: one.value,
            place: one.cell,
        });
        let compared = editing.compare(wanted.collect(), origin).await?;
        print(out, &compared, &problems)?;
        if self.dry_run {
            return Ok(());
        }
        let clashes = compared.differences.iter().filter(|one| one.clash.is_some()).count();
        let wrong = problems.len() + compared.gone.len();
        if !self.leave_out && (wrong > 0 || clashes > 0 && !self.overwrite) {
            let detail = "何も書いていません。表を直すか、--leave-out（読めないところと衝突を除く）か --overwrite（衝突を上書きする）を付けてください (nothing was written; put the workbook right, or use --leave-out or --overwrite)";
            return Err(Usage(detail.to_owned()).into());
        }
        let batch = compared.batch(|_, one| self.overwrite || one.clash.is_none());
        if batch.is_empty() {
            writeln!(out, "変わるところはありません (nothing to change)")?;
            return Ok(());
        }
        let edited = editing.edit_all(&batch, by, None).await.map_err(|fault| fault.error)?;
        let edits: Vec<i64> = edited.iter().flat_map(|one| one.edits.iter().copied()).collect();
        let (count, last) = (edits.len(), edits.iter().max().copied().unwrap_or_default());
        writeln!(
            out,
            "{} 施設の {count} 項目を変更しました。すべて取り消すには zaitaku edit --undo-batch {last} ({count} values of {} facilities were changed)",
            edited.len(),
            edited.len()
        )?;
        Ok(())
    }
}

fn print(out: &mut impl Write, compared: &Compared, problems: &[Problem]) -> std::io::Result<()> {
    for one in problems {
        let allowed = one.fault.allowed();
        let allowed = if allowed.is_empty() { String::new() } else { format!(" [{}]", allowed.join(" ")) };
        writeln!(
            out,
            "読めません cannot be read: {}{} {} {}「{}」 {}{allowed}",
            one.column,
            one.row,
            one.heading,
            one.name,
            one.typed,
            one.fault.words(Lang::Ja)
        )?;
    }
    for one in &compared.gone {
        writeln!(out, "施設がありません gone: {} {}", one.place, one.facility)?;
    }
    if compared.differences.is_empty() {
        return Ok(());
    }
    let heads = ["セル cell", "施設 facility", "項目 field", "前 before", "後 after", "衝突 conflict"];
    let mut table = Table::new(heads, [Align::Left]);
    for one in &compared.differences {
        let clash = one.clash.as_ref().map(|clash| {
            let by = clash.author.as_deref().unwrap_or("元の名簿 a source");
            format!("{by}（表では in the file: {}）", clash.base)
        });
        table.row([
            one.place.clone(),
            format!("{} {}", one.facility, one.name),
            one.field.clone(),
            words::text_of(&one.field, &one.before),
            words::text_of(&one.field, &one.after),
            clash.unwrap_or_default(),
        ]);
    }
    write!(out, "{table}")
}

async fn undo(out: &mut impl Write, edit: i64, editing: &Editing, by: By<'_>) -> anyhow::Result<()> {
    let edits = editing.written_with(edit).await?;
    if edits.is_empty() {
        return Err(crate::editing::EditError::NoEdit(edit).into());
    }
    let standing = editing.standing(&edits).await?;
    let edited = editing.undo_all(&standing, by).await.map_err(|fault| fault.error)?;
    writeln!(
        out,
        "{} 施設の {} 項目を取り消しました ({} values of {} facilities were taken back)",
        edited.len(),
        standing.len(),
        standing.len(),
        edited.len()
    )?;
    Ok(())
}
