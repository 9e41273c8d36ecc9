//! How fresh the directory is, and who should be asked again.

use jiff::civil::Date;
use maud::{Markup, html};

use super::super::account::{Sheet, Viewer, document, token};
use super::super::answers::{age, source};
use super::super::{bars, date, encoded, kind_label, link, number};
use crate::domain::freshness::{Freshness, Part};
use crate::domain::vocabulary::Lang;
use crate::domain::{Kind, Source};
use crate::links::Scope;

/// How many are fresh, old and were never heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shares([u64; 3]);

impl Shares {
    /// Counts one more.
    pub const fn add(&mut self, state: Freshness) {
        self.0[state as usize] += 1;
    }

    /// Adds others.
    pub fn merge(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(one, more)| *one += more);
    }

    /// How many stand so.
    pub const fn of(&self, state: Freshness) -> u64 {
        self.0[state as usize]
    }

    /// All of them.
    pub const fn all(&self) -> u64 {
        self.0[0] + self.0[1] + self.0[2]
    }
}

/// In which order the list stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The oldest first.
    Age,
    /// By kind, the oldest first in each.
    Kind,
    /// By municipality, the oldest first in each.
    Area,
}

impl Order {
    const ALL: [Self; 3] = [Self::Age, Self::Kind, Self::Area];

    const fn id(self) -> &'static str {
        match self {
            Self::Age => "age",
            Self::Kind => "kind",
            Self::Area => "area",
        }
    }

    const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Age => lang.pick("古い順", "Oldest first", "古(ふる)い ほうから"),
            Self::Kind => lang.pick("種類ごと", "By kind", "しゅるい"),
            Self::Area => lang.pick("市区町村ごと", "By municipality", "町(まち)"),
        }
    }
}

/// A facility that is listed.
#[derive(Debug)]
pub struct OverdueRow {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// What it is.
    pub kind: Kind,
    /// How each part stands and since when; `None` where the kind is not asked.
    pub parts: [Option<(Freshness, Option<Date>)>; 3],
    /// The last day of a link that is out already.
    pub linked: Option<Date>,
}

/// How fresh the directory is.
#[derive(Debug)]
pub struct FreshnessPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// Municipalities that have facilities: prefecture, code, name.
    pub municipalities: &'a [(&'static str, String, String)],
    /// The chosen area's code; empty for all.
    pub municipality: &'a str,
    /// The chosen kind.
    pub kind: Option<Kind>,
    /// Who is listed.
    pub state: Option<Freshness>,
    /// In which order.
    pub order: Order,
    /// The day in Japan.
    pub today: Date,
    /// Counts by part, in the order of [`Part::ALL`].
    pub parts: &'a [Shares; 3],
    /// Counts by who spoke last.
    pub sources: &'a [(Source, Shares)],
    /// Counts by area: code, name.
    pub areas: &'a [(String, String, Shares)],
    /// The listed facilities of this page.
    pub rows: &'a [OverdueRow],
    /// How many came before this page.
    pub skip: usize,
    /// How many are listed on all pages.
    pub total: usize,
    /// Usual days of a link.
    pub days: i64,
}

/// How fresh the directory is.
pub fn freshness_page(page: &FreshnessPage) -> String {
    let lang = page.lang;
    let content = html! {
        (choose(page))
        h2 { (lang.pick("いまの様子", "How it stands", "いま")) }
        (legend(lang))
        (table(lang, lang.pick("項目", "Part", "なに"), Part::ALL.iter().zip(page.parts).map(|(part, shares)| (html! { (part.label(lang)) }, *shares))))
        @if !page.sources.is_empty() {
            h3 { (lang.pick("最後に答えた先ごと", "By who spoke last", "だれが 言(い)ったか")) }
            (table(lang, lang.pick("出典", "Source", "だれ"), page.sources.iter().map(|(from, shares)| (html! { (source(*from, lang)) }, *shares))))
        }
        @if page.areas.len() > 1 {
            details class="freshness-areas" {
                summary { (lang.pick("地域ごと", "By area", "町(まち)ごと")) " (" (page.areas.len()) ")" }
                (table(lang, lang.pick("地域", "Area", "町(まち)"), page.areas.iter().map(|(code, name, shares)| (html! { a href=(address(page, code, 0)) { (name) } }, *shares))))
            }
        }
        h2 { (lang.pick("お願いする先", "Whom to ask", "おねがいする ところ")) }
        (list(page))
    };
    let title = lang.pick("情報の新しさ", "Freshness", "新(あたら)しさ");
    document(&Sheet { lang, title, path: "/admin/freshness", viewer: Some(page.viewer), said: None }, &content)
}

fn address(page: &FreshnessPage, municipality: &str, skip: usize) -> String {
    let mut out = format!(
        "/admin/freshness?municipality={}&order={}&state={}",
        encoded(municipality),
        page.order.id(),
        page.state.map_or("all", Freshness::id)
    );
    if let Some(kind) = page.kind {
        out.push_str(&format!("&kind={}", kind.id()));
    }
    if skip > 0 {
        out.push_str(&format!("&skip={skip}"));
    }
    if page.lang != Lang::Ja {
        out.push_str(&format!("&lang={}", page.lang.id()));
    }
    out
}

fn choose(page: &FreshnessPage) -> Markup {
    let lang = page.lang;
    html! {
        form class="account-filter" method="get" action="/admin/freshness" {
            @if lang != Lang::Ja { input type="hidden" name="lang" value=(lang.id()); }
            (super::admin::municipality_field(page.municipalities, page.municipality, lang))
            (super::admin::kind_field(page.kind.map_or("", Kind::id), lang))
            div class="account-field" {
                label for="state" { (lang.pick("様子", "State", "ようす")) }
                select id="state" name="state" {
                    option value="all" selected[page.state.is_none()] { (lang.pick("すべて", "All", "ぜんぶ")) }
                    @for state in Freshness::ALL { option value=(state.id()) selected[page.state == Some(state)] { (super::super::without_readings(state.label(lang), lang)) } }
                }
            }
            div class="account-field" {
                label for="order" { (lang.pick("並び", "Order", "ならべかた")) }
                select id="order" name="order" {
                    @for order in Order::ALL { option value=(order.id()) selected[page.order == order] { (super::super::without_readings(order.label(lang), lang)) } }
                }
            }
            button class="button" type="submit" { (lang.pick("表示", "Show", "見(み)る")) }
        }
    }
}

/// The class of a bar's part.
const fn colour(state: Freshness) -> &'static str {
    match state {
        Freshness::Fresh => "yes",
        Freshness::Old => "consult",
        Freshness::Never => "unknown",
    }
}

fn legend(lang: Lang) -> Markup {
    html! {
        p class="hint" { (lang.pick(
            "「古い」は、方針（data/freshness.toml）の日数より前の回答です。役所の届出は数えません。",
            "“Old” is what was said before the days of the policy (data/freshness.toml). Filings of public offices are not counted.",
            "「古(ふる)い」は 前(まえ)の 答(こた)えです。")) }
    }
}

fn table(lang: Lang, head: &str, rows: impl Iterator<Item = (Markup, Shares)>) -> Markup {
    html! {
        div class="account-table" tabindex="0" role="group" aria-label=(super::super::without_readings(head, lang)) {
            table class="freshness-table" {
                thead { tr {
                    th scope="col" { (head) }
                    @for state in Freshness::ALL { th scope="col" class="freshness-number" { (state.label(lang)) } }
                } }
                tbody { @for (name, shares) in rows {
                    tr {
                        th scope="row" { (name) (bars::parts(&Freshness::ALL.map(|state| (colour(state), shares.of(state))))) }
                        @for state in Freshness::ALL {
                            td class="freshness-number" { (number(shares.of(state))) " " span class="origin" { (bars::percent(shares.of(state), shares.all())) } }
                        }
                    }
                } }
            }
        }
    }
}

fn list(page: &FreshnessPage) -> Markup {
    let lang = page.lang;
    let last = page.skip + page.rows.len();
    html! {
        p role="status" { (match lang {
            Lang::En => format!("{} in all; {}–{} are shown.", number(page.total as u64), page.skip + usize::from(last > 0), last),
            Lang::Ja | Lang::Easy => format!("{}件（{}〜{}件目）", number(page.total as u64), page.skip + usize::from(last > 0), last),
        }) }
        @if !page.rows.is_empty() {
            form method="post" action=(link("/admin/links", lang)) class="links-make" {
                (token(&page.viewer))
                @for scope in Scope::ALL { input type="hidden" name="scope" value=(scope.id()); }
                input type="hidden" name="days" value=(page.days);
                ul class="links-list" tabindex="0" aria-label=(lang.pick("お願いする先", "Whom to ask", "おねがいする ところ")) {
                    @for row in page.rows { li { label class="links-row" {
                        input type="checkbox" name="facility" value=(row.id) checked[row.linked.is_none()];
                        span { (entry(page, row)) }
                    } } }
                }
                button class="button account-main" type="submit" { (lang.pick("選んだ先への手紙を作る", "Make letters for those chosen", "手紙(てがみ)を 作(つく)る")) }
            }
        }
        p class="slip-ways" {
            @if page.skip > 0 { a class="button" href=(address(page, page.municipality, 0)) { (lang.pick("はじめへ", "First", "はじめ")) } }
            @if last < page.total { a class="button" href=(address(page, page.municipality, last)) { (lang.pick("次へ", "Next", "つぎ")) } }
        }
    }
}

fn entry(page: &FreshnessPage, row: &OverdueRow) -> Markup {
    let lang = page.lang;
    html! {
        strong { (row.name) } " " span class="origin" { (kind_label(row.kind, lang)) } br;
        span class="origin" { (row.address) }
        @for (part, stands) in Part::ALL.iter().zip(&row.parts) {
            @if let Some((state, day)) = stands {
                br;
                span class=(format!("freshness-state freshness-{}", state.id())) { (part.label(lang)) "：" (state.label(lang)) }
                @if let Some(day) = day { " " span class="origin" { (date(*day, lang)) " " (age(*day, page.today, lang)) } }
            }
        }
        @if let Some(until) = row.linked {
            br; span class="links-has" { (lang.pick("使えるリンクあり：", "Has a link until ", "リンクが あります：")) (date(until, lang)) }
        }
    }
}
