//! A file that is nobody's until it is whole.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::ArchiveError;

/// Nobody but the owner reads it: it holds password hashes.
pub(super) const PRIVATE: u32 = 0o600;
/// As files usually are.
pub(super) const USUAL: u32 = 0o644;

/// A file being written beside the place that it will have. It goes away where it is dropped unfinished.
#[derive(Debug)]
pub(super) struct Draft {
    path: PathBuf,
    place: PathBuf,
    kept: bool,
}

impl Draft {
    /// Makes an empty file with these rights.
    pub(super) fn beside(place: &Path, mode: u32) -> Result<(Self, File), ArchiveError> {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let path = place.with_file_name(format!(".{name}.{}.part", std::process::id()));
        if let Some(folder) = place.parent() {
            std::fs::create_dir_all(folder).map_err(ArchiveError::file(folder))?;
        }
        let file = File::options().create(true).truncate(true).read(true).write(true).mode(mode).open(&path);
        let file = file.map_err(ArchiveError::file(&path))?;
        Ok((Self { path, place: place.to_owned(), kept: false }, file))
    }

    /// Where it is written.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where it will stand.
    pub(super) fn place(&self) -> &Path {
        &self.place
    }

    /// Puts it into its place. Its contents must be on the disk already.
    pub(super) fn keep(mut self) -> Result<(), ArchiveError> {
        std::fs::rename(&self.path, &self.place).map_err(ArchiveError::file(&self.place))?;
        self.kept = true;
        sync_folder(&self.place)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            // The reason for giving up is told; that the draft stays where even this fails is not worth a second one.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Makes durable what was renamed in the folder of a file.
pub(super) fn sync_folder(of: &Path) -> Result<(), ArchiveError> {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(ArchiveError::file(folder))
}
