//! What planners may know of all cases together. Figures of fewer cases than may be told are words, also for those who hear the page.

use maud::{Markup, html};

use super::super::account::{Sheet, Viewer, document};
use super::super::{bars, link, number};
use crate::domain::vocabulary::Lang;

/// A figure with its name.
#[derive(Debug)]
pub struct FigureRow {
    /// What it counts.
    pub label: String,
    /// The figure in words.
    pub value: String,
    /// What stands behind it.
    pub hint: String,
}

/// How often requests were declined for a reason.
#[derive(Debug)]
pub struct ReasonBar {
    /// The reason.
    pub label: String,
    /// How many declined; `None` where too few cases are behind it.
    pub declined: Option<u64>,
}

/// A line of a table of months.
#[derive(Debug)]
pub struct HeatRow {
    /// What it counts: a municipality, or a need in one.
    pub label: String,
    /// By month; `None` where there are some, but too few to be told.
    pub counts: Vec<Option<u64>>,
}

/// A table of months whose darker fields hold more.
#[derive(Debug)]
pub struct HeatTable {
    /// What is counted.
    pub title: String,
    /// The lines.
    pub rows: Vec<HeatRow>,
}

/// The page of statistics.
#[derive(Debug)]
pub struct StatisticsPage<'a> {
    /// In which language.
    pub lang: Lang,
    /// Who sees it.
    pub viewer: Viewer<'a>,
    /// Whether all cases are counted, or only the viewer's own.
    pub all: bool,
    /// The fewest cases that are told.
    pub least: u64,
    /// Figures of all months.
    pub figures: &'a [FigureRow],
    /// Why requests were declined.
    pub reasons: &'a [ReasonBar],
    /// The months of the tables, `2026-11`.
    pub months: &'a [String],
    /// The tables.
    pub tables: &'a [HeatTable],
}

/// The page of statistics.
pub fn statistics_page(page: &StatisticsPage) -> String {
    let lang = page.lang;
    let whose = if page.all {
        lang.pick("すべての事例を数えています。", "All cases are counted.", "ぜんぶの 事例(じれい)の 数(かず)です。")
    } else {
        lang.pick(
            "自分の作った事例を数えています。",
            "Your own cases are counted.",
            "自分(じぶん)の 事例(じれい)の 数(かず)です。",
        )
    };
    let few = match lang {
        Lang::Ja => format!("{}件未満の数は、人が分からないように「{}未満」とします。", page.least, page.least),
        Lang::En => {
            format!("Fewer than {} cases are shown as “<{}”, so that nobody can be told.", page.least, page.least)
        }
        Lang::Easy => format!("少(すく)ない 数(かず)は 「{}未満(みまん)」と 書(か)きます。", page.least),
    };
    let most_declined = page.reasons.iter().filter_map(|reason| reason.declined).max().unwrap_or_default();
    let content = html! {
        p { (whose) " " (few) }
        dl class="case-figures" {
            @for figure in page.figures { div { dt { (figure.label) } dd { strong { (figure.value) } span class="origin" { (figure.hint) } } } }
        }
        h2 { (lang.pick("断られた理由", "Why requests were declined", "だめだった わけ")) }
        @if page.reasons.is_empty() { p class="empty" { (lang.pick("まだありません。", "None yet.", "まだ ありません。")) } }
        @else {
            table class="case-reasons" {
                thead { tr {
                    th scope="col" { (lang.pick("理由", "Reason", "わけ")) }
                    th scope="col" { (lang.pick("件数", "Requests", "数(かず)")) }
                    th scope="col" { span class="case-hidden" { (lang.pick("割合の図", "Picture", "図(ず)")) } }
                } }
                tbody { @for reason in page.reasons {
                    tr {
                        th scope="row" { (reason.label) }
                        td { (told(reason.declined, page.least, lang)) }
                        td { @if let Some(declined) = reason.declined { (bars::of_most(declined, most_declined)) } }
                    }
                } }
            }
        }
        @for table in page.tables { (heat(table, page.months, page.least, lang)) }
        p { a class="button" href=(link("/cases/statistics.csv", lang)) { (lang.pick("CSVで保存", "Save as CSV", "CSV")) } }
    };
    let title = lang.pick("依頼の統計", "Case statistics", "数(かず)を 見(み)る");
    document(&Sheet { lang, title, path: "/cases/statistics", viewer: Some(page.viewer), said: None }, &content)
}

fn told(count: Option<u64>, least: u64, lang: Lang) -> String {
    match (count, lang) {
        (Some(count), _) => number(count),
        (None, Lang::Ja) => format!("{least}未満"),
        (None, Lang::En) => format!("<{least}"),
        (None, Lang::Easy) => format!("{least}未満(みまん)"),
    }
}

/// A table of months. The shade of a field repeats its figure, in quarters of the largest.
pub fn heat(table: &HeatTable, months: &[String], least: u64, lang: Lang) -> Markup {
    let most = table.rows.iter().flat_map(|row| &row.counts).filter_map(|count| *count).max().unwrap_or_default();
    let shade = |count: Option<u64>| match count {
        None => "case-heat-few".to_owned(),
        Some(0) => "case-heat-0".to_owned(),
        Some(count) => format!("case-heat-{}", (count * 4).div_ceil(most.max(1)).clamp(1, 4)),
    };
    html! {
        h2 { (table.title) }
        @if table.rows.is_empty() { p class="empty" { (lang.pick("まだありません。", "None yet.", "まだ ありません。")) } }
        @else {
            div class="account-table" tabindex="0" role="region" aria-label=(super::super::without_readings(&table.title, lang)) {
                table class="case-heat" {
                    thead { tr { td {} @for month in months { th scope="col" { (month) } } } }
                    tbody { @for row in &table.rows {
                        tr { th scope="row" { (row.label) } @for count in &row.counts { td class=(shade(*count)) { (told(*count, least, lang)) } } }
                    } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_words_and_shades_follow_the_figures() {
        let row = HeatRow { label: "横須賀市".to_owned(), counts: vec![Some(0), None, Some(3), Some(12)] };
        let table = HeatTable { title: "事例".to_owned(), rows: vec![row] };
        let months: Vec<String> = (1..=4).map(|n| format!("2026-{n:02}")).collect();
        let html = heat(&table, &months, 3, Lang::Ja).into_string();
        for part in ["case-heat-0\">0<", "case-heat-few\">3未満<", "case-heat-1\">3<", "case-heat-4\">12<"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(heat(&table, &months, 3, Lang::En).into_string().contains("&lt;3"));
    }
}
