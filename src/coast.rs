//! The coast compiled into the program, `data/basemap/land.bin`: closed lines between land and water.
//!
//! `data/basemap/README.md` tells where it comes from, `data/basemap/build.py` how the file is laid out. The map draws it, and the
//! room `way` asks it whether a straight line lies over water.

use std::ops::Range;

/// The coast compiled into the program.
pub const BUILTIN: &[u8] = include_bytes!("../data/basemap/land.bin");

/// The file's first eight bytes; the format is told in `data/basemap/build.py`.
const MAGIC: &[u8] = b"ZKLAND1\n";

/// A corner of a coast line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vertex {
    /// Degrees north times 100,000 (WGS 84).
    pub lat: i32,
    /// Degrees east times 100,000.
    pub lon: i32,
}

/// A closed line between land and water; its last corner is joined to its first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ring {
    /// 1 land, 2 lake, 3 island in a lake, 4 pond on it.
    pub level: u8,
    /// The corners, about 150 m apart in Japan.
    pub vertices: Vec<Vertex>,
    /// The zoom of a web map from which each corner is drawn.
    pub zooms: Vec<u8>,
}

/// The file is not as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the built-in coast is damaged at byte {offset}")]
pub struct Damaged {
    /// Where reading stopped.
    pub offset: usize,
}

/// The rings of a coast file, one after the other; a damaged one is the last.
///
/// # Errors
/// When the bytes do not begin as a coast file does.
pub fn rings(bytes: &[u8]) -> Result<impl Iterator<Item = Result<Ring, Damaged>>, Damaged> {
    let mut reader = Reader { bytes, at: 0 };
    if reader.take(MAGIC.len())? != MAGIC {
        return Err(Damaged { offset: 0 });
    }
    let mut left = reader.take(4)?.iter().rev().fold(0_u32, |n, &b| n << 8 | u32::from(b));
    Ok(std::iter::from_fn(move || {
        left = left.checked_sub(1)?;
        let ring = reader.ring();
        if ring.is_err() {
            left = 0;
        }
        Some(ring)
    }))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn ring(&mut self) -> Result<Ring, Damaged> {
        let level = self.take(1)?.first().copied().unwrap_or(1);
        let length = usize::try_from(self.varint()?).map_err(|_| self.damaged())?;
        let mut vertices = Vec::new();
        let (mut lon, mut lat) = (0_i64, 0_i64);
        for _ in 0..length {
            lon = lon.wrapping_add(self.zigzag()?);
            lat = lat.wrapping_add(self.zigzag()?);
            vertices.push(Vertex {
                lat: i32::try_from(lat).map_err(|_| self.damaged())?,
                lon: i32::try_from(lon).map_err(|_| self.damaged())?,
            });
        }
        Ok(Ring { level, vertices, zooms: self.take(length)?.to_vec() })
    }

    const fn damaged(&self) -> Damaged {
        Damaged { offset: self.at }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Damaged> {
        let range: Range<usize> = self.at..self.at.checked_add(length).ok_or_else(|| self.damaged())?;
        let taken = self.bytes.get(range.clone()).ok_or_else(|| self.damaged())?;
        self.at = range.end;
        Ok(taken)
    }

    fn varint(&mut self) -> Result<u64, Damaged> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.bytes.get(self.at).ok_or_else(|| self.damaged())?;
            self.at += 1;
            value |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(self.damaged())
    }

    fn zigzag(&mut self) -> Result<i64, Damaged> {
        let value = self.varint()?;
        Ok((value >> 1).cast_signed() ^ -(value & 1).cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Ring>, Damaged> {
        rings(bytes)?.collect()
    }

    #[test]
    fn a_damaged_file_is_said_to_be_damaged() {
        for length in [0, 4, 8, 11, 12, 13, 100, 5000, BUILTIN.len() - 1] {
            assert!(read(&BUILTIN[..length]).is_err(), "{length}");
        }
        assert!(read(b"ZKLAND1\n\x01\0\0\0\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01").is_err());
    }

    #[test]
    fn every_ring_of_the_built_in_coast_is_a_ring() {
        let rings = read(BUILTIN).unwrap();
        assert_eq!(rings.len(), 15_139);
        assert!(rings.iter().all(|ring| ring.vertices.len() >= 3 && ring.vertices.len() == ring.zooms.len()));
    }
}
