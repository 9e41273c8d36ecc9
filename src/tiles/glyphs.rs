//! Letters for map labels, as the signed-distance-field glyphs that MapLibre draws.

use std::path::Path;
use std::sync::Arc;

use martin_core::fonts::{FontCache, FontCacheKey, FontSources};

use super::TilesError;

/// Glyph ranges kept in memory, in bytes. A range of kanji is about 150 kB and takes 0.1 s to
/// make; MapLibre asks for few of them, because it draws kanji with the reader's own font.
const CACHE_BYTES: u64 = 16 << 20;

/// The fonts of a folder. Clones share fonts and cache.
#[derive(Debug, Clone)]
pub struct Glyphs {
    fonts: Arc<FontSources>,
    names: Vec<String>,
    cache: FontCache,
}

impl Glyphs {
    /// The fonts (ttf, otf, ttc) in a folder and below it.
    ///
    /// # Errors
    /// [`TilesError::Fonts`] when there is none or one cannot be read.
    pub fn new(folder: &Path) -> Result<Self, TilesError> {
        let mut fonts = FontSources::default();
        let added = fonts.recursively_add_directory(folder.to_owned());
        added.map_err(|error| TilesError::Fonts(Box::new(error)))?;
        let mut names: Vec<String> = fonts.get_catalog().into_keys().collect();
        names.sort_unstable();
        Ok(Self { fonts: Arc::new(fonts), names, cache: FontCache::new(CACHE_BYTES, None, None) })
    }

    /// The fonts compiled into the program: written to `folder` where they are not there yet,
    /// because the glyph maker reads files only.
    ///
    /// # Errors
    /// [`TilesError::FontFolder`] when the folder cannot be written, and as [`Glyphs::new`].
    pub fn unpack<'a>(fonts: impl IntoIterator<Item = (&'a str, &'a [u8])>, folder: &Path) -> Result<Self, TilesError> {
        let failed = |path: &Path, source| TilesError::FontFolder { path: path.to_owned(), source };
        std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        for (name, bytes) in fonts {
            // Only the last part, so that no name can lead out of the folder.
            let Some(name) = Path::new(name).file_name() else {
                continue;
            };
            let path = folder.join(name);
            let length = std::fs::metadata(&path).map(|there| there.len()).ok();
            if length != u64::try_from(bytes.len()).ok() {
                std::fs::write(&path, bytes).map_err(|error| failed(&path, error))?;
            }
        }
        Self::new(folder)
    }

    /// The names that a style may use in `text-font`.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The glyphs of a range such as `0-255` for a font stack such as `Noto Sans JP Regular`,
    /// as `application/x-protobuf`. Must be called within a Tokio runtime: the work is done
    /// on a thread where blocking is allowed.
    ///
    /// # Errors
    /// [`TilesError::UnknownFont`] and [`TilesError::BadGlyphRange`] are the asker's.
    pub async fn range(&self, stack: &str, range: &str) -> Result<Vec<u8>, TilesError> {
        let bad = || TilesError::BadGlyphRange { range: range.to_owned() };
        let (start, end) = range.split_once('-').ok_or_else(bad)?;
        let start: u32 = start.parse().map_err(|_| bad())?;
        let end: u32 = end.parse().map_err(|_| bad())?;
        if !start.is_multiple_of(256) || end.checked_sub(start) != Some(255) || end > 0xFFFF {
            return Err(bad());
        }
        if stack.split(',').any(|font| !self.names.iter().any(|name| name == font)) {
            return Err(TilesError::UnknownFont { stack: stack.to_owned(), known: self.names.clone() });
        }
        let key = FontCacheKey::new(stack.to_owned(), start, end);
        let made = self.cache.get_or_insert(key, || async {
            let (fonts, stack) = (Arc::clone(&self.fonts), stack.to_owned());
            let made = tokio::task::spawn_blocking(move || fonts.get_font_range(&stack, start, end));
            let made = made.await.map_err(|_| TilesError::Stopped)?;
            made.map_err(|error| TilesError::Fonts(Box::new(error)))
        });
        made.await.map_err(TilesError::Shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tiles::FONT;

    #[test]
    fn a_folder_without_fonts_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Glyphs::new(folder.path()), Err(TilesError::Fonts(_))));
        let broken = [("../a.ttf", b"not a font".as_slice())];
        assert!(Glyphs::unpack(broken, folder.path()).is_err());
        assert!(folder.path().join("a.ttf").is_file());
    }

    /// Needs the font that the web build brings; without it there is nothing to draw with.
    #[tokio::test]
    async fn latin_and_kanji_have_glyphs() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/dist/fonts");
        let Ok(glyphs) = Glyphs::new(&folder) else {
            return;
        };
        assert!(glyphs.names().iter().any(|name| name == FONT));
        for range in ["0-255", "12288-12543", "28160-28415"] {
            assert!(glyphs.range(FONT, range).await.unwrap().len() > 1000, "{range}");
        }
        for range in ["0-256", "1-256", "255-0", "x", "", "-", "65536-65791", "4294967040-4294967295"] {
            let wrong = glyphs.range(FONT, range).await.unwrap_err();
            assert!(matches!(wrong, TilesError::BadGlyphRange { .. }), "{range}");
        }
        let wrong = glyphs.range("Comic", "0-255").await.unwrap_err();
        assert!(wrong.is_callers_fault() && wrong.allowed().is_some());
    }
}
