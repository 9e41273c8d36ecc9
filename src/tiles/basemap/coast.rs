//! The coast's part in a tile.

use fast_mvt::{MvtCoord, MvtGeomType, MvtLayerBuilder};

use super::clip::{Shortcut, Square, Vertex};
use crate::coast;
use crate::tiles::TilesError;
use crate::tiles::mercator::{EXTENT, TileId, World};

/// How far land goes on beyond a tile's edge, in tile units: 8 pixels of 512, wider than half
/// of any coast line.
const BUFFER: i64 = 64;

/// A closed line between land and water.
#[derive(Debug)]
struct Ring {
    /// 1 land, 2 lake, 3 island in a lake, 4 pond on it.
    level: u8,
    /// First vertex in [`Coast::vertices`] and the one after the last.
    vertices: std::ops::Range<usize>,
    /// West, north, east, south.
    bounds: [u32; 4],
}

/// Every ring, in web-mercator units.
#[derive(Debug)]
pub(super) struct Coast {
    rings: Vec<Ring>,
    vertices: Vec<World>,
    /// The zoom from which each vertex is drawn.
    zooms: Vec<u8>,
}

impl Coast {
    /// The coast compiled into the program.
    pub(super) fn builtin() -> Result<Self, TilesError> {
        let mut all = Self { rings: Vec::new(), vertices: Vec::new(), zooms: Vec::new() };
        for ring in coast::rings(coast::BUILTIN)? {
            all.push(&ring?);
        }
        Ok(all)
    }

    fn push(&mut self, ring: &coast::Ring) {
        let start = self.vertices.len();
        let mut bounds = [u32::MAX, u32::MAX, 0, 0];
        let degrees = |value: i32| f64::from(value) / 1e5;
        let places = ring.vertices.iter().map(|corner| World::from_degrees(degrees(corner.lat), degrees(corner.lon)));
        for (vertex, &zoom) in places.zip(&ring.zooms) {
            // A whole number of degrees always has a place on the map.
            let Some(vertex) = vertex else { continue };
            bounds[0] = bounds[0].min(vertex.x);
            bounds[1] = bounds[1].min(vertex.y);
            bounds[2] = bounds[2].max(vertex.x);
            bounds[3] = bounds[3].max(vertex.y);
            self.vertices.push(vertex);
            self.zooms.push(zoom);
        }
        self.rings.push(Ring { level: ring.level, vertices: start..self.vertices.len(), bounds });
    }

    /// Adds the layers `land` and `lake` of a tile after whatever `tile` already holds.
    ///
    /// An island in a lake is in `island`, to be drawn above.
    pub(super) fn write(&self, at: TileId, out: &mut Vec<u8>) -> Result<(), TilesError> {
        for (name, levels) in [("land", [1, 1]), ("lake", [2, 4]), ("island", [3, 3])] {
            let mut layer = MvtLayerBuilder::new(name)?;
            let (mut ring, mut spare) = (Vec::new(), Vec::new());
            for found in self.rings_near(at).filter(|ring| levels.contains(&ring.level)) {
                self.cut(found, at, &mut ring, &mut spare);
                if ring.is_empty() {
                    continue;
                }
                let mut feature = layer.feature_of(MvtGeomType::Polygon);
                let corners = ring
                    .iter()
                    .map(|&(x, y)| MvtCoord { x: i32::try_from(x).unwrap_or(0), y: i32::try_from(y).unwrap_or(0) });
                feature.ring(corners, true)?;
                layer = feature.end();
            }
            if layer.num_features() > 0 {
                out.extend(layer.encode());
            }
        }
        Ok(())
    }

    /// The rings whose box meets the tile's.
    fn rings_near(&self, at: TileId) -> impl Iterator<Item = &Ring> {
        let origin = at.origin();
        let shift = at.unit_shift();
        let side = (i64::from(EXTENT) + BUFFER) << shift;
        let buffer = BUFFER << shift;
        let (x, y) = (i64::from(origin.x), i64::from(origin.y));
        self.rings.iter().filter(move |ring| {
            let [west, north, east, south] = ring.bounds.map(i64::from);
            west <= x + side && east >= x - buffer && north <= y + side && south >= y - buffer
        })
    }

    /// The part of a ring in the tile, as detailed as its zoom needs.
    fn cut(&self, found: &Ring, at: TileId, ring: &mut Vec<Vertex>, spare: &mut Vec<Vertex>) {
        let square = Square { low: -BUFFER, high: i64::from(EXTENT) + BUFFER };
        let origin = at.origin();
        let shift = at.unit_shift();
        ring.clear();
        let mut shortcut = Shortcut::new(square);
        let vertices = &self.vertices[found.vertices.clone()];
        for (vertex, &zoom) in vertices.iter().zip(&self.zooms[found.vertices.clone()]) {
            if zoom <= at.z() {
                let x = (i64::from(vertex.x) - i64::from(origin.x)) >> shift;
                let y = (i64::from(vertex.y) - i64::from(origin.y)) >> shift;
                shortcut.push((x, y), ring);
            }
        }
        shortcut.finish(ring);
        square.clip(ring, spare);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a place is on land, by the tile of zoom `z` that contains it.
    fn on_land(coast: &Coast, lat: f64, lon: f64, z: u8) -> bool {
        let place = World::from_degrees(lat, lon).unwrap();
        let at = TileId::containing(place, z);
        let (px, py) = at.local(place);
        let (px, py) = (i64::from(px), i64::from(py));
        let (mut ring, mut spare) = (Vec::new(), Vec::new());
        let mut inside = false;
        for found in coast.rings_near(at).filter(|ring| ring.level == 1) {
            coast.cut(found, at, &mut ring, &mut spare);
            let next = ring.iter().cycle().skip(1);
            for (a, b) in ring.iter().zip(next) {
                if (a.1 > py) != (b.1 > py) && px < (b.0 - a.0) * (py - a.1) / (b.1 - a.1) + a.0 {
                    inside = !inside;
                }
            }
        }
        inside
    }

    #[test]
    fn the_coast_is_where_it_should_be() {
        let coast = Coast::builtin().unwrap();
        let land = [
            ("横須賀中央", 35.2786, 139.6703),
            ("三浦 引橋", 35.1750, 139.6330),
            ("観音崎の内陸", 35.2530, 139.7330),
            ("東京駅", 35.6812, 139.7671),
            ("佐渡", 38.0000, 138.4000),
            ("父島", 27.0800, 142.2100),
            ("那覇", 26.2124, 127.6809),
            ("名寄", 44.3500, 142.4600),
        ];
        let sea = [
            ("東京湾", 35.3500, 139.7600),
            ("浦賀水道", 35.2200, 139.7700),
            ("相模湾", 35.2000, 139.4000),
            ("瀬戸内海", 34.2500, 133.4000),
            ("日本海", 39.0000, 137.0000),
        ];
        for z in [6, 9, 12, 14] {
            for (name, lat, lon) in land {
                if z >= 9 || name != "父島" {
                    assert!(on_land(&coast, lat, lon, z), "{name} at zoom {z}");
                }
            }
            for (name, lat, lon) in sea {
                assert!(!on_land(&coast, lat, lon, z), "{name} at zoom {z}");
            }
        }
    }
}
