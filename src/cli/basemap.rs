//! `zaitaku basemap`: map files put in place, listed and taken away.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use crate::config::TileFlags;
use crate::fetch::{Fetcher, Sources, Watch};
use crate::tiles::{BASE, Container, Listed, MapFile, RESERVED, Schema, list_folder, source_name};

use super::progress::Bytes;
use super::table::{Align, Table};
use super::{Usage, open, out};

/// How much of a file is copied at a time, in bytes.
const CHUNK: usize = 1 << 20;

/// Map files: add, list, remove.
#[derive(Debug, Args)]
pub struct Basemap {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Look into a map file (PMTiles or MBTiles), and put it into the tile folder if it can be the base map.
    #[command(
        after_help = "EXAMPLE: zaitaku basemap add yokosuka.pmtiles --name base\n         zaitaku basemap add https://tiles.example.jp/kanagawa.pmtiles"
    )]
    Add(Add),
    /// List the map files, which one is the base map, and what is wrong with those that are not served.
    List(List),
    /// Take a map file away. The next by name takes its place, or the built-in map.
    #[command(after_help = "EXAMPLE: zaitaku basemap remove yokosuka")]
    Remove(Remove),
}

/// A map file to put in place.
#[derive(Debug, Args)]
struct Add {
    /// A file, or an https:// address from which it is fetched; a fetch that broke off is resumed.
    #[arg(value_name = "FILE|URL")]
    from: String,
    /// Its name; `base` makes it the base map whatever else is there. The file's own name when absent.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Take the place of a map of the same name.
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    tiles: TileFlags,
}

/// Which files to list.
#[derive(Debug, Args)]
struct List {
    #[command(flatten)]
    tiles: TileFlags,
}

/// Which file to take away.
#[derive(Debug, Args)]
struct Remove {
    /// Its name, as `zaitaku basemap list` says it.
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    tiles: TileFlags,
}

impl Basemap {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Add(add) => add.run().await,
            What::List(list) => list.run().await,
            What::Remove(remove) => remove.run().await,
        }
    }
}

impl Add {
    async fn run(self) -> anyhow::Result<()> {
        let is_url = ["https://", "http://"].iter().any(|scheme| self.from.starts_with(scheme));
        let folder = self.tiles.tiles.clone().unwrap_or_else(|| self.tiles.data.join("tiles"));
        let name = self.checked_name()?;
        // Before anything is fetched, which may take hours.
        let known = existing(&folder, &name);
        if !known.is_empty() && !self.replace {
            return Err(Usage(format!(
                "{name} はもうあります。--replace で置き換えるか、--name で別の名前にしてください (there is a map of this name; use --replace or another --name)"
            ))
            .into());
        }
        let fetched = if is_url { Some(self.fetch().await?) } else { None };
        let from = fetched.clone().unwrap_or_else(|| PathBuf::from(&self.from));
        let found = MapFile::inspect(&from).await.context("この地図は加えられません (this map cannot be added)")?;
        let place = folder.join(format!("{name}.{}", found.container.ending()));
        put(&from, &place, fetched.is_some())
            .with_context(|| format!("{} に置けません (cannot be put there)", place.display()))?;
        for old in known.iter().filter(|old| **old != place) {
            std::fs::remove_file(old).with_context(|| format!("{} を消せません (cannot be removed)", old.display()))?;
        }
        let base = list_folder(&folder).await.0.into_iter().find(|listed| listed.is_base).map(|listed| listed.name);
        Ok(print(&found, &place, &name, base.as_deref())?)
    }

    fn checked_name(&self) -> Result<String, Usage> {
        let of_file = || {
            let path = self.from.split(['?', '#']).next().unwrap_or_default();
            source_name(Path::new(path))
        };
        let name = self.name.clone().unwrap_or_else(of_file);
        if RESERVED.contains(&name.as_str()) {
            return Err(Usage(format!("--name {name}: この名前は使えません (this name is taken by the program)")));
        }
        if name.is_empty() || name.starts_with('.') || source_name(Path::new(&format!("{name}.x"))) != name {
            return Err(Usage(format!(
                "--name {name}: 文字と数字と - _ . だけの名前にしてください (letters, digits and - _ . only)"
            )));
        }
        Ok(name)
    }

    /// Fetches the file into the folder of downloads, where a half waits for the next time.
    async fn fetch(&self) -> anyhow::Result<PathBuf> {
        let manners = Sources::embedded().context("data/sources.toml")?.manners;
        let mut fetcher = Fetcher::web(&self.tiles.data.join("downloads"), manners)?;
        Ok(fetcher.one(&self.from, &mut Bytes::new()).await?)
    }
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let Some(folder) = open::tiles_folder(&self.tiles) else {
            writeln!(
                out::stdout(),
                "地図ファイルはありません。内蔵の地図を使います (no map files; the built-in map is used)"
            )?;
            return Ok(());
        };
        let (listed, problems) = list_folder(&folder).await;
        let mut out = out::stdout();
        let heads = ["名前 name", "背景 base", "形式 schema", "ズーム zooms", "出典 attribution"];
        let mut table = Table::new(heads, [Align::Left]);
        for map in &listed {
            table.row(row(map));
        }
        write!(out, "{table}")?;
        if listed.is_empty() {
            writeln!(out, "内蔵の地図を使います (the built-in map is used)")?;
        }
        for problem in &problems {
            writeln!(out, "使えません not served: {problem}")?;
        }
        if problems.is_empty() {
            Ok(())
        } else {
            bail!("使えないファイルがあります (some files cannot be served)")
        }
    }
}

fn row(map: &Listed) -> [String; 5] {
    let base = if map.is_base { "●" } else { "" };
    let (low, high) = map.zooms;
    [map.name.clone(), base.to_owned(), map.schema.label().to_owned(), format!("{low}–{high}"), map.attribution.clone()]
}

impl Remove {
    async fn run(self) -> anyhow::Result<()> {
        let folder = open::tiles_folder(&self.tiles);
        let known = folder.as_deref().map(|folder| existing(folder, &self.name)).unwrap_or_default();
        if known.is_empty() {
            let listed = match &folder {
                Some(folder) => list_folder(folder).await.0,
                None => Vec::new(),
            };
            let names: Vec<&str> = listed.iter().map(|map| map.name.as_str()).collect();
            return Err(Usage(format!("{}: ありません (no such map; known: {})", self.name, names.join(", "))).into());
        }
        let mut out = out::stdout();
        for path in known {
            std::fs::remove_file(&path)
                .with_context(|| format!("{} を消せません (cannot be removed)", path.display()))?;
            writeln!(out, "{} を消しました (removed)", path.display())?;
        }
        Ok(writeln!(out, "{SOON}")?)
    }
}

/// How soon a server sees what changed.
const SOON: &str = "動いているサーバーは10秒ほどで替わります (a running server follows within some ten seconds)";

/// The files of a name, whatever they are put together in.
fn existing(folder: &Path, name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_map = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        [Container::Pmtiles, Container::Mbtiles].iter().any(|container| container.ending() == ending)
    };
    entries.filter(|path| is_map(path) && source_name(path) == name).collect()
}

/// Puts a file in its place: beside it first, and under its name once it is whole. What was fetched is moved where that is possible.
fn put(from: &Path, place: &Path, fetched: bool) -> std::io::Result<()> {
    if let Some(folder) = place.parent() {
        std::fs::create_dir_all(folder)?;
    }
    if fetched && std::fs::rename(from, place).is_ok() {
        return Ok(());
    }
    if from.canonicalize()? == place.canonicalize().unwrap_or_default() {
        return Ok(());
    }
    let mut draft = place.as_os_str().to_owned();
    draft.push(".part");
    let draft = PathBuf::from(draft);
    let copied = copy(from, &draft).and_then(|()| std::fs::rename(&draft, place));
    if copied.is_err() {
        // What is left of a failed copy helps nobody; the first failure is the one to tell.
        let _ = std::fs::remove_file(&draft);
    } else if fetched {
        std::fs::remove_file(from)?;
    }
    copied
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut source = std::fs::File::open(from)?;
    let mut target = std::fs::File::create(to)?;
    let name = from.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut bar = Bytes::copying();
    bar.begin(&name, 0, Some(source.metadata()?.len()));
    let mut chunk = vec![0; CHUNK];
    loop {
        match source.read(&mut chunk)? {
            0 => break,
            length => {
                target.write_all(&chunk[..length])?;
                bar.advance(length as u64);
            }
        }
    }
    bar.done();
    target.sync_all()
}

/// Says what was found, where it is, and what it will look like.
fn print(found: &MapFile, place: &Path, name: &str, base: Option<&str>) -> std::io::Result<()> {
    let mut out = out::stdout();
    let container = match (found.container, found.directories) {
        (Container::Pmtiles, Some(count)) => format!("PMTiles 3 (目次 directories: {count})"),
        (Container::Pmtiles, None) => "PMTiles 3".to_owned(),
        (Container::Mbtiles, _) => "MBTiles".to_owned(),
    };
    let megabytes = found.bytes as f64 / f64::from(1 << 20);
    let (low, high) = found.zooms;
    let (z, x, y) = found.tried.at;
    let bounds = found.bounds.map_or_else(
        || "書かれていません (not told)".to_owned(),
        |[west, south, east, north]| format!("{west:.3},{south:.3} – {east:.3},{north:.3}"),
    );
    let whose = if found.names_its_source {
        ""
    } else {
        " (ファイルに書かれていないので、いつもの言葉 the usual words; the file names nobody)"
    };
    writeln!(out, "ファイル file: {container}, {megabytes:.1} MiB")?;
    writeln!(out, "形式 schema: {}", found.schema.label())?;
    writeln!(out, "レイヤ layers: {}", found.layers.join(", "))?;
    writeln!(out, "範囲 bounds: {bounds}, ズーム zooms {low}–{high}")?;
    writeln!(
        out,
        "試したタイル tile tried: {z}/{x}/{y}, {} bytes, {}",
        found.tried.bytes,
        found.tried.layers.join(", ")
    )?;
    writeln!(out, "出典 attribution: {}{whose}", found.attribution)?;
    writeln!(out, "描き方 style: {}", style_words(found.schema))?;
    writeln!(out, "置き場所 placed: {}", place.display())?;
    match base {
        Some(base) if base != name => writeln!(
            out,
            "背景の地図は {base} のままです。これを背景にするには --name {BASE} を付けて加えます (the base map is still {base}; add it with --name {BASE} to make it the base map)"
        )?,
        _ => writeln!(out, "これが背景の地図になります (it is the base map now)")?,
    }
    writeln!(out, "{SOON}")
}

fn style_words(schema: Schema) -> &'static str {
    match schema {
        Schema::Gsi => "明・暗、地名は日本語 (light and dark, names in Japanese)",
        Schema::Protomaps | Schema::OpenMapTiles => {
            "明・暗、地名は日本語と英語 (light and dark, names in Japanese and English)"
        }
        Schema::Builtin | Schema::Raster | Schema::Unknown => "明・暗 (light and dark)",
    }
}
