//! The answers of a geocoder on disk, one line as soon as it is there: who was interrupted goes on where it was.

use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use jiff::civil::Date;

use crate::geocode::House;
use crate::import::located::COLUMNS;
use crate::intake::locate::Judged;

/// The file while its run is under way.
const UNFINISHED: &str = "unfinished.csv";

/// The file of a run.
pub(super) struct Journal {
    folder: PathBuf,
    file: File,
    answered: HashSet<String>,
}

impl Journal {
    /// Opens the file of an interrupted run, or begins one.
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join(UNFINISHED);
        let named = || format!("{} を開けません (cannot be opened)", path.display());
        std::fs::create_dir_all(folder).with_context(named)?;
        let file = OpenOptions::new().read(true).append(true).create(true).open(&path).with_context(named)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("{}: 別の locate が動いています (another locate is running)", path.display())
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(named),
        }
        let mut journal = Self { folder: folder.to_owned(), file, answered: HashSet::new() };
        journal.resume().with_context(named)?;
        Ok(journal)
    }

    /// Reads what was answered already. A line that was cut off is taken away.
    fn resume(&mut self) -> anyhow::Result<()> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut bytes)?;
        let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        self.file.set_len(whole as u64)?;
        if whole == 0 {
            return self.line(&COLUMNS);
        }
        for row in csv::Reader::from_reader(&bytes[..whole]).records() {
            self.answered.extend(row?.get(0).map(str::to_owned));
        }
        Ok(())
    }

    /// Whether there is an answer for an address already.
    pub(super) fn has(&self, address: &str) -> bool {
        self.answered.contains(address)
    }

    /// Keeps an answer.
    pub(super) fn write(&mut self, house: &House, judged: &Judged, host: &str) -> anyhow::Result<()> {
        let address = house.address();
        let degrees =
            |of: fn(crate::domain::LatLon) -> f64| judged.at.map(|at| format!("{:.7}", of(at))).unwrap_or_default();
        let (lat, lon) = (degrees(crate::domain::LatLon::lat), degrees(crate::domain::LatLon::lon));
        let code = house.municipality().to_string();
        let row = [&address, &code, house.town(), &judged.lot, &lat, &lon, judged.verdict.id(), &judged.title, host];
        self.line(&row)?;
        self.answered.insert(address);
        Ok(())
    }

    fn line(&mut self, cells: &[&str]) -> anyhow::Result<()> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(cells)?;
        let line = writer.into_inner().map_err(|error| error.into_error())?;
        self.file.write_all(&line)?;
        Ok(self.file.sync_data()?)
    }

    /// Closes the run under the day on which it ended: the file to import, or nothing where there was no answer.
    pub(super) fn finish(self, today: Date) -> anyhow::Result<Option<PathBuf>> {
        let path = self.folder.join(UNFINISHED);
        if self.answered.is_empty() {
            std::fs::remove_file(&path)?;
            return Ok(None);
        }
        let day = today.strftime("%Y%m%d");
        let name = |n: u32| if n == 1 { format!("located_{day}.csv") } else { format!("located_{day}_{n}.csv") };
        let free = (1..).map(|n| self.folder.join(name(n))).find(|path| !path.exists());
        let free = free.context("no free name")?;
        std::fs::rename(&path, &free)?;
        Ok(Some(free))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::locate::Verdict;

    #[test]
    fn an_interrupted_file_goes_on_where_it_was_without_its_broken_line() {
        let folder = tempfile::tempdir().unwrap();
        let gazetteer = crate::geocode::Gazetteer::embedded();
        let house = |address: &str| gazetteer.geocode(address, 1)[0].house().unwrap();
        let (first, second) = (house("横須賀市浦賀5-1-1"), house("横須賀市浦賀5-1-2"));
        let judged = Judged { verdict: Verdict::Nothing, at: None, lot: String::new(), title: "a, \"b\"".to_owned() };
        let mut journal = Journal::open(folder.path()).unwrap();
        journal.write(&first, &judged, "127.0.0.1").unwrap();
        assert!(Journal::open(folder.path()).is_err(), "two at once");
        journal.file.write_all("神奈川県横須賀市浦".as_bytes()).unwrap();
        drop(journal);
        let mut journal = Journal::open(folder.path()).unwrap();
        assert!(journal.has(&first.address()) && !journal.has(&second.address()));
        journal.write(&second, &judged, "127.0.0.1").unwrap();
        let path = journal.finish(jiff::civil::date(2026, 11, 21)).unwrap().unwrap();
        assert_eq!(path.file_name().unwrap(), "located_20261121.csv");
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
        // A run without an answer leaves no file; one on the same day gets a name of its own.
        assert_eq!(Journal::open(folder.path()).unwrap().finish(jiff::civil::date(2026, 11, 21)).unwrap(), None);
        let mut journal = Journal::open(folder.path()).unwrap();
        journal.write(&first, &judged, "127.0.0.1").unwrap();
        let path = journal.finish(jiff::civil::date(2026, 11, 21)).unwrap().unwrap();
        assert_eq!(path.file_name().unwrap(), "located_20261121_2.csv");
    }
}
