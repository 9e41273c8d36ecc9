//! The page of one facility.

use jiff::civil::Date;
use maud::{Markup, html};

use super::edit::{Strip, strip};
use super::{
    Frame, Locks, Part, Site, ahead, answers, contact, date, day, document, json_ld, kind_label, link, origins,
    telephone, week, with_parameters,
};
use crate::domain::facility::{GroupMembership, Hours};
use crate::domain::vocabulary::Lang;
use crate::domain::{Capability, Facility, Fact};

/// What a page shows besides the facility itself.
pub struct FacilityPage<'a> {
    /// The site it is a page of.
    pub site: &'a Site,
    /// The facility.
    pub facility: &'a Facility,
    /// In which language.
    pub lang: Lang,
    /// The day on which it is read, in Japan.
    pub today: Date,
    /// The name of its municipality, and that of its prefecture.
    pub municipality: Option<(&'a str, &'a str)>,
    /// The other members of its group: identifier, name.
    pub group: &'a [(String, String)],
    /// What somebody who may edit it sees above it.
    pub strip: Option<Strip<'a>>,
    /// Whether errors can be reported here: only where there are accounts of people who look at them.
    pub takes_proposals: bool,
    /// Whether a yes is older than its horizon, so that it must be asked again.
    pub is_old: &'a dyn Fn(Capability, &Fact) -> bool,
    /// What of it the public does not see; empty for the public.
    pub professional_only: &'a [String],
}

/// The page as HTML.
pub fn facility_page(page: &FacilityPage) -> String {
    let FacilityPage { site, facility, lang, today, .. } = *page;
    let locks = Locks { professional_only: page.professional_only, lang };
    let path = format!("/facilities/{}", facility.id);
    let kind = kind_label(facility.kind, lang);
    let description = format!("{kind} {} {}", facility.address, facility.phone.as_deref().unwrap_or_default());
    let in_force = facility.hours.in_force(&facility.duties);
    let content = html! {
        (crumbs(page))
        @if let Some(shown) = &page.strip { (strip(shown, &facility.id, lang)) }
        header class="facility-title" {
            p class="kind" { (kind) }
            h1 { (facility.name) }
            @if let Some(kana) = &facility.name_kana { p class="origin" { (kana) } }
        }
        (warnings(facility, lang))
        (locks.notice())
        div class="columns" {
            (contact::contact(facility, &in_force, today, locks))
            (contact::place(facility, lang))
        }
        (hours(&in_force, lang))
        (turns(facility, today, lang))
        (ahead::ahead(facility, today, locks))
        h2 { (lang.pick("在宅でできること", "What they do at home", "家(いえ)で できること")) }
        (answers::answers(facility, today, locks, page.is_old))
        (facts(facility, locks))
        (services(facility, lang))
        @if let Some(group) = &facility.group { (group_of(group, page, locks)) }
        (remarks(facility, locks))
        (origins::origins(facility, site, page.takes_proposals, lang))
    };
    let address = site.address.as_deref().unwrap_or_default();
    let frame = Frame {
        description: description.trim(),
        json_ld: Some(json_ld::json_ld(facility, &format!("{address}{path}"))),
        fictional: facility.fictional,
        has_forms: page.strip.is_some(),
        ..Frame::new(site, lang, Part::Areas, &facility.name, &path)
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

/// What else is known of the institution itself.
fn facts(facility: &Facility, locks: Locks) -> Markup {
    let lang = locks.lang;
    let beds = facility.beds.as_ref().filter(|beds| beds.total > 0);
    html! {
        @if beds.is_some() || !facility.specialties.is_empty() || facility.capacity.is_some() {
            h2 { (lang.pick("施設のこと", "About the institution", "施設(しせつ)のこと")) }
            dl class="facts" {
                @if let Some(beds) = beds {
                    dt { (lang.pick("病床", "Beds", "ベッド")) }
                    dd { (beds.total) @for (kind, count) in &beds.by_kind { " ・" (kind) " " (count) } }
                }
                @if !facility.specialties.is_empty() { dt { (lang.pick("診療科", "Specialties", "みる 科(か)")) } dd { (facility.specialties.join("、")) } }
                @if let Some(capacity) = &facility.capacity { dt { (lang.pick("受け入れられる人数（月）", "Patients a month", "1か月(げつ)の 人数(にんずう)")) } dd { (capacity.text) (locks.on("capacity")) } }
            }
        }
    }
}

/// The three calendars side by side.
fn hours(hours: &Hours, lang: Lang) -> Markup {
    html! {
        h2 { (lang.pick("1週間の時間", "The week", "1週間(しゅうかん)の 時間(じかん)")) }
        p class="day-legend" aria-hidden="true" {
            span { span class="key key-open" {} " " (lang.pick("時間内", "within hours", "開(あ)いている")) } " "
            span { span class="key key-unsure" {} " " (lang.pick("不明・要確認", "not known, ask", "わかりません")) } " "
            span { span class="key key-closed" {} " " (lang.pick("時間外", "outside hours", "休(やす)み")) }
        }
        div class="calendars" {
            (week::calendar(
                lang.pick("専門職からの連絡", "Contact for professionals", "専門(せんもん)の 人(ひと)の 電話(でんわ)"),
                lang.pick("病院やケアマネジャーが医師・担当者に連絡できる時間", "when hospitals and care managers can reach them", "病院(びょういん)や ケアマネジャーが 電話(でんわ)できる 時間(じかん)"),
                hours.contact.as_ref(), lang))
            (week::calendar(
                lang.pick("外来の診療・営業", "Consultation", "開(あ)いている 時間(じかん)"),
                lang.pick("患者さん・利用者が行ける時間", "when patients can come", "行(い)くことが できる 時間(じかん)"),
                hours.consultation.as_ref(), lang))
            (week::calendar(
                lang.pick("訪問・緊急の対応", "Visits and emergencies", "家(いえ)に 来(く)る 時間(じかん)"),
                lang.pick("家に来る、または急なときに対応する時間", "when they come to the home, or act in an emergency", "家(いえ)に 来(く)ることが できる 時間(じかん)"),
                hours.visiting.as_ref(), lang))
        }
    }
}

/// Turns of duty to come; those that have passed are of no use to a reader.
fn turns(facility: &Facility, today: Date, lang: Lang) -> Markup {
    let coming: Vec<_> = facility.duties.iter().filter(|duty| duty.date >= today).collect();
    html! {
        @if !coming.is_empty() {
            h2 { (lang.pick("これからの当番の日", "Turns of duty to come", "当番(とうばん)の 日(ひ)")) }
            ul class="turns" { @for duty in coming { li {
                a href=(with_parameters("/holidays", &[("date", duty.date.to_string())], lang)) { (day(duty.date, lang)) } " " (duty.label) " "
                (duty.spans.iter().map(|span| week::span_in_words(*span, lang)).collect::<Vec<_>>().join("、"))
                @if let Some(note) = &duty.note { " " (note) }
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

fn group_of(group: &GroupMembership, page: &FacilityPage, locks: Locks) -> Markup {
    let lang = page.lang;
    html! {
        h2 { (lang.pick("連携している医療機関のグループ", "Group of institutions", "グループ")) }
        p { (group.name) @if let Some(phone) = &group.phone { " " (lang.pick("24時間の電話", "24-hour telephone", "24時間(じかん)の 電話(でんわ)")) " " (telephone(phone)) (locks.on("group/phone")) } }
        ul { @for (id, name) in page.group { li { a href=(link(&format!("/facilities/{id}"), lang)) { (name) } } } }
    }
}

fn remarks(facility: &Facility, locks: Locks) -> Markup {
    let lang = locks.lang;
    html! {
        @if !facility.remarks.is_empty() {
            h2 { (lang.pick("そのほかの記載", "Other remarks", "そのほか")) }
            dl class="facts" { @for remark in &facility.remarks { dt { (remark.label) } dd { (remark.text) (locks.on(&format!("remark/{}", remark.label))) " " span class="origin" { (date(remark.origin.as_of, lang)) } } } }
        }
    }
}
