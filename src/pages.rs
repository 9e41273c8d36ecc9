//! Pages that need no script: a facility, areas, holidays, the data. They are read by people, screen readers, printers and search
//! engines alike.
//!
//! Facilities in, HTML out; nothing here knows of requests. Everything is escaped by the template, so no name of a source can become
//! markup.

mod about;
pub mod account;
mod ahead;
mod answers;
mod area;
mod bars;
pub mod bulk;
pub mod cases;
mod contact;
pub mod doubts;
pub mod edit;
mod facility;
mod holiday;
mod json_ld;
pub mod link;
mod lock;
mod origins;
mod problem;
mod readings;
mod sitemap;
#[cfg(test)]
mod tests;
mod week;
mod zone;

use jiff::civil::Date;
use maud::{DOCTYPE, Markup, html};

use crate::domain::vocabulary::{Lang, Words};
use crate::domain::{Capability, Kind, vocabulary};

pub use about::{AboutPage, CapabilityCoverage, Horizon, Listed, Term, about_page};
pub use area::{AreaNumbers, AreaPage, Areas, ZoneLink, area_page, areas_page};
pub use facility::{FacilityPage, facility_page};
pub use holiday::{AreaCount, HolidayPage, HolidayView, OpenFacility, Place, States, holiday_page};
pub use problem::{ProblemPage, problem_page};
pub use sitemap::{robots, sitemap, sitemap_index};
pub use zone::{ZonePage, zone_page};

use lock::Locks;

/// What an operator told about this site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// The address under which the world reaches it, without a slash at the end.
    pub address: Option<String>,
    /// Who hears of errors: a `mailto:` or `https://` address.
    pub report_to: Option<String>,
    /// Who keeps the directory and sends letters.
    pub office: Office,
}

/// Who keeps the directory: the sender of letters, and whom to ask about a link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Office {
    /// The name, such as 「○○市医師会 在宅医療連携室」.
    pub name: Option<String>,
    /// The postal address.
    pub address: Option<String>,
    /// The telephone.
    pub phone: Option<String>,
    /// The FAX to which forms on paper come back.
    pub fax: Option<String>,
}

/// The parts of the site that every page leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Find,
    Map,
    Areas,
    Holidays,
    About,
}

impl Part {
    const ALL: [Self; 5] = [Self::Find, Self::Map, Self::Areas, Self::Holidays, Self::About];

    const fn path(self) -> &'static str {
        match self {
            Self::Find => "/",
            Self::Map => "/map",
            Self::Areas => "/areas",
            Self::Holidays => "/holidays",
            Self::About => "/about",
        }
    }

    const fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Find => lang.pick("条件でさがす", "Find by need", "さがす"),
            Self::Map => lang.pick("地図と一覧", "Map and list", "地図(ちず)"),
            Self::Areas => lang.pick("地域", "Areas", "町(まち)"),
            Self::Holidays => lang.pick("休日・年末年始", "Holidays", "休(やす)みの日(ひ)"),
            Self::About => lang.pick("データについて", "About the data", "データのこと"),
        }
    }

    /// The pages with a script keep their own language, so that these two take no parameter.
    fn link(self, lang: Lang) -> String {
        match self {
            Self::Find | Self::Map => self.path().to_owned(),
            Self::Areas | Self::Holidays | Self::About => link(self.path(), lang),
        }
    }
}

/// What stands around the content of a page.
struct Frame<'a> {
    site: &'a Site,
    lang: Lang,
    /// The part of the site it belongs to.
    part: Option<Part>,
    title: &'a str,
    description: &'a str,
    /// The path of the page itself, without parameters.
    path: &'a str,
    /// The parameters that say what it shows, the language left out.
    parameters: &'a [(&'static str, String)],
    /// JSON-LD (schema.org), already safe inside a script element.
    json_ld: Option<String>,
    /// Whether what is shown is invented.
    fictional: bool,
    /// Whether search engines should leave it out: what is invented, and what is not there.
    hidden: bool,
    /// Whether it has forms of somebody who is signed in: browsers then have to say, to this server alone, where a form comes from.
    has_forms: bool,
}

impl<'a> Frame<'a> {
    /// A page of the site with nothing special about it.
    const fn new(site: &'a Site, lang: Lang, part: Part, title: &'a str, path: &'a str) -> Self {
        Self {
            site,
            lang,
            part: Some(part),
            title,
            description: title,
            path,
            parameters: &[],
            json_ld: None,
            fictional: false,
            hidden: false,
            has_forms: false,
        }
    }

    /// The page in a language.
    fn in_language(&self, lang: Lang) -> String {
        with_parameters(self.path, self.parameters, lang)
    }
}

/// A whole document.
fn document(frame: &Frame, content: &Markup) -> String {
    let lang = frame.lang;
    let code = lang.pick("ja", "en", "ja");
    let site = lang.pick("在宅 Zaitaku", "Zaitaku", "在宅 Zaitaku");
    let title = without_readings(frame.title, lang);
    let body = html! {
        a class="skip" href="#main" { (lang.pick("本文へ移動", "Skip to the content", "本文(ほんぶん)へ")) }
        (header(frame))
        main id="main" class="page" { (content) }
        (footer(lang))
    };
    let body = if lang == Lang::Easy { readings::with_readings(&body.into_string()) } else { body.into_string() };
    let address = frame.site.address.as_deref().unwrap_or_default();
    html! {
        (DOCTYPE)
        html lang=(code) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="referrer" content=(if frame.has_forms { "same-origin" } else { "no-referrer" });
                meta name="format-detection" content="telephone=no";
                meta name="color-scheme" content="light dark";
                meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)";
                meta name="theme-color" content="#17202a" media="(prefers-color-scheme: dark)";
                meta name="description" content=(without_readings(frame.description, lang));
                @if frame.fictional || frame.hidden { meta name="robots" content="noindex"; }
                title { (title) "｜" (site) }
                link rel="icon" type="image/svg+xml" href="/icon.svg";
                link rel="icon" type="image/png" sizes="192x192" href="/icon-192.png";
                link rel="apple-touch-icon" href="/apple-touch-icon.png";
                link rel="manifest" href="/manifest.webmanifest";
                @if !frame.hidden {
                    link rel="canonical" href=(format!("{address}{}", frame.in_language(lang)));
                    link rel="alternate" hreflang="ja" href=(format!("{address}{}", frame.in_language(Lang::Ja)));
                    link rel="alternate" hreflang="en" href=(format!("{address}{}", frame.in_language(Lang::En)));
                }
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

/// The name of the site; on a narrow screen a Japanese reader knows it by its first word.
fn brand(lang: Lang) -> Markup {
    html! { @if lang == Lang::En { "Zaitaku" } @else { "在宅" span class="page-brand-roman" { " Zaitaku" } } }
}

fn header(frame: &Frame) -> Markup {
    let lang = frame.lang;
    let label = lang.pick("表示する言語", "Language", "ことば");
    html! {
        header class="page-header" {
            a class="page-brand" href="/" { img src="/icon.svg" alt="" width="32" height="32"; (brand(lang)) }
            nav class="site-nav" aria-label=(lang.pick("サイト内", "Site", "サイト")) {
                ul { @for part in Part::ALL {
                    li { a href=(part.link(lang)) aria-current=[(frame.part == Some(part)).then_some("page")] { (part.name(lang)) } }
                } }
            }
            nav aria-label=(label) class="page-languages" {
                @for (other, name, code) in [(Lang::Ja, "日本語", "ja"), (Lang::Easy, "やさしい日本語", "ja"), (Lang::En, "English", "en")] {
                    @if other == lang { span aria-current="true" lang=(code) { (name) } }
                    @else { a href=(frame.in_language(other)) lang=(code) hreflang=(code) { (name) } }
                }
            }
            @if frame.fictional {
                p class="page-demo" { (lang.pick("架空の町のデータです", "Data of a fictional town", "ほんとうの 町(まち)では ありません")) }
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
                " "
                a href=(link("/about", lang)) { (lang.pick("出典と利用条件", "Sources and licences", "だれの データか")) }
            }
        }
    }
}

/// The words of easy Japanese without their readings, for places that cannot show ruby.
fn without_readings(text: &str, lang: Lang) -> String {
    if lang == Lang::Easy { readings::without_readings(text) } else { text.to_owned() }
}

/// A path with parameters in a language; Japanese, which is the usual one, is not named.
fn with_parameters(path: &str, parameters: &[(&'static str, String)], lang: Lang) -> String {
    let mut out = path.to_owned();
    let lang = (lang != Lang::Ja).then(|| ("lang", lang.id().to_owned()));
    for (i, (name, value)) in parameters.iter().cloned().chain(lang).enumerate() {
        out.push(if i == 0 { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        out.push_str(&encoded(&value));
    }
    out
}

/// A text as part of an address.
fn encoded(text: &str) -> String {
    /// What RFC 3986 calls unreserved.
    const ENCODED: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    percent_encoding::utf8_percent_encode(text, ENCODED).to_string()
}

/// A path in a language.
fn link(path: &str, lang: Lang) -> String {
    with_parameters(path, &[], lang)
}

fn words(words: &Words, lang: Lang) -> &str {
    lang.pick(&words.ja, &words.en, &words.easy)
}

fn kind_label(kind: Kind, lang: Lang) -> &'static str {
    vocabulary().kind(kind).map_or("", |of| words(&of.label, lang))
}

fn capability_label(capability: Capability, lang: Lang) -> &'static str {
    vocabulary().words(capability).map_or("", |of| words(&of.label, lang))
}

/// A date that machines read too.
fn date(day: Date, lang: Lang) -> Markup {
    html! { time datetime=(day.to_string()) { (lang.date(day)) } }
}

/// A date with its weekday: 2026年11月20日(金), Fri 20 Nov 2026.
fn day(day: Date, lang: Lang) -> String {
    let weekday = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
    match lang {
        Lang::En => day.strftime("%a %-d %b %Y").to_string(),
        Lang::Ja | Lang::Easy => {
            format!(
                "{}年{}月{}日({})",
                day.year(),
                day.month(),
                day.day(),
                ["月", "火", "水", "木", "金", "土", "日"][weekday]
            )
        }
    }
}

/// A number with its thousands marked: 12,345.
fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
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
