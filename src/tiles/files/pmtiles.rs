//! PMTiles from the inside (specification, version 3): header and directories, looked at before a reader trusts them.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use martin_tile_utils::{decode_brotli, decode_gzip, decode_zstd};

/// How every PMTiles file of version 3 begins.
pub(in crate::tiles) const MAGIC: &[u8] = b"PMTiles\x03";

/// Length of a header in bytes.
const HEADER: usize = 127;

/// Where the root directory ends at the latest, in bytes.
const ROOT_END: u64 = 16_384;

/// The largest leaf directory that is read, in bytes as packed. Writers aim at some 16 kB; this is there for damaged files, whose
/// numbers may say anything.
const LARGEST_LEAF: u64 = 64 << 20;

/// A part of the file: where it begins, and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Part {
    start: u64,
    length: u64,
}

/// A file whose header and root directory are sound.
pub(in crate::tiles) struct Archive {
    file: File,
    length: u64,
    /// How directories are packed, as the header says it.
    packing: u8,
    leaves: Part,
    tiles: Part,
    /// The leaf directories that the root names, counted from the beginning of the leaf directories.
    named: Vec<Part>,
}

impl Archive {
    /// Opens a file and refuses what the reader of its tiles would stumble over: another kind of file, an old version, a copy that
    /// stopped half way, which is the damage that happens, and a directory that is none.
    ///
    /// # Errors
    /// In words for the operator.
    pub(in crate::tiles) fn open(path: &Path) -> Result<Self, String> {
        let mut file = File::open(path).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        let mut header = [0; HEADER];
        if file.read_exact(&mut header).is_err() || !header.starts_with(MAGIC) {
            return Err("PMTiles の第3版ではありません (not a PMTiles file of version 3)".to_owned());
        }
        let number = |at: usize| {
            let bytes = header[at..at + 8].iter().rev();
            bytes.fold(0_u64, |number, &byte| number << 8 | u64::from(byte))
        };
        let part = |at: usize| Part { start: number(at), length: number(at + 8) };
        for (name, at) in [("root", 8), ("metadata", 24), ("leaves", 40), ("tiles", 56)] {
            if part(at).start.saturating_add(part(at).length) > length {
                return Err(format!(
                    "途中で切れています。もう一度写してください (the file is cut short: {length} bytes do not hold its {name}; copy it again)"
                ));
            }
        }
        let root = part(8);
        if root.start < HEADER as u64 || root.start + root.length > ROOT_END {
            return Err(damaged("its directory"));
        }
        let (leaves, tiles) = (part(40), part(56));
        let mut archive = Self { file, length, packing: header[97], leaves, tiles, named: Vec::new() };
        archive.named = archive.directory(root).map_err(|reason| reason.unwrap_or_else(|| damaged("its directory")))?;
        Ok(archive)
    }

    /// Reads every leaf directory. The number of directories, with the root.
    ///
    /// # Errors
    /// In words for the operator, at the first that is damaged.
    pub(in crate::tiles) fn walk(mut self) -> Result<usize, String> {
        let mut next = std::mem::take(&mut self.named);
        // A damaged directory may name itself.
        let mut seen: HashSet<Part> = next.iter().copied().collect();
        let mut count = 1;
        while let Some(leaf) = next.pop() {
            let place = format!("leaf directory at byte {}", self.leaves.start.saturating_add(leaf.start));
            let whole = Part { start: self.leaves.start.saturating_add(leaf.start), length: leaf.length };
            if leaf.length > LARGEST_LEAF {
                return Err(damaged(&place));
            }
            let named = self.directory(whole).map_err(|reason| reason.unwrap_or_else(|| damaged(&place)))?;
            next.extend(named.into_iter().filter(|leaf| seen.insert(*leaf)));
            count += 1;
        }
        Ok(count)
    }

    /// The leaves that a directory names. `Err(None)` where it is damaged.
    fn directory(&mut self, part: Part) -> Result<Vec<Part>, Option<String>> {
        let mut packed = Vec::new();
        let mut read = || {
            self.file.seek(SeekFrom::Start(part.start))?;
            (&self.file).take(part.length).read_to_end(&mut packed)
        };
        read().map_err(|error: std::io::Error| Some(error.to_string()))?;
        let unpacked = match self.packing {
            1 => Ok(packed),
            2 => decode_gzip(&packed),
            3 => decode_brotli(&packed),
            4 => decode_zstd(&packed),
            _ => {
                let reason = "目次の圧縮のしかたを知りません (its directory is packed in an unknown way)";
                return Err(Some(reason.to_owned()));
            }
        };
        let room = |part: Part| self.length.saturating_sub(part.start);
        let unpacked = unpacked.map_err(|_| None)?;
        leaves_of(&unpacked, [room(self.leaves), room(self.tiles)]).ok_or(None)
    }
}

fn damaged(what: &str) -> String {
    format!("目次が壊れています。もう一度写してください (damaged: {what}; copy the file again)")
}

/// Walks over a directory: the number of entries, then of all entries the steps from tile to tile, the run lengths, the lengths and
/// the offsets. Offsets count from the beginning of the leaf directories or of the tiles, behind which the file has so much room.
/// `None` where the numbers end early, do not fit their type or point outside the file, on which the reader would panic or allocate
/// without bound.
fn leaves_of(mut bytes: &[u8], [leaf_room, tile_room]: [u64; 2]) -> Option<Vec<Part>> {
    let count = usize::try_from(varint(&mut bytes)?).ok()?;
    // An entry takes at least one byte in each of the four columns.
    if count > bytes.len() / 4 {
        return None;
    }
    let mut column = || (0..count).map(|_| varint(&mut bytes)).collect::<Option<Vec<u64>>>();
    let (steps, runs, lengths, offsets) = (column()?, column()?, column()?, column()?);
    steps.into_iter().try_fold(0_u64, u64::checked_add)?;
    let fits = |numbers: &[u64]| numbers.iter().all(|&number| u32::try_from(number).is_ok());
    let mut leaves = Vec::new();
    let mut end = None;
    for ((&length, offset), &run) in lengths.iter().zip(offsets).zip(&runs) {
        // 0 means: where the entry before ends.
        let start = offset.checked_sub(1).or(end)?;
        // A run of 0 tiles is a leaf directory.
        let room = if run == 0 { leaf_room } else { tile_room };
        end = Some(start.checked_add(length).filter(|end| *end <= room)?);
        if run == 0 {
            leaves.push(Part { start, length });
        }
    }
    (fits(&runs) && fits(&lengths)).then_some(leaves)
}

/// A number in groups of seven bits, lowest first.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let group = u64::from(byte & 0x7f);
        number |= group.checked_mul(1 << shift)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file whose root and leaf directories are these bytes, without tiles.
    fn written(root: &[u8], leaf: &[u8]) -> tempfile::NamedTempFile {
        let mut file = MAGIC.to_vec();
        let mut start = HEADER as u64;
        for length in [root.len(), 0, leaf.len(), 0] {
            file.extend(start.to_le_bytes());
            file.extend((length as u64).to_le_bytes());
            start += length as u64;
        }
        file.resize(HEADER, 0);
        file[97] = 1;
        file.extend(root);
        file.extend(leaf);
        let written = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(written.path(), file).unwrap();
        written
    }

    #[test]
    fn a_leaf_that_names_itself_is_read_once() {
        let itself = [1, 0, 0, 5, 1];
        let file = written(&itself, &itself);
        assert_eq!(Archive::open(file.path()).unwrap().walk(), Ok(2));
    }

    #[test]
    fn a_leaf_that_is_no_directory_is_named() {
        let file = written(&[1, 0, 0, 5, 1], &[9, 9, 9, 9, 9]);
        let reason = Archive::open(file.path()).unwrap().walk().unwrap_err();
        assert!(reason.contains("leaf directory at byte 132"), "{reason}");
    }
}
