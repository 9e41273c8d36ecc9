//! A filled-in template, read back by the identifiers that travel with its columns.

use super::super::answer::Answers;
use super::super::grid::{Grid, letters};
use super::super::header::Found;
use super::super::mapping::{ColumnMapping, Mapping, TableMapping};
use super::super::role::Role;
use super::super::words::bare;
use super::{MARK, MARK_SHEET, VERSION};
use crate::domain::Kind;

/// Below this row no identifiers stand, whatever was inserted above.
const IDENTIFIERS_WITHIN: usize = 20;

/// Whether the bytes may be a template: its hidden sheet is named in them. Cheap, so that large workbooks are not opened twice.
pub(in crate::import::survey) fn may_be(bytes: &[u8]) -> bool {
    let named = |bytes: &[u8]| bytes.windows(MARK_SHEET.len()).any(|window| window == MARK_SHEET.as_bytes());
    if !bytes.starts_with(b"PK\x03\x04") {
        return bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) && named(bytes);
    }
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(bytes)) else { return false };
    ["xl/workbook.xml", "xl/workbook.bin", "content.xml"].iter().any(|entry| {
        let mut text = Vec::new();
        let read =
            archive.by_name(entry).is_ok_and(|mut entry| std::io::Read::read_to_end(&mut entry, &mut text).is_ok());
        // Names in xlsb are UTF-16.
        read && (named(&text) || named(&text.iter().copied().filter(|byte| *byte != 0).collect::<Vec<u8>>()))
    })
}

/// The mapping that the template carries; `None` where the workbook is no template of this version.
pub(in crate::import::survey) fn mapping(grids: &[Grid]) -> Option<Mapping> {
    let mark = grids.iter().find(|grid| grid.own((0, 0)) == MARK)?;
    (mark.own((0, 1)) == VERSION).then_some(())?;
    let kind = Kind::from_id(mark.own((1, 1)))?;
    // Headings as they were printed: by them columns are known where somebody deleted the row of identifiers.
    let printed: Vec<(Role, String)> = (3..mark.height())
        .filter_map(|row| Some((Role::from_id(mark.own((row, 0)))?, bare(mark.own((row, 1))))))
        .collect();
    let tables: Vec<TableMapping> =
        grids.iter().filter(|grid| !grid.hidden).filter_map(|grid| table(grid, kind, &printed)).collect();
    (!tables.is_empty()).then(|| Mapping {
        version: 1,
        survey: format!("zaitaku-{}", kind.id()),
        title: String::new(),
        as_of: None,
        as_of_from: "",
        prefecture: String::new(),
        answers: Answers::default(),
        tables,
    })
}

fn table(grid: &Grid, kind: Kind, printed: &[(Role, String)]) -> Option<TableMapping> {
    /// So many identifiers in a row are no accident.
    const ENOUGH: usize = 3;
    let known = |row: usize, of: &dyn Fn(&str) -> Option<Role>| -> Vec<(usize, Role)> {
        grid.used(row).filter_map(|(column, text)| Some((column, of(text)?))).collect()
    };
    let by_identifier = |text: &str| Role::from_id(text);
    let by_heading = |text: &str| {
        let heading = bare(text);
        printed.iter().find(|(_, printed)| *printed == heading).map(|(role, _)| role.clone())
    };
    let rows = || 0..grid.height().min(IDENTIFIERS_WITHIN);
    let headings =
        rows().map(|row| (row, known(row, &by_heading))).max_by_key(|(row, known)| (known.len(), usize::MAX - row))?;
    let identifiers = rows().map(|row| known(row, &by_identifier)).find(|known| known.len() >= ENOUGH);
    let (header, roles) = match identifiers {
        Some(identifiers) => (headings.0, identifiers),
        None if headings.1.len() >= ENOUGH => headings,
        None => return None,
    };
    let first = header.saturating_sub(1);
    let found = Found::of(grid, (first, header));
    let column = |heading: &super::super::header::Heading| {
        let role = roles.iter().find(|(column, _)| *column == heading.column).map(|(_, role)| role.clone());
        ColumnMapping {
            column: letters(heading.column),
            heading: heading.line(),
            role: role.unwrap_or(Role::Unmapped),
            used: true,
            confidence: 100,
            reason: String::new(),
            samples: Vec::new(),
            unread: Vec::new(),
        }
    };
    Some(TableMapping {
        sheet: grid.name.clone(),
        layout: grid.layout,
        header_rows: [first + 1, header + 1],
        kinds: vec![kind],
        fingerprint: TableMapping::fingerprint_of(&found),
        columns: found.columns.iter().map(column).collect(),
    })
}
