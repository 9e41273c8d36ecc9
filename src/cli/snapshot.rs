//! The directory of the store's present revision: read from the cache where a snapshot of it lies, built and kept there otherwise.
//!
//! The cache is only ever a copy. Whatever is wrong with it costs a few seconds and a line in the log.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use xxhash_rust::xxh3::xxh3_64;

use crate::directory::{Directory, EditMark};
use crate::domain::record::{RecordBody, ReferencePlaces, SourceRecord, TownReadings};
use crate::domain::{Facility, Source};
use crate::editing::{Editing, MOST_CHANGED};
use crate::geocode::{Gazetteer, Neighbours, Readings};
use crate::storage::{Store, StoreError};

/// The file with everything but the full text.
const COLUMNS: &str = "directory.bin";
/// After this long a draft belongs to a process that was killed.
const FORGOTTEN: Duration = Duration::from_secs(3_600);
/// The folder of the full text.
const TEXT: &str = "text";

/// Loads the directory of the store's present revision.
pub(super) async fn directory(store: &Store, data: &Path, gazetteer: &Arc<Gazetteer>) -> anyhow::Result<Directory> {
    // The revision is read first: a change that slips in between is loaded again, never missed.
    let revision = store.revision().await?;
    let stamp = store.setting("stamp").await?.unwrap_or_default();
    let cache = data.join("cache");
    let place = cache.join(format!("directory-{revision}-{:016x}", fingerprint(&stamp)));
    let started = Instant::now();
    let known = place.clone();
    let editing = Editing::new(store.clone(), Arc::clone(gazetteer));
    match tokio::task::spawn_blocking(move || read(&known)).await? {
        Ok(Some(directory)) => match with_edits_since(directory, &editing).await? {
            Some(directory) => {
                let took_ms = started.elapsed().as_millis();
                let (facilities, changed) = (directory.len(), directory.changed());
                tracing::info!(facilities, changed, took_ms, "the directory was read from its snapshot");
                return Ok(directory);
            }
            None => tracing::info!(
                "the directory's snapshot is not used: its edits are others, or too many were made since"
            ),
        },
        Ok(None) => {}
        Err(error) => tracing::info!(error = format!("{error:#}"), "the directory's snapshot is not used"),
    }
    let facilities = sourced(store).await?;
    let layer = editing.layer().await?;
    let places = places(store).await?;
    let readings = readings(store).await?;
    let gazetteer = Arc::clone(gazetteer);
    let directory = tokio::task::spawn_blocking(move || {
        let mut facilities = facilities;
        let surveyed = surveyed(&gazetteer, &facilities, &places);
        drop((gazetteer, places));
        facilities.iter_mut().for_each(|facility| layer.lay(facility));
        build(facilities, (surveyed, Readings::build(&readings)), (revision, layer.mark()), &cache, &place)
    })
    .await??;
    tracing::info!(facilities = directory.len(), took_ms = started.elapsed().as_millis(), "the directory was built");
    Ok(directory)
}

/// A snapshot belongs to one state of one store and one build of this program.
fn fingerprint(stamp: &str) -> u64 {
    let program = std::env::current_exe().and_then(std::fs::metadata).ok();
    let size = program.as_ref().map_or(0, std::fs::Metadata::len);
    let changed = program.and_then(|program| program.modified().ok());
    xxh3_64(format!("{stamp} {size} {changed:?}").as_bytes())
}

/// The directory of a snapshot with the edits that were made since; `None` where its own edits are not those of the store, or too many
/// were made since.
async fn with_edits_since(directory: Directory, editing: &Editing) -> anyhow::Result<Option<Directory>> {
    if !editing.knows(directory.edit()).await? {
        return Ok(None);
    }
    let (mark, changed) = editing.changed_since(directory.edit()).await?;
    if changed.len() > MOST_CHANGED {
        return Ok(None);
    }
    Ok(Some(if changed.is_empty() { directory } else { directory.with_changed(changed, mark).0 }))
}

/// Every facility as it is, edits included.
pub(super) async fn facilities(store: &Store, gazetteer: &Arc<Gazetteer>) -> anyhow::Result<Vec<Facility>> {
    let layer = Editing::new(store.clone(), Arc::clone(gazetteer)).layer().await?;
    let mut facilities = sourced(store).await?;
    facilities.iter_mut().for_each(|facility| layer.lay(facility));
    Ok(facilities)
}

/// Every facility as the sources together describe it.
async fn sourced(store: &Store) -> anyhow::Result<Vec<Facility>> {
    let mut facilities = Vec::new();
    store
        .facilities(|body| {
            let facility = serde_json::from_str(body).map_err(|error| StoreError::Unreadable {
                table: "facility",
                key: body.chars().take(40).collect(),
                cause: error.to_string(),
            })?;
            facilities.push(facility);
            Ok::<(), StoreError>(())
        })
        .await?;
    Ok(facilities)
}

/// The reference points that an operator imported, by their source.
async fn places(store: &Store) -> anyhow::Result<Vec<(Source, Vec<ReferencePlaces>)>> {
    let mut all = Vec::new();
    for source in Source::WITH_PLACES {
        let records = store.records_of(source).await?.into_iter();
        let places: Vec<ReferencePlaces> = records
            .filter_map(|record| match record.body {
                RecordBody::Places(places) => Some(places),
                _ => None,
            })
            .collect();
        if !places.is_empty() {
            all.push((source, places));
        }
    }
    Ok(all)
}

/// The readings and postal codes that an operator imported.
async fn readings(store: &Store) -> anyhow::Result<Vec<TownReadings>> {
    let records = store.records_of(Source::JapanPost).await?.into_iter();
    let of_record = |record: SourceRecord| match record.body {
        RecordBody::Readings(readings) => Some(readings),
        _ => None,
    };
    Ok(records.filter_map(of_record).collect())
}

/// Everything by which addresses are found house by house.
fn surveyed(
    gazetteer: &Gazetteer,
    facilities: &[Facility],
    places: &[(Source, Vec<ReferencePlaces>)],
) -> Vec<Neighbours> {
    let started = Instant::now();
    let mut surveyed: Vec<Neighbours> =
        places.iter().map(|(source, places)| Neighbours::of_places(gazetteer, *source, places)).collect();
    surveyed.push(Neighbours::of_facilities(gazetteer, facilities));
    let (places, bytes) = surveyed.iter().fold((0, 0), |(n, b), index| (n + index.len(), b + index.memory()));
    tracing::info!(places, bytes, took_ms = started.elapsed().as_millis(), "surveyed places by house number");
    surveyed
}

fn read(place: &Path) -> anyhow::Result<Option<Directory>> {
    let bytes = match std::fs::read(place.join(COLUMNS)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Ok(Some(Directory::from_bytes(&bytes, &place.join(TEXT))?))
}

/// Builds the directory with its full text on disk, and keeps it under its name once it is whole. Where the cache cannot be
/// written, the directory lives in memory alone.
fn build(
    facilities: Vec<Facility>,
    (surveyed, readings): (Vec<Neighbours>, Readings),
    (revision, edit): (i64, &EditMark),
    cache: &Path,
    place: &Path,
) -> anyhow::Result<Directory> {
    let draft = match draft_folder(cache) {
        Ok(draft) => draft,
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "no snapshot of the directory can be kept");
            let directory = Directory::build(facilities, revision)?.with_edits_up_to(edit.clone());
            return Ok(directory.with_surveyed(surveyed).with_readings(readings));
        }
    };
    let directory = Directory::build_in(facilities, revision, Some(&draft.join(TEXT)))?;
    let directory = directory.with_edits_up_to(edit.clone()).with_surveyed(surveyed).with_readings(readings);
    match keep(&directory, &draft, cache, place) {
        // Read back from its place: the building has left memory behind that a server would carry for weeks.
        Ok(()) => Ok(read(place).ok().flatten().unwrap_or(directory)),
        Err(error) => {
            tracing::warn!(error = format!("{error:#}"), "no snapshot of the directory can be kept");
            Ok(directory)
        }
    }
}

/// An empty folder of this process beside the snapshots.
fn draft_folder(cache: &Path) -> anyhow::Result<PathBuf> {
    let draft = cache.join(format!("draft-{}", std::process::id()));
    if draft.exists() {
        std::fs::remove_dir_all(&draft)?;
    }
    std::fs::create_dir_all(draft.join(TEXT))?;
    Ok(draft)
}

/// Writes the rest of the snapshot, gives it its name, and removes those of earlier states.
fn keep(directory: &Directory, draft: &Path, cache: &Path, place: &Path) -> anyhow::Result<()> {
    let mut file = std::fs::File::create(draft.join(COLUMNS))?;
    file.write_all(&directory.to_bytes()?)?;
    file.sync_all()?;
    if place.exists() {
        std::fs::remove_dir_all(place)?;
    }
    std::fs::rename(draft, place)?;
    for entry in std::fs::read_dir(cache)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let forgotten = name.starts_with("draft-") && age(&path) > FORGOTTEN;
        if path != place && (name.starts_with("directory-") || forgotten) {
            // Another process may still map its files; on Unix they live on until it lets go.
            std::fs::remove_dir_all(&path)?;
        }
    }
    Ok(())
}

fn age(path: &Path) -> Duration {
    let modified = std::fs::metadata(path).and_then(|known| known.modified()).ok();
    modified.and_then(|modified| modified.elapsed().ok()).unwrap_or_default()
}
