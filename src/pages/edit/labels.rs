//! What fields are called, and their values in words.

use maud::{Markup, html};
use serde_json::Value;

use super::super::{answers, capability_label, kind_label, week};
use crate::domain::edit::form::{FREE_REMARK, Sort, sort_of};
use crate::domain::edit::value::{CONFIRMED, COVER, NEW_PATIENTS, VACANCY};
use crate::domain::facility::Field;
use crate::domain::source::Origin;
use crate::domain::vocabulary::Lang;
use crate::domain::{Answer, Facility, Kind, vocabulary};

/// What a field is called.
pub(in crate::pages) fn label(field: &str, facility: Option<&Facility>, lang: Lang) -> String {
    if let Sort::Answer(capability) = sort_of(field) {
        return capability_label(capability, lang).to_owned();
    }
    if let Some(heading) = field.strip_prefix("remark/") {
        let remark = lang.pick("備考", "Remark", "そのほか");
        return if heading == FREE_REMARK { remark.to_owned() } else { format!("{remark}：{heading}") };
    }
    if let Some(named) = field.strip_prefix("service_capacity/") {
        let service = facility.and_then(|facility| {
            facility.services.iter().find(|service| format!("{}/{}", service.number, service.code) == named)
        });
        let places = lang.pick("定員", "Places", "人数(にんずう)");
        return format!("{places}：{}", service.map_or(named, |service| service.label.as_str()));
    }
    if let Some((sort, day)) = about_a_day(field) {
        return format!("{}：{day}", day_label(sort, lang));
    }
    plain_label(field, lang).to_owned()
}

/// A field about a month or day to come: what it says, and of when.
fn about_a_day(field: &str) -> Option<(&'static str, &str)> {
    let sorts = [NEW_PATIENTS, COVER, VACANCY];
    sorts.into_iter().find_map(|sort| field.strip_prefix(sort).map(|day| (sort, day)))
}

fn day_label(sort: &str, lang: Lang) -> &'static str {
    match sort {
        NEW_PATIENTS => lang.pick("新しい患者さんの受け入れ", "New patients", "新(あたら)しい 人(ひと)"),
        COVER => lang.pick("代診", "Cover", "かわりの 医者(いしゃ)"),
        _ => lang.pick("空き", "Free places", "あき"),
    }
}

fn plain_label(field: &str, lang: Lang) -> &str {
    match field {
        "name" => lang.pick("名称", "Name", "名前(なまえ)"),
        "name_kana" => lang.pick("読み（カタカナ）", "Reading in katakana", "読(よ)みかた"),
        "kind" => lang.pick("種別", "Kind", "種類(しゅるい)"),
        "address" => lang.pick("住所", "Address", "住所(じゅうしょ)"),
        "position" => lang.pick("地図の位置", "Place on the map", "地図(ちず)の 場所(ばしょ)"),
        "phone" => lang.pick("電話", "Telephone", "電話(でんわ)"),
        "fax" => "FAX",
        "url" => lang.pick("ウェブサイト", "Web site", "ホームページ"),
        "beds" => lang.pick("病床数", "Beds", "ベッドの 数(かず)"),
        "specialties" => lang.pick("診療科", "Specialties", "みる 科(か)"),
        "closed" => lang.pick("廃止した日", "Closed for good since", "やめた 日(ひ)"),
        "hours_consultation" => {
            lang.pick("外来の診療・営業の時間", "Consultation hours", "開(あ)いている 時間(じかん)")
        }
        "hours_contact" => lang.pick(
            "専門職からの連絡の時間",
            "Hours for calls by professionals",
            "専門(せんもん)の 人(ひと)の 電話(でんわ)の 時間(じかん)",
        ),
        "hours_visiting" => {
            lang.pick("訪問・緊急対応の時間", "Hours of visits and emergencies", "家(いえ)に 来(く)る 時間(じかん)")
        }
        CONFIRMED => lang.pick("変わりがないと確かめた日", "Confirmed as unchanged on", "たしかめた 日(ひ)"),
        "capacity" => lang.pick("受け入れられる人数（月）", "Patients a month", "1か月(げつ)の 人数(にんずう)"),
        other => other,
    }
}

/// Who says what stands in a field now, and since when.
pub(super) fn origin_of(facility: &Facility, field: &str) -> Option<Origin> {
    match field {
        "hours_consultation" => facility.hours.consultation.as_ref().map(|calendar| calendar.origin),
        "hours_contact" => facility.hours.contact.as_ref().map(|calendar| calendar.origin),
        "hours_visiting" => facility.hours.visiting.as_ref().map(|calendar| calendar.origin),
        "capacity" => facility.capacity.as_ref().map(|capacity| capacity.origin),
        _ if field.starts_with("service_capacity/") => facility.provenance.get(&Field::Services).copied(),
        _ => match (sort_of(field), field.strip_prefix("remark/")) {
            (Sort::Answer(capability), _) => facility.fact(capability).map(|fact| fact.origin()),
            (_, Some(heading)) => {
                facility.remarks.iter().find(|remark| remark.label == heading).map(|remark| remark.origin)
            }
            _ => {
                let known: Option<Field> = serde_json::from_value(Value::from(field)).ok();
                known.and_then(|known| facility.provenance.get(&known).copied())
            }
        },
    }
}

/// A value in the form of [`crate::domain::edit::value::shown`] as people read it; that there is none where it is empty.
pub(super) fn in_words(field: &str, value: &Value, lang: Lang) -> Markup {
    let none = || html! { span class="edit-none" { (lang.pick("なし", "none", "なし")) } };
    let part = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    match sort_of(field) {
        Sort::Answer(_) => answer(value, lang),
        _ if about_a_day(field).is_some() => day(value, lang),
        _ if value.is_null() => none(),
        Sort::Kind => {
            html! { (value.as_str().and_then(Kind::from_id).map_or("", |kind| kind_label(kind, lang))) }
        }
        Sort::Position => {
            let degrees = |name: &str| value.get(name).and_then(Value::as_f64).unwrap_or_default();
            html! { span class="number-text" { (format!("{:.6}, {:.6}", degrees("lat"), degrees("lon"))) } }
        }
        Sort::Hours => {
            let text = value.as_str().unwrap_or_else(|| part("text"));
            let channel = Some(part("channel")).filter(|id| !id.is_empty()).map(|id| week::channel(id, lang));
            let more = [channel.unwrap_or_default(), part("person"), part("note")];
            html! {
                @if !text.is_empty() { span { (text) } " " }
                @for part in more.into_iter().filter(|part| !part.is_empty()) { span class="edit-part" { (part) } " " }
            }
        }
        Sort::List => {
            let items: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            if items.is_empty() {
                none()
            } else {
                html! { (items.join("、")) }
            }
        }
        Sort::Line | Sort::Words | Sort::Count | Sort::Date => match value {
            Value::String(text) => html! { span class="edit-text" { (text) } },
            other => html! { (other.to_string()) },
        },
    }
}

fn answer(value: &Value, lang: Lang) -> Markup {
    let id = value.as_str().or_else(|| value.get("answer").and_then(Value::as_str)).unwrap_or("unknown");
    let answer = answer_of(id);
    let condition = value.get("condition").and_then(Value::as_str);
    html! {
        (answers::badge(answer)) " " (answers::title(answer, lang))
        @if let Some(condition) = condition { " " span class="condition" { (condition) } }
    }
}

/// What is said of a month or day: an answer with the number of places, or whether a substitute is looked for.
fn day(value: &Value, lang: Lang) -> Markup {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let id = value.as_str().or_else(|| text("answer")).or_else(|| text("cover"));
    let said = match id {
        Some("needed") => lang.pick("代診を求めています", "a substitute is looked for", "さがしています"),
        Some("offered") => lang.pick("代診に入れます", "can stand in", "できます"),
        other => answers::title(answer_of(other.unwrap_or("unknown")), lang),
    };
    let mark = id.map(answer_of).filter(|answer| id == Some(answer.id()));
    html! {
        @if let Some(answer) = mark { (answers::badge(answer)) " " }
        (said)
        @if let Some(places) = value.get("places").and_then(Value::as_u64) { " " (places) }
        @if let Some(note) = text("note") { " " span class="condition" { (note) } }
    }
}

/// The answer with this identifier; unknown where there is none.
pub(super) fn answer_of(id: &str) -> Answer {
    let known = [Answer::Yes, Answer::Consult, Answer::No].into_iter().find(|answer| answer.id() == id);
    known.unwrap_or(Answer::Unknown)
}

/// The heading under which a capability stands.
pub(super) fn group_of(field: &str) -> Option<&'static str> {
    let capability = vocabulary().capability(field)?;
    vocabulary().words(capability).map(|words| words.group.as_str())
}
