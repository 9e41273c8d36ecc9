//! The page of one facility.

use maud::{Markup, html};

use super::{Frame, answers, date, document, json_ld, link, telephone, week, words};
use crate::domain::facility::{Field, GroupMembership};
use crate::domain::vocabulary::Lang;
use crate::domain::{Capability, Facility, Fact, Level, vocabulary};

/// What a page shows besides the facility itself.
pub struct FacilityPage<'a> {
    /// The facility.
    pub facility: &'a Facility,
    /// In which language.
    pub lang: Lang,
    /// The name of its municipality, and that of its prefecture.
    pub municipality: Option<(&'a str, &'a str)>,
    /// The other members of its group: identifier, name.
    pub group: &'a [(String, String)],
    /// Whether a yes is older than its horizon, so that it must be asked again.
    pub is_old: &'a dyn Fn(Capability, &Fact) -> bool,
}

/// The page as HTML.
pub fn facility_page(page: &FacilityPage) -> String {
    let FacilityPage { facility, lang, .. } = *page;
    let path = format!("/facilities/{}", facility.id);
    let kind = vocabulary().kind(facility.kind).map_or("", |of| words(&of.label, lang));
    let description = format!("{kind} {} {}", facility.address, facility.phone.as_deref().unwrap_or_default());
    let content = html! {
        (crumbs(page))
        header class="facility-title" {
            p class="kind" { (kind) }
            h1 { (facility.name) }
            @if let Some(kana) = &facility.name_kana { p class="origin" { (kana) } }
        }
        (warnings(facility, lang))
        (facts(page))
        (hours(facility, lang))
        (turns(facility, lang))
        (free_places(facility, lang))
        h2 { (lang.pick("在宅でできること", "What they do at home", "家(いえ)で できること")) }
        (answers::answers(facility, lang, page.is_old))
        (services(facility, lang))
        @if let Some(group) = &facility.group { (group_of(group, page)) }
        (remarks(facility, lang))
        (origins(facility, lang))
    };
    let frame = Frame {
        lang,
        title: &facility.name,
        description: description.trim(),
        path: &path,
        json_ld: Some(json_ld::json_ld(facility, &path)),
        fictional: facility.fictional,
    };
    document(&frame, &content)
}

fn crumbs(page: &FacilityPage) -> Markup {
    let lang = page.lang;
    html! {
        nav class="crumbs" aria-label=(lang.pick("現在の位置", "You are here", "いまの 場所")) {
            a href=(link("/areas", lang)) { (lang.pick("地域", "Areas", "町(まち)")) }
            @if let (Some((municipality, prefecture)), Some(code)) = (page.municipality, page.facility.municipality) {
                " › " a href=(link(&format!("/areas/{:02}000", code.prefecture()), lang)) { (prefecture) }
                " › " a href=(link(&format!("/areas/{code}"), lang)) { (municipality) }
            }
        }
    }
}

fn warnings(facility: &Facility, lang: Lang) -> Markup {
    html! {
        @if let Some(day) = facility.closed {
            p class="warning" { strong { (lang.pick("廃止", "Closed", "もう ありません")) } " " (date(day, lang)) }
        }
        @for absence in &facility.absent {
            p class="warning" {
                (answers::source(absence.source, lang)) " "
                (lang.pick("の最新の一覧に載っていません。続いているかどうか、電話でお確かめください。", "no longer lists it: please ask by telephone whether it goes on.", "に ありません。電話(でんわ)で 聞(き)いてください。"))
                " (" (date(absence.missing_since, lang)) ")"
            }
        }
    }
}

fn facts(page: &FacilityPage) -> Markup {
    let FacilityPage { facility, lang, .. } = *page;
    let rough = facility.position.filter(|position| !matches!(position.level, Level::Point | Level::Facility));
    // Only a web address may become a link; a table can hold anything.
    let site = facility.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    html! {
        dl class="facts" {
            dt { (lang.pick("住所", "Address", "住所(じゅうしょ)")) }
            dd {
                (facility.address)
                @if let Some(position) = rough {
                    span class="origin" { " " (lang.pick("地図の位置は住所からの概略", "placed by its address", "だいたいの 場所(ばしょ)")) " (±" (position.accuracy.0.round()) " m)" }
                }
            }
            @if let Some(phone) = &facility.phone { dt { (lang.pick("電話", "Telephone", "電話(でんわ)")) } dd { (telephone(phone)) } }
            @if let Some(fax) = &facility.fax { dt { "FAX" } dd { (fax) } }
            @if let Some(site) = site { dt { (lang.pick("ウェブサイト", "Web site", "ホームページ")) } dd { a href=(site) rel="noreferrer noopener" { (site) } } }
            @if let Some(beds) = facility.beds.as_ref().filter(|beds| beds.total > 0) {
                dt { (lang.pick("病床", "Beds", "ベッド")) }
                dd { (beds.total) @for (kind, count) in &beds.by_kind { " ・" (kind) " " (count) } }
            }
            @if !facility.specialties.is_empty() { dt { (lang.pick("診療科", "Specialties", "みる 科(か)")) } dd { (facility.specialties.join("、")) } }
            @if let Some(capacity) = &facility.capacity { dt { (lang.pick("受け入れられる人数（月）", "Patients a month", "1か月(げつ)の 人数(にんずう)")) } dd { (capacity.text) } }
        }
        @if facility.position.is_some() && facility.closed.is_none() {
            p { a class="button" href=(format!("/#facility={}", facility.id)) { (lang.pick("地図で見る", "On the map", "地図(ちず)")) } }
        }
    }
}

fn hours(facility: &Facility, lang: Lang) -> Markup {
    let hours = facility.hours.in_force(&facility.duties);
    html! {
        h2 { (lang.pick("時間", "Hours", "時間(じかん)")) }
        div class="calendars" {
            (week::calendar(lang.pick("外来の診療・営業", "Consultation", "開(あ)いている 時間(じかん)"), hours.consultation.as_ref(), lang))
            (week::calendar(lang.pick("専門職からの連絡", "Contact for professionals", "専門(せんもん)の 人(ひと)の 電話(でんわ)"), hours.contact.as_ref(), lang))
            (week::calendar(lang.pick("訪問・緊急の対応", "Visits and emergencies", "家(いえ)に 来(く)る 時間(じかん)"), hours.visiting.as_ref(), lang))
        }
    }
}

fn turns(facility: &Facility, lang: Lang) -> Markup {
    html! {
        @if !facility.duties.is_empty() {
            h2 { (lang.pick("当番の日", "Turns of duty", "当番(とうばん)の 日(ひ)")) }
            ul { @for duty in &facility.duties { li {
                (date(duty.date, lang)) " " (duty.label) " "
                @for span in &duty.spans { (span.from_text()) "–" (span.to_text()) " " }
                @if let Some(note) = &duty.note { (note) }
            } } }
        }
    }
}

fn free_places(facility: &Facility, lang: Lang) -> Markup {
    html! {
        @if !facility.vacancies.is_empty() {
            h2 { (lang.pick("空き", "Free places", "あき")) }
            ul { @for vacancy in &facility.vacancies { li {
                (date(vacancy.date, lang)) " "
                (match vacancy.answer { crate::domain::Answer::Yes => "○", crate::domain::Answer::Consult => "△", crate::domain::Answer::No => "×", crate::domain::Answer::Unknown => "—" })
                @if let Some(places) = vacancy.places { " " (places) }
                @if let Some(note) = &vacancy.note { " " (note) }
                span class="origin" { " " (date(vacancy.origin.as_of, lang)) }
            } } }
        }
    }
}

fn services(facility: &Facility, lang: Lang) -> Markup {
    html! {
        @if !facility.services.is_empty() {
            h2 { (lang.pick("行っているサービス", "Services", "サービス")) }
            ul { @for service in &facility.services { li {
                (service.label)
                @if let Some(capacity) = service.capacity { " " (lang.pick("定員", "places", "人数(にんずう)")) " " (capacity) }
                @if !service.days.is_empty() { " " (service.days) }
                @if !service.note.is_empty() { span class="origin" { " " (service.note) } }
            } } }
        }
    }
}

fn group_of(group: &GroupMembership, page: &FacilityPage) -> Markup {
    let lang = page.lang;
    html! {
        h2 { (lang.pick("連携している医療機関のグループ", "Group of institutions", "グループ")) }
        p { (group.name) @if let Some(phone) = &group.phone { " " (lang.pick("24時間の電話", "24-hour telephone", "24時間(じかん)の 電話(でんわ)")) " " (telephone(phone)) } }
        ul { @for (id, name) in page.group { li { a href=(link(&format!("/facilities/{id}"), lang)) { (name) } } } }
    }
}

fn remarks(facility: &Facility, lang: Lang) -> Markup {
    html! {
        @if !facility.remarks.is_empty() {
            h2 { (lang.pick("そのほかの記載", "Other remarks", "そのほか")) }
            dl class="facts" { @for remark in &facility.remarks { dt { (remark.label) } dd { (remark.text) " " span class="origin" { (date(remark.origin.as_of, lang)) } } } }
        }
    }
}

fn origins(facility: &Facility, lang: Lang) -> Markup {
    html! {
        section class="origins" {
            h2 { (lang.pick("情報の出どころ", "Where this comes from", "だれが 言(い)ったか")) }
            table {
                thead { tr {
                    th scope="col" { (lang.pick("項目", "Field", "こと")) }
                    th scope="col" { (lang.pick("出どころ", "Source", "だれ")) }
                    th scope="col" { (lang.pick("時点", "Date", "いつ")) }
                } }
                tbody { @for (field, origin) in &facility.provenance { tr {
                    th scope="row" { (field_name(*field, lang)) }
                    td { (answers::source(origin.source, lang)) }
                    td { (date(origin.as_of, lang)) }
                } } }
            }
        }
    }
}

const fn field_name(field: Field, lang: Lang) -> &'static str {
    match field {
        Field::Name => lang.pick("名称", "Name", "名前(なまえ)"),
        Field::NameKana => lang.pick("読み", "Reading", "読(よ)み"),
        Field::Address => lang.pick("住所", "Address", "住所(じゅうしょ)"),
        Field::Position => lang.pick("位置", "Position", "場所(ばしょ)"),
        Field::Phone => lang.pick("電話", "Telephone", "電話(でんわ)"),
        Field::Fax => "FAX",
        Field::Url => lang.pick("ウェブサイト", "Web site", "ホームページ"),
        Field::Beds => lang.pick("病床", "Beds", "ベッド"),
        Field::Services => lang.pick("サービス", "Services", "サービス"),
        Field::Specialties => lang.pick("診療科", "Specialties", "科(か)"),
        Field::Group => lang.pick("グループ", "Group", "グループ"),
        Field::Kind => lang.pick("種別", "Kind", "種類(しゅるい)"),
        Field::Closed => lang.pick("廃止", "Closing", "もう ないこと"),
    }
}
