//! Links by mail: to an address that an editor typed, or by which somebody of the facility signs in.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::role::Role;
use crate::domain::vocabulary::Lang;
use crate::mail::{Mailer, NotSent, is_address};
use crate::pages::link::{MadeLink, Mail, Mailed, link_mail};

use super::super::accounts::form::Form;
use super::super::accounts::noted;
use super::super::problem::Problem;
use super::super::state::App;

/// How the fields of a form begin that say where the mail of a facility goes; its identifier follows.
pub(super) const TO: &str = "to.";
/// Mails under way at once: small offices' mail servers take few connections from one sender.
const AT_ONCE: usize = 4;

/// By facility, the mail address by which somebody of its own signs in.
pub(super) async fn known(app: &App) -> Result<HashMap<String, String>, Problem> {
    let accounts = app.store.accounts().await.map_err(|error| Problem::internal(&error))?;
    let own = accounts.into_iter().filter(|one| one.enabled && one.role == Role::Facility && is_address(&one.login));
    Ok(own.flat_map(|one| one.facilities.into_iter().map(move |facility| (facility, one.login.clone()))).collect())
}

/// By chosen facility, where its mail goes; nothing unless mails were asked for.
pub(super) fn wanted(
    form: &Form,
    chosen: &[&str],
    (mails, lang): (bool, Lang),
) -> Result<HashMap<String, String>, String> {
    if form.get("do") != "mail" {
        return Ok(HashMap::new());
    }
    if !mails {
        return Err(lang
            .pick(
                "このサーバーではメールを送れません。手紙を印刷してください。何も作っていません。",
                "This server sends no mail: print the letters. Nothing was made.",
                "メールは 送(おく)れません。手紙(てがみ)を 印刷(いんさつ)してください。",
            )
            .to_owned());
    }
    let to = |(name, text): (&str, &str)| {
        let facility = name.strip_prefix(TO).filter(|id| chosen.contains(id))?;
        let text = text.trim();
        (!text.is_empty()).then(|| (facility.to_owned(), text.to_owned()))
    };
    let mails: HashMap<String, String> = form.pairs().filter_map(to).collect();
    if mails.is_empty() {
        return Err(lang
            .pick(
                "選んだ事業所のどれにも、メールの宛先が書かれていません。何も作っていません。",
                "None of the facilities you chose has a mail address. Nothing was made.",
                "メールの アドレスが ありません。",
            )
            .to_owned());
    }
    Ok(mails)
}

/// A mail that goes to one facility, and where it stands in the list of links.
struct Going {
    at: usize,
    link: String,
    facility: String,
    to: String,
    mail: Mail,
}

/// Mails the links whose facility has an address, and says at each what came of it. Goes on when the editor's browser is gone: what was
/// sent must be noted.
pub(super) async fn send(
    app: &App,
    editor: &str,
    made: &mut [MadeLink],
    mut mails: HashMap<String, String>,
    until: Date,
) -> Result<(), Problem> {
    let Some(mailer) = app.mailer.clone() else { return Ok(()) };
    let going = made.iter().enumerate().filter_map(|(at, one)| {
        let to = mails.remove(&one.facility.id)?;
        let mail = link_mail(&app.site, &one.facility.name, &one.address, until);
        Some(Going { at, link: one.id.clone(), facility: one.facility.id.clone(), to, mail })
    });
    let going: Vec<Going> = going.collect();
    let (app, editor) = (app.clone(), editor.to_owned());
    let sent = tokio::spawn(async move { all(&app, &mailer, &editor, going).await }).await;
    for (one, mailed) in sent.map_err(|error| Problem::internal(&error))?? {
        made[one.at].mailed = Some((one.to, mailed));
    }
    Ok(())
}

/// Sends a few at once. After a failure of the mail server itself the others are not tried: each would wait for the same.
async fn all(
    app: &App,
    mailer: &Arc<Mailer>,
    editor: &str,
    going: Vec<Going>,
) -> Result<Vec<(Going, Mailed)>, Problem> {
    let (mut told, mut waiting, mut stopped) = (Vec::with_capacity(going.len()), going.into_iter(), None);
    loop {
        let some: Vec<Going> = waiting.by_ref().take(AT_ONCE).collect();
        if some.is_empty() {
            return Ok(told);
        }
        let results = match stopped {
            Some(failure) => vec![Err(failure); some.len()],
            None => {
                let send = |one: &Going| {
                    let (mailer, to, mail) = (Arc::clone(mailer), one.to.clone(), one.mail.clone());
                    async move { mailer.send(&to, &mail.subject, &mail.text).await }
                };
                futures::future::join_all(some.iter().map(send)).await
            }
        };
        for (one, result) in some.into_iter().zip(results) {
            if result.is_ok() {
                // Without the address: the log is kept for ever.
                let deed = noted(app, editor, "link.mailed", &one.facility, one.link.as_str());
                app.store.note(&deed).await.map_err(|error| Problem::internal(&error))?;
            }
            stopped = stopped.or(result.err().filter(|failure| failure.is_of_the_server()));
            told.push((one, mailed(result)));
        }
    }
}

const fn mailed(result: Result<(), NotSent>) -> Mailed {
    match result {
        Ok(()) => Mailed::Sent,
        Err(NotSent::Address) => Mailed::Address,
        Err(NotSent::Refused(code)) => Mailed::Refused(code),
        Err(NotSent::Later(code)) => Mailed::Later(code),
        Err(NotSent::Login(_) | NotSent::Unreached) => Mailed::Server,
    }
}
