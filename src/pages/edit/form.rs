//! The form of a facility: what stands there now, who says so, and boxes to say otherwise.

mod boxes;

use std::collections::BTreeMap;

use jiff::civil::Date;
use maud::{Markup, html};

use super::super::{answers, date, link};
use super::labels::{group_of, label, origin_of};
use super::{About, group_label, token};
use crate::domain::edit::form::{Scope, Sort, sort_of};
use crate::domain::vocabulary::Lang;

use boxes::boxes_of;

/// The form.
#[derive(Debug)]
pub struct FormPage<'a> {
    /// Who sees it, and which facility it is about.
    pub about: About<'a>,
    /// How much of the facility it shows.
    pub scope: Scope,
    /// The day on which it is read, in Japan.
    pub today: Date,
    /// The fields, in order.
    pub fields: &'a [String],
    /// What stands in the boxes, by their names.
    pub texts: &'a BTreeMap<String, String>,
    /// What the form showed when it was opened, as JSON.
    pub opened: &'a str,
    /// By field, what cannot be taken and why.
    pub faults: &'a BTreeMap<String, String>,
    /// The reason that was chosen.
    pub why: &'a str,
    /// The reason that was written; for a proposal, what was said in words.
    pub reason: &'a str,
    /// What is wrong with the reason.
    pub reason_fault: Option<&'a str>,
}

impl FormPage<'_> {
    pub(super) fn lang(&self) -> Lang {
        self.about.lang
    }

    /// What stands in a box.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// The identifier of a field's box in the page: field names may hold anything.
    pub(super) fn id(&self, field: &str) -> String {
        format!("f{}", self.fields.iter().position(|one| one == field).unwrap_or_default())
    }
}

/// Reasons that most changes have, as they are written into the history.
pub const REASONS: [&str; 3] = ["電話で確認", "施設からの連絡", "Webサイトで確認"];

fn reason_label(reason: &str, lang: Lang) -> &str {
    match reason {
        "電話で確認" => lang.pick("電話で確認", "Asked by telephone", "電話(でんわ)で 聞(き)いた"),
        "施設からの連絡" => {
            lang.pick("施設からの連絡", "The institution told us", "施設(しせつ)から 聞(き)いた")
        }
        "Webサイトで確認" => lang.pick("Webサイトで確認", "Seen on its web site", "ホームページで 見(み)た"),
        other => other,
    }
}

/// The part of a form under one heading: its identifier in the page, the heading, its fields.
struct Part<'a> {
    id: &'static str,
    title: &'a str,
    fields: Vec<&'a str>,
}

/// The form as HTML.
pub fn form_page(page: &FormPage) -> String {
    let lang = page.lang();
    let parts = parts(page);
    let groups = groups(page);
    let (title, path) = match page.scope {
        Scope::Whole => (lang.pick("施設の情報を編集する", "Edit this entry", "施設(しせつ)の ことを なおす"), "edit"),
        Scope::Proposal => (lang.pick("情報の誤りを知らせる", "Report an error", "まちがいを 知(し)らせる"), "propose"),
    };
    let content = html! {
        (introduction(page))
        (faults(page))
        form class="edit-form" method="post" action=(page.about.link(path)) novalidate {
            (token(page.about.viewer.as_ref()))
            input type="hidden" name="opened" value=(page.opened);
            @if page.scope == Scope::Proposal { (words(page)) }
            @for part in &parts { (section(page, part)) }
            @if !groups.is_empty() {
                section class="edit-section" aria-labelledby="answers" {
                    h2 id="answers" { (lang.pick("在宅でできること", "What they do at home", "家(いえ)で できること")) }
                    p class="hint" { (lang.pick(
                        "○ 対応、△ 要相談、× 非対応、？ 不明。聞いていないことは「？」のままにしてください。",
                        "○ yes, △ on consultation, × no, ? not known. Leave “?” wherever nobody was asked.",
                        "○ できます、△ 相談(そうだん)、× できません、？ わかりません。")) }
                    @for (group, fields) in &groups { (group_of_answers(page, group, fields)) }
                }
            }
            @if page.scope == Scope::Whole { (reasons(page)) }
            div class="edit-bar" {
                button class="button account-main" type="submit" name="do" value="review" { (submit_label(page.scope, lang)) }
                a class="button" href=(link(&format!("/facilities/{}", super::super::encoded(&page.about.facility.id)), lang)) { (lang.pick("やめる", "Cancel", "やめる")) }
            }
        }
    };
    page.about.document(title, path, true, &content)
}

fn submit_label(scope: Scope, lang: Lang) -> &'static str {
    match scope {
        Scope::Whole => lang.pick("変更を確かめる", "Review the changes", "たしかめる"),
        Scope::Proposal => lang.pick("知らせる", "Send", "知(し)らせる"),
    }
}

fn introduction(page: &FormPage) -> Markup {
    let lang = page.lang();
    html! {
        @match page.scope {
            Scope::Whole => {
                p { (lang.pick(
                    "変えたいところだけ書き直してください。次の画面で変更前と変更後を見比べてから、保存します。",
                    "Change only what is wrong. The next screen shows before and after; nothing is saved until then.",
                    "なおす ところだけ 書(か)いてください。つぎの ページで たしかめます。")) }
                p class="hint" { a href=(page.about.link("history")) { (lang.pick("これまでの変更", "Earlier changes", "いままで なおした こと")) } }
            }
            Scope::Proposal => {
                p { (lang.pick(
                    "正しい内容に書き直すか、言葉で知らせてください。編集者が確かめてから反映します。",
                    "Correct what is wrong, or tell us in words. An editor checks it before it is shown.",
                    "ただしい ことを 書(か)いてください。あとで 人(ひと)が たしかめます。")) }
                p class="hint" { (lang.pick(
                    "あなたの名前や連絡先は聞きません。患者さんのことは書かないでください。",
                    "We do not ask who you are. Please write nothing about a patient.",
                    "患者(かんじゃ)さんの ことは 書(か)かないでください。")) }
            }
        }
    }
}

/// What cannot be taken, with ways to where it stands.
fn faults(page: &FormPage) -> Markup {
    let lang = page.lang();
    html! {
        @if !page.faults.is_empty() || page.reason_fault.is_some() {
            div class="account-said account-said-refused edit-faults" role="alert" {
                p { (lang.pick("直すところがあります。書いた内容は残っています。", "Something needs mending; what you wrote is still here.", "なおす ところが あります。")) }
                ul {
                    @for field in page.fields.iter().filter(|field| page.faults.contains_key(*field)) {
                        li { a href=(format!("#{}", page.id(field))) { (label(field, Some(page.about.facility), lang)) } }
                    }
                    @if page.reason_fault.is_some() { li { a href="#reason" { (reason_title(lang)) } } }
                }
            }
        }
    }
}

/// What somebody reports in words.
fn words(page: &FormPage) -> Markup {
    let lang = page.lang();
    html! {
        section class="edit-section" aria-labelledby="in-words" {
            h2 id="in-words" { (lang.pick("言葉で知らせる", "Tell us in words", "ことばで 知(し)らせる")) }
            div class="account-field" {
                label for="reason" { (lang.pick("どこが違っていますか", "What is wrong?", "どこが ちがいますか")) }
                textarea id="reason" name="reason" rows="3" aria-describedby=[page.reason_fault.map(|_| "reason-fault")] aria-invalid=[page.reason_fault.map(|_| "true")] { (page.reason) }
                @if let Some(fault) = page.reason_fault { p class="edit-fault" id="reason-fault" { (fault) } }
            }
            // Only programs that fill in everything see this one.
            div class="edit-trap" aria-hidden="true" {
                label for="homepage" { "Homepage" }
                input id="homepage" name="homepage" type="text" tabindex="-1" autocomplete="off";
            }
        }
    }
}

fn parts<'a>(page: &'a FormPage) -> Vec<Part<'a>> {
    let lang = page.lang();
    let of = |names: &[&str]| -> Vec<&'a str> {
        page.fields.iter().map(String::as_str).filter(|field| names.contains(field)).collect()
    };
    let more = page.fields.iter().map(String::as_str);
    let more: Vec<&str> =
        more.filter(|field| field.starts_with("service_capacity/") || field.starts_with("remark/")).collect();
    let mut parts = vec![
        Part {
            id: "contact",
            title: lang.pick("連絡先", "Contact", "電話(でんわ)など"),
            fields: of(&["phone", "fax", "url"]),
        },
        Part {
            id: "hours",
            title: lang.pick("時間", "Hours", "時間(じかん)"),
            fields: of(&["hours_contact", "hours_consultation", "hours_visiting"]),
        },
        Part {
            id: "name",
            title: lang.pick("名称と種別", "Name and kind", "名前(なまえ)"),
            fields: of(&["name", "name_kana", "kind"]),
        },
        Part {
            id: "place", title: lang.pick("場所", "Place", "場所(ばしょ)"), fields: of(&["address", "position"])
        },
        Part {
            id: "institution",
            title: lang.pick("施設のこと", "About the institution", "施設(しせつ)のこと"),
            fields: of(&["capacity", "beds", "specialties"]).into_iter().chain(more).chain(of(&["closed"])).collect(),
        },
    ];
    parts.retain(|part| !part.fields.is_empty());
    parts
}

fn groups<'a>(page: &'a FormPage) -> Vec<(&'static str, Vec<&'a str>)> {
    let mut groups: Vec<(&'static str, Vec<&str>)> = Vec::new();
    for field in page.fields {
        let Some(group) = group_of(field) else { continue };
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, fields)) => fields.push(field),
            None => groups.push((group, vec![field])),
        }
    }
    groups
}

fn section(page: &FormPage, part: &Part) -> Markup {
    html! {
        section class="edit-section" aria-labelledby=(part.id) {
            h2 id=(part.id) { (part.title) }
            @for field in &part.fields { (field_of(page, field)) }
        }
    }
}

/// Capabilities under one heading; open where something in it needs mending.
fn group_of_answers(page: &FormPage, group: &'static str, fields: &[&str]) -> Markup {
    let lang = page.lang();
    let answered = fields.iter().filter(|field| !["", "unknown"].contains(&page.text(field))).count();
    let open = fields.iter().any(|field| page.faults.contains_key(*field));
    html! {
        details class="edit-group" open[open] {
            summary { span class="edit-group-name" { (group_label(group, lang)) } " " span class="origin" {
                (lang.pick("回答あり", "answered", "答(こた)え")) " " (answered) " / " (fields.len())
            } }
            @for field in fields { (field_of(page, field)) }
        }
    }
}

/// One field: what it is called, its boxes, who says what stands there, and what others say beneath.
fn field_of(page: &FormPage, field: &str) -> Markup {
    let lang = page.lang();
    let id = page.id(field);
    let fault = page.faults.get(field);
    let name = label(field, Some(page.about.facility), lang);
    let said = html! {
        @if let Some(fault) = fault { p class="edit-fault" id=(format!("{id}-fault")) { (fault) } }
        (origin(page, field, &id))
    };
    let described = format!("{id}-origin{}", if fault.is_some() { format!(" {id}-fault") } else { String::new() });
    html! {
        @match sort_of(field) {
            Sort::Answer(_) | Sort::Hours => fieldset class="edit-field" id=(id) aria-describedby=(described) {
                legend { (name) }
                (boxes_of(page, field, &id))
                (said)
            },
            _ => div class="edit-field account-field" {
                label for=(id) { (name) }
                (boxes_of(page, field, &id))
                (said)
            }
        }
    }
}

/// Who says what stands there and since when, and what stands beneath.
fn origin(page: &FormPage, field: &str, id: &str) -> Markup {
    let lang = page.lang();
    let facility = page.about.facility;
    let beneath: Vec<_> = facility.replaced.iter().filter(|replaced| replaced.field == field).collect();
    html! {
        div class="edit-origin" id=(format!("{id}-origin")) {
            @match origin_of(facility, field) {
                Some(origin) => p class="origin" { (answers::source(origin.source, lang)) " " (date(origin.as_of, lang)) " " (answers::age(origin.as_of, page.today, lang)) },
                None if !["", "unknown"].contains(&page.text(field)) => {},
                None => p class="origin" { (lang.pick("まだ情報がありません", "Nothing is known yet", "まだ わかりません")) },
            }
            @if page.scope == Scope::Whole { @for replaced in beneath {
                p class="origin edit-beneath" {
                    (answers::source(replaced.origin.source, lang)) " " (date(replaced.origin.as_of, lang)) ": "
                    @if replaced.value.is_empty() { (lang.pick("記載なし", "says nothing", "なし")) } @else { span class="edit-text" { (replaced.value) } }
                    @if replaced.changed_since { " " strong class="old" { (lang.pick("訂正した後に変わりました", "changed since it was corrected", "あとで 変(か)わりました")) } }
                }
            } }
        }
    }
}

fn reason_title(lang: Lang) -> &'static str {
    lang.pick("変更の理由", "Why", "どうして")
}

/// Why: one touch for what is usual, words for the rest.
fn reasons(page: &FormPage) -> Markup {
    let lang = page.lang();
    html! {
        section class="edit-section" aria-labelledby="why" {
            h2 id="why" { (reason_title(lang)) }
            fieldset class="edit-field" {
                legend { (lang.pick("どのように確かめましたか", "How do you know?", "どうやって わかりましたか")) }
                div class="edit-choices" {
                    @for (i, reason) in REASONS.iter().enumerate() {
                        label class="edit-choice" for=(format!("why{i}")) {
                            input type="radio" id=(format!("why{i}")) name="why" value=(reason) checked[page.why == *reason];
                            span { (reason_label(reason, lang)) }
                        }
                    }
                    label class="edit-choice" for="why-other" {
                        input type="radio" id="why-other" name="why" value="" checked[page.why.is_empty()];
                        span { (lang.pick("そのほか", "Otherwise", "ほか")) }
                    }
                }
            }
            div class="account-field" {
                label for="reason" { (lang.pick("補足（「そのほか」のときは必ず）", "More (needed for “otherwise”)", "ほかの こと")) }
                input id="reason" name="reason" type="text" value=(page.reason) autocomplete="off" aria-describedby=[page.reason_fault.map(|_| "reason-fault")] aria-invalid=[page.reason_fault.map(|_| "true")];
                @if let Some(fault) = page.reason_fault { p class="edit-fault" id="reason-fault" { (fault) } }
            }
        }
    }
}
