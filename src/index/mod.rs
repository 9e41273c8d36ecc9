//! Indexes over an immutable list of facilities: where they are, and what is written about them.
//!
//! Both know facilities only by their row, a `u32` into the directory's columns.

pub mod grid;
pub mod regions;
pub mod spatial;
pub mod text;

pub use grid::Grid;
pub use regions::{Region, Regions};
pub use spatial::SpatialIndex;
pub use text::{TextIndex, TextIndexError};
