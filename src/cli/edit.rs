//! `zaitaku edit`: a value put in front of every source, taken back again, and the history of both.

mod sheet;

use std::io::Write;
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::config::StoreFlags;
use crate::domain::Source;
use crate::domain::edit::value::{self, ValueFault};
use crate::editing::{By, Change, EditError, Edited, Editing, Entry};

use super::history::local;
use super::table::{Align, Table};
use super::{Usage, open, out};

/// What to change.
#[derive(Debug, Args)]
pub struct Edit {
    /// The facility, by its identifier.
    #[arg(value_name = "ID", required_unless_present_any = ["history", "undo", "fields", "sheet", "from", "undo_batch"])]
    facility: Option<String>,
    /// What to change: `phone`, `address`, `hours_contact` …, or a capability; `--fields` lists all.
    #[arg(value_name = "FIELD", requires = "value")]
    field: Option<String>,
    /// The new value: a text, 「緯度,経度」 for a position, ○△× for a capability; empty takes the value away.
    #[arg(value_name = "VALUE", allow_hyphen_values = true)]
    value: Option<String>,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
    /// Who changes it.
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    by: String,
    /// The number of the field's last edit that you saw; the change is refused where somebody made another since.
    #[arg(long, value_name = "NUMBER")]
    seen: Option<i64>,
    /// List every edit of this facility, the newest first.
    #[arg(long, value_name = "ID", conflicts_with_all = ["facility", "undo", "fields"])]
    history: Option<String>,
    /// Take the edit of this number back.
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["facility", "fields"])]
    undo: Option<i64>,
    /// List everything that can be changed.
    #[arg(long, conflicts_with = "facility")]
    fields: bool,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    many: sheet::Many,
    #[command(flatten)]
    store: StoreFlags,
}

impl Edit {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut out = out::stdout();
        if self.fields {
            value::editable().iter().try_for_each(|field| writeln!(out, "{field}"))?;
            return Ok(());
        }
        let store = open::store(&self.store).await?;
        let gazetteer = open::gazetteer().await?;
        let editing = Editing::new(store.clone(), Arc::clone(&gazetteer));
        if self.many.is_asked() {
            let told = self.many.run(&mut out, (&store, &gazetteer, &editing), self.by_now()).await;
            store.close().await;
            return told.map_err(usage);
        }
        let told = match (&self.history, self.undo) {
            (Some(facility), _) => self.print_history(&mut out, facility, &editing).await,
            (None, Some(id)) => self.undo(&mut out, id, &editing).await,
            (None, None) => self.change(&mut out, &editing).await,
        };
        store.close().await;
        told.map_err(usage)
    }

    fn by_now(&self) -> By<'_> {
        By { author: &self.by, source: Source::Editor, now: Timestamp::now(), reason: &self.reason }
    }

    async fn change(&self, out: &mut impl Write, editing: &Editing) -> anyhow::Result<()> {
        let (Some(facility), Some(field), Some(text)) = (&self.facility, &self.field, &self.value) else {
            let detail = "項目と値を書いてください。一覧は zaitaku edit --fields (name a field and its value)";
            return Err(Usage(detail.to_owned()).into());
        };
        let value = value::from_text(field, text).map_err(EditError::from)?;
        let change = Change { field: field.clone(), value, seen: self.seen };
        let edited = editing.edit(facility, &[change], self.by_now(), None).await?;
        self.print(out, &edited, field)
    }

    async fn undo(&self, out: &mut impl Write, id: i64, editing: &Editing) -> anyhow::Result<()> {
        let edited = editing.undo(id, self.by_now()).await?;
        let of_field = |(field, version): (&String, &i64)| edited.edits.contains(version).then(|| field.clone());
        let field = edited.versions.iter().find_map(of_field).unwrap_or_default();
        self.print(out, &edited, &field)
    }

    fn print(&self, out: &mut impl Write, edited: &Edited, field: &str) -> anyhow::Result<()> {
        let shown = value::shown(&edited.facility, field);
        let (facility, name) = (&edited.facility.id, &edited.facility.name);
        if self.json {
            let told = json!({ "facility": facility, "field": field, "value": shown, "edits": edited.edits });
            writeln!(out, "{told:#}")?;
        } else {
            let numbers: Vec<String> = edited.edits.iter().map(ToString::to_string).collect();
            writeln!(out, "変更 edit {}: {facility} {name} {field} = {}", numbers.join(", "), words(&shown))?;
        }
        Ok(())
    }

    async fn print_history(&self, out: &mut impl Write, facility: &str, editing: &Editing) -> anyhow::Result<()> {
        let unknown = || EditError::NoFacility(facility.to_owned());
        let entries = editing.history(facility).await?.ok_or_else(unknown)?;
        if self.json {
            let list: Vec<Value> = entries.iter().map(entry_json).collect();
            writeln!(out, "{:#}", json!({ "facility": facility, "edits": list }))?;
            return Ok(());
        }
        if entries.is_empty() {
            writeln!(out, "変更はありません (never edited)")?;
            return Ok(());
        }
        let heads =
            ["番号 edit", "日時 when", "項目 field", "前 before", "後 after", "記入者 by", "理由 why", "状態 state"];
        let mut table = Table::new(heads, [Align::Right, Align::Left]);
        for Entry { edit, in_force, undone_by } in &entries {
            let state = match (undone_by, edit.undoes, in_force) {
                (Some(by), ..) => format!("{by} で取り消し (undone)"),
                (None, Some(other), _) => format!("{other} を取り消し (undoes)"),
                (None, None, true) => "有効 (in force)".to_owned(),
                (None, None, false) => "後の変更あり (replaced)".to_owned(),
            };
            table.row([
                edit.id.to_string(),
                local(&edit.made_at.to_string()),
                edit.field.clone(),
                words(&edit.before),
                words(&edit.after),
                edit.author.clone(),
                edit.reason.clone(),
                state,
            ]);
        }
        write!(out, "{table}")?;
        Ok(())
    }
}

fn entry_json(entry: &Entry) -> Value {
    let edit = &entry.edit;
    json!({
        "id": edit.id,
        "facility": edit.facility,
        "field": edit.field,
        "before": edit.before,
        "after": edit.after,
        "author": edit.author,
        "made_at": edit.made_at.to_string(),
        "reason": edit.reason,
        "undoes": edit.undoes,
        "undone_by": entry.undone_by,
        "in_force": entry.in_force,
    })
}

/// A value in one line for a reader.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(words).collect::<Vec<_>>().join("、"),
        Value::Object(fields) => fields.values().map(words).collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}

/// What the caller can put right is bad usage; the rest failed.
fn usage(error: anyhow::Error) -> anyhow::Error {
    match error.downcast_ref::<EditError>() {
        None | Some(EditError::Store(_) | EditError::Conflict(_)) => error,
        Some(EditError::Value(ValueFault::Field(_))) => Usage(format!("{error}\nzaitaku edit --fields")).into(),
        Some(EditError::Value(ValueFault::Value { allowed, .. })) if !allowed.is_empty() => {
            Usage(format!("{error}: {}", allowed.join(", "))).into()
        }
        Some(_) => Usage(error.to_string()).into(),
    }
}
