//! For those who send links: choose facilities, make links, see which are out.

use jiff::civil::Date;
use maud::{Markup, html};

use super::super::account::{Said, Sheet, Viewer, document, moment, token};
use super::super::{Site, date, kind_label, link};
use super::{letter, mail};
use crate::domain::vocabulary::Lang;
use crate::domain::{Facility, Kind};
use crate::links::{Questions, Scope};

/// A facility that a link can be made for.
#[derive(Debug)]
pub struct FacilityRow {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Its address.
    pub address: String,
    /// The last day of a link that is out already.
    pub linked: Option<Date>,
    /// The mail address by which the facility's own account signs in; empty where there is none.
    pub mail: String,
}

/// Facilities that were looked for.
#[derive(Debug)]
pub struct Found {
    /// The first of them.
    pub rows: Vec<FacilityRow>,
    /// How many there are.
    pub total: usize,
}

/// A link that is out.
#[derive(Debug)]
pub struct LinkRow {
    /// Its identifier.
    pub id: String,
    /// The facility's identifier.
    pub facility: String,
    /// The facility's name.
    pub name: String,
    /// When it was made, in seconds since 1970.
    pub made_at: i64,
    /// When it ends, in seconds since 1970.
    pub expires_at: i64,
    /// The last day on which it was opened; empty before the first.
    pub used_on: String,
}

/// The page on which links are made.
#[derive(Debug)]
pub struct LinksPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// Municipalities that have facilities: prefecture, code, name.
    pub municipalities: &'a [(&'static str, String, String)],
    /// The chosen municipality's code.
    pub municipality: &'a str,
    /// The chosen kind's identifier.
    pub kind: &'a str,
    /// The typed words.
    pub text: &'a str,
    /// Who was found; `None` before anything was looked for.
    pub found: Option<&'a Found>,
    /// Links that are out.
    pub links: &'a [LinkRow],
    /// Usual days of a link, and the most.
    pub days: (i64, i64),
    /// Links made at once at most.
    pub most: usize,
    /// Whether this server can send mail.
    pub mails: bool,
    /// What is said about the last deed.
    pub said: Option<&'a Said>,
}

/// The page on which links are made.
pub fn links_page(page: &LinksPage) -> String {
    let lang = page.lang;
    let content = html! {
        p { (lang.pick(
            "事業所ごとのリンクを作り、手紙（QRコードと裏面のFAX用紙）にして送ります。受け取った人は登録なしで、今月の受入や空きを電話の画面から答えられます。",
            "Make a link for each facility and send it as a letter with a QR code and a FAX form on its back. Whoever receives it answers on a telephone, without an account.",
            "手紙(てがみ)を 作(つく)って 送(おく)ります。")) }
        h2 { (lang.pick("送る事業所を選ぶ", "Choose facilities", "えらぶ")) }
        (search(page))
        @if let Some(found) = page.found { (choose(page, found)) }
        h2 id="out" { (lang.pick("使えるリンク", "Links that are out", "使(つか)える リンク")) }
        (out(page))
    };
    let title = lang.pick("回答のお願い", "Links and letters", "おねがいの 手紙(てがみ)");
    document(&Sheet { lang, title, path: "/admin/links", viewer: Some(page.viewer), said: page.said }, &content)
}

fn search(page: &LinksPage) -> Markup {
    let lang = page.lang;
    html! {
        form class="account-filter" method="get" action="/admin/links" {
            @if lang != Lang::Ja { input type="hidden" name="lang" value=(lang.id()); }
            (municipality_field(page.municipalities, page.municipality, lang))
            (kind_field(page.kind, lang))
            div class="account-field" {
                label for="q" { (lang.pick("名前・住所の言葉", "Words of name or address", "名前(なまえ)")) }
                input id="q" name="q" value=(page.text) autocomplete="off";
            }
            button class="button" type="submit" { (lang.pick("さがす", "Search", "さがす")) }
        }
    }
}

/// The choice of a municipality, below its prefecture.
pub(super) fn municipality_field(
    municipalities: &[(&'static str, String, String)],
    chosen: &str,
    lang: Lang,
) -> Markup {
    html! {
        div class="account-field" {
            label for="municipality" { (lang.pick("市区町村", "Municipality", "町(まち)")) }
            select id="municipality" name="municipality" {
                option value="" { (lang.pick("すべて", "All", "ぜんぶ")) }
                @for of_prefecture in municipalities.chunk_by(|one, next| one.0 == next.0) {
                    optgroup label=(of_prefecture.first().map_or("", |first| first.0)) {
                        @for (_, code, name) in of_prefecture { option value=(code) selected[code == chosen] { (name) } }
                    }
                }
            }
        }
    }
}

/// The choice of a kind.
pub(super) fn kind_field(chosen: &str, lang: Lang) -> Markup {
    html! {
        div class="account-field" {
            label for="kind" { (lang.pick("種類", "Kind", "しゅるい")) }
            select id="kind" name="kind" {
                option value="" { (lang.pick("すべて", "All", "ぜんぶ")) }
                @for kind in Kind::ALL {
                    option value=(kind.id()) selected[kind.id() == chosen] { (super::super::without_readings(kind_label(*kind, lang), lang)) }
                }
            }
        }
    }
}

fn choose(page: &LinksPage, found: &Found) -> Markup {
    let lang = page.lang;
    html! {
        @if found.rows.is_empty() {
            p class="empty" role="status" { (lang.pick("当てはまる事業所はありません。", "Nobody fits.", "ありません。")) }
        } @else {
            p role="status" { (match lang {
                Lang::En => format!("{} of {} are shown.", found.rows.len(), found.total),
                _ => format!("{}件のうち{}件を表示しています。", found.total, found.rows.len()),
            }) }
            form method="post" action=(link("/admin/links", lang)) class="links-make" {
                (token(&page.viewer))
                ul class="links-list" {
                    @for row in &found.rows {
                        li { label class="links-row" {
                            input type="checkbox" name="facility" value=(row.id) checked[row.linked.is_none()];
                            span {
                                strong { (row.name) } " " span class="origin" { (kind_label(row.kind, lang)) } br;
                                span class="origin" { (row.address) }
                                @if let Some(until) = row.linked {
                                    br; span class="links-has" { (lang.pick("使えるリンクあり：", "Has a link until ", "リンクが あります：")) (date(until, lang)) }
                                }
                            }
                        }
                        @if page.mails { (mail_field(row, lang)) }
                        }
                    }
                }
                fieldset class="links-scopes" {
                    legend { (lang.pick("リンクで直せること", "What the link may write", "なおせること")) }
                    @for scope in Scope::ALL {
                        label class="slip-check" { input type="checkbox" name="scope" value=(scope.id()) checked; span { (scope.label(lang)) } }
                    }
                    p class="hint" { (lang.pick("すべて選ぶと「変わりありません」のボタンも出ます。", "With all of them the page has the button “Nothing has changed”.", "ぜんぶ えらぶと 「おなじ」の ボタンが 出(で)ます。")) }
                }
                div class="account-field links-days" {
                    label for="days" { (lang.pick("使える日数", "Days until it ends", "何日(なんにち)")) }
                    input id="days" name="days" type="number" min="1" max=(page.days.1) value=(page.days.0) required;
                }
                button class="button account-main" type="submit" { (lang.pick("選んだ事業所のリンクと手紙を作る", "Make links and letters for those chosen", "作(つく)る")) }
                (mail_way(page))
                p class="hint" { (match lang {
                    Lang::En => format!("At most {} at once.", page.most),
                    _ => format!("一度に{}件まで。", page.most),
                }) }
            }
        }
    }
}

/// Where the mail to a facility goes. What is typed is used once.
fn mail_field(row: &FacilityRow, lang: Lang) -> Markup {
    let label = lang.pick("メールの宛先", "Mail to", "メール");
    html! {
        label class="links-mail" {
            span { (label) }
            input type="email" name=(format!("to.{}", row.id)) value=(row.mail) maxlength="254" autocomplete="off"
                aria-label=(format!("{}：{}", super::super::without_readings(label, lang), row.name));
        }
    }
}

/// The way by mail, or why there is none.
fn mail_way(page: &LinksPage) -> Markup {
    let lang = page.lang;
    html! {
        @if page.mails {
            button class="button" type="submit" name="do" value="mail" { (lang.pick("リンクを作り、宛先を書いた事業所にメールで送る", "Make links and mail them where an address is typed", "メールで 送(おく)る")) }
            p class="hint" { (lang.pick(
                "宛先はこの1回だけ使い、保存しません。その事業所の利用者がメールアドレスでログインしているときは、先に入れてあります。",
                "Addresses are used this once and not kept. Where somebody of the facility signs in by a mail address, it is filled in.",
                "アドレスは のこしません。")) }
        } @else {
            p class="hint" { (lang.pick(
                "このサーバーではメールを送れません（--smtp-url と --mail-from が設定されていません）。手紙を印刷してください。",
                "This server sends no mail (--smtp-url and --mail-from are not set). Print the letters.",
                "メールは 送(おく)れません。手紙(てがみ)を 印刷(いんさつ)してください。")) }
        }
    }
}

fn out(page: &LinksPage) -> Markup {
    let lang = page.lang;
    html! {
        @if page.links.is_empty() {
            p class="empty" { (lang.pick("まだありません。", "None yet.", "まだ ありません。")) }
        } @else {
            ul class="account-list account-sessions" {
                @for one in page.links {
                    li {
                        span class="account-device" { a href=(link(&format!("/facilities/{}", one.facility), lang)) { (one.name) } }
                        span class="origin" { (lang.pick("作成 ", "made ", "作(つく)った日(ひ) ")) (moment(one.made_at, lang)) }
                        span class="origin" { (lang.pick("期限 ", "ends ", "いつまで ")) (moment(one.expires_at, lang)) }
                        span class="origin" {
                            @match one.used_on.parse::<Date>() {
                                Ok(day) => { (lang.pick("最後に開いた日 ", "last opened ", "開(ひら)いた日(ひ) ")) (date(day, lang)) },
                                Err(_) => (lang.pick("まだ開かれていません", "not opened yet", "まだ")),
                            }
                        }
                        form method="post" action=(link("/admin/links/revoke", lang)) {
                            (token(&page.viewer))
                            input type="hidden" name="link" value=(one.id);
                            button class="button" type="submit" aria-label=(format!("{}：{}", lang.pick("取り消す", "Take back", "やめる"), one.name)) { (lang.pick("取り消す", "Take back", "やめる")) }
                        }
                    }
                }
            }
        }
    }
}

/// A link that was just made: its address is shown once.
#[derive(Debug)]
pub struct MadeLink {
    /// The link's identifier: the mark on the FAX form.
    pub id: String,
    /// Its facility.
    pub facility: Facility,
    /// Its whole address.
    pub address: String,
    /// The address as a QR code (SVG).
    pub picture: String,
    /// What is asked.
    pub questions: Questions,
    /// To whom it was mailed, and what came of it; `None` where nobody wanted a mail.
    pub mailed: Option<(String, mail::Mailed)>,
}

/// The page after links were made: the addresses, and the letters to print.
#[derive(Debug)]
pub struct MadePage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// What an operator told about this site.
    pub site: &'a Site,
    /// The links.
    pub made: &'a [MadeLink],
    /// The last day on which they work.
    pub until: Date,
    /// The day in Japan.
    pub today: Date,
}

/// The page after links were made.
pub fn made_page(page: &MadePage) -> String {
    let lang = page.lang;
    let content = html! {
        div class="links-screen" {
            p { (lang.pick(
                "アドレスは今だけ表示されます。この画面を印刷（Ctrl+P）すると、1件につき表裏2ページの手紙になります。A4・両面・余白なしで印刷し、三つ折りで長形3号の窓あき封筒に入れます。",
                "The addresses are shown now and never again. Print this page (Ctrl+P): each link is a letter of two pages, A4, both sides, folded in three for a window envelope.",
                "いま、この ページを 印刷(いんさつ)してください。")) }
            @if page.site.office.fax.is_none() || page.site.office.name.is_none() {
                p class="account-said account-said-refused" { (lang.pick(
                    "差出人の名前か返信先FAXが設定されていません。サーバーを --office-name と --office-fax を付けて起動すると、手紙に載ります。",
                    "The sender's name or FAX is not set: start the server with --office-name and --office-fax to have them on the letters.",
                    "FAXの 番号(ばんごう)が ありません。")) }
            }
            ul class="links-made" {
                @for one in page.made {
                    li {
                        strong { (one.facility.name) }
                        code class="account-token" { (one.address) }
                        @if let Some((to, mailed)) = &one.mailed { (mail::told(*mailed, to, lang)) }
                    }
                }
            }
            p { a class="button" href=(link("/admin/links", lang)) { (lang.pick("事業所を選ぶ画面に戻る", "Back to choosing", "もどる")) } }
        }
        // Letters are in Japanese: who reads them keeps a facility in Japan.
        div class="letters" lang="ja" { @for one in page.made { (letter::letter(page, one)) } }
    };
    let title = lang.pick("リンクと手紙", "Links and letters", "リンクと 手紙(てがみ)");
    document(&Sheet { lang, title, path: "/admin/links", viewer: Some(page.viewer), said: None }, &content)
}
