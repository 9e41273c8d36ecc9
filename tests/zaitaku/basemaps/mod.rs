//! Base maps of an operator: real small files in each schema, put in place by the real binary and served by it.

mod files;
mod town;

use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::{Duration, Instant};

use fast_mvt::MvtReaderRef;
use serde_json::{Value, json};
use tempfile::TempDir;
use zaitaku::tiles::{TileId, World};

use self::town::In;
use crate::cli::{done, run};
use crate::server::{Server, list, text, zaitaku};
use crate::update::office::{Office, Way};

/// How long a server may take to see a new file: it looks every four seconds, and twice.
const FOLLOWS: Duration = Duration::from_secs(60);

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The town in a schema as a file, the container by turns.
fn written(folder: &Path, schema: In) -> PathBuf {
    match schema {
        In::Gsi => write(folder, "gsi.pmtiles", &files::pmtiles(schema, Some("国土地理院最適化ベクトルタイル"))),
        In::Protomaps => {
            let credit = r#"<a href="https://www.openstreetmap.org/copyright">&copy; OpenStreetMap</a>"#;
            write(folder, "protomaps.pmtiles", &files::pmtiles(schema, Some(credit)))
        }
        In::OpenMapTiles => {
            let path = folder.join("openmaptiles.mbtiles");
            files::mbtiles(&path, schema, None);
            path
        }
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn add(file: &Path, data: &Path, flags: &[&str]) -> Output {
    zaitaku().args(["basemap", "add"]).arg(file).args(flags).arg("--data").arg(data).output().unwrap()
}

/// What a command that must have failed said, and how it ended.
fn refused(output: &Output) -> (i32, String) {
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    (output.status.code().unwrap(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn layers(server: &Server, theme: &str) -> Vec<Value> {
    let style = server.get(&format!("/styles/{theme}.json?lang=ja")).json();
    list(&style["layers"]).to_vec()
}

/// The tile of zoom 14 with 横須賀中央, as the base map's TileJSON says where it is.
fn tile_of(server: &Server) -> (String, Vec<u8>) {
    let told = server.get("/tiles/base").json();
    let tile = TileId::containing(World::from_degrees(35.2786, 139.6705).unwrap(), 14);
    let address = text(&told["tiles"][0]).replace("{z}", "14").replace("{x}", &tile.x().to_string());
    let address = address.replace("{y}", &tile.y().to_string());
    let path = address.strip_prefix(server.base()).unwrap().to_owned();
    let reply = server.get_with(&path, "accept-encoding", "identity");
    assert_eq!(reply.status, 200, "{path}");
    (path, reply.bytes)
}

#[test]
fn each_schema_is_added_served_and_drawn() {
    for (schema, label, credit) in [
        (In::Gsi, "国土地理院最適化ベクトルタイル", "国土地理院最適化ベクトルタイル"),
        (In::Protomaps, "Protomaps", "© OpenStreetMap"),
        (In::OpenMapTiles, "OpenMapTiles", "© OpenMapTiles © OpenStreetMap contributors"),
    ] {
        let (source, data) = (folder(), folder());
        let file = written(source.path(), schema);
        let said = done(&add(&file, data.path(), &[]));
        for expected in [label, credit, "8–14", "これが背景の地図になります", "置き場所 placed"] {
            assert!(said.contains(expected), "{schema:?}: no {expected} in\n{said}");
        }
        assert_eq!(said.contains("目次 directories: 3"), schema != In::OpenMapTiles, "root and two leaves: {said}");
        let name = file.file_stem().unwrap().to_str().unwrap();
        let listed = done(&run(&["basemap", "list"], data.path()));
        assert!(listed.contains(name) && listed.contains('●') && listed.contains(credit), "{listed}");

        let server = Server::over(data.path());
        let told = server.get("/tiles/base").json();
        assert!(text(&told["attribution"]).contains(credit.trim_start_matches("© ")), "{told}");
        assert_eq!(told["maxzoom"], 14);
        let style = server.get("/styles/light.json").json();
        assert_eq!(style["sources"]["base"]["attribution"], told["attribution"]);
        let (light, dark) = (layers(&server, "light"), layers(&server, "dark"));
        let drawn = |layers: &[Value]| layers.iter().map(|layer| text(&layer["id"]).to_owned()).collect::<Vec<_>>();
        assert_eq!(drawn(&light), drawn(&dark));
        let (_, bytes) = tile_of(&server);
        let reader = MvtReaderRef::new(&bytes).unwrap();
        let there: Vec<&str> = reader.layers().map(|layer| layer.name()).collect();
        let wanted: Vec<&str> = light.iter().filter_map(|layer| layer["source-layer"].as_str()).collect();
        assert!(there.len() >= 4, "{there:?}");
        for layer in &there {
            assert!(wanted.contains(layer), "{schema:?}: nothing draws {layer} of the tile");
        }
        if let Some(keep) = std::env::var_os("KEEP_MAPS") {
            std::fs::copy(&file, PathBuf::from(keep).join(file.file_name().unwrap())).unwrap();
        }
    }
}

#[test]
fn a_running_server_follows_the_folder() {
    let (source, data) = (folder(), folder());
    let server = Server::over(data.path());
    assert!(text(&server.get("/tiles/base").json()["attribution"]).contains("位置参照情報"));
    let wait = |wanted: &str| {
        let since = Instant::now();
        loop {
            let told = server.get("/tiles/base").json();
            if text(&told["attribution"]).contains(wanted) {
                return told;
            }
            assert!(since.elapsed() < FOLLOWS, "no {wanted} in {told}");
            std::thread::sleep(Duration::from_millis(200));
        }
    };
    done(&add(&written(source.path(), In::Gsi), data.path(), &["--name", "base"]));
    wait("国土地理院");
    let (first, _) = tile_of(&server);
    assert!(first.contains("?v="), "the edition is in the address: {first}");
    done(&add(&written(source.path(), In::Protomaps), data.path(), &["--name", "base", "--replace"]));
    wait("OpenStreetMap");
    let (second, _) = tile_of(&server);
    assert_ne!(first, second, "a browser must not mix the two maps");
    done(&run(&["basemap", "remove", "base"], data.path()));
    wait("位置参照情報");
    assert!(!tile_of(&server).0.contains('?'), "the built-in map has one edition");
}

#[test]
fn the_name_decides_which_map_is_the_base() {
    let (source, data) = (folder(), folder());
    let (gsi, protomaps) = (written(source.path(), In::Gsi), written(source.path(), In::Protomaps));
    done(&add(&gsi, data.path(), &[]));
    let said = done(&add(&protomaps, data.path(), &[]));
    assert!(said.contains("背景の地図は gsi のままです"), "{said}");
    let (code, said) = refused(&add(&gsi, data.path(), &[]));
    assert!(code == 2 && said.contains("--replace"), "{said}");
    let said = done(&add(&written(source.path(), In::OpenMapTiles), data.path(), &["--name", "gsi", "--replace"]));
    assert!(said.contains("これが背景の地図になります"), "{said}");
    let left: Vec<String> = std::fs::read_dir(data.path().join("tiles"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert!(left.len() == 2 && left.contains(&"gsi.mbtiles".to_owned()), "{left:?}");
    let (code, said) = refused(&run(&["basemap", "remove", "x"], data.path()));
    assert!(code == 2 && said.contains("gsi, protomaps"), "{said}");
    for name in ["facilities", "builtin", "a/b", "../x", ".hidden", ""] {
        let (code, said) = refused(&add(&gsi, data.path(), &["--name", name]));
        assert_eq!(code, 2, "{name}: {said}");
    }
}

#[test]
fn what_cannot_be_a_base_map_is_refused_with_its_reason() {
    let (source, data) = (folder(), folder());
    let good = files::pmtiles(In::Gsi, None);
    let other = json!({"vector_layers": [{"id": "wells", "fields": {}}, {"id": "pipes", "fields": {}}]});
    let old = json!({"vector_layers": [
        {"id": "earth", "fields": {"pmap:kind": "String"}}, {"id": "water", "fields": {}}, {"id": "roads", "fields": {}}]});
    let some = [(files::number(TileId::new(8, 227, 101).unwrap()), vec![0x1a, 0])];
    let packed: Vec<(u64, Vec<u8>)> =
        some.iter().map(|(number, bytes)| (*number, martin_tile_utils::encode_gzip(bytes).unwrap())).collect();
    let mut damaged = good.clone();
    let leaves = files::leaves_start(&good);
    damaged[leaves + 20..leaves + 30].fill(0xff);
    for (name, bytes, reason) in [
        ("text.pmtiles", b"a login page".to_vec(), "neither PMTiles"),
        ("cut.pmtiles", good[..good.len() - 10].to_vec(), "cut short"),
        ("leaf.pmtiles", damaged, "leaf directory at byte"),
        ("pictures.pmtiles", files::archive(&some, &json!({}), 2), "a map of pictures"),
        ("pipes.pmtiles", files::archive(&packed, &other, 1), "its layers: wells, pipes"),
        ("old.pmtiles", files::archive(&packed, &old, 1), "an old edition"),
        ("bare.pmtiles", files::archive(&packed, &json!({}), 1), "lists no layers"),
        ("hollow.pmtiles", files::archive(&packed, &files::metadata(In::Gsi, None), 1), "8/227/101"),
    ] {
        let (code, said) = refused(&add(&write(source.path(), name, &bytes), data.path(), &[]));
        assert!(code == 1 && said.contains(reason), "{name}: no {reason} in\n{said}");
    }
    let database = written(source.path(), In::OpenMapTiles);
    let whole = std::fs::read(&database).unwrap();
    let (_, said) = refused(&add(&write(source.path(), "half.mbtiles", &whole[..whole.len() / 2]), data.path(), &[]));
    assert!(said.contains("cut short"), "{said}");
    assert!(!data.path().join("tiles").exists(), "nothing was put in place");
}

#[test]
fn a_map_is_fetched_resumed_and_moved_into_place() {
    let office = Office::open();
    let bytes = files::pmtiles(In::Protomaps, None);
    // The connection breaks twice; each time the rest is asked for.
    office.put("/maps/kanagawa.pmtiles", bytes.clone(), Way::Cut(2_000, 2));
    let fetch = |path: &str| {
        let mut command = zaitaku();
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
            command.env_remove(name);
        }
        command.args(["basemap", "add", &office.url(path), "--data"]).arg(office.data()).output().unwrap()
    };
    let said = done(&fetch("/maps/kanagawa.pmtiles"));
    assert!(said.contains("Protomaps © OpenStreetMap contributors"), "{said}");
    let ranges = office.asked("/maps/kanagawa.pmtiles");
    assert_eq!(ranges.iter().filter(|asked| asked.headers.contains_key("range")).count(), 2, "{ranges:?}");
    assert_eq!(std::fs::read(office.data().join("tiles/kanagawa.pmtiles")).unwrap(), bytes);
    assert!(!office.place("/maps/kanagawa.pmtiles").exists(), "moved, not copied");
    office.put("/maps/login.pmtiles", b"<!doctype html><title>Login</title>".to_vec(), Way::Good);
    let (_, said) = refused(&fetch("/maps/login.pmtiles"));
    assert!(said.contains("HTML"), "{said}");
    let (_, said) = refused(&fetch("/maps/none.pmtiles"));
    assert!(said.contains("404"), "{said}");
}
