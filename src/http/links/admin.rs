//! Making links and taking them back, for editors.

use std::collections::HashMap;
use std::ops::ControlFlow;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::{Timestamp, tz};
use qrcode::QrCode;
use qrcode::render::svg;

use crate::accounts::token::{Token, hex};
use crate::directory::{Area, Directory, Filter};
use crate::domain::municipality::prefecture_name;
use crate::domain::role::Deed;
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Kind, KindSet};
use crate::links::{Questions, Scopes, link_policy};
use crate::pages::account::Said;
use crate::pages::link::{FacilityRow, Found, LinkRow, LinksPage, MadeLink, MadePage, links_page, made_page};
use crate::storage::StoredLink;

use super::super::accounts::admin::address;
use super::super::accounts::form::Form;
use super::super::accounts::reply::{asked, page, require_living, viewer};
use super::super::accounts::{noted, random};
use super::super::body::Query;
use super::super::problem::Problem;
use super::super::signed_in::Living;
use super::super::state::App;
use super::mailing;

/// Links that are out and shown at most.
pub(super) const MOST_SHOWN: usize = 500;
/// The smallest picture of a link, in points; on paper it is 38 mm wide.
const PICTURE: u32 = 220;

/// An editor, or what is answered instead.
pub(super) fn editor(living: Option<Living>, lang: Lang, path: &str) -> ControlFlow<Result<Response, Problem>, Living> {
    let living = require_living(living, lang, path)?;
    match living.signed_in.require(Deed::EditAnyFacility) {
        Ok(()) => ControlFlow::Continue(living),
        Err(problem) => ControlFlow::Break(Err(problem)),
    }
}

/// The page on which links are made.
pub(super) async fn get_links(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
) -> Result<Response, Problem> {
    let (lang, query) = asked(&raw, &["municipality", "kind", "q"])?;
    let living = match editor(living, lang, "/admin/links") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    show(&app, &living, lang, Some(&query), (StatusCode::OK, None)).await
}

async fn show(
    app: &App,
    living: &Living,
    lang: Lang,
    query: Option<&Query>,
    (status, said): (StatusCode, Option<Said>),
) -> Result<Response, Problem> {
    let directory = app.shown.whole();
    let now = (app.services.now)().as_second();
    let open = app.store.open_links(now, MOST_SHOWN).await.map_err(|error| Problem::internal(&error))?;
    let name = |id: &str| directory.row(id).map_or(id, |row| directory.name(row)).to_owned();
    let links: Vec<LinkRow> = open
        .iter()
        .map(|one| LinkRow {
            id: one.id.clone(),
            facility: one.facility.clone(),
            name: name(&one.facility),
            made_at: one.made_at,
            expires_at: one.expires_at,
            used_on: one.used_on.clone(),
        })
        .collect();
    let given = |name: &str| query.and_then(|query| query.get(name)).unwrap_or_default();
    let (municipality, kind, text) = (given("municipality"), given("kind"), given("q").trim());
    let asked = query.is_some_and(|query| ["municipality", "kind", "q"].iter().any(|name| query.has(name)));
    let mails = app.mailer.is_some();
    let known = if asked && mails { mailing::known(app).await? } else { HashMap::new() };
    let found = if asked { Some(find(&directory, (municipality, kind, text), &open, &known)?) } else { None };
    let html = links_page(&LinksPage {
        lang,
        viewer: viewer(living),
        municipalities: &municipalities(app, &directory),
        municipality,
        kind,
        text,
        found: found.as_ref(),
        links: &links,
        days: (link_policy().link.days, link_policy().link.most_days),
        most: link_policy().link.most_at_once,
        mails,
        said: said.as_ref(),
    });
    Ok(page(status, html))
}

/// The municipalities that have facilities, in the order of their codes.
pub(super) fn municipalities(app: &App, directory: &Directory) -> Vec<(&'static str, String, String)> {
    let known = directory.municipalities().keys().filter_map(|code| {
        let name = app.services.gazetteer.municipality_name(*code)?;
        Some((prefecture_name(code.prefecture())?, code.to_string(), name))
    });
    known.collect()
}

fn find(
    directory: &Directory,
    (municipality, kind, text): (&str, &str, &str),
    open: &[StoredLink],
    mails: &HashMap<String, String>,
) -> Result<Found, Problem> {
    let mut filter = Filter::default();
    if !municipality.is_empty() {
        let area = Area::parse(municipality);
        filter.municipality = Some(area.ok_or_else(|| {
            Problem::invalid("municipality", "全国地方公共団体コードです (the code of a municipality)")
        })?);
    }
    if !kind.is_empty() {
        let kind = Kind::from_id(kind);
        let kind = kind.ok_or_else(|| Problem::not_allowed("kind", Kind::ALL.iter().map(|kind| kind.id())))?;
        filter.kinds = KindSet::from_iter([kind]);
    }
    if !text.is_empty() {
        filter.text = Some(directory.search_text(text).map_err(|error| Problem::internal(&error))?);
    }
    let page = directory.browse(&filter, None, link_policy().link.most_at_once);
    let row = |row: u32| -> Result<Option<FacilityRow>, Problem> {
        let facility = directory.facility(row).map_err(|error| Problem::internal(&error))?;
        Ok(facility.map(|facility| {
            let linked = open.iter().filter(|one| one.facility == facility.id).map(|one| one.expires_at).max();
            FacilityRow {
                linked: linked.map(last_day),
                mail: mails.get(&facility.id).cloned().unwrap_or_default(),
                id: facility.id,
                name: facility.name,
                kind: facility.kind,
                address: facility.address,
            }
        }))
    };
    let rows: Result<Vec<Option<FacilityRow>>, Problem> = page.items.into_iter().map(row).collect();
    Ok(Found { rows: rows?.into_iter().flatten().collect(), total: page.total })
}

/// The last day in Japan on which something works that ends at a moment.
pub(super) fn last_day(expires_at: i64) -> jiff::civil::Date {
    tz::offset(9).to_datetime(Timestamp::from_second(expires_at - 1).unwrap_or_default()).date()
}

/// What a form asks to be made.
struct Wanted {
    facilities: Vec<Facility>,
    scopes: Scopes,
    days: i64,
    /// By facility, where its mail goes.
    mails: HashMap<String, String>,
}

fn wanted(form: &Form, directory: &Directory, (mails, lang): (bool, Lang)) -> Result<Wanted, String> {
    let policy = &link_policy().link;
    let all =
        |name: &str| -> Vec<&str> { form.pairs().filter(|(known, _)| *known == name).map(|(_, text)| text).collect() };
    let ids = all("facility");
    if ids.is_empty() || ids.len() > policy.most_at_once {
        return Err(match lang {
            Lang::En => format!("Choose 1 to {} facilities.", policy.most_at_once),
            _ => format!("事業所を1件から{}件まで選んでください。", policy.most_at_once),
        });
    }
    let none = || {
        lang.pick(
            "リンクで直せることを一つ以上選んでください。",
            "Choose what the link may write.",
            "一つ(ひとつ) えらんでください。",
        )
        .to_owned()
    };
    let scopes = Scopes::parse(&all("scope").join(",")).ok_or_else(none)?;
    let days = form.get("days").trim().parse().ok().filter(|days| (1..=policy.most_days).contains(days));
    let days = days.ok_or_else(|| match lang {
        Lang::En => format!("Days: 1 to {}.", policy.most_days),
        _ => format!("使える日数は1日から{}日までです。", policy.most_days),
    })?;
    let facility = |id: &&str| {
        directory
            .row(id)
            .and_then(|row| directory.facility(row).ok().flatten())
            .ok_or_else(|| format!("{id}: 施設がありません (no such facility)"))
    };
    let facilities: Result<Vec<Facility>, String> = ids.iter().map(facility).collect();
    let mails = mailing::wanted(form, &ids, (mails, lang))?;
    Ok(Wanted { facilities: facilities?, scopes, days, mails })
}

/// Makes links for the chosen facilities, and shows addresses and letters, once.
pub(super) async fn make(
    State(app): State<App>,
    raw: RawQuery,
    headers: HeaderMap,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let living = match editor(living, lang, "/admin/links") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    const KNOWN: [&str; 5] = ["form", "facility", "scope", "days", "do"];
    if let Some((name, _)) = form.pairs().find(|(name, _)| !KNOWN.contains(name) && !name.starts_with(mailing::TO)) {
        return Err(Problem::unknown_field(name, KNOWN));
    }
    if !["", "mail"].contains(&form.get("do")) {
        return Err(Problem::not_allowed("do", ["", "mail"]));
    }
    let wanted = match wanted(&form, &app.shown.whole(), (app.mailer.is_some(), lang)) {
        Ok(wanted) => wanted,
        Err(text) => {
            return show(&app, &living, lang, None, (StatusCode::BAD_REQUEST, Some(Said::Refused(text)))).await;
        }
    };
    let internal = |error: &dyn std::error::Error| Problem::internal(error);
    let moment = (app.services.now)();
    let today = tz::offset(9).to_datetime(moment).date();
    let expires_at = moment.as_second() + wanted.days * 86_400;
    let base = address(&app, &headers);
    let (mut made, mut stored) = (Vec::new(), Vec::new());
    for facility in wanted.facilities {
        let token = Token::new(random().map_err(|error| internal(&error))?);
        let id = format!("link-{}", hex(&random::<6>().map_err(|error| internal(&error))?));
        stored.push(StoredLink {
            id: id.clone(),
            digest: token.digest(),
            facility: facility.id.clone(),
            scopes: wanted.scopes.text(),
            made_by: living.account.id.clone(),
            made_at: moment.as_second(),
            expires_at,
            used_on: String::new(),
            revoked_at: 0,
        });
        let address = format!("{base}/r/{}", token.text());
        let code = QrCode::new(&address).map_err(|error| internal(&error))?;
        let picture = code.render::<svg::Color>().min_dimensions(PICTURE, PICTURE).build();
        // Inside a page there is no second declaration of XML.
        let picture = picture.find("<svg").map_or("", |at| &picture[at..]).to_owned();
        let questions = Questions::new(facility.kind, wanted.scopes, today, &link_policy().page);
        made.push(MadeLink { id, facility, address, picture, questions, mailed: None });
    }
    let deeds = stored.iter().map(|link| {
        let deed = noted(&app, &living.account.id, "link.made", &link.facility, format!("{} {}", link.id, link.scopes));
        (link.clone(), deed)
    });
    let deeds: Vec<_> = deeds.collect();
    app.store.make_links(&deeds).await.map_err(|error| internal(&error))?;
    let until = last_day(expires_at);
    mailing::send(&app, &living.account.id, &mut made, wanted.mails, until).await?;
    let html = made_page(&MadePage { lang, viewer: viewer(&living), site: &app.site, made: &made, until, today });
    Ok(page(StatusCode::OK, html))
}

/// Takes a link back.
pub(super) async fn revoke(
    State(app): State<App>,
    raw: RawQuery,
    living: Option<Living>,
    form: Form,
) -> Result<Response, Problem> {
    let (lang, _) = asked(&raw, &[])?;
    let form = form.only(&["form", "link"])?;
    let living = match editor(living, lang, "/admin/links") {
        ControlFlow::Continue(living) => living,
        ControlFlow::Break(elsewhere) => return elsewhere,
    };
    living.check(form.get("form"))?;
    let id = form.get("link");
    let deed = noted(&app, &living.account.id, "link.revoked", id, "");
    let now = (app.services.now)().as_second();
    let done = app.store.revoke_link(id, now, &deed).await.map_err(|error| Problem::internal(&error))?;
    let said = if done {
        Said::Done(lang.pick("リンクを取り消しました。", "The link is taken back.", "リンクを やめました。").to_owned())
    } else {
        Said::Refused(
            lang.pick("このリンクはもうありません。", "There is no such link.", "リンクは ありません。").to_owned(),
        )
    };
    show(&app, &living, lang, None, (StatusCode::OK, Some(said))).await
}
