//! The mappings of surveys that lie around a file.

use std::path::{Path, PathBuf};

use crate::import::Part;
use crate::import::survey::{MAPPING_ENDING, MappingFile, MappingFiles};

/// The mappings in the folder of a file and inside it. One that cannot be read is none: the survey is then refused with what to do.
pub(super) fn around(path: &Path, inside: Vec<Part>) -> Vec<MappingFile> {
    let mut found = beside(path);
    found.extend(inside.into_iter().filter_map(|part| mapping(part.name, part.bytes)));
    found
}

/// The mapping that bears the file's name, and all others.
pub(super) fn of(part: &str, all: &[MappingFile]) -> MappingFiles {
    let inner = part.rsplit(['!', '/']).next().unwrap_or(part);
    let is_own =
        |file: &&MappingFile| file.name.strip_suffix(MAPPING_ENDING).is_some_and(|name| name == part || name == inner);
    let own = all.iter().find(is_own).cloned();
    MappingFiles { own, folder: all.to_vec() }
}

fn beside(path: &Path) -> Vec<MappingFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    found.sort();
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mappings = found.iter().filter(|path| name(path).ends_with(MAPPING_ENDING));
    mappings.filter_map(|path| mapping(name(path), std::fs::read(path).ok()?)).collect()
}

fn mapping(name: String, bytes: Vec<u8>) -> Option<MappingFile> {
    // Notepad puts a byte order mark in front.
    let text = String::from_utf8(bytes).ok()?;
    Some(MappingFile { name, text: text.trim_start_matches('\u{feff}').to_owned() })
}
