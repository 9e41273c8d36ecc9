//! Ways by road: how far, how long, and how roughly a home may be told to whoever computes them.

use serde::{Deserialize, Serialize};

use super::place::{LatLon, Metres};

/// A way by road from one place to another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// Its length.
    pub metres: Metres,
    /// How long it takes, in seconds.
    pub seconds: f64,
}

/// Rows and columns of the mesh in a degree of latitude and of longitude: 15″ and 22.5″, the half mesh (4次メッシュ, 500 m メッシュ)
/// of JIS X 0410.
const ROWS: f64 = 240.0;
/// See [`ROWS`].
const COLUMNS: f64 = 160.0;

/// The middle of the 500 m mesh (JIS X 0410, 2分の1地域メッシュ) in which a point lies: what may be told of a home to a server that is
/// not the operator's own. A cell is 15″ by 22.5″, in Japan some 460 m by 500 to 630 m; every point in it gives the same middle.
/// `None` only for what no [`LatLon`] can be.
pub fn middle_of_mesh(at: LatLon) -> Option<LatLon> {
    // The poles and the date line belong to the cells before them.
    let row = (at.lat() * ROWS).floor().min(90.0 * ROWS - 1.0);
    let column = (at.lon() * COLUMNS).floor().min(180.0 * COLUMNS - 1.0);
    LatLon::new((row + 0.5) / ROWS, (column + 0.5) / COLUMNS).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_middle_of_a_mesh_is_the_same_for_all_points_in_it() {
        // 浦賀: mesh 5239-75-48-3 begins at 35°14′15″ N 139°42′45″ E.
        let (south, west) = (35.0 + 14.0 / 60.0, 139.0 + 42.0 / 60.0 + 22.5 / 3_600.0);
        let middle = LatLon::new(south + 7.5 / 3_600.0, west + 11.25 / 3_600.0).unwrap();
        for (north, east) in [(0.01, 0.01), (0.5, 0.5), (0.99, 0.99), (0.01, 0.99)] {
            let home = LatLon::new(south + north / 240.0, west + east / 160.0).unwrap();
            let told = middle_of_mesh(home).unwrap();
            assert!(told.geodesic(middle).0 < 0.01, "{told} for {home}");
        }
    }

    proptest! {
        #[test]
        fn every_point_is_near_its_middle_and_the_middle_is_its_own(lat in 20.0..46.0_f64, lon in 122.0..154.0_f64) {
            let at = LatLon::new(lat, lon).unwrap();
            let middle = middle_of_mesh(at).unwrap();
            // Half the diagonal of the largest cell, that of the southernmost island.
            prop_assert!(at.geodesic(middle).0 < 410.0);
            prop_assert_eq!(middle_of_mesh(middle), Some(middle));
        }

        #[test]
        fn every_point_on_earth_has_a_mesh(lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64) {
            prop_assert!(middle_of_mesh(LatLon::new(lat, lon).unwrap()).is_some());
        }
    }

    #[test]
    fn the_edges_of_the_map_have_a_mesh() {
        assert!(middle_of_mesh(LatLon::new(90.0, 180.0).unwrap()).is_some());
    }
}
