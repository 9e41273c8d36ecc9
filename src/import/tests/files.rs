//! Files as such: zips, encodings, headers, and what is refused.

use std::io::{Cursor, Write};

use jiff::civil::date;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;
use crate::import::Dataset;

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let modified = zip::DateTime::from_date_and_time(2025, 12, 3, 15, 12, 0).unwrap();
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default().last_modified_time(modified)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet with its cells as inline strings.
pub(super) fn xlsx(sheets: &[&[Vec<&str>]]) -> Vec<u8> {
    const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let (mut names, mut relations, mut types) = (String::new(), String::new(), String::new());
    let mut files = Vec::new();
    for (i, rows) in sheets.iter().enumerate() {
        let n = i + 1;
        names += &format!(r#"<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>"#);
        relations += &format!(
            r#"<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{n}.xml"/>"#
        );
        types += &format!(
            r#"<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>"#
        );
        files.push((format!("xl/worksheets/sheet{n}.xml"), format!(r#"{HEAD}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>"#, sheet_rows(rows))));
    }
    files.push(("xl/workbook.xml".to_owned(), format!(r#"{HEAD}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{names}</sheets></workbook>"#)));
    files.push(("xl/_rels/workbook.xml.rels".to_owned(), format!(r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>"#)));
    files.push(("_rels/.rels".to_owned(), format!(r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#)));
    files.push(("[Content_Types].xml".to_owned(), format!(r#"{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{types}</Types>"#)));
    let entries: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    zipped(&entries)
}

fn sheet_rows(rows: &[Vec<&str>]) -> String {
    let mut xml = String::new();
    for (r, row) in rows.iter().enumerate() {
        xml += &format!(r#"<row r="{}">"#, r + 1);
        for (c, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let column = char::from(b'A' + u8::try_from(c).unwrap());
            xml +=
                &format!(r#"<c r="{column}{}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>"#, r + 1);
        }
        xml += "</row>";
    }
    xml
}

#[test]
fn a_zip_opens_into_its_files_and_the_zips_within() {
    let inner = zipped(&[("b.csv", b"x")]);
    let outer = zipped(&[("a.csv", b"y"), ("inner.zip", &inner), ("__MACOSX/._a.csv", b""), (".DS_Store", b"")]);
    let parts = expand("list.zip", outer, None).unwrap();
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["list.zip!a.csv", "list.zip!inner.zip!b.csv"]);
    assert_eq!(parts[0].modified, Some(date(2025, 12, 3)));
    assert_eq!(expand("plain.csv", b"x".to_vec(), None).unwrap(), [part("plain.csv", b"x".to_vec())]);
}

#[test]
fn names_inside_a_zip_may_be_cp932() {
    let (name, _, _) = encoding_rs::SHIFT_JIS.encode("届出一覧.csv");
    let stand_in = "x".repeat(name.len());
    let mut bytes = zipped(&[(&stand_in, b"y")]);
    while let Some(at) = bytes.windows(name.len()).position(|window| window == stand_in.as_bytes()) {
        bytes[at..at + name.len()].copy_from_slice(&name);
    }
    assert_eq!(expand("a.zip", bytes, None).unwrap()[0].name, "a.zip!届出一覧.csv");
}

#[test]
fn a_truncated_zip_is_refused_whole_and_named() {
    let bytes = zipped(&[("a.csv", &fixture("jigyosho_130.csv"))]);
    let error = expand("cut.zip", bytes[..bytes.len() / 2].to_vec(), None).unwrap_err().to_string();
    assert!(error.starts_with("cut.zip:") && error.contains("nothing of it was read"), "{error}");
    assert!(expand("empty.zip", Vec::new(), None).is_err());
}

#[test]
fn a_workbook_is_not_opened_as_a_zip_and_a_text_is_no_workbook() {
    let book = xlsx(&[&[vec!["a"]]]);
    assert_eq!(expand("misnamed.zip", book.clone(), None).unwrap()[0].bytes, book);
    let error = import(&part("x_20251001.xlsx", b"PK\x03\x04 but no zip".to_vec())).unwrap_err();
    assert!(matches!(error, ImportError::Workbook { .. }), "{error}");
}

#[test]
fn an_unknown_file_is_refused_with_the_nearest_layout_and_what_differs() {
    let text = "都道府県名,市区町村名,事業所名,住所,事業所番号,好きな色\n神奈川県,横須賀市,a,b,1,青\n";
    let error = import(&part("colours_20251201.csv", text.into())).unwrap_err().to_string();
    assert!(
        error.contains("介護サービス情報公表")
            && error.contains("「サービスの種類」")
            && error.contains("「好きな色」"),
        "{error}"
    );
    assert!(matches!(import(&part("e_20251201.csv", Vec::new())), Err(ImportError::Empty { .. })));
    assert!(matches!(import(&part("b_20251201.csv", vec![0xFF, 0xFF, 0x00])), Err(ImportError::Csv { .. })));
}

#[test]
fn cp932_the_other_generation_of_headings_and_new_columns_are_read() {
    let import = import(&part("kaigo_20251231.csv", fixture("kaigo_cp932.csv"))).unwrap();
    assert_eq!(import.dataset, Dataset::OpenDataCare, "the city's headings, not the ministry's");
    assert_eq!(import.edition, date(2025, 12, 31));
    assert_eq!(import.records[0].key, "1499999996-710");
    let unknown: Vec<&str> =
        import.notices.iter().filter(|n| n.code == "unknown_column").map(|n| n.field.as_str()).collect();
    assert_eq!(unknown, ["新しい列"]);
}

#[test]
fn the_same_rows_in_another_encoding_give_the_same_records() {
    let utf8 = fixture("jigyosho_130.csv");
    let text = std::str::from_utf8(&utf8[3..]).unwrap();
    let (cp932, _, lossy) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lossy);
    let read = |bytes| import(&part("jigyosho_130_20251231.csv", bytes)).unwrap().records;
    assert_eq!(read(utf8.clone()), read(cp932.into_owned()));
    assert_eq!(read(utf8.clone()), read(text.replace("\r\n", "\n").into_bytes()));
}

#[test]
fn a_file_without_any_date_is_refused_and_a_zip_entry_has_one() {
    let bytes = fixture("jigyosho_130.csv");
    assert!(matches!(import(&part("jigyosho_130.csv", bytes.clone())), Err(ImportError::NoEdition { .. })));
    let parts = expand("k.zip", zipped(&[("jigyosho_130.csv", &bytes)]), None).unwrap();
    assert_eq!(import(&parts[0]).unwrap().edition, date(2025, 12, 3));
}

#[test]
fn rows_that_do_not_fit_the_header_are_refused_and_the_rest_is_read() {
    let mut bytes = fixture("jigyosho_130.csv");
    bytes.truncate(bytes.len() - 40);
    bytes.extend_from_slice(b"\r\n,,,,\r\n");
    let import = import(&part("jigyosho_130_20251231.csv", bytes)).unwrap();
    assert_eq!(noticed(&import, "wrong_cell_count"), [9]);
    assert_eq!((import.rows_read, import.rows_refused), (8, 1));
}

#[test]
fn a_quote_that_never_closes_is_an_error_and_not_a_swallowed_file() {
    let mut bytes = fixture("jigyosho_130.csv");
    bytes.extend_from_slice(b"\"open");
    for _ in 0..2_000 {
        bytes.extend_from_slice("横須賀市架空町二丁目,\r\n".as_bytes());
    }
    assert!(matches!(import(&part("jigyosho_130_20251231.csv", bytes)), Err(ImportError::Csv { row: 10, .. })));
}

#[test]
fn sheets_without_a_known_header_are_said_to_be_ignored() {
    let header: Vec<&str> = traps::FILING_HEADER.to_vec();
    let book = xlsx(&[&[vec!["お知らせ"]], &[vec!["[令和７年１０月１日 現在 ]"], header]]);
    let import = import(&part("f.xlsx", book)).unwrap();
    assert_eq!(import.notice_counts().get("sheet_ignored"), Some(&1));
    assert_eq!((import.dataset, import.edition), (Dataset::Filings, date(2025, 10, 1)));
}

/// A zip of one entry of zeros. `declared` is written into both headers as the size that it opens to.
fn bomb(length: usize, declared: Option<u32>) -> Vec<u8> {
    let name = "list_20251201.csv";
    let mut bytes = zipped(&[(name, &vec![0; length])]);
    if let Some(declared) = declared {
        let size = u32::try_from(length).unwrap().to_le_bytes();
        let central = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
        assert_eq!(bytes[22..26], size);
        assert_eq!(bytes[central + 24..central + 28], size);
        bytes[22..26].copy_from_slice(&declared.to_le_bytes());
        bytes[central + 24..central + 28].copy_from_slice(&declared.to_le_bytes());
    }
    bytes
}

#[test]
fn a_zip_that_opens_to_far_too_much_is_refused_before_it_is_unpacked() {
    let reason = |bytes| expand("bomb.zip", bytes, None).unwrap_err().to_string();
    assert!(reason(bomb(40 << 20, None)).contains("200 times"));
    // What it declares is looked at first, so a small entry that claims to be huge is refused too.
    assert!(reason(bomb(1_000, Some(u32::MAX))).contains("200 times"));
    // One that claims to be small is unpacked as far as it claims, and no further.
    let small = reason(bomb(40 << 20, Some(1_000)));
    assert!(small.contains("larger than its declared"), "{small}");
    let many = zipped(&[("a_20251201.csv", &[7; 1_000]), ("b_20251201.csv", &[7; 1_000])]);
    assert_eq!(expand("fine.zip", many, None).unwrap().len(), 2);
}
