//! The boxes of a field, by what is typed into it.

use maud::{Markup, html};

use super::super::super::{answers, kind_label, week, without_readings};
use super::super::labels::answer_of;
use super::FormPage;
use crate::domain::correction::CalendarOf;
use crate::domain::edit::form::{Scope, Sort, sort_of};
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Kind};

/// The ways to reach somebody, as the calendars name them.
const CHANNELS: [&str; 4] = ["phone", "fax", "mail", "ict"];

/// The boxes of one field.
pub(super) fn boxes_of(page: &FormPage, field: &str, id: &str) -> Markup {
    match sort_of(field) {
        Sort::Answer(_) => answer(page, field, id),
        Sort::Hours => hours(page, field, id),
        Sort::Kind => kind(page, field, id),
        Sort::Words => html! {
            textarea id=(id) name=(field) rows="2" aria-describedby=(described(page, field, id)) aria-invalid=[invalid(page, field)] { (page.text(field)) }
        },
        Sort::Position => html! {
            input id=(id) name=(field) type="text" value=(page.text(field)) autocomplete="off" inputmode="decimal" data-pin
                aria-describedby=(described(page, field, id)) aria-invalid=[invalid(page, field)];
            p class="hint" { (page.lang().pick("緯度, 経度（例：35.229000, 139.702000）", "Latitude, longitude (35.229000, 139.702000)", "緯度(いど), 経度(けいど)")) }
        },
        Sort::Line | Sort::Count | Sort::List | Sort::Date => html! {
            @let kind = match (sort_of(field), field) { (Sort::Date, _) => "date", (_, "phone" | "fax") => "tel", (_, "url") => "url", _ => "text" };
            input id=(id) name=(field) type=(kind) value=(page.text(field)) autocomplete="off"
                inputmode=[(sort_of(field) == Sort::Count).then_some("numeric")] data-address[field == "address"]
                aria-describedby=(described(page, field, id)) aria-invalid=[invalid(page, field)];
            @if let Some(hint) = hint(field, page.lang()) { p class="hint" { (hint) } }
        },
    }
}

fn described(page: &FormPage, field: &str, id: &str) -> String {
    let fault = if page.faults.contains_key(field) { format!("{id}-fault ") } else { String::new() };
    format!("{fault}{id}-origin")
}

fn invalid(page: &FormPage, field: &str) -> Option<&'static str> {
    page.faults.contains_key(field).then_some("true")
}

const fn hint(field: &str, lang: Lang) -> Option<&'static str> {
    match field.as_bytes() {
        b"closed" => Some(lang.pick(
            "閉院・廃止のときだけ。一覧と地図に出なくなります。",
            "Only where it has closed for good: it then leaves lists and maps.",
            "もう ないときだけ 書(か)きます。",
        )),
        b"specialties" => {
            Some(lang.pick("「、」で区切ります。", "Separate them by 、 or commas.", "「、」で 分(わ)けます。"))
        }
        b"capacity" => Some(lang.pick("例：10〜15名、応相談", "For example 10〜15名", "れい：10〜15名")),
        _ => None,
    }
}

fn kind(page: &FormPage, field: &str, id: &str) -> Markup {
    let lang = page.lang();
    html! {
        select id=(id) name=(field) aria-describedby=(described(page, field, id)) {
            @for kind in Kind::ALL {
                option value=(kind.id()) selected[kind.id() == page.text(field)] { (without_readings(kind_label(*kind, lang), lang)) }
            }
        }
    }
}

/// ○△×？ and under which condition.
fn answer(page: &FormPage, field: &str, id: &str) -> Markup {
    let lang = page.lang();
    let chosen = answer_of(page.text(field));
    let condition = format!("{field}.condition");
    html! {
        div class="edit-answers" {
            @for answer in [Answer::Yes, Answer::Consult, Answer::No, Answer::Unknown] {
                @let one = format!("{id}-{}", answer.id());
                label class="edit-choice" for=(one) {
                    input type="radio" id=(one) name=(field) value=(answer.id()) checked[answer == chosen];
                    span { span class="edit-mark" aria-hidden="true" { (if answer == Answer::Unknown { "？" } else { answers::mark(answer) }) } " " span class="edit-answer-words" { (answers::title(answer, lang)) } }
                }
            }
        }
        div class="account-field edit-condition" {
            label for=(format!("{id}-condition")) { (lang.pick("条件", "Condition", "どんなとき")) }
            input id=(format!("{id}-condition")) name=(condition) type="text" value=(page.text(&condition)) autocomplete="off";
        }
    }
}

/// Hours in words, whom to reach how, and the week as it stands now: a script draws it anew while somebody types.
fn hours(page: &FormPage, field: &str, id: &str) -> Markup {
    let lang = page.lang();
    let calendar = CalendarOf::ALL.iter().find(|calendar| calendar.id() == field);
    let calendar = calendar.and_then(|calendar| calendar.of(&page.about.facility.hours));
    let now = lang.pick("いまの1週間", "The week as it is now", "いまの 1週間(しゅうかん)");
    html! {
        div class="account-field" {
            label for=(format!("{id}-words")) { (lang.pick("時間（言葉で）", "Hours in words", "時間(じかん)")) }
            textarea id=(format!("{id}-words")) name=(field) rows="2" data-hours=(format!("{id}-week")) aria-describedby=(format!("{id}-hint {}", described(page, field, id))) aria-invalid=[invalid(page, field)] { (page.text(field)) }
            p class="hint" id=(format!("{id}-hint")) { (lang.pick("例：月〜金 9:00〜12:00、13:00〜17:00／第2・4土 9:00〜12:00／祝日休み", "For example 月〜金 9:00〜12:00／祝日休み, or Mo-Fr 09:00-12:00; PH off", "れい：月〜金 9:00〜12:00／祝日休み")) }
        }
        // The script draws here what is being written.
        div class="edit-week" id=(format!("{id}-week")) {}
        @if let Some(calendar) = calendar {
            details class="edit-more" {
                summary { (now) }
                div class="edit-week" { (week::table(now, calendar, lang)) }
            }
        }
        @if page.scope == Scope::Whole { (contact_of(page, field, id)) }
    }
}

/// Whom to reach how, and a remark.
fn contact_of(page: &FormPage, field: &str, id: &str) -> Markup {
    let lang = page.lang();
    let part = |name: &str| format!("{field}.{name}");
    let more = ["channel", "person", "note"].iter().any(|name| !page.text(&part(name)).is_empty());
    html! {
        details class="edit-more" open[more || field == "hours_contact"] {
            summary { (lang.pick("連絡の方法・担当・備考", "Channel, person, remark", "どうやって・だれに")) }
            div class="edit-three" {
                div class="account-field" {
                    label for=(format!("{id}-channel")) { (lang.pick("方法", "Channel", "どうやって")) }
                    select id=(format!("{id}-channel")) name=(part("channel")) {
                        option value="" selected[page.text(&part("channel")).is_empty()] { (lang.pick("決まっていない", "not said", "わからない")) }
                        @let now = page.text(&part("channel"));
                        @for channel in CHANNELS { option value=(channel) selected[channel == now] { (without_readings(week::channel(channel, lang), lang)) } }
                        @if !now.is_empty() && !CHANNELS.contains(&now) { option value=(now) selected { (without_readings(week::channel(now, lang), lang)) } }
                    }
                }
                div class="account-field" {
                    label for=(format!("{id}-person")) { (lang.pick("担当・窓口", "Whom to ask for", "だれに")) }
                    input id=(format!("{id}-person")) name=(part("person")) type="text" value=(page.text(&part("person"))) autocomplete="off";
                }
                div class="account-field" {
                    label for=(format!("{id}-note")) { (lang.pick("備考", "Remark", "そのほか")) }
                    input id=(format!("{id}-note")) name=(part("note")) type="text" value=(page.text(&part("note"))) autocomplete="off";
                }
            }
        }
    }
}
