//! What others proposed, beside what stands there now, for those who decide.

use maud::{Markup, html};
use serde_json::Value;

use super::super::account::{Said, Sheet, Viewer, document_with, moment, token};
use super::super::{encoded, link, with_parameters};
use super::About;
use super::labels::{in_words, label};
use crate::domain::Facility;
use crate::domain::proposal::{Proposal, Proposed, State};
use crate::domain::vocabulary::Lang;

/// A field of a proposal beside what stands there now.
#[derive(Debug)]
pub struct Proposable {
    /// What stands there now, in the form of [`crate::domain::edit::value::shown`].
    pub now: Value,
    /// What should.
    pub proposed: Proposed,
}

/// A proposal in the list.
#[derive(Debug)]
pub struct ProposalRow {
    /// The proposal.
    pub proposal: Proposal,
    /// The facility it is about; `None` where it is gone.
    pub facility: Option<Facility>,
    /// Who handed it in, by name; empty for the public.
    pub author: String,
    /// Who decided, by name.
    pub decided_by: Option<String>,
    /// Its fields beside what stands there now.
    pub fields: Vec<Proposable>,
    /// For the next request: the numbers of the fields' edits that are seen now, as JSON.
    pub seen: String,
}

/// The proposals.
#[derive(Debug)]
pub struct ProposalsPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// What is said about the last decision.
    pub said: Option<&'a Said>,
    /// How many wait, and how many were decided.
    pub counts: (i64, i64),
    /// Whether those are shown that were decided.
    pub decided: bool,
    /// The proposals.
    pub rows: &'a [ProposalRow],
    /// The number after which the next page begins.
    pub next: Option<i64>,
}

const PATH: &str = "/admin/proposals";

/// The proposals.
pub fn proposals_page(page: &ProposalsPage) -> String {
    let lang = page.lang;
    let (open, decided) = page.counts;
    let tabs = [
        (false, "open", lang.pick("確認待ち", "Waiting", "まだ"), open),
        (true, "decided", lang.pick("処理済み", "Settled", "おわり"), decided),
    ];
    let content = html! {
        nav class="edit-tabs" aria-label=(lang.pick("提案の一覧", "Lists of proposals", "提案(ていあん)")) {
            @for (is, state, name, count) in tabs {
                a href=(with_parameters(PATH, &[("state", state.to_owned())], lang)) aria-current=[(is == page.decided).then_some("page")] { (name) " " (count) }
            }
        }
        @if page.rows.is_empty() {
            p class="empty" { (lang.pick("ここに出す提案はありません。", "There is nothing here.", "ありません。")) }
        }
        ul class="edit-differences" { @for row in page.rows { li id=(format!("proposal-{}", row.proposal.id)) { (proposal(page, row)) } } }
        @if let Some(next) = page.next {
            p { a class="button" href=(with_parameters(PATH, &[("state", if page.decided { "decided" } else { "open" }.to_owned()), ("after", next.to_string())], lang)) { (lang.pick("次の提案", "Next", "つぎ")) } }
        }
    };
    let title = lang.pick("届いた提案", "Proposals", "届(とど)いた 提案(ていあん)");
    let head = html! { link rel="stylesheet" href="/edit.css"; };
    document_with(&Sheet { lang, title, path: PATH, viewer: Some(page.viewer), said: page.said }, &head, &content)
}

fn proposal(page: &ProposalsPage, row: &ProposalRow) -> Markup {
    let lang = page.lang;
    let Proposal { id, ref facility, made_at, role, ref words, .. } = row.proposal;
    html! {
        h2 class="edit-difference-name" {
            span { (lang.pick("提案", "Proposal", "提案(ていあん)")) " " (id) }
            @match &row.facility {
                Some(known) => a href=(link(&format!("/facilities/{}", encoded(facility)), lang)) { (known.name) },
                None => span class="old" { (facility) " " (lang.pick("（いまはない施設です）", "(no longer there)", "（もう ありません）")) },
            }
        }
        p class="origin" {
            (moment(made_at.as_second(), lang)) " ・ " (role.label(lang)) @if !row.author.is_empty() { " ・ " (row.author) }
            @if let Some(phone) = row.facility.as_ref().and_then(|known| known.phone.as_deref()) { " ・ " (lang.pick("施設の電話 ", "its telephone ", "電話(でんわ) ")) (super::super::telephone(phone)) }
        }
        @if !words.is_empty() { blockquote class="edit-words edit-text" { (words) } }
        @if row.proposal.state == State::Open { (decision_form(page, row)) } @else { (settled(page, row)) }
    }
}

/// The fields with a box each, and the two ways out.
fn decision_form(page: &ProposalsPage, row: &ProposalRow) -> Markup {
    let lang = page.lang;
    let id = row.proposal.id;
    let reason = format!("reason-{id}");
    html! {
        form class="edit-form" method="post" action=(link(&format!("{PATH}/{id}"), lang)) {
            (token(&page.viewer))
            input type="hidden" name="seen" value=(row.seen);
            @for (i, field) in row.fields.iter().enumerate() { (choice(row, field, &format!("take-{id}-{i}"), lang)) }
            div class="account-field" {
                label for=(reason) { (lang.pick("理由・確かめ方（反映しないときは必ず）", "Why, or how you checked (needed to take over nothing)", "どうして")) }
                input id=(reason) name="reason" type="text" autocomplete="off" maxlength="900";
            }
            div class="edit-decide" {
                @if row.fields.is_empty() {
                    button class="button account-main" type="submit" name="do" value="reject" { (lang.pick("対応済みにする", "Mark as dealt with", "おわりに する")) span class="visually-hidden" { " " (id) } }
                } @else {
                    button class="button account-main" type="submit" name="do" value="approve" disabled[row.facility.is_none()] { (lang.pick("選んだ項目を反映する", "Take over what is ticked", "つかう")) span class="visually-hidden" { " " (id) } }
                    button class="button" type="submit" name="do" value="reject" { (lang.pick("反映しない", "Take over nothing", "つかわない")) span class="visually-hidden" { " " (id) } }
                }
                a class="button" href=(link(&format!("/facilities/{}/edit", encoded(&row.proposal.facility)), lang)) { (lang.pick("自分で編集する", "Edit it yourself", "自分(じぶん)で なおす")) }
            }
        }
    }
}

fn choice(row: &ProposalRow, field: &Proposable, id: &str, lang: Lang) -> Markup {
    let Proposed { field: name, before, value } = &field.proposed;
    let moved = field.now != *before;
    html! {
        div class="edit-proposed" {
            label class="edit-choice edit-take" for=(id) {
                input type="checkbox" id=(id) name=(format!("take.{name}")) value="yes" checked[!moved];
                span { (label(name, row.facility.as_ref(), lang)) }
            }
            dl class="edit-pair" {
                div class="edit-before" { dt { (lang.pick("いまの値", "Now", "いま")) } dd { (in_words(name, &field.now, lang)) } }
                div class="edit-after" { dt { (lang.pick("提案", "Proposed", "提案(ていあん)")) } dd { (in_words(name, value, lang)) } }
            }
            @if moved {
                p class="warning" { (lang.pick("提案の後に変更されました。提案のときの値：", "Changed since it was proposed; then it was: ", "あとで 変(か)わりました：")) (in_words(name, before, lang)) }
            }
        }
    }
}

/// What was decided, and the way to take it back.
fn settled(page: &ProposalsPage, row: &ProposalRow) -> Markup {
    let lang = page.lang;
    let approved = row.proposal.decision.as_ref().map(|decision| decision.approved.as_slice()).unwrap_or_default();
    let outcome = match row.proposal.state {
        State::Approved => lang.pick("反映しました", "taken over", "つかいました"),
        State::Noted => lang.pick("対応済み", "dealt with", "おわりました"),
        State::Rejected | State::Open => lang.pick("反映しませんでした", "not taken over", "つかいませんでした"),
    };
    html! {
        p { span class="edit-tag" { (outcome) } }
        @for Proposable { proposed, .. } in &row.fields {
            p {
                span aria-hidden="true" { (if approved.contains(&proposed.field) { "○ " } else { "× " }) }
                strong { (label(&proposed.field, row.facility.as_ref(), lang)) } ": "
                (in_words(&proposed.field, &proposed.before, lang)) " → " (in_words(&proposed.field, &proposed.value, lang))
                span class="visually-hidden" { " " (if approved.contains(&proposed.field) { lang.pick("反映", "taken over", "つかう") } else { lang.pick("反映せず", "not taken over", "つかわない") }) }
            }
        }
        @if let Some(decision) = &row.proposal.decision {
            p class="origin" { (moment(decision.at.as_second(), lang)) " ・ " (row.decided_by.as_deref().unwrap_or_default()) @if !decision.reason.is_empty() { " ・ " (decision.reason) } }
            @if !decision.edits.is_empty() {
                p { a class="button" href=(link(&format!("/facilities/{}/history", encoded(&row.proposal.facility)), lang)) { (lang.pick("変更の記録で元に戻す", "Take back in the history", "記録(きろく)で もどす")) } }
            }
        }
    }
}

/// Thanks for what was handed in.
pub fn sent_page(about: &About) -> String {
    let lang = about.lang;
    let content = html! {
        p class="account-said account-said-done" role="status" { (lang.pick("ありがとうございます。受け付けました。", "Thank you. It has arrived.", "ありがとうございます。届(とど)きました。")) }
        p { (lang.pick(
            "編集者が確かめてから、この施設のページに反映します。お名前や連絡先を聞いていないため、結果のご連絡はできません。",
            "An editor checks it before this page changes. As we did not ask who you are, we cannot write back.",
            "人(ひと)が たしかめてから なおします。")) }
        p { a class="button" href=(link(&format!("/facilities/{}", encoded(&about.facility.id)), lang)) { (lang.pick("施設のページに戻る", "Back to its page", "もどる")) } }
    };
    about.document(lang.pick("お知らせいただきました", "Reported", "知(し)らせました"), "propose", false, &content)
}
