//! Many facilities in a table: the page, and what was typed into it.

use std::collections::HashMap;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::directory::Filter;
use crate::domain::edit::value::{self, FIELDS};
use crate::domain::edit::words::{self, TAKE_AWAY};
use crate::domain::source::Origin;
use crate::domain::vocabulary::Lang;
use crate::domain::{KindSet, vocabulary};
use crate::editing::Wanted;
use crate::pages::bulk::{Around, Choice, HOME, Left, TablePage, TableRow, field_label, table_page};
use crate::sheet::Fault;

use super::super::accounts::{Form, asked, in_language, page, viewer};
use super::super::batches::check_kind;
use super::super::body::Query;
use super::super::body::url_pairs;
use super::super::edits::speaking;
use super::super::facilities::check_lang;
use super::super::problem::Problem;
use super::super::search::{check_municipality, check_text};
use super::super::signed_in::Living;
use super::super::state::App;
use super::carried::{Shown, show};
use super::{editor, municipalities};

/// Facilities on one page of the table.
const ROWS: usize = 50;
/// Fields as columns: more are not seen beside each other.
pub(super) const COLUMNS: usize = 8;

/// What is asked for: parameters that stand once, and fields, which may be several.
struct Asked {
    lang: Lang,
    fields: Vec<String>,
    others: HashMap<String, String>,
}

impl Asked {
    fn of(raw: &RawQuery) -> Result<Self, Problem> {
        const KNOWN: [&str; 5] = ["kind", "municipality", "q", "after", "lang"];
        let (mut fields, mut others) = (Vec::new(), HashMap::new());
        for (name, text) in url_pairs(raw.0.as_deref().unwrap_or_default()) {
            if name == "field" {
                check_field(&text)?;
                fields.push(text);
            } else if !KNOWN.contains(&name.as_str()) {
                return Err(Problem::unknown_field(name, KNOWN.into_iter().chain(["field"])));
            } else if others.insert(name.clone(), text).is_some() {
                return Err(Problem::invalid(name, "同じパラメータが2回あります (given twice)"));
            }
        }
        if fields.len() > COLUMNS {
            return Err(Problem::invalid("field", "項目は8つまでです (at most 8 fields)"));
        }
        let lang = others.get("lang").map(|lang| format!("lang={lang}"));
        let lang = check_lang(&Query::parse(lang.as_deref(), &["lang"])?)?;
        Ok(Self { lang, fields, others })
    }

    fn get(&self, name: &str) -> &str {
        self.others.get(name).map_or("", String::as_str)
    }

    /// The path of the page that begins after a facility.
    fn after(&self, facility: &str) -> String {
        let encoded =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let mut parts = vec![format!("after={}", encoded(facility))];
        parts.extend(["kind", "municipality", "q"].map(|name| format!("{name}={}", encoded(self.get(name)))));
        parts.extend(self.fields.iter().map(|field| format!("field={}", encoded(field))));
        in_language(&format!("{HOME}/table?{}", parts.join("&")), self.lang)
    }
}

fn check_field(field: &str) -> Result<(), Problem> {
    if FIELDS.contains(&field) || vocabulary().capability(field).is_some() {
        Ok(())
    } else {
        Err(Problem::not_allowed("field", value::editable()))
    }
}

/// The table.
pub(super) async fn get_table(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let asked = Asked::of(&raw)?;
    let living = match editor(&app, living, asked.lang, HOME).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    let kind = check_kind(asked.get("kind"))?;
    let area = Some(asked.get("municipality")).filter(|code| !code.is_empty()).map(check_municipality).transpose()?;
    let directory = app.shown.whole();
    let kinds: KindSet = std::iter::once(kind).collect();
    let text = check_text(&directory, "q", Some(asked.get("q")))?;
    let filter = Filter { kinds, municipality: area, text, ..Filter::default() };
    let after = Some(asked.get("after")).filter(|id| !id.is_empty()).and_then(|id| directory.row(id));
    let found = directory.browse(&filter, after, ROWS + 1);
    let mut rows = Vec::with_capacity(ROWS);
    for &row in found.items.iter().take(ROWS) {
        let Some(facility) = directory.facility(row).map_err(|error| Problem::internal(&error))? else { continue };
        let text = |field: &String| words::text_of(field, &value::shown(&facility, field));
        let cells = asked.fields.iter().map(text).collect();
        rows.push(TableRow { facility: facility.id, name: facility.name, address: facility.address, cells });
    }
    let next = rows.last().filter(|_| found.items.len() > ROWS).map(|last| asked.after(&last.facility));
    let html = table_page(&TablePage {
        around: Around { lang: asked.lang, viewer: viewer(&living), said: None },
        choice: Choice {
            municipalities: &municipalities(&app),
            kind: Some(kind),
            municipality: asked.get("municipality"),
            words: asked.get("q"),
            fields: &asked.fields,
            most: COLUMNS,
        },
        rows: &rows,
        total: found.total,
        edit: directory.edit().number,
        next,
    });
    Ok(page(StatusCode::OK, html))
}

/// Shows what was typed into the table would change. Writes nothing.
pub(super) async fn check(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match editor(&app, living, lang, HOME).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    let origin = speaking(&living.signed_in, (app.services.now)(), "").origin();
    let directory = app.shown.whole();
    let name_of = |id: &str| directory.row(id).map_or_else(|| id.to_owned(), |row| directory.name(row).to_owned());
    let (wanted, left) = typed(&form, origin, (lang, &name_of))?;
    let compared = app.shown.editing().compare(wanted, origin).await.map_err(|error| Problem::internal(&error))?;
    show(&app, &living, lang, (StatusCode::OK, None), Shown { compared, left, added: Vec::new() }).await
}

/// The cells that were changed, and those that cannot be read.
fn typed(
    form: &Form,
    origin: Origin,
    (lang, name_of): (Lang, &dyn Fn(&str) -> String),
) -> Result<(Vec<Wanted>, Vec<Left>), Problem> {
    let texts: HashMap<&str, &str> = form.pairs().collect();
    let since =
        form.get("edit").parse().map_err(|_| Problem::invalid("edit", "変更の番号です (the number of an edit)"))?;
    let (mut wanted, mut left) = (Vec::new(), Vec::new());
    for (name, text) in form.pairs() {
        let Some(at) = name.strip_prefix("cell/") else { continue };
        let missing = || Problem::malformed("表の形が崩れています (a cell without its row, column or former text)");
        let (row, column) = at.split_once('/').ok_or_else(missing)?;
        let of = |name: String| texts.get(name.as_str()).copied().ok_or_else(missing);
        let (facility, field) = (of(format!("id/{row}"))?, of(format!("field/{column}"))?);
        let base = of(format!("base/{at}"))?.replace("\r\n", "\n");
        let text = text.replace("\r\n", "\n");
        if text.trim() == base.trim() {
            continue;
        }
        check_field(field)?;
        // In a table somebody empties a cell on purpose, and sees it on the next page.
        let meant = if text.trim().is_empty() { TAKE_AWAY } else { text.as_str() };
        match words::read(field, meant, origin) {
            Ok(value) => wanted.push(Wanted {
                facility: facility.to_owned(),
                field: field.to_owned(),
                base,
                since,
                value,
                place: String::new(),
            }),
            Err(fault) => {
                let fault = Fault::Value(fault);
                left.push(Left {
                    place: String::new(),
                    heading: field_label(field, lang),
                    name: name_of(facility),
                    typed: text.clone(),
                    words: fault.words(lang),
                    allowed: fault.allowed(),
                });
            }
        }
    }
    Ok((wanted, left))
}
