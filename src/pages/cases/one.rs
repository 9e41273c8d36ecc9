//! One case: what is needed, whom to ask next, who was asked, and how it ends. One button for each deed, one for each way back.

use jiff::civil::Date;
use maud::{Markup, html};

use super::super::account::{Said, Sheet, Viewer, document, moment, submit, token};
use super::super::{link, telephone};
use super::{need_label, role_label, title};
use crate::domain::case::{Channel, Outcome, Reply};
use crate::domain::vocabulary::{Lang, Role};

/// Somebody who was asked.
#[derive(Debug)]
pub struct RequestRow {
    /// The number of the request.
    pub id: i64,
    /// The facility, by identifier.
    pub facility: String,
    /// What it is called.
    pub name: String,
    /// Its telephone number.
    pub phone: Option<String>,
    /// How it was asked.
    pub channel: Channel,
    /// When, in seconds since 1970.
    pub asked_at: i64,
    /// What it answered.
    pub reply: Reply,
    /// Why it declined, in words.
    pub reason: Option<String>,
    /// When it answered.
    pub answered_at: Option<i64>,
}

/// Somebody who may be asked.
#[derive(Debug)]
pub struct CandidateRow {
    /// The facility, by identifier.
    pub facility: String,
    /// What it is called.
    pub name: String,
    /// The number to call.
    pub phone: Option<String>,
    /// When and whom to call, in a line.
    pub contact: String,
    /// About how far, in kilometres from the middle of the mesh.
    pub km: f64,
    /// The needs to ask about.
    pub asks: Vec<String>,
    /// How often it was asked of late, in words; `None` where the policy does not count that.
    pub recent: Option<String>,
}

/// One case.
#[derive(Debug)]
pub struct CasePage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// Its number.
    pub number: i64,
    /// The version that is shown.
    pub version: i64,
    /// Whether the viewer made it.
    pub own: bool,
    /// Whether everybody who keeps cases sees it.
    pub shared: bool,
    /// Whom it looks for.
    pub role: Role,
    /// What must be possible.
    pub needs: &'a [String],
    /// What would be good.
    pub wishes: &'a [String],
    /// From when.
    pub wished_from: Option<Date>,
    /// The mesh.
    pub mesh: String,
    /// The municipality.
    pub area: String,
    /// A few words.
    pub note: &'a str,
    /// The most characters of a note.
    pub most: usize,
    /// When it was made.
    pub opened_at: i64,
    /// How and when it ended.
    pub end: Option<(i64, Outcome)>,
    /// Seconds until somebody accepted.
    pub accepted_after: Option<i64>,
    /// Who was asked, in the order of asking.
    pub requests: &'a [RequestRow],
    /// Who may still be asked, in the order of the match.
    pub candidates: &'a [CandidateRow],
    /// Why somebody declines: identifier and words.
    pub reasons: &'a [(&'a str, &'a str)],
    /// What was just done.
    pub said: Option<&'a Said>,
}

/// One case.
pub fn case_page(page: &CasePage) -> String {
    let lang = page.lang;
    let open = page.end.is_none();
    let content = html! {
        p class="case-state" { (state(page)) }
        (facts(page))
        @if open { (candidates(page)) }
        h2 { (lang.pick("聞いたところ", "Asked", "聞(き)いた ところ")) " " (page.requests.len()) }
        @if page.requests.is_empty() { p class="empty" { (lang.pick("まだありません。", "Nobody yet.", "まだ ありません。")) } }
        @else { ol class="case-requests" { @for request in page.requests { (asked(page, request)) } } }
        (ending(page))
    };
    let name = title(page.number, lang);
    let path = format!("/cases/{}", page.number);
    document(&Sheet { lang, title: &name, path: &path, viewer: Some(page.viewer), said: page.said }, &content)
}

fn state(page: &CasePage) -> Markup {
    let lang = page.lang;
    let Some((at, outcome)) = page.end else {
        return html! { strong { (lang.pick("さがしています", "Open", "さがしています")) } span class="origin" { (lang.pick("開始 ", "since ", "はじめ ")) (moment(page.opened_at, lang)) } };
    };
    html! {
        strong { (outcome.label(lang)) }
        @if let Some(seconds) = page.accepted_after { span { (duration(seconds, lang)) } }
        span class="origin" { (moment(at, lang)) }
    }
}

/// How long it took, in days and hours.
fn duration(seconds: i64, lang: Lang) -> String {
    let (days, hours) = (seconds / 86_400, seconds % 86_400 / 3_600);
    match (lang, days) {
        (Lang::Ja, 0) => format!("決まるまで {hours}時間"),
        (Lang::Ja, _) => format!("決まるまで {days}日と{hours}時間"),
        (Lang::En, 0) => format!("after {hours} h"),
        (Lang::En, _) => format!("after {days} d {hours} h"),
        (Lang::Easy, 0) => format!("{hours}時間(じかん)で 決(き)まりました"),
        (Lang::Easy, _) => format!("{days}日(にち)と {hours}時間(じかん)で 決(き)まりました"),
    }
}

fn facts(page: &CasePage) -> Markup {
    let lang = page.lang;
    let list = |ids: &[String]| {
        ids.iter().map(|id| need_label(id, lang)).collect::<Vec<_>>().join(lang.pick("、", ", ", "、"))
    };
    let area = match lang {
        Lang::Ja => format!("{}（約1km四方の区画 {}）", page.area, page.mesh),
        Lang::En => format!("{} (square of about 1 km, {})", page.area, page.mesh),
        Lang::Easy => format!("{}（だいたいの 場所(ばしょ)）", page.area),
    };
    html! {
        dl class="facts" {
            dt { (lang.pick("さがす相手", "Looking for", "だれを")) } dd { (role_label(page.role, lang)) }
            @if !page.needs.is_empty() { dt { (lang.pick("必要なこと", "Needs", "必要(ひつよう)な こと")) } dd { (list(page.needs)) } }
            @if !page.wishes.is_empty() { dt { (lang.pick("希望", "Wishes", "きぼう")) } dd { (list(page.wishes)) } }
            dt { (lang.pick("場所", "Area", "場所(ばしょ)")) } dd { (area) }
            @if let Some(day) = page.wished_from { dt { (lang.pick("いつから", "From", "いつから")) } dd { (super::super::day(day, lang)) } }
            @if !page.note.is_empty() { dt { (lang.pick("メモ", "Note", "メモ")) } dd { (page.note) } }
        }
    }
}

fn candidates(page: &CasePage) -> Markup {
    let lang = page.lang;
    let Some((next, others)) = page.candidates.split_first() else {
        return html! {
            h2 { (lang.pick("次に聞くところ", "Ask next", "つぎに 聞(き)く ところ")) }
            p { (lang.pick(
                "16km以内に、まだ聞いていない候補がありません。条件を変えて新しい事例を作るか、「見つからなかった」で終えてください。",
                "Nobody within 16 km is left to ask. Make a case with other needs, or end this one as not found.",
                "もう 聞(き)く ところが ありません。")) }
        };
    };
    html! {
        h2 { (lang.pick("次に聞くところ", "Ask next", "つぎに 聞(き)く ところ")) }
        div class="case-next" { (candidate(page, next, true)) }
        @if !others.is_empty() {
            details class="case-others" {
                summary { (lang.pick("その次の候補", "After that", "そのつぎ")) " " (others.len()) }
                ol class="case-candidates" { @for one in others { li { (candidate(page, one, false)) } } }
            }
        }
        p class="hint" { (lang.pick(
            "条件に合う順です。区画の中心から測り、最近の依頼が多いところは後ろになります。",
            "In the order of fit, measured from the middle of the square; those who were asked often of late stand further back.",
            "条件(じょうけん)に 合(あ)う 順(じゅん)です。")) }
    }
}

fn candidate(page: &CasePage, one: &CandidateRow, main: bool) -> Markup {
    let lang = page.lang;
    let km = match lang {
        Lang::En => format!("about {:.1} km", one.km),
        Lang::Ja | Lang::Easy => format!("約 {:.1} km", one.km),
    };
    html! {
        p class="case-name" { a href=(link(&format!("/facilities/{}", one.facility), lang)) { (one.name) } span class="origin" { (km) } }
        p class="case-call" {
            @if let Some(phone) = &one.phone { (telephone(phone)) }
            @if !one.contact.is_empty() { span { (one.contact) } }
        }
        @if !one.asks.is_empty() {
            p class="case-asks" { strong { (lang.pick("電話で確かめること", "To ask", "聞(き)く こと")) } " " (one.asks.join(lang.pick("、", ", ", "、"))) }
        }
        @if let Some(recent) = &one.recent { p class="hint" { (recent) } }
        form class="case-deeds" method="post" action=(link(&format!("/cases/{}/requests", page.number), lang)) {
            (token(&page.viewer))
            input type="hidden" name="facility" value=(one.facility);
            (ask_button(Channel::Phone, &one.name, main, lang))
            details class="case-more" {
                summary { (lang.pick("ほかの方法で聞いた", "Asked otherwise", "ほかの 方法(ほうほう)")) }
                div class="case-deeds" {
                    @for &channel in Channel::ALL.iter().filter(|channel| **channel != Channel::Phone) { (ask_button(channel, &one.name, false, lang)) }
                }
            }
        }
    }
}

/// A button that says what it notes, and of whom to those who only hear it.
fn ask_button(channel: Channel, name: &str, main: bool, lang: Lang) -> Markup {
    let text = match (lang, channel) {
        (Lang::Ja, Channel::Other) => "その他の方法で聞いた".to_owned(),
        (Lang::Ja, channel) => format!("{}で聞いた", channel.label(lang)),
        (Lang::En, Channel::Visit) => "Asked in person".to_owned(),
        (Lang::En, Channel::Other) => "Asked otherwise".to_owned(),
        (Lang::En, channel) => format!("Asked by {}", channel.label(lang)),
        (Lang::Easy, Channel::Visit) => "会(あ)って 聞(き)いた".to_owned(),
        (Lang::Easy, channel) => format!("{}で 聞(き)いた", channel.label(lang)),
    };
    let class = if main { "button account-main" } else { "button" };
    html! { button class=(class) type="submit" name="channel" value=(channel.id()) { (text) span class="case-hidden" { " " (name) } } }
}

fn asked(page: &CasePage, request: &RequestRow) -> Markup {
    let lang = page.lang;
    let waiting = matches!(request.reply, Reply::Pending | Reply::Later);
    html! {
        li class=(format!("case-request case-{}", request.reply.id())) {
            p class="case-name" {
                a href=(link(&format!("/facilities/{}", request.facility), lang)) { (request.name) }
                strong class="case-mark" { (request.reply.label(lang)) @if let Some(reason) = &request.reason { "（" (reason) "）" } }
            }
            p class="origin" {
                (request.channel.label(lang)) " " (moment(request.asked_at, lang))
                @if let Some(at) = request.answered_at { " → " (moment(at, lang)) }
            }
            @if waiting { @if let Some(phone) = &request.phone { p { (telephone(phone)) } } }
            form class="case-deeds" method="post" action=(link(&format!("/cases/{}/requests", page.number), lang)) {
                (token(&page.viewer))
                input type="hidden" name="request" value=(request.id);
                input type="hidden" name="seen" value=(request.reply.id());
                @if waiting { (answers(page, request)) }
                @else { (answer_button("pending", lang.pick("返事を取り消す", "Take the answer back", "もどす"), request, false)) }
            }
        }
    }
}

fn answers(page: &CasePage, request: &RequestRow) -> Markup {
    let lang = page.lang;
    let open = page.end.is_none();
    html! {
        @if open { (answer_button("accepted", lang.pick("受けてくれた", "Accepted", "受(う)けて くれた"), request, true)) }
        details class="case-more" {
            summary { (lang.pick("断られた", "Declined", "だめでした")) span class="case-hidden" { " " (request.name) } }
            div class="case-deeds" {
                @for (id, label) in page.reasons { (answer_button(&format!("declined/{id}"), label, request, false)) }
            }
        }
        @if request.reply == Reply::Pending {
            (answer_button("later", lang.pick("あとで返事", "Will answer later", "あとで 返事(へんじ)"), request, false))
            (answer_button("take_back", lang.pick("聞いていない（取り消す）", "Not asked (take back)", "聞(き)いていない"), request, false))
        } @else {
            (answer_button("pending", lang.pick("返事を取り消す", "Take the answer back", "もどす"), request, false))
        }
    }
}

fn answer_button(value: &str, label: &str, request: &RequestRow, main: bool) -> Markup {
    let class = if main { "button account-main" } else { "button" };
    html! { button class=(class) type="submit" name="answer" value=(value) { (label) span class="case-hidden" { " " (request.name) } } }
}

fn ending(page: &CasePage) -> Markup {
    let lang = page.lang;
    let action = link(&format!("/cases/{}", page.number), lang);
    let hidden = |deed: &str| {
        html! { (token(&page.viewer)) input type="hidden" name="version" value=(page.version); input type="hidden" name="do" value=(deed); }
    };
    html! {
        h2 { (lang.pick("この事例について", "This case", "この 事例(じれい)")) }
        @if page.end.is_none() {
            details class="case-fold" {
                summary { (lang.pick("終わりにする", "End it", "終(お)わりに する")) }
                form class="case-deeds" method="post" action=(action) {
                    (hidden("end"))
                    @for &outcome in Outcome::SAID { button class="button" type="submit" name="outcome" value=(outcome.id()) { (outcome.label(lang)) } }
                }
            }
        } @else if page.end.is_some_and(|(_, outcome)| outcome != Outcome::Accepted) {
            form class="case-deeds" method="post" action=(action) {
                (hidden("end"))
                button class="button" type="submit" name="outcome" value="open" { (lang.pick("もう一度さがす", "Open it again", "もう一回(いっかい) さがす")) }
            }
        } @else {
            p class="hint" { (lang.pick("引き受けの返事を取り消すと、もう一度さがせます。", "Take the acceptance back to open the case again.", "返事(へんじ)を もどすと もう一回(いっかい) さがせます。")) }
        }
        details class="case-fold" {
            summary { (lang.pick("メモと日付を直す", "Change note and day", "なおす")) }
            form class="account-form" method="post" action=(action) {
                (hidden("edit"))
                div class="account-field" {
                    label for="wished_from" { (lang.pick("いつから（分かれば）", "From when (if known)", "いつから")) }
                    input id="wished_from" name="wished_from" type="date" autocomplete="off" value=(page.wished_from.map(|day| day.to_string()).unwrap_or_default());
                }
                (super::new::note(page.note, page.most, lang))
                (submit(lang.pick("保存する", "Save", "のこす")))
            }
        }
        @if page.own {
            form class="case-deeds" method="post" action=(action) {
                (hidden("share"))
                @let (value, label) = if page.shared {
                    ("", lang.pick("共有をやめる", "Stop sharing", "自分(じぶん)だけ 見(み)る"))
                } else {
                    ("1", lang.pick("ほかの専門職と共有する", "Share with the other professionals", "ほかの 人(ひと)も 見(み)る"))
                };
                button class="button" type="submit" name="shared" value=(value) { (label) }
            }
            details class="case-fold" {
                summary { (lang.pick("この事例を消す", "Delete this case", "けす")) }
                form class="case-deeds" method="post" action=(action) {
                    (hidden("delete"))
                    p { (lang.pick(
                        "聞いた記録もすべて、すぐに消えます。元には戻せません。",
                        "Everything noted is deleted at once and cannot be brought back.",
                        "ぜんぶ きえます。もとに もどりません。")) }
                    button class="button" type="submit" { (lang.pick("消す", "Delete", "けす")) }
                }
            }
        }
        p class="hint" { a href=(link("/cases", lang)) { (lang.pick("事例の一覧へ", "All cases", "ぜんぶの 事例(じれい)")) } }
    }
}
