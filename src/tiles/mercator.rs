//! Web-mercator arithmetic on integers.
//!
//! A place on earth is a [`World`]: the square web-mercator map cut into 2³² columns and rows,
//! about 9 mm at the equator. Integers make "which tile" a shift, so that a point on a border
//! belongs to exactly one tile at every zoom, with no rounding to argue about.

/// Units a tile is divided into; MVT's usual extent.
pub const EXTENT: u32 = 4096;

/// log₂ of [`EXTENT`].
const EXTENT_BITS: u32 = EXTENT.ilog2();

/// The highest zoom at which a tile still has [`EXTENT`] distinct world columns: 32 - 12.
pub const MAX_ZOOM: u8 = 20;

/// The latitude, in degrees, at which web mercator is square: atan(sinh π).
pub const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// A place on the web-mercator square, in 2⁻³² of its side, from the north-west corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct World {
    /// Columns east of the antimeridian.
    pub x: u32,
    /// Rows south of [`MAX_LATITUDE`].
    pub y: u32,
}

impl World {
    /// The place at `lat`, `lon` in degrees (WGS 84); `None` when either is not a number.
    ///
    /// Latitudes beyond the map are pulled to its edge, as every web map does.
    #[must_use]
    pub fn from_degrees(lat: f64, lon: f64) -> Option<Self> {
        if !lat.is_finite() || !lon.is_finite() {
            return None;
        }
        let lat = lat.clamp(-MAX_LATITUDE, MAX_LATITUDE).to_radians();
        let across = lon.clamp(-180.0, 180.0) / 360.0 + 0.5;
        let down = 0.5 - lat.sin().atanh() / std::f64::consts::TAU;
        Some(Self { x: to_unit(across), y: to_unit(down) })
    }

    /// Latitude and longitude in degrees of the middle of this unit.
    #[must_use]
    pub fn to_degrees(self) -> (f64, f64) {
        let across = (f64::from(self.x) + 0.5) / 2_f64.powi(32);
        let down = (f64::from(self.y) + 0.5) / 2_f64.powi(32);
        let lat = ((0.5 - down) * std::f64::consts::TAU).sinh().atan();
        (lat.to_degrees(), (across - 0.5) * 360.0)
    }

    /// The Morton code: bits of `y` and `x` interleaved, so that every tile of every zoom is one
    /// contiguous range of codes.
    #[must_use]
    pub fn morton(self) -> u64 {
        spread(self.x) | (spread(self.y) << 1)
    }

    /// The inverse of [`World::morton`].
    #[must_use]
    pub fn from_morton(code: u64) -> Self {
        Self { x: squeeze(code), y: squeeze(code >> 1) }
    }
}

/// A share of the side (0 to 1) as a column or row. The cast saturates, which is the clamp.
fn to_unit(share: f64) -> u32 {
    (share * 2_f64.powi(32)) as u32
}

/// Moves bit n to bit 2n.
fn spread(value: u32) -> u64 {
    let mut v = u64::from(value);
    v = (v | (v << 16)) & 0x0000_FFFF_0000_FFFF;
    v = (v | (v << 8)) & 0x00FF_00FF_00FF_00FF;
    v = (v | (v << 4)) & 0x0F0F_0F0F_0F0F_0F0F;
    v = (v | (v << 2)) & 0x3333_3333_3333_3333;
    (v | (v << 1)) & 0x5555_5555_5555_5555
}

/// Moves bit 2n to bit n and drops the odd bits.
fn squeeze(code: u64) -> u32 {
    let mut v = code & 0x5555_5555_5555_5555;
    v = (v | (v >> 1)) & 0x3333_3333_3333_3333;
    v = (v | (v >> 2)) & 0x0F0F_0F0F_0F0F_0F0F;
    v = (v | (v >> 4)) & 0x00FF_00FF_00FF_00FF;
    v = (v | (v >> 8)) & 0x0000_FFFF_0000_FFFF;
    ((v | (v >> 16)) & 0x0000_0000_FFFF_FFFF) as u32
}

/// A tile that exists: zoom at most [`MAX_ZOOM`], column and row inside the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileId {
    z: u8,
    x: u32,
    y: u32,
}

impl TileId {
    /// The tile `z/x/y`, or `None` when there is no such tile.
    #[must_use]
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        let side = 1_u32.checked_shl(u32::from(z))?;
        (z <= MAX_ZOOM && x < side && y < side).then_some(Self { z, x, y })
    }

    /// The tile of zoom `z` that contains `place`; zooms beyond [`MAX_ZOOM`] give that zoom's.
    #[must_use]
    pub fn containing(place: World, z: u8) -> Self {
        let z = z.min(MAX_ZOOM);
        let shift = 32 - u32::from(z);
        Self { z, x: place.x.checked_shr(shift).unwrap_or(0), y: place.y.checked_shr(shift).unwrap_or(0) }
    }

    /// Zoom.
    #[must_use]
    pub fn z(self) -> u8 {
        self.z
    }

    /// Column.
    #[must_use]
    pub fn x(self) -> u32 {
        self.x
    }

    /// Row.
    #[must_use]
    pub fn y(self) -> u32 {
        self.y
    }

    /// The north-west corner, which belongs to the tile.
    #[must_use]
    pub fn origin(self) -> World {
        let shift = 32 - u32::from(self.z);
        World { x: self.x.checked_shl(shift).unwrap_or(0), y: self.y.checked_shl(shift).unwrap_or(0) }
    }

    /// First and last Morton code inside the tile, both included.
    #[must_use]
    pub fn codes(self) -> (u64, u64) {
        let first = self.origin().morton();
        let length = u64::MAX.checked_shr(2 * u32::from(self.z)).unwrap_or(0);
        (first, first | length)
    }

    /// How many world units make one of the tile's [`EXTENT`] units, as a shift.
    #[must_use]
    pub fn unit_shift(self) -> u32 {
        32 - u32::from(self.z) - EXTENT_BITS
    }

    /// Where `place` lies in the tile, in 0..[`EXTENT`] when it is inside; the nearest edge
    /// when it is not.
    #[must_use]
    pub fn local(self, place: World) -> (i32, i32) {
        let origin = self.origin();
        let one = |value: u32, start: u32| {
            let inside = value.saturating_sub(start) >> self.unit_shift();
            inside.min(EXTENT - 1).cast_signed()
        };
        (one(place.x, origin.x), one(place.y, origin.y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_tiles() {
        // Yokosuka city hall; the tile numbers are those any slippy map shows.
        let place = World::from_degrees(35.2815, 139.6722).unwrap();
        let tile = TileId::containing(place, 14);
        assert_eq!((tile.x(), tile.y()), (14548, 6474));
        let corner = World::from_degrees(90.0, -180.0).unwrap();
        assert_eq!(corner, World { x: 0, y: 0 });
        let far = World::from_degrees(-90.0, 180.0).unwrap();
        assert_eq!(TileId::containing(far, 3), TileId::new(3, 7, 7).unwrap());
    }

    #[test]
    fn what_is_not_a_place_or_tile_is_refused() {
        assert!(World::from_degrees(f64::NAN, 0.0).is_none());
        assert!(World::from_degrees(0.0, f64::INFINITY).is_none());
        assert!(TileId::new(0, 1, 0).is_none());
        assert!(TileId::new(MAX_ZOOM + 1, 0, 0).is_none());
        assert!(TileId::new(255, u32::MAX, u32::MAX).is_none());
    }

    proptest! {
        #[test]
        fn no_coordinates_panic(z: u8, x: u32, y: u32, lat: f64, lon: f64) {
            if let (Some(tile), Some(place)) = (TileId::new(z, x, y), World::from_degrees(lat, lon)) {
                let (a, b) = tile.local(place);
                prop_assert!((0..4096).contains(&a) && (0..4096).contains(&b));
            }
        }

        #[test]
        fn a_tile_is_its_range_of_codes(x: u32, y: u32, z in 0..=MAX_ZOOM) {
            let place = World { x, y };
            prop_assert_eq!(World::from_morton(place.morton()), place);
            let tile = TileId::containing(place, z);
            let (first, last) = tile.codes();
            prop_assert!((first..=last).contains(&place.morton()));
            prop_assert_eq!(last - first, u64::MAX.checked_shr(2 * u32::from(z)).unwrap_or(0));
            let (a, b) = tile.local(place);
            let shift = tile.unit_shift();
            prop_assert_eq!(tile.origin().x + (u32::try_from(a).unwrap() << shift), x >> shift << shift);
            prop_assert_eq!(tile.origin().y + (u32::try_from(b).unwrap() << shift), y >> shift << shift);
        }

        #[test]
        fn degrees_survive_the_round_trip(lat in -85.0..85.0, lon in -180.0..179.999) {
            let (lat2, lon2) = World::from_degrees(lat, lon).unwrap().to_degrees();
            prop_assert!((lat - lat2).abs() < 1e-6 && (lon - lon2).abs() < 1e-6);
        }
    }
}
