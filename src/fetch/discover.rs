//! Links on a page: what stands around each, of which day it is, and which of them are wanted.

use std::collections::{BTreeMap, HashSet};

use encoding_rs::SHIFT_JIS;
use jiff::civil::Date;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use scraper::{ElementRef, Html, Node};

use super::dates::{self, Dated};
use super::sources::{FetchSource, Pick};
use crate::domain::text::{fold, nfkc};

/// A link to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundLink {
    /// Where the file is.
    pub url: Url,
    /// Its name, decoded.
    pub file: String,
    /// The day it speaks of: by its name, its text, its row, or what was last said above it.
    pub date: Option<Date>,
    /// Heading, row and text of the link, folded, in which words are looked for.
    near: String,
}

/// The text of a page: UTF-8, or CP932 where it is none.
pub(super) fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => SHIFT_JIS.decode(bytes).0.into_owned(),
    }
}

/// Every link of a page, in the order in which they stand, each address once.
pub(super) fn links(page: &str, base: &Url) -> Vec<FoundLink> {
    let document = Html::parse_document(page);
    let mut base = base.clone();
    let (mut heading, mut said) = (String::new(), None);
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for node in document.tree.root().descendants() {
        if let Node::Text(text) = node.value() {
            said = dates::in_text(&nfkc(text)).map(|dated| dated.date).or(said);
        }
        let Some(element) = ElementRef::wrap(node) else { continue };
        match element.value().name() {
            "base" => base = element.attr("href").and_then(|href| base.join(href).ok()).unwrap_or(base),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "caption" | "dt" => heading = text_of(element),
            "a" => {
                let Some(url) = element.attr("href").and_then(|href| base.join(href.trim()).ok()) else { continue };
                if !matches!(url.scheme(), "http" | "https") || !seen.insert(url.clone()) {
                    continue;
                }
                found.push(link(url, element, &heading, said));
            }
            _ => {}
        }
    }
    found
}

fn link(url: Url, element: ElementRef<'_>, heading: &str, said: Option<Date>) -> FoundLink {
    let file = file_name(&url);
    let row =
        element.ancestors().filter_map(ElementRef::wrap).find(|one| matches!(one.value().name(), "tr" | "li" | "p"));
    let (text, row) = (text_of(element), row.map(text_of).unwrap_or_default());
    let dated = |text: &str| dates::in_text(text).map(|dated| dated.date);
    let date = dates::in_name(&nfkc(&file)).map(|dated| dated.date);
    let date = date.or_else(|| dated(&text)).or_else(|| dated(&row)).or_else(|| dated(heading)).or(said);
    FoundLink { near: fold(&[heading, &row, &text, &file].join(" ")), url, file, date }
}

fn text_of(element: ElementRef<'_>) -> String {
    nfkc(&element.text().collect::<String>())
}

/// The last part of a path as people read it.
pub(super) fn file_name(url: &Url) -> String {
    let last = url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    match percent_decode_str(last).decode_utf8() {
        Ok(name) => name.into_owned(),
        Err(_) => SHIFT_JIS.decode(&percent_decode_str(last).collect::<Vec<u8>>()).0.into_owned(),
    }
}

/// The links that a source wants.
pub(super) fn choose(links: Vec<FoundLink>, source: &FetchSource) -> Vec<FoundLink> {
    let matching: Vec<FoundLink> = links.into_iter().filter(|link| wanted(link, source)).collect();
    match source.pick {
        Pick::NewestOfEach => {
            let mut newest: BTreeMap<String, FoundLink> = BTreeMap::new();
            for link in matching {
                let key = undated(&link.file, source);
                match newest.get(&key) {
                    Some(known) if known.date >= link.date => {}
                    _ => _ = newest.insert(key, link),
                }
            }
            newest.into_values().collect()
        }
        Pick::NewestEdition => {
            let newest = matching.iter().map(|link| link.date).max().flatten();
            matching.into_iter().filter(|link| link.date == newest).collect()
        }
    }
}

/// Whether a link is one of the source's files.
pub(super) fn wanted(link: &FoundLink, source: &FetchSource) -> bool {
    let name = fold(&link.file);
    let begins = |prefix: &String| name.starts_with(&fold(prefix));
    let ends = |ending: &String| link.file.to_lowercase().ends_with(&ending.to_lowercase());
    let stands = |word: &String| link.near.contains(&fold(word));
    (source.prefixes.is_empty() || source.prefixes.iter().any(begins))
        && source.endings.iter().any(ends)
        && (source.near.is_empty() || source.near.iter().any(stands))
        && !source.not_near.iter().any(stands)
}

/// A link to a file that was found by its name alone.
pub(super) fn by_name(url: Url, file: String) -> FoundLink {
    let date = dates::in_name(&nfkc(&file)).map(|dated| dated.date);
    FoundLink { near: fold(&file), url, file, date }
}

/// The name without its date and ending: what all editions of a file share.
fn undated(file: &str, source: &FetchSource) -> String {
    let mut name = nfkc(file).to_lowercase();
    if let Some(Dated { at, .. }) = dates::in_name(&name) {
        name.replace_range(at, "");
    }
    // 「….csv.zip」 followed 「….zip」 in the names of one file.
    while let Some(ending) = source
        .endings
        .iter()
        .map(|ending| ending.to_lowercase())
        .chain([".csv".to_owned()])
        .find(|ending| name.ends_with(ending.as_str()))
    {
        name.truncate(name.len() - ending.len());
    }
    name
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::fetch::sources::Sources;

    fn base() -> Url {
        Url::parse("https://www.example.jp/stf/page.html").unwrap()
    }

    fn names(page: &str, source: &FetchSource) -> Vec<String> {
        choose(links(page, &base()), source).into_iter().map(|link| link.file).collect()
    }

    fn source(name: &str) -> FetchSource {
        Sources::embedded().unwrap().named(name)[0].clone()
    }

    #[test]
    fn links_are_resolved_and_their_names_decoded() {
        let page = r#"<a href="/content/1/a%20b.zip">x</a><a href="../%E7%97%85%E9%99%A2.csv">y</a><a href="https://other.jp/c.xlsx?v=1">z</a>
            <a href="mailto:a@example.jp">m</a><a href="javascript:void(0)">j</a><a>none</a><a href="/content/1/a%20b.zip">again</a>"#;
        let found: Vec<(String, String)> =
            links(page, &base()).into_iter().map(|link| (link.url.to_string(), link.file)).collect();
        let expected = [
            ("https://www.example.jp/content/1/a%20b.zip", "a b.zip"),
            ("https://www.example.jp/%E7%97%85%E9%99%A2.csv", "病院.csv"),
            ("https://other.jp/c.xlsx?v=1", "c.xlsx"),
        ];
        assert_eq!(found, expected.map(|(url, file)| (url.to_owned(), file.to_owned())));
    }

    #[test]
    fn the_newest_edition_of_each_file_is_taken_whatever_its_ending() {
        let page = r#"<h3>2025年12月１日時点</h3>
            <a href="/content/01-1_hospital_facility_info_20251201.zip">病院</a>
            <a href="/content/01-2_hospital_speciality_hours_20251201.zip">病院 診療時間</a>
            <h3>2026年６月１日時点</h3><a href="/content/01-1_hospital_facility_info_20260601.csv.zip">病院</a>
            <a href="/content/01-1_hospital_facility_info_20260601.pdf">定義</a>"#;
        assert_eq!(names(page, &source("navii_hospital")), ["01-1_hospital_facility_info_20260601.csv.zip"]);
        assert_eq!(names(page, &source("navii_hospital_hours")), ["01-2_hospital_speciality_hours_20251201.zip"]);
        assert_eq!(names(page, &source("navii_pharmacy")), [""; 0]);
        let page = r#"<a href="jigyosho_110_all_20260709180342.csv">訪問介護</a><a href="jigyosho_110_all_20250106120000.csv">訪問介護</a>
            <a href="jigyosho_130_all_20250106120001.zip">訪問看護</a>"#;
        let expected = ["jigyosho_110_all_20260709180342.csv", "jigyosho_130_all_20250106120001.zip"];
        assert_eq!(names(page, &source("kaigo")), expected);
    }

    #[test]
    fn files_without_telling_names_are_found_by_what_stands_around_them() {
        let page = r#"<h2>管内の届出受理医療機関名簿</h2>
            <p>（令和８年８月１日現在）</p><table><tr><td>医科</td><td><a href="/c/000500310.zip">エクセルデータ（ZIP）</a></td>
            <td><a href="/c/000500311.pdf">PDF</a></td></tr><tr><td>歯科</td><td><a href="/c/000500312.xlsx">Excel</a></td></tr></table>
            <p>（令和８年７月１日現在）</p><table><tr><td>医科</td><td><a href="/c/000490310.zip">エクセルデータ（ZIP）</a></td></tr></table>
            <h2>保険外併用療養費医療機関名簿</h2><p>（令和８年８月１日現在）</p><a href="/c/000500400.zip">ZIP</a>
            <h2>届出受理医療機関名簿（届出項目別）</h2><p>（令和８年８月１日現在）</p><a href="/c/000500500.zip">ZIP</a>"#;
        let source = source("filing_kyushu");
        assert_eq!(names(page, &source), ["000500310.zip", "000500312.xlsx"]);
        let link = choose(links(page, &base()), &source).remove(0);
        assert_eq!(link.date, Some(date(2026, 8, 1)));
    }

    #[test]
    fn a_page_in_cp932_is_read() {
        let (bytes, _, _) = SHIFT_JIS.encode("<h2>届出受理医療機関名簿</h2><a href=\"a.zip\">医科</a>");
        let links = links(&decode(&bytes), &base());
        assert!(links[0].near.contains("医科"), "{links:?}");
    }
}
