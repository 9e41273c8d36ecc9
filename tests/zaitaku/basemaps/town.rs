//! A small map around 横須賀, drawn by hand for the tests: the same sea, roads, stations and names in each schema.

use fast_mvt::{MvtCoord, MvtGeomType, MvtLayerBuilder};
use zaitaku::tiles::{EXTENT, TileId, World};

/// West, south, east, north in degrees.
pub(super) const BOUNDS: [f64; 4] = [139.60, 35.20, 139.78, 35.34];
/// The zooms of the files.
pub(super) const ZOOMS: (u8, u8) = (8, 14);

/// How far beyond its edge a tile is drawn, in units of the tile.
const BUFFER: f64 = 128.0;

/// A schema that the town is drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum In {
    Gsi,
    Protomaps,
    OpenMapTiles,
}

enum Shape {
    Area(Vec<(f64, f64)>),
    Line(Vec<(f64, f64)>),
    Point((f64, f64)),
}

/// A value of an attribute.
#[derive(Clone)]
enum Is {
    Text(&'static str),
    Number(u64),
}

struct Thing {
    shape: Shape,
    layer: &'static str,
    tags: Vec<(&'static str, Is)>,
}

/// The coast, from north to south; the sea is east of it.
const COAST: [(f64, f64); 16] = [
    (139.640, 35.360),
    (139.655, 35.325),
    (139.650, 35.305),
    (139.662, 35.296),
    (139.668, 35.288),
    (139.680, 35.284),
    (139.690, 35.283),
    (139.700, 35.272),
    (139.722, 35.262),
    (139.735, 35.255),
    (139.745, 35.248),
    (139.722, 35.240),
    (139.717, 35.230),
    (139.736, 35.215),
    (139.730, 35.195),
    (139.728, 35.180),
];

/// What stands on the map: the same things, whatever the schema calls them.
#[derive(Clone, Copy)]
enum What {
    Land,
    Sea,
    Wood,
    Building,
    River,
    Border,
    Motorway,
    MainRoad,
    MinorRoad,
    Tunnel,
    Rail,
    Station(&'static str, &'static str),
    City(&'static str, &'static str),
    Town(&'static str, &'static str),
    Bay(&'static str, &'static str),
}

/// The layer and attributes of a thing in a schema; `None` where the schema has no such thing.
fn named(schema: In, what: What) -> Option<(&'static str, Vec<(&'static str, Is)>)> {
    use Is::{Number as N, Text as T};
    let road = |class: &'static str| Some(("transportation", vec![("class", T(class))]));
    let names = |ja, en| vec![("name", T(ja)), ("name:en", T(en))];
    let with = |layer: &'static str, tag, more: Vec<(&'static str, Is)>| Some((layer, [vec![tag], more].concat()));
    match schema {
        In::Gsi => {
            let category = |text: &'static str| Some(("RdCL", vec![("vt_code", N(2701)), ("vt_rdctg", T(text))]));
            let name =
                |code, text| Some(("Anno", vec![("vt_code", N(code)), ("vt_text", T(text)), ("vt_dsppos", T("CC"))]));
            match what {
                What::Land | What::Wood => None,
                What::Sea => Some(("WA", vec![("vt_code", N(55_000))])),
                What::Building => Some(("BldA", vec![("vt_code", N(3101))])),
                What::River => Some(("RvrCL", vec![("vt_code", N(5301))])),
                What::Border => Some(("AdmBdry", vec![("vt_code", N(1212))])),
                What::Motorway => category("高速自動車国道等"),
                What::MainRoad => category("国道"),
                What::MinorRoad => category("市区町村道等"),
                What::Tunnel => Some(("RdCL", vec![("vt_code", N(2704)), ("vt_rdctg", T("都道府県道"))])),
                What::Rail => Some(("RailCL", vec![("vt_rtcode", T("JR")), ("vt_sngldbl", T("複線以上"))])),
                What::Station(text, _) => name(422, text),
                What::City(text, _) => name(110, text),
                What::Town(text, _) => name(210, text),
                What::Bay(text, _) => name(345, text),
            }
        }
        In::Protomaps => {
            let kind = |layer: &'static str, kind: &'static str| Some((layer, vec![("kind", T(kind))]));
            match what {
                What::Sea => kind("water", "ocean"),
                What::Land => kind("earth", "earth"),
                What::Wood => kind("landuse", "wood"),
                What::Building => kind("buildings", "building"),
                What::River => kind("water", "river"),
                What::Border => kind("boundaries", "locality"),
                What::Motorway => kind("roads", "highway"),
                What::MainRoad => kind("roads", "major_road"),
                What::MinorRoad => kind("roads", "minor_road"),
                What::Tunnel => with("roads", ("kind", T("major_road")), vec![("is_tunnel", N(1))]),
                What::Rail => kind("roads", "rail"),
                What::Station(ja, en) => with("pois", ("kind", T("station")), names(ja, en)),
                What::City(ja, en) => with("places", ("kind", T("locality")), names(ja, en)),
                What::Town(ja, en) => with("places", ("kind", T("neighbourhood")), names(ja, en)),
                What::Bay(ja, en) => with("water", ("kind", T("bay")), names(ja, en)),
            }
        }
        In::OpenMapTiles => match what {
            What::Land => None,
            What::Sea => Some(("water", vec![("class", T("ocean"))])),
            What::Wood => Some(("landcover", vec![("class", T("wood"))])),
            What::Building => Some(("building", vec![("render_height", N(8))])),
            What::River => Some(("waterway", vec![("class", T("river"))])),
            What::Border => Some(("boundary", vec![("admin_level", N(7))])),
            What::Motorway => road("motorway"),
            What::MainRoad => road("primary"),
            What::MinorRoad => road("minor"),
            What::Tunnel => with("transportation", ("class", T("secondary")), vec![("brunnel", T("tunnel"))]),
            What::Rail => road("rail"),
            What::Station(ja, en) => {
                with("poi", ("class", T("railway")), [vec![("subclass", T("station"))], names(ja, en)].concat())
            }
            What::City(ja, en) => with("place", ("class", T("city")), names(ja, en)),
            What::Town(ja, en) => with("place", ("class", T("suburb")), names(ja, en)),
            What::Bay(ja, en) => with("water_name", ("class", T("bay")), names(ja, en)),
        },
    }
}

/// Everything of the town.
fn things(schema: In) -> Vec<Thing> {
    let mut things = Vec::new();
    let mut add = |what: What, shape: Shape| {
        if let Some((layer, tags)) = named(schema, what) {
            things.push(Thing { shape, layer, tags });
        }
    };
    let beside = |corners: [(f64, f64); 2]| Shape::Area(COAST.into_iter().chain(corners).collect());
    add(What::Land, beside([(139.45, 35.18), (139.45, 35.36)]));
    add(What::Sea, beside([(139.95, 35.18), (139.95, 35.36)]));
    add(What::Wood, Shape::Area(vec![(139.62, 35.25), (139.65, 35.26), (139.64, 35.235), (139.615, 35.23)]));
    add(What::River, Shape::Line(vec![(139.655, 35.245), (139.68, 35.236), (139.70, 35.225), (139.712, 35.21)]));
    add(What::Border, Shape::Line(vec![(139.605, 35.36), (139.625, 35.32), (139.615, 35.28), (139.60, 35.25)]));
    add(What::MinorRoad, Shape::Line(vec![(139.66, 35.262), (139.70, 35.262)]));
    for step in 0..12_u32 {
        let step = f64::from(step);
        let (lon, lat) = (139.660 + step * 0.0032, 35.264 + step * 0.0016);
        add(What::MinorRoad, Shape::Line(vec![(lon, 35.255), (lon + 0.002, 35.278)]));
        add(What::MinorRoad, Shape::Line(vec![(139.655, lat - 0.006), (139.698, lat - 0.01)]));
        let house = [(0.0, 0.0), (0.0006, 0.0), (0.0006, 0.0004), (0.0, 0.0004)];
        add(What::Building, Shape::Area(house.map(|(x, y)| (lon + 0.0009 + x, lat - 0.003 + y)).to_vec()));
    }
    add(What::Tunnel, Shape::Line(vec![(139.64, 35.29), (139.662, 35.279)]));
    add(What::MainRoad, Shape::Line(vec![(139.698, 35.268), (139.712, 35.252), (139.714, 35.235), (139.72, 35.215)]));
    add(
        What::MainRoad,
        Shape::Line(vec![
            (139.628, 35.345),
            (139.640, 35.31),
            (139.655, 35.287),
            (139.672, 35.279),
            (139.698, 35.268),
            (139.73, 35.252),
        ]),
    );
    add(
        What::Motorway,
        Shape::Line(vec![(139.61, 35.345), (139.628, 35.29), (139.652, 35.255), (139.69, 35.235), (139.70, 35.20)]),
    );
    add(
        What::Rail,
        Shape::Line(vec![
            (139.632, 35.345),
            (139.645, 35.305),
            (139.6705, 35.2786),
            (139.686, 35.272),
            (139.702, 35.264),
            (139.715, 35.2505),
        ]),
    );
    for (at, ja, en) in [
        ((139.6705, 35.2786), "横須賀中央", "Yokosuka-chuo"),
        ((139.702, 35.264), "堀ノ内", "Horinouchi"),
        ((139.715, 35.2505), "浦賀", "Uraga"),
    ] {
        add(What::Station(ja, en), Shape::Point(at));
    }
    for (at, ja, en) in [
        ((139.655, 35.268), "佐野町", "Sanocho"),
        ((139.690, 35.275), "三春町", "Miharucho"),
        ((139.700, 35.255), "大津町", "Otsucho"),
        ((139.722, 35.246), "浦賀町", "Uragacho"),
        ((139.640, 35.275), "池上", "Ikegami"),
        ((139.672, 35.243), "森崎", "Morisaki"),
    ] {
        add(What::Town(ja, en), Shape::Point(at));
    }
    add(What::City("横須賀市", "Yokosuka"), Shape::Point((139.672, 35.2815)));
    add(What::Bay("東京湾", "Tokyo Bay"), Shape::Point((139.745, 35.30)));
    things
}

/// The tiles of the town in a schema, those with something in them.
pub(super) fn tiles(schema: In) -> Vec<(TileId, Vec<u8>)> {
    let things = things(schema);
    let corner = |lon, lat| World::from_degrees(lat, lon).unwrap();
    let (first, last) = (corner(BOUNDS[0], BOUNDS[3]), corner(BOUNDS[2], BOUNDS[1]));
    let mut tiles = Vec::new();
    for z in ZOOMS.0..=ZOOMS.1 {
        let (from, to) = (TileId::containing(first, z), TileId::containing(last, z));
        for (x, y) in (from.x()..=to.x()).flat_map(|x| (from.y()..=to.y()).map(move |y| (x, y))) {
            let tile = TileId::new(z, x, y).unwrap();
            let bytes = draw(&things, tile);
            if !bytes.is_empty() {
                tiles.push((tile, bytes));
            }
        }
    }
    tiles
}

/// The layers of the town in a schema, each once.
pub(super) fn layers(schema: In) -> Vec<&'static str> {
    let mut layers: Vec<&str> = things(schema).iter().map(|thing| thing.layer).collect();
    layers.sort_unstable();
    layers.dedup();
    layers
}

fn draw(things: &[Thing], tile: TileId) -> Vec<u8> {
    let mut layers: Vec<&str> = things.iter().map(|thing| thing.layer).collect();
    layers.sort_unstable();
    layers.dedup();
    let mut bytes = Vec::new();
    for name in layers {
        let mut layer = MvtLayerBuilder::new(name).unwrap();
        for thing in things.iter().filter(|thing| thing.layer == name) {
            for (kind, corners) in parts(&thing.shape, tile) {
                let mut feature = layer.feature_of(kind);
                let corners = corners.into_iter().map(|(x, y)| MvtCoord { x: x as i32, y: y as i32 });
                match kind {
                    MvtGeomType::Polygon => feature.ring(corners, true).unwrap(),
                    MvtGeomType::LineString => feature.line(corners).unwrap(),
                    _ => feature.points(corners).unwrap(),
                };
                for (key, value) in &thing.tags {
                    match value {
                        Is::Text(text) => feature.tag_string(key, *text).unwrap(),
                        Is::Number(number) => feature.tag_uint(key, *number).unwrap(),
                    };
                }
                layer = feature.end();
            }
        }
        if layer.num_features() > 0 {
            bytes.extend(layer.encode());
        }
    }
    bytes
}

/// What of a shape is in the tile, in its units.
fn parts(shape: &Shape, tile: TileId) -> Vec<(MvtGeomType, Vec<(f64, f64)>)> {
    let place = |&(lon, lat): &(f64, f64)| {
        let world = World::from_degrees(lat, lon).unwrap();
        let unit = 2_f64.powi(i32::try_from(tile.unit_shift()).unwrap());
        let origin = tile.origin();
        let along = |value: u32, start: u32| (f64::from(value) - f64::from(start)) / unit;
        (along(world.x, origin.x), along(world.y, origin.y))
    };
    match shape {
        Shape::Point(at) => {
            let (x, y) = place(at);
            let inside = |value: f64| (0.0..f64::from(EXTENT)).contains(&value);
            if inside(x) && inside(y) { vec![(MvtGeomType::Point, vec![(x, y)])] } else { Vec::new() }
        }
        Shape::Line(corners) => {
            let corners: Vec<_> = corners.iter().map(place).collect();
            let cut = corners.windows(2).filter_map(|pair| cut(pair[0], pair[1]));
            join(cut).into_iter().map(|line| (MvtGeomType::LineString, line)).collect()
        }
        Shape::Area(corners) => {
            let ring = clip(corners.iter().map(place).collect());
            if ring.len() < 3 { Vec::new() } else { vec![(MvtGeomType::Polygon, ring)] }
        }
    }
}

const LOW: f64 = -BUFFER;
const HIGH: f64 = EXTENT as f64 + BUFFER;

/// The part of a stretch inside the square (Liang and Barsky).
fn cut(a: (f64, f64), b: (f64, f64)) -> Option<[(f64, f64); 2]> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for (step, room) in [(-dx, a.0 - LOW), (dx, HIGH - a.0), (-dy, a.1 - LOW), (dy, HIGH - a.1)] {
        if step == 0.0 && room < 0.0 {
            return None;
        }
        let share = room / step;
        if step < 0.0 {
            from = from.max(share);
        } else if step > 0.0 {
            to = to.min(share);
        }
    }
    let at = |share: f64| (a.0 + share * dx, a.1 + share * dy);
    (from < to).then(|| [at(from), at(to)])
}

/// Stretches that follow on each other as one line.
fn join(stretches: impl Iterator<Item = [(f64, f64); 2]>) -> Vec<Vec<(f64, f64)>> {
    let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
    for [a, b] in stretches {
        match lines.last_mut() {
            Some(line) if line.last() == Some(&a) => line.push(b),
            _ => lines.push(vec![a, b]),
        }
    }
    lines
}

/// The part of a ring inside the square (Sutherland and Hodgman).
fn clip(ring: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    // Each side as: which coordinate, its bound, and whether what is above the bound stays.
    [(0, LOW, true), (0, HIGH, false), (1, LOW, true), (1, HIGH, false)].into_iter().fold(
        ring,
        |ring, (axis, bound, above)| {
            let value = |point: (f64, f64)| if axis == 0 { point.0 } else { point.1 };
            let inside = |point| if above { value(point) >= bound } else { value(point) <= bound };
            let mut kept = Vec::new();
            for (&a, &b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                if inside(a) {
                    kept.push(a);
                }
                if inside(a) != inside(b) {
                    let share = (bound - value(a)) / (value(b) - value(a));
                    kept.push((a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1)));
                }
            }
            kept
        },
    )
}
