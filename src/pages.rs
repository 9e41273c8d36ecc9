//! Pages that need no script: one facility, one area. They are read by people, screen readers, printers and search engines alike.
//!
//! Facilities in, HTML out; nothing here knows of requests. Everything is escaped by the template, so no name of a source can become
//! markup.

pub mod account;
mod answers;
mod area;
mod facility;
mod json_ld;
mod readings;
#[cfg(test)]
mod tests;
mod week;

use maud::{DOCTYPE, Markup, html};

use crate::domain::vocabulary::{Lang, Words};

pub use area::{AreaNumbers, AreaPage, area_page, areas_page};
pub use facility::{FacilityPage, facility_page};

/// What stands around the content of a page.
struct Frame<'a> {
    lang: Lang,
    title: &'a str,
    description: &'a str,
    /// The path of the page itself, without parameters.
    path: &'a str,
    /// JSON-LD (schema.org), already safe inside a script element.
    json_ld: Option<String>,
    /// Whether what is shown is invented.
    fictional: bool,
}

/// A whole document.
fn document(frame: &Frame, content: &Markup) -> String {
    let lang = frame.lang;
    let code = lang.pick("ja", "en", "ja");
    let site = lang.pick("在宅 Zaitaku", "Zaitaku", "在宅 Zaitaku");
    let body = html! {
        a class="skip" href="#main" { (lang.pick("本文へ移動", "Skip to the content", "本文(ほんぶん)へ")) }
        (header(frame, site))
        main id="main" class="page" { (content) }
        (footer(lang))
    };
    let body = if lang == Lang::Easy { readings::with_readings(&body.into_string()) } else { body.into_string() };
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="referrer" content="no-referrer";
                meta name="format-detection" content="telephone=no";
                meta name="color-scheme" content="light dark";
                meta name="description" content=(frame.description);
                title { (frame.title) "｜" (site) }
                link rel="icon" type="image/svg+xml" href="/icon.svg";
                link rel="canonical" href=(frame.path);
                link rel="stylesheet" href="/pages.css";
                @if let Some(data) = &frame.json_ld {
                    script type="application/ld+json" { (maud::PreEscaped(data)) }
                }
            }
            body { (maud::PreEscaped(body)) }
        }
    }
    .into_string()
}

fn header(frame: &Frame, site: &str) -> Markup {
    let label = frame.lang.pick("表示する言語", "Language", "ことば");
    html! {
        header class="page-header" {
            a class="page-brand" href="/" { img src="/icon.svg" alt="" width="32" height="32"; (site) }
            nav aria-label=(label) class="page-languages" {
                @for (lang, name, code) in [(Lang::Ja, "日本語", "ja"), (Lang::Easy, "やさしい日本語", "ja"), (Lang::En, "English", "en")] {
                    @if lang == frame.lang { span aria-current="true" lang=(code) { (name) } }
                    @else { a href=(format!("{}{}", frame.path, query(lang))) lang=(code) hreflang=(code) { (name) } }
                }
            }
            @if frame.fictional {
                p class="page-demo" { (frame.lang.pick("架空の町のデータです", "Data of a fictional town", "ほんとうの 町(まち)では ありません")) }
            }
        }
    }
}

fn footer(lang: Lang) -> Markup {
    html! {
        footer class="page-footer" {
            p { (lang.pick(
                "回答は変わることがあります。受け入れは必ず電話でお確かめください。回答がないことは、できないという意味ではありません。",
                "Answers change: please confirm by telephone. No answer does not mean no.",
                "答(こた)えは 変(か)わることが あります。電話(でんわ)で 聞(き)いてください。")) }
            p {
                a href="/" { (lang.pick("住所と必要なことからさがす", "Search by address and need", "さがす")) }
                " "
                a href=(link("/areas", lang)) { (lang.pick("地域からさがす", "Browse by area", "町(まち)から さがす")) }
            }
        }
    }
}

/// The parameter that keeps the language from page to page; nothing for Japanese, which is the usual one.
fn query(lang: Lang) -> &'static str {
    lang.pick("", "?lang=en", "?lang=easy")
}

/// A path in a language.
fn link(path: &str, lang: Lang) -> String {
    format!("{path}{}", query(lang))
}

fn words(words: &Words, lang: Lang) -> &str {
    lang.pick(&words.ja, &words.en, &words.easy)
}

/// A date that machines read too.
fn date(day: jiff::civil::Date, lang: Lang) -> Markup {
    html! { time datetime=(day.to_string()) { (lang.date(day)) } }
}

/// A number to dial, without the marks people read it by.
fn dial(phone: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let digits: String = phone.nfkc().filter(|c| c.is_ascii_digit() || "+#*".contains(*c)).collect();
    format!("tel:{digits}")
}

/// A telephone number that a touch dials.
fn telephone(phone: &str) -> Markup {
    html! { a class="phone" href=(dial(phone)) { (phone) } }
}
