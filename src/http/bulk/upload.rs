//! A workbook that comes back: what it would change.

use std::ops::ControlFlow;

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, RawQuery, Request, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::vocabulary::Lang;
use crate::editing::{Compared, Wanted};
use crate::pages::account::Said;
use crate::pages::bulk::{HOME, Left};
use crate::sheet::{self, Fault, Problem as SheetProblem, Read};

use super::super::accounts::{asked, is_same_origin};
use super::super::edits::speaking;
use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::carried::{Shown, show};
use super::{editor, show_home};

/// A file sent by a form of this server.
pub(super) struct Upload {
    form: String,
    file: Vec<u8>,
}

impl FromRequest<App> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        if !is_same_origin(request.headers(), request.uri().authority().map(|name| name.as_str()), app) {
            return Err(Problem::forged());
        }
        let malformed =
            || Problem::malformed("ファイルを選んで送ってください (send a file by the form: multipart/form-data)");
        let mut parts = Multipart::from_request(request, app).await.map_err(|_| malformed())?;
        let (mut form, mut file) = (String::new(), Vec::new());
        while let Some(part) = parts.next_field().await.map_err(|error| refused(&error))? {
            match part.name() {
                Some("form") => form = part.text().await.map_err(|error| refused(&error))?,
                Some("file") => file = part.bytes().await.map_err(|error| refused(&error))?.to_vec(),
                other => return Err(Problem::unknown_field(other.unwrap_or_default(), ["form", "file"])),
            }
        }
        Ok(Self { form, file })
    }
}

fn refused(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Problem::invalid("file", "ファイルは 32 MiB までです (a file may have at most 32 MiB)")
    } else {
        Problem::malformed("ファイルが途中で途切れました (the file ended early)")
    }
}

/// Reads a workbook and shows what it would change. Writes nothing.
pub(super) async fn read_sheet(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    upload: Upload,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match editor(&app, living, lang, HOME).await {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(&upload.form)?;
    let origin = speaking(&living.signed_in, (app.services.now)(), "").origin();
    let read = tokio::task::spawn_blocking(move || sheet::read(&upload.file, origin)).await;
    let read = match read.map_err(|error| Problem::internal(&error))? {
        Ok(read) => read,
        Err(error) => {
            let said = Said::Refused(error.to_string());
            return show_home(&app, &living, lang, (StatusCode::BAD_REQUEST, Some(said))).await;
        }
    };
    let Read { edit, changed, problems, added, .. } = read;
    let wanted = changed.into_iter().map(|one| Wanted {
        facility: one.facility,
        field: one.field,
        base: one.base,
        since: edit,
        value: one.value,
        place: one.cell,
    });
    let compared = app.shown.editing().compare(wanted.collect(), origin).await;
    let compared = compared.map_err(|error| Problem::internal(&error))?;
    let left = left(problems, &compared, lang);
    show(&app, &living, lang, (StatusCode::OK, None), Shown { compared, left, added }).await
}

/// What cannot be taken, in words.
fn left(problems: Vec<SheetProblem>, compared: &Compared, lang: Lang) -> Vec<Left> {
    let of_problem = |problem: SheetProblem| Left {
        place: match lang {
            Lang::En => format!("{}{}", problem.column, problem.row),
            _ if problem.column.is_empty() => format!("{}行", problem.row),
            _ => format!("{}{}", problem.column, problem.row),
        },
        words: problem.fault.words(lang),
        allowed: problem.fault.allowed(),
        heading: problem.heading,
        name: problem.name,
        typed: problem.typed,
    };
    let of_gone = |wanted: &Wanted| Left {
        place: wanted.place.clone(),
        heading: String::new(),
        name: wanted.facility.clone(),
        typed: String::new(),
        words: Fault::Gone.words(lang),
        allowed: Vec::new(),
    };
    problems.into_iter().map(of_problem).chain(compared.gone.iter().map(of_gone)).collect()
}
