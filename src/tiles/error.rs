//! What can go wrong in this room.

use std::path::PathBuf;

/// Every failure of the tile room.
///
/// The first group is the asker's to mend and safe to show; the second is ours, and its
/// cause belongs in the log only ([`TilesError::is_callers_fault`] tells them apart).
#[derive(Debug, thiserror::Error)]
pub enum TilesError {
    /// No source has this name.
    #[error("there is no tile source `{id}`")]
    UnknownSource {
        /// The name asked for.
        id: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// The coordinates name no tile of this source.
    #[error("there is no tile {z}/{x}/{y} here; zooms {min_zoom} to {max_zoom} are served")]
    NoSuchTile {
        /// Zoom asked for.
        z: u8,
        /// Column asked for.
        x: u32,
        /// Row asked for.
        y: u32,
        /// Lowest zoom served.
        min_zoom: u8,
        /// Highest zoom served.
        max_zoom: u8,
    },
    /// A query parameter that this source does not understand.
    #[error("`{parameter}` is not a parameter of this source")]
    UnknownParameter {
        /// The parameter.
        parameter: String,
        /// The parameters that are understood.
        allowed: Vec<String>,
    },
    /// A query parameter with a value outside the vocabulary.
    #[error("`{value}` is not a value of `{parameter}`")]
    UnknownValue {
        /// The parameter.
        parameter: &'static str,
        /// The value that is not in the vocabulary.
        value: String,
        /// The values that are.
        allowed: Vec<String>,
    },
    /// A query parameter that is no moment.
    #[error("`{parameter}` is not a moment")]
    NoMoment {
        /// The parameter.
        parameter: &'static str,
    },
    /// A query parameter that is no month or no day.
    #[error("`{parameter}` is not a month or day")]
    NoDay {
        /// The parameter.
        parameter: &'static str,
    },
    /// A font stack that names a font which is not installed.
    #[error("there is no font `{stack}`")]
    UnknownFont {
        /// The stack asked for.
        stack: String,
        /// The fonts that exist.
        known: Vec<String>,
    },
    /// A glyph range that is not `n*256`-`n*256+255`.
    #[error("`{range}` is not a range of 256 characters such as 0-255")]
    BadGlyphRange {
        /// The range asked for.
        range: String,
    },
    /// A file in the tile folder cannot be served.
    #[error("{path}: {reason}")]
    BadFile {
        /// The file.
        path: PathBuf,
        /// Why it cannot be served, for the operator.
        reason: String,
    },
    /// The fonts cannot be read.
    #[error("the fonts cannot be read")]
    Fonts(#[source] Box<martin_core::fonts::FontError>),
    /// The program is stopping, or the glyph maker broke.
    #[error("the glyphs were not finished")]
    Stopped,
    /// The fonts cannot be put where the glyph maker can read them.
    #[error("{path} cannot be written")]
    FontFolder {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A source failed while making a tile.
    #[error("the source `{id}` failed")]
    Source {
        /// The source.
        id: String,
        /// What martin-core said.
        #[source]
        source: Box<martin_core::tiles::MartinCoreError>,
    },
    /// The tile could not be written.
    #[error("the tile could not be written")]
    Encode(#[from] fast_mvt::MvtError),
    /// A failure that several askers of the same tile or glyphs met together.
    #[error(transparent)]
    Shared(std::sync::Arc<TilesError>),
    /// A tile could not be packed or unpacked.
    #[error("the tile could not be packed or unpacked")]
    Pack(#[source] std::io::Error),
    /// The coast compiled into the program is damaged.
    #[error(transparent)]
    Coast(#[from] crate::coast::Damaged),
    /// The list of place names compiled into the program cannot be read.
    #[error("the built-in place names cannot be read: {reason}")]
    Places {
        /// What the gazetteer said.
        reason: String,
    },
}

impl TilesError {
    /// Whether the asker can mend it: such an error may be shown, the others only logged.
    #[must_use]
    pub fn is_callers_fault(&self) -> bool {
        if let Self::Shared(cause) = self {
            return cause.is_callers_fault();
        }
        matches!(
            self,
            Self::UnknownSource { .. }
                | Self::NoSuchTile { .. }
                | Self::UnknownParameter { .. }
                | Self::UnknownValue { .. }
                | Self::NoMoment { .. }
                | Self::NoDay { .. }
                | Self::UnknownFont { .. }
                | Self::BadGlyphRange { .. }
        )
    }

    /// The values that would have been right, for the `allowed` member of a problem document.
    #[must_use]
    pub fn allowed(&self) -> Option<&[String]> {
        match self {
            Self::UnknownSource { known, .. } | Self::UnknownFont { known, .. } => Some(known),
            Self::UnknownParameter { allowed, .. } | Self::UnknownValue { allowed, .. } => Some(allowed),
            Self::Shared(cause) => cause.allowed(),
            _ => None,
        }
    }
}
