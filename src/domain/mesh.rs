//! The standard mesh of JIS X 0410: how roughly the place of a home is kept.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::place::{LatLon, Metres};

/// Cells of the third-order mesh in a degree of latitude: 30″ each.
const ROWS: i32 = 120;
/// Cells in a degree of longitude: 45″ each.
const COLUMNS: i32 = 80;
/// The longitude at which the numbers of the mesh begin.
const WEST: i32 = 100;
/// The largest distance between the middle and a corner: half the diagonal of the southernmost cells of Japan, 924 m by 1,305 m.
pub const HALF_DIAGONAL: Metres = Metres(800.0);

/// A cell of the third-order mesh (3次メッシュ, 基準地域メッシュ): 30″ by 45″, in Japan about 0.9 km from south to north and 1.0 to 1.3 km from
/// west to east. Written with eight digits, such as `52397548`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mesh {
    /// Cells from the equator.
    row: i32,
    /// Cells from 100° east.
    column: i32,
}

/// Text that is no mesh of Japan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("8桁の標準地域メッシュではありません (no eight-digit standard mesh)")]
pub struct NotAMesh;

impl Mesh {
    /// The cell in which a point lies; `None` outside Japan.
    pub fn of(at: LatLon) -> Option<Self> {
        at.in_japan().then(|| Self {
            row: (at.lat() * f64::from(ROWS)).floor() as i32,
            column: ((at.lon() - f64::from(WEST)) * f64::from(COLUMNS)).floor() as i32,
        })
    }

    /// Reads eight digits.
    ///
    /// # Errors
    /// When they name no cell of Japan.
    pub fn parse(text: &str) -> Result<Self, NotAMesh> {
        let digits: Vec<i32> = text
            .chars()
            .map(|c| c.to_digit(10).and_then(|n| i32::try_from(n).ok()))
            .collect::<Option<_>>()
            .ok_or(NotAMesh)?;
        let [p1, p2, u1, u2, q, v, r, w] = digits[..] else { return Err(NotAMesh) };
        if q > 7 || v > 7 {
            return Err(NotAMesh);
        }
        let mesh = Self { row: (p1 * 10 + p2) * 80 + q * 10 + r, column: (u1 * 10 + u2) * 80 + v * 10 + w };
        mesh.middle().filter(|middle| middle.in_japan()).map(|_| mesh).ok_or(NotAMesh)
    }

    /// Its middle, by which its distances are measured.
    pub fn middle(self) -> Option<LatLon> {
        let lat = (f64::from(self.row) + 0.5) / f64::from(ROWS);
        let lon = (f64::from(self.column) + 0.5) / f64::from(COLUMNS) + f64::from(WEST);
        LatLon::new(lat, lon).ok()
    }
}

impl fmt::Display for Mesh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, column } = self;
        let (p, q, r) = (row / 80, row / 10 % 8, row % 10);
        let (u, v, w) = (column / 80, column / 10 % 8, column % 10);
        write!(f, "{p:02}{u:02}{q}{v}{r}{w}")
    }
}

impl From<Mesh> for String {
    fn from(mesh: Mesh) -> Self {
        mesh.to_string()
    }
}

impl TryFrom<String> for Mesh {
    type Error = NotAMesh;

    fn try_from(text: String) -> Result<Self, NotAMesh> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_standard() {
        // 総務省統計局「地域メッシュ統計の特質・沿革」: 東京駅 lies in 5339-46-11; 国会議事堂 in 5339-45-19.
        let of = |lat, lon| Mesh::of(LatLon::new(lat, lon).unwrap()).unwrap().to_string();
        assert_eq!(of(35.681_236, 139.767_125), "53394611");
        assert_eq!(of(35.675_888, 139.744_858), "53394519");
        assert_eq!(Mesh::of(LatLon::new(0.0, 0.0).unwrap()), None);
        for wrong in ["", "5339461", "533946111", "53398611", "53394a11", "00000000", "５３３９４６１１"] {
            assert_eq!(Mesh::parse(wrong), Err(NotAMesh), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn a_cell_leads_back_to_itself_and_its_middle_is_near(lat in 20.1..45.9_f64, lon in 122.1..154.9_f64) {
            let at = LatLon::new(lat, lon).unwrap();
            let mesh = Mesh::of(at).unwrap();
            let middle = mesh.middle().unwrap();
            prop_assert!(at.geodesic(middle).0 <= HALF_DIAGONAL.0 + 10.0);
            prop_assert_eq!(Mesh::of(middle), Some(mesh));
            prop_assert_eq!(Mesh::parse(&mesh.to_string()), Ok(mesh));
        }
    }
}
