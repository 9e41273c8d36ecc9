//! The form of a new case.

use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::cases::case_policy;
use crate::domain::needs;
use crate::domain::role::Deed;
use crate::domain::vocabulary::Role;
use crate::http::accounts::form::Form;
use crate::http::accounts::reply::{asked, go, in_language, page, require_living, viewer};
use crate::http::matches::OriginRequest;
use crate::http::problem::Problem;
use crate::http::signed_in::Living;
use crate::http::state::App;
use crate::pages::account::Said;
use crate::pages::cases::{NewPage, new_page};

use super::{Wanted, open};

/// The empty form.
pub(super) async fn get_form(raw: RawQuery, living: Option<Living>) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match require_living(living, lang, "/cases/new") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.signed_in.require(Deed::KeepCases)?;
    let html = new_page(&NewPage {
        lang,
        viewer: viewer(&living),
        address: "",
        role: Role::Attending,
        needs: &[],
        wished_from: "",
        note: "",
        shared: false,
        most: case_policy().note.most_characters,
        said: None,
    });
    Ok(page(StatusCode::OK, html))
}

/// Makes a case of a form. The address lives in the body and, where something is wrong, in the answer to it.
pub(super) async fn make_case(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let choices: Vec<String> = needs().all().iter().map(|need| format!("need.{}", need.id)).collect();
    let usual = ["form", "address", "role", "wished_from", "note", "shared"];
    let known: Vec<&str> = usual.into_iter().chain(choices.iter().map(String::as_str)).collect();
    let form = form.only(&known)?;
    let living = match require_living(living, lang, "/cases/new") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    let role = Role::ALL.iter().copied().find(|role| role.id() == form.get("role"));
    let role = role.ok_or_else(|| Problem::not_allowed("role", Role::ALL.iter().map(|role| role.id())))?;
    let chosen: Vec<String> = needs().all().iter().map(|need| need.id.clone()).collect();
    let chosen: Vec<String> = chosen.into_iter().filter(|id| !form.get(&format!("need.{id}")).is_empty()).collect();
    let origin = OriginRequest { address: Some(form.get("address").to_owned()), ..OriginRequest::default() };
    let wanted = Wanted {
        origin: &origin,
        role,
        needs: &chosen,
        wishes: &[],
        wished_from: Some(form.get("wished_from")),
        note: form.get("note"),
        shared: !form.get("shared").is_empty(),
    };
    match open(&app, &living.signed_in, &wanted).await {
        Ok(number) => go(&in_language(&format!("/cases/{number}?done=made"), lang)),
        Err(problem) if problem.status() == 400 => {
            let allowed = problem.allowed().map(|places| format!(" {}", places.join(" / "))).unwrap_or_default();
            let said = Said::Refused(format!("{}{allowed}", problem.detail()));
            let html = new_page(&NewPage {
                lang,
                viewer: viewer(&living),
                address: form.get("address"),
                role,
                needs: &chosen,
                wished_from: form.get("wished_from"),
                note: form.get("note"),
                shared: wanted.shared,
                most: case_policy().note.most_characters,
                said: Some(&said),
            });
            Ok(page(StatusCode::BAD_REQUEST, html))
        }
        Err(problem) => Err(problem),
    }
}
