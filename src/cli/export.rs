//! `zaitaku export`: the directory in a format that others read, streamed from the store.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use crate::config::{StoreFlags, VisibilityFlags};
use crate::directory::Area;
use crate::domain::role::Audience;
use crate::domain::visibility::Visibility;
use crate::domain::{Facility, Kind};
use crate::editing::{Editing, Layer};
use crate::interchange::{Document, Format};
use crate::storage::{Store, StoreError};

use super::out::{self, Out};
use super::{Usage, open};

/// How many facilities may wait between the store and the writer.
const WAITING: usize = 1_024;

/// A format by the name it has on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatFlag {
    /// The canonical form: one JSON object a line, read back by `zaitaku import`.
    Ndjson,
    /// A table for spreadsheet programs, one row a facility.
    Csv,
    /// Points for map programs.
    Geojson,
}

/// What to export.
#[derive(Debug, Args)]
pub struct Export {
    /// The format.
    #[arg(long, value_enum)]
    format: FormatFlag,
    /// Only this kind; may be repeated.
    #[arg(long = "kind", value_name = "KIND", value_parser = PossibleValuesParser::new(Kind::ALL.iter().map(|kind| kind.id())))]
    kinds: Vec<String>,
    /// Only this municipality, ward, designated city or prefecture (14201, 14000), by its code; may be repeated.
    #[arg(long = "municipality", value_name = "CODE")]
    municipalities: Vec<String>,
    /// Only what these may see (docs/visibility.md): public, professional, or editor for everything, which alone can be imported again whole.
    #[arg(long, value_name = "WHO", default_value = "editor", value_parser = PossibleValuesParser::new(Audience::ALL.iter().map(|audience| audience.id())))]
    audience: String,
    /// Write to this file instead of standard output. It appears under its name once it is whole.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    visibility: VisibilityFlags,
    #[command(flatten)]
    store: StoreFlags,
}

/// Which facilities go out.
struct Selection {
    kinds: Vec<Kind>,
    areas: Vec<Area>,
}

impl Selection {
    fn holds(&self, facility: &Facility) -> bool {
        let of_kind = self.kinds.is_empty() || self.kinds.contains(&facility.kind);
        let within = |code| self.areas.iter().any(|area| area.contains(code));
        of_kind && (self.areas.is_empty() || facility.municipality.is_some_and(within))
    }
}

/// What goes out, and how: the facilities of the store with what was edited.
struct Going {
    format: Format,
    selection: Selection,
    layer: Layer,
    audience: Audience,
    table: Visibility,
}

/// Where it goes.
enum Target {
    Stdout(BufWriter<Out>),
    File { writer: BufWriter<File>, draft: PathBuf, place: PathBuf },
}

/// The other side of the channel is gone: the writer failed, or nobody reads.
#[derive(Debug, thiserror::Error)]
enum Reading {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the writer stopped")]
    Stopped,
}

impl Export {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let selection = self.selection()?;
        let table = open::visibility(&self.visibility, &self.store.data)?;
        let store = open::store(&self.store).await?;
        let format = match self.format {
            FormatFlag::Ndjson => Format::Ndjson,
            FormatFlag::Csv => Format::Csv,
            FormatFlag::Geojson => Format::Geojson,
        };
        let (send, receive) = sync_channel(WAITING);
        let output = self.output.clone();
        let layer = Editing::new(store.clone(), open::gazetteer().await?).layer().await?;
        let audience = Audience::from_id(&self.audience).unwrap_or_default();
        let going = Going { format, selection, layer, audience, table };
        let writing = tokio::task::spawn_blocking(move || write(&receive, &going, output.as_deref()));
        let read = read(&store, send).await;
        let written = writing.await?;
        store.close().await;
        let entries = written?;
        if let Err(Reading::Store(error)) = read {
            return Err(error.into());
        }
        if let Some(file) = &self.output {
            eprintln!("{}: {entries} 施設 (facilities)", file.display());
        }
        Ok(())
    }

    fn selection(&self) -> Result<Selection, Usage> {
        let area = |code: &String| {
            let wrong = || {
                Usage(format!(
                    "--municipality {code}: 全国地方公共団体コードではありません (no municipality code, such as 14201)"
                ))
            };
            Area::parse(code).ok_or_else(wrong)
        };
        Ok(Selection {
            kinds: self.kinds.iter().filter_map(|id| Kind::from_id(id)).collect(),
            areas: self.municipalities.iter().map(area).collect::<Result<_, _>>()?,
        })
    }
}

/// Reads the store into the channel, in order of identifier.
async fn read(store: &Store, send: SyncSender<Option<String>>) -> Result<(), Reading> {
    store.facilities(|body| send.send(Some(body.to_owned())).map_err(|_| Reading::Stopped)).await?;
    send.send(None).map_err(|_| Reading::Stopped)
}

/// Writes what comes through the channel. Returns how many facilities went out.
fn write(receive: &Receiver<Option<String>>, going: &Going, output: Option<&Path>) -> anyhow::Result<u64> {
    let mut target = Target::open(output)?;
    let mut document = Document::new(going.format);
    match fill(&mut target, &mut document, receive, going) {
        Ok(End::Whole) => target.finish()?,
        Ok(End::Early) => target.abandon(),
        Err(error) => {
            target.abandon();
            return Err(error);
        }
    }
    Ok(document.entries())
}

/// How a document ended.
enum End {
    Whole,
    /// The store failed, which the reader tells, or nobody reads any more.
    Early,
}

fn fill(
    target: &mut Target,
    document: &mut Document,
    receive: &Receiver<Option<String>>,
    going: &Going,
) -> anyhow::Result<End> {
    target.write(&document.opening()?)?;
    loop {
        // `None` says that it was all; a channel that merely ends says that it was not.
        let Ok(next) = receive.recv() else { return Ok(End::Early) };
        let Some(body) = next else { break };
        let mut facility: Facility = serde_json::from_str(&body)
            .with_context(|| format!("施設を読めません (a stored facility cannot be read): {body:.60}"))?;
        going.layer.lay(&mut facility);
        going.table.hide(&mut facility, going.audience);
        if going.selection.holds(&facility) {
            target.write(&document.entry(facility)?)?;
        }
        if !target.is_wanted() {
            return Ok(End::Early);
        }
    }
    target.write(document.closing())?;
    Ok(End::Whole)
}

impl Target {
    fn open(output: Option<&Path>) -> anyhow::Result<Self> {
        const BUFFER: usize = 1 << 18;
        let Some(place) = output else {
            return Ok(Self::Stdout(BufWriter::with_capacity(BUFFER, out::stdout())));
        };
        let mut draft = place.as_os_str().to_owned();
        draft.push(".part");
        let draft = PathBuf::from(draft);
        let file = File::create(&draft).with_context(|| cannot_write(place))?;
        Ok(Self::File { writer: BufWriter::with_capacity(BUFFER, file), draft, place: place.to_owned() })
    }

    fn is_wanted(&self) -> bool {
        match self {
            Self::Stdout(writer) => writer.get_ref().is_open(),
            Self::File { .. } => true,
        }
    }

    fn write(&mut self, text: &str) -> anyhow::Result<()> {
        match self {
            Self::Stdout(writer) => Ok(writer.write_all(text.as_bytes())?),
            Self::File { writer, place, .. } => writer.write_all(text.as_bytes()).with_context(|| cannot_write(place)),
        }
    }

    /// Leaves nothing half done behind.
    fn abandon(self) {
        if let Self::File { draft, .. } = self {
            // The reason for giving up is told; that the draft stays where even this fails is not worth a second one.
            let _ = std::fs::remove_file(draft);
        }
    }

    fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Stdout(mut writer) => Ok(writer.flush()?),
            Self::File { writer, draft, place } => {
                let keep = || {
                    let file = writer.into_inner().map_err(std::io::IntoInnerError::into_error)?;
                    file.sync_all()?;
                    std::fs::rename(&draft, &place)
                };
                keep().with_context(|| cannot_write(&place))
            }
        }
    }
}

fn cannot_write(place: &Path) -> String {
    format!("{} に書けません (cannot be written)", place.display())
}
