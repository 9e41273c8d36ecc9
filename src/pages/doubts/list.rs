//! The list of what is in doubt.

use maud::{Markup, html};

use super::super::account::token;
use super::super::{encoded, link};
use super::marks::marked;
use super::{Around, PATH};
use crate::domain::vocabulary::Lang;

/// How far a joining is, as the page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joining {
    /// Nothing is to be done.
    Idle,
    /// Something was decided that the facilities do not show yet.
    Due,
    /// It waits for an import to end.
    Waiting,
    /// The records are joined.
    Running,
    /// The facilities are written.
    Writing,
    /// It ended: so many facilities are new or changed, so many are gone, so many doubts are left.
    Done(u64, u64, u64),
    /// It failed.
    Failed,
}

impl Joining {
    /// Its identifier for the script.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Due => "due",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Writing => "writing",
            Self::Done(..) => "done",
            Self::Failed => "failed",
        }
    }

    /// Whether it goes on.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Waiting | Self::Running | Self::Writing)
    }
}

/// How far a joining is, in words.
pub fn joining_words(joining: Joining, lang: Lang) -> String {
    let words = match joining {
        Joining::Idle => "",
        Joining::Due => lang.pick(
            "まだ施設に反映していない判断があります。",
            "Some decisions are not applied to the facilities yet.",
            "まだ 名簿(めいぼ)に 入(い)れていない ものが あります。",
        ),
        Joining::Waiting => lang.pick(
            "ほかの取り込みが終わるのを待っています。",
            "Waiting for an import to end.",
            "ほかの 作業(さぎょう)を 待(ま)っています。",
        ),
        Joining::Running => lang.pick(
            "反映しています（1/2 施設を作り直しています）。そのまま続けて確かめられます。",
            "Applying (1 of 2: joining the records anew). You can go on meanwhile.",
            "入(い)れています（1/2）。",
        ),
        Joining::Writing => lang.pick(
            "反映しています（2/2 書き込んでいます）。",
            "Applying (2 of 2: writing).",
            "入(い)れています（2/2）。",
        ),
        Joining::Failed => lang.pick(
            "反映できませんでした。施設は前のままです。管理者に知らせてください。",
            "It could not be applied. The facilities are as before; tell an administrator.",
            "入(い)れられませんでした。管理(かんり)する 人(ひと)に 言(い)ってください。",
        ),
        Joining::Done(written, removed, doubts) => {
            return match lang {
                Lang::Ja => format!(
                    "反映しました。変わった施設 {written}、なくなった施設 {removed}、残りの確認待ち {doubts}件。"
                ),
                Lang::En => {
                    format!("Applied: {written} facilities changed, {removed} are gone, {doubts} doubts are left.")
                }
                Lang::Easy => {
                    format!("入(い)れました。変(か)わった {written}、なくなった {removed}、のこり {doubts}。")
                }
            };
        }
    };
    words.to_owned()
}

/// The list of what is in doubt.
#[derive(Debug)]
pub struct DoubtsPage<'a> {
    /// What stands around it.
    pub around: Around<'a>,
    /// The doubts of this page.
    pub doubts: &'a [DoubtView],
    /// How many there are with this filter.
    pub total: usize,
    /// Sources that have doubts: identifier, label and how many.
    pub sources: &'a [(String, String, usize)],
    /// The chosen source.
    pub source: &'a str,
    /// The words that were looked for.
    pub within: &'a str,
    /// Where the page after this one begins.
    pub next: Option<i64>,
    /// Where this page begins, to come back to it.
    pub from: Option<i64>,
    /// How far a joining is.
    pub joining: Joining,
    /// The decisions that were just made, to take them back at once: their numbers, parted by commas.
    pub made: &'a str,
}

/// A record in doubt.
#[derive(Debug)]
pub struct DoubtView {
    /// Its number.
    pub number: i64,
    /// `SOURCE:KEY`.
    pub record: String,
    /// What the source is called.
    pub source: String,
    /// The name that it gives.
    pub name: String,
    /// The address that it gives.
    pub address: String,
    /// Who may be meant, likeliest first.
    pub candidates: Vec<CandidateView>,
}

/// A facility that may be meant.
#[derive(Debug)]
pub struct CandidateView {
    /// Its identifier.
    pub facility: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// How likely, in percent.
    pub score: u8,
    /// Why, in words.
    pub reasons: Vec<String>,
    /// How far it is from the record's address, in metres; `None` where nobody knows.
    pub distance: Option<f64>,
    /// Its telephone number.
    pub phone: Option<String>,
}

/// The list of what is in doubt.
pub fn doubts_page(page: &DoubtsPage) -> String {
    let lang = page.around.lang;
    let content = html! {
        p class="lead" { (lang.pick(
            "元の名簿や調査の回答が、どの施設のことかはっきりしないものです。決めたことは取り込みのあとも残ります。",
            "Records of which nobody knows for sure whose they are. What you decide outlives imports.",
            "おなじ ところか、ちがう ところか、決(き)めてください。")) }
        (status(page))
        (filter(page))
        @if !page.doubts.is_empty() { p class="hint doubt-keys" { (lang.pick(
            "キーボード：J 次へ、K 前へ、1 同じ、2 別、3 あとで（一覧の中を選んでいるとき）",
            "Keys, while you are in the list: J next, K previous, 1 the same, 2 another, 3 later",
            "キーボード：J つぎ、K まえ、1 おなじ、2 ちがう、3 あとで")) } }
        @if page.doubts.is_empty() {
            p class="empty" { (lang.pick("確認待ちはありません。", "Nothing is in doubt.", "ありません。")) }
        } @else {
            p { strong { (page.total) } (lang.pick("件", " in doubt", "こ")) }
            div class="doubts" { @for doubt in page.doubts { (card(page, doubt)) } }
        }
        @if let Some(next) = page.next { p { a class="button" href=(here(page, Some(next))) { (lang.pick("次のページ", "Next page", "つぎ")) } } }
        (page.around.other(&format!("{PATH}/decisions"), lang.pick("決めたことの一覧・取り消し", "What was decided", "決(き)めたもの")))
    };
    let title = lang.pick("つながりの確認", "Doubtful links", "つながりの 確認(かくにん)");
    page.around.document(title, &content)
}

/// The path of the list with its filter.
fn here(page: &DoubtsPage, from: Option<i64>) -> String {
    link(&path(page, from), page.around.lang)
}

fn path(page: &DoubtsPage, from: Option<i64>) -> String {
    let mut parts = Vec::new();
    if !page.source.is_empty() {
        parts.push(format!("source={}", encoded(page.source)));
    }
    if !page.within.is_empty() {
        parts.push(format!("in={}", encoded(page.within)));
    }
    parts.extend(from.map(|number| format!("from={number}")));
    if parts.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", parts.join("&")) }
}

fn status(page: &DoubtsPage) -> Markup {
    let lang = page.around.lang;
    let words = joining_words(page.joining, lang);
    html! {
        div class="doubts-status" data-joining=(page.joining.id()) {
            p role="status" { (words) }
            @if page.joining == Joining::Due || page.joining == Joining::Failed {
                form method="post" action=(link(&format!("{PATH}/apply"), lang)) {
                    (token(&page.around.viewer))
                    button class="button account-main" type="submit" { (lang.pick("施設に反映する", "Apply to the facilities", "名簿(めいぼ)に 入(い)れる")) }
                }
            }
            @if page.joining.is_running() { p { a href=(here(page, page.from)) { (lang.pick("今のようすを見る", "Look again", "もう一度(いちど) 見(み)る")) } } }
            @if !page.made.is_empty() {
                form method="post" action=(link(&format!("{PATH}/back"), lang)) {
                    (token(&page.around.viewer))
                    input type="hidden" name="decisions" value=(page.made);
                    button class="button" type="submit" { (lang.pick("いまの判断を取り消す", "Take that decision back", "もどす")) }
                }
            }
        }
    }
}

fn filter(page: &DoubtsPage) -> Markup {
    let lang = page.around.lang;
    html! {
        form class="account-filter" method="get" action=(PATH) {
            @if lang != Lang::Ja { input type="hidden" name="lang" value=(lang.id()); }
            div class="account-field" {
                label for="source" { (lang.pick("元の名簿", "Source", "名簿(めいぼ)")) }
                select id="source" name="source" {
                    option value="" { (lang.pick("すべて", "All", "ぜんぶ")) }
                    @for (id, label, count) in page.sources { option value=(id) selected[id == page.source] { (label) " " (count) } }
                }
            }
            div class="account-field" {
                label for="in" { (lang.pick("名称・住所の言葉", "Words in name or address", "ことば")) }
                input id="in" name="in" type="text" value=(page.within) autocomplete="off";
            }
            button class="button" type="submit" { (lang.pick("絞り込む", "Filter", "しぼる")) }
        }
    }
}

fn card(page: &DoubtsPage, doubt: &DoubtView) -> Markup {
    let lang = page.around.lang;
    html! {
        article class="doubt" id=(format!("doubt-{}", doubt.number)) tabindex="-1" aria-labelledby=(format!("doubt-{}-name", doubt.number)) {
            h2 id=(format!("doubt-{}-name", doubt.number)) { span class="bulk-place" { (doubt.number) } " " (doubt.name) }
            p class="origin" { (doubt.source) " " (doubt.record) }
            @if doubt.candidates.is_empty() {
                p { (doubt.address) }
                p { (lang.pick("当てはまる施設が見つかりません。", "Nobody was found.", "見(み)つかりません。")) }
            }
            @for candidate in &doubt.candidates { (pair(page, doubt, candidate)) }
            (others(page, doubt))
        }
    }
}

fn pair(page: &DoubtsPage, doubt: &DoubtView, candidate: &CandidateView) -> Markup {
    let lang = page.around.lang;
    let (name, candidate_name) = marked(&doubt.name, &candidate.name);
    let (address, candidate_address) = marked(&doubt.address, &candidate.address);
    html! {
        section class="doubt-pair" {
            dl class="doubt-sides" {
                div { dt { (lang.pick("名簿の記載", "The record", "名簿(めいぼ)")) } dd { strong { (name) } br; (address) } }
                div {
                    dt { (lang.pick("施設", "The facility", "施設(しせつ)")) }
                    dd {
                        a href=(link(&format!("/facilities/{}", encoded(&candidate.facility)), lang)) { strong { (candidate_name) } } br; (candidate_address)
                        @if let Some(phone) = &candidate.phone { br; (lang.pick("電話 ", "Tel. ", "電話(でんわ) ")) (phone) }
                    }
                }
            }
            p class="doubt-why" {
                strong { (candidate.score) "%" } " "
                @if let Some(metres) = candidate.distance { (distance(metres, lang)) "、" }
                (candidate.reasons.join("、"))
            }
            form class="account-choices" method="post" action=(link(PATH, lang)) {
                (token(&page.around.viewer))
                (place(page, doubt))
                input type="hidden" name="facility" value=(candidate.facility);
                button class="button" type="submit" name="do" value="same" data-key="1" { (lang.pick("同じ", "The same", "おなじ")) }
                button class="button" type="submit" name="do" value="apart" data-key="2" { (lang.pick("別", "Another", "ちがう")) }
                a class="button" href=(later(page, doubt)) data-key="3" { (lang.pick("あとで", "Later", "あとで")) }
            }
        }
    }
}

/// What a form says about the record, and where to come back.
fn place(page: &DoubtsPage, doubt: &DoubtView) -> Markup {
    html! {
        input type="hidden" name="record" value=(doubt.record);
        input type="hidden" name="source" value=(page.source);
        input type="hidden" name="in" value=(page.within);
        input type="hidden" name="from" value=(page.from.map(|number| number.to_string()).unwrap_or_default());
        input type="hidden" name="number" value=(doubt.number);
    }
}

/// The doubt after this one; on the next page where this is the last.
fn later(page: &DoubtsPage, doubt: &DoubtView) -> String {
    let at = page.doubts.iter().position(|one| one.number == doubt.number);
    match at.and_then(|at| page.doubts.get(at + 1)) {
        Some(next) => format!("#doubt-{}", next.number),
        None => here(page, page.next),
    }
}

/// None of those who were found, or somebody else.
fn others(page: &DoubtsPage, doubt: &DoubtView) -> Markup {
    let lang = page.around.lang;
    let id = format!("other-{}", doubt.number);
    html! {
        details class="doubt-others" {
            summary { (lang.pick("どれでもない・ほかの施設", "None of them, or another facility", "ほかの ところ")) }
            form class="account-form" method="post" action=(link(PATH, lang)) {
                (token(&page.around.viewer))
                (place(page, doubt))
                div class="account-field" {
                    label for=(id) { (lang.pick("施設の ID（この施設のことだと分かるとき）", "Identifier of the facility that it is", "施設(しせつ)の ID")) }
                    input id=(id) name="facility" type="text" autocomplete="off" spellcheck="false" autocapitalize="none";
                }
                div class="account-choices" {
                    button class="button" type="submit" name="do" value="same" { (lang.pick("この施設と同じ", "It is this one", "ここと おなじ")) }
                    @if !doubt.candidates.is_empty() {
                        button class="button" type="submit" name="do" value="none" { (lang.pick("候補のどれとも別", "None of those above", "どれとも ちがう")) }
                    }
                }
            }
        }
    }
}

fn distance(metres: f64, lang: Lang) -> String {
    let text = if metres < 1_000.0 { format!("{metres:.0} m") } else { format!("{:.1} km", metres / 1_000.0) };
    match lang {
        Lang::Ja => format!("住所どうしの距離 約{text}"),
        Lang::En => format!("about {text} apart"),
        Lang::Easy => format!("約(やく){text} はなれています"),
    }
}
