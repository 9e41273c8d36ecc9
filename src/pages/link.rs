//! The page behind a personal link, made for a telephone held in one hand; what came of it; letters and lists for those who send links.

mod admin;
mod form;
mod freshness;
mod letter;
mod mail;
mod said;
mod words;

use maud::{DOCTYPE, Markup, html};

use super::readings::with_readings;
use super::{Site, brand, link, without_readings};
use crate::domain::vocabulary::Lang;

pub use admin::{FacilityRow, Found, LinkRow, LinksPage, MadeLink, MadePage, links_page, made_page};
pub use form::{LinkPage, link_page};
pub use freshness::{FreshnessPage, Order, OverdueRow, Shares, freshness_page};
pub use mail::{Mail, Mailed, link_mail};
pub use said::{Difference, SavedPage, conflicts_in_words, faults_in_words, saved_page};

/// What a field of an entry is called.
pub fn field_in_words(field: &str, lang: Lang) -> String {
    words::field(field, lang)
}

/// A whole page for somebody without an account: no way leads from it but the languages and the first page.
struct Slip<'a> {
    lang: Lang,
    title: &'a str,
    /// Its own path, which carries the token.
    path: &'a str,
    fictional: bool,
}

fn slip(page: &Slip, content: &Markup) -> String {
    let lang = page.lang;
    let code = lang.pick("ja", "en", "ja");
    let name = lang.pick("在宅 Zaitaku", "Zaitaku", "在宅 Zaitaku");
    let body = html! {
        a class="skip" href="#main" { (lang.pick("本文へ移動", "Skip to the content", "本文(ほんぶん)へ")) }
        header class="page-header" {
            a class="page-brand" href="/" { img src="/icon.svg" alt="" width="32" height="32"; (brand(lang)) }
            nav aria-label=(lang.pick("表示する言語", "Language", "ことば")) class="page-languages" {
                @for (other, name, code) in [(Lang::Ja, "日本語", "ja"), (Lang::Easy, "やさしい日本語", "ja"), (Lang::En, "English", "en")] {
                    @if other == lang { span aria-current="true" lang=(code) { (name) } }
                    @else { a href=(link(page.path, other)) lang=(code) hreflang=(code) { (name) } }
                }
            }
            @if page.fictional {
                p class="page-demo" { (lang.pick("架空の町のデータです", "Data of a fictional town", "ほんとうの 町(まち)では ありません")) }
            }
        }
        main id="main" class="page slip" { h1 { (page.title) } (content) }
    };
    let body = if lang == Lang::Easy { with_readings(&body.into_string()) } else { body.into_string() };
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="robots" content="noindex";
                meta name="format-detection" content="telephone=no";
                meta name="color-scheme" content="light dark";
                title { (without_readings(page.title, lang)) "｜" (name) }
                link rel="icon" type="image/svg+xml" href="/icon.svg";
                link rel="stylesheet" href="/pages.css";
                link rel="stylesheet" href="/accounts.css";
            }
            body { (maud::PreEscaped(body)) }
        }
    }
    .into_string()
}

/// Whom to ask, where the operator has said it.
fn office(site: &Site, lang: Lang) -> Markup {
    html! {
        @if let Some(name) = &site.office.name {
            p class="slip-office" {
                (lang.pick("問い合わせ先：", "Ask: ", "聞(き)くところ：")) strong { (name) }
                @if let Some(phone) = &site.office.phone { " " (super::telephone(phone)) }
                @if let Some(fax) = &site.office.fax { " FAX " (fax) }
            }
        }
    }
}

/// Why a link cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// There is no such link, or the facility is no longer listed.
    Unknown,
    /// Its time is over.
    Expired,
    /// Somebody took it back.
    Revoked,
    /// Too many wrong ones came from the same address: so many seconds to wait.
    Wait(i64),
}

/// The page that says why a link cannot be used, and whom to ask.
pub fn gone_page(lang: Lang, site: &Site, path: &str, gone: Gone) -> String {
    let (title, text) = match gone {
        Gone::Unknown => (
            lang.pick("このリンクは使えません", "This link cannot be used", "この リンクは 使(つか)えません"),
            lang.pick(
                "アドレスが途中で切れていないか、お確かめください。紙のQRコードをもう一度読み取ると直ることがあります。",
                "Please check that the address is complete; reading the QR code on the paper again may help.",
                "もう一回(いっかい) QRコードを 読(よ)んでください。",
            ),
        ),
        Gone::Expired => (
            lang.pick("このリンクの期限は過ぎました", "This link has ended", "この リンクは 終(お)わりました"),
            lang.pick(
                "これまでの回答は残っています。新しいリンクは、送り主にお申し出ください。",
                "What you answered is kept. Please ask the sender for a new link.",
                "前(まえ)の 答(こた)えは あります。新(あたら)しい リンクを たのんでください。",
            ),
        ),
        Gone::Revoked => (
            lang.pick("このリンクは取り消されました", "This link was taken back", "この リンクは 使(つか)えません"),
            lang.pick(
                "新しいリンクが届いているかもしれません。見当たらないときは、送り主にお申し出ください。",
                "A newer link may have reached you. If not, please ask the sender.",
                "新(あたら)しい リンクを たのんでください。",
            ),
        ),
        Gone::Wait(_) => (
            lang.pick("しばらくお待ちください", "Please wait", "待(ま)ってください"),
            lang.pick(
                "使えないアドレスが続けて開かれました。少し待ってから、もう一度開いてください。",
                "Too many addresses that do not exist were opened from here. Please wait a little and open the link again.",
                "少(すこ)し 待(ま)って、もう一回(いっかい) 開(ひら)いてください。",
            ),
        ),
    };
    let content = html! {
        p { (text) }
        @if let Gone::Wait(seconds) = gone {
            p { (match lang {
                Lang::Ja => format!("あと{seconds}秒"),
                Lang::En => format!("{seconds} seconds left"),
                Lang::Easy => format!("あと {seconds}秒(びょう)"),
            }) }
        }
        (office(site, lang))
    };
    slip(&Slip { lang, title, path, fictional: false }, &content)
}
