//! Reading a backup. Nothing of it is read as anything before its sum was found right.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Take};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zstd::stream::read::Decoder;

use super::super::cell;
use super::super::{ArchiveError, Stage, Watch};
use super::{BEGINNING, END, FORMAT, LONGEST_FRAME, Manifest, Running, Sum, TAIL, hex, tag};

/// How many bytes are summed at once.
const BLOCK: usize = 1 << 20;

/// A whole backup, being read.
pub(in super::super) struct Reader {
    path: PathBuf,
    stream: Decoder<'static, BufReader<Take<File>>>,
    sum: String,
    manifest: Manifest,
    /// Names and amounts of what should come.
    expected: Vec<(String, u64)>,
    ended: Vec<Sum>,
    running: Option<Running>,
    is_over: bool,
}

/// What comes next.
pub(in super::super) enum Part {
    /// The table with this place in the manifest begins.
    Table(usize),
    /// Values of rows of the table, to be read by [`cell::read`].
    Rows(Vec<u8>),
    /// The file with this name begins.
    File(String),
    /// Bytes of the file.
    Bytes(Vec<u8>),
}

impl Reader {
    /// Opens a backup: sees that it is one and as it was written, and reads what is in it.
    pub(in super::super) fn open(path: &Path, watch: &mut dyn Watch) -> Result<Self, ArchiveError> {
        let mut file = File::open(path).map_err(ArchiveError::file(path))?;
        let (length, sum) = summed(&mut file, path, watch)?;
        let failed = || ArchiveError::file(path);
        file.seek(SeekFrom::Start(BEGINNING.len() as u64)).map_err(failed())?;
        let mut format = [0; 4];
        file.read_exact(&mut format).map_err(failed())?;
        let found = u32::from_le_bytes(format);
        if found > FORMAT {
            return Err(ArchiveError::NewerFormat { found, known: FORMAT });
        }
        let stream = file.take(length - BEGINNING.len() as u64 - 4);
        let stream = Decoder::new(stream).map_err(failed())?;
        let manifest = Manifest {
            program: String::new(),
            engine: super::Engine::Sqlite,
            made_at: jiff::Timestamp::UNIX_EPOCH,
            steps: Vec::new(),
            tables: Vec::new(),
            files: Vec::new(),
            left_out: Vec::new(),
        };
        let mut reader = Self {
            path: path.to_owned(),
            stream,
            sum,
            manifest,
            expected: Vec::new(),
            ended: Vec::new(),
            running: None,
            is_over: false,
        };
        let (first, bytes) = reader.frame()?;
        if first != tag::MANIFEST {
            return Err(reader.malformed("it does not begin with its contents"));
        }
        reader.manifest = serde_json::from_slice(&bytes).map_err(|error| reader.malformed(&error))?;
        reader.expected = reader.manifest.parts();
        Ok(reader)
    }

    /// What is in it.
    pub(in super::super) const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The SHA-256 of the file up to its last 32 bytes, which are this sum.
    pub(in super::super) fn sum(&self) -> &str {
        &self.sum
    }

    /// What is in it.
    pub(in super::super) fn into_manifest(self) -> Manifest {
        self.manifest
    }

    /// What comes next; `None` once everything came, and all of it as it was written.
    pub(in super::super) fn next(&mut self) -> Result<Option<Part>, ArchiveError> {
        if self.is_over {
            return Ok(None);
        }
        let (tag, bytes) = self.frame()?;
        match tag {
            tag::BEGIN => self.begin(&bytes).map(Some),
            tag::ROWS => {
                let rows = self.rows(&bytes)?;
                self.count(rows, &bytes)?;
                Ok(Some(Part::Rows(bytes)))
            }
            tag::BYTES => {
                self.count(bytes.len() as u64, &bytes)?;
                Ok(Some(Part::Bytes(bytes)))
            }
            tag::END => self.end(&bytes).map(|()| None),
            other => Err(self.malformed(&format!("a frame of the unknown sort {other}"))),
        }
    }

    fn begin(&mut self, name: &[u8]) -> Result<Part, ArchiveError> {
        self.ended.extend(self.running.take().map(Running::ended));
        let at = self.ended.len();
        let Some((expected, _)) = self.expected.get(at).filter(|(expected, _)| expected.as_bytes() == name) else {
            return Err(self.malformed(&format!("{} is not in its contents", String::from_utf8_lossy(name))));
        };
        let is_table = at < self.manifest.tables.len();
        let part = if is_table { Part::Table(at) } else { Part::File(expected.clone()) };
        self.running = Some(Running::of(expected));
        Ok(part)
    }

    /// How many rows a frame holds.
    fn rows(&self, bytes: &[u8]) -> Result<u64, ArchiveError> {
        let columns = self.manifest.tables.get(self.ended.len()).map_or(0, |table| table.columns.len());
        let cells = cell::read(bytes).map_err(|error| self.malformed(&error))?.len();
        if columns == 0 || !cells.is_multiple_of(columns) {
            return Err(self.malformed("a row with too few values"));
        }
        Ok((cells / columns) as u64)
    }

    fn count(&mut self, amount: u64, bytes: &[u8]) -> Result<(), ArchiveError> {
        let Some(running) = &mut self.running else { return Err(self.malformed("a row of no table")) };
        running.amount += amount;
        running.sum.update(bytes);
        Ok(())
    }

    fn end(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.ended.extend(self.running.take().map(Running::ended));
        let written: Vec<Sum> = serde_json::from_slice(bytes).map_err(|error| self.malformed(&error))?;
        let amounts: Vec<(&str, u64)> = self.ended.iter().map(|sum| (&*sum.name, sum.amount)).collect();
        let expected: Vec<(&str, u64)> = self.expected.iter().map(|(name, amount)| (&**name, *amount)).collect();
        if amounts != expected {
            return Err(self.malformed("it does not hold what its contents say"));
        }
        if let Some((one, _)) = self.ended.iter().zip(&written).find(|(read, written)| read != written) {
            return Err(self.malformed(&format!("{} is not as it was written", one.name)));
        }
        if written.len() != self.ended.len() {
            return Err(self.malformed("parts are missing"));
        }
        let mut rest = [0];
        match self.stream.read(&mut rest) {
            Ok(0) => {}
            Ok(_) => return Err(self.malformed("something stands behind its end")),
            Err(cause) => return Err(self.malformed(&cause)),
        }
        self.is_over = true;
        Ok(())
    }

    fn frame(&mut self) -> Result<(u8, Vec<u8>), ArchiveError> {
        let mut head = [0; 5];
        self.stream.read_exact(&mut head).map_err(|cause| self.malformed(&cause))?;
        let [tag, length @ ..] = head;
        let length = u32::from_le_bytes(length);
        if length > LONGEST_FRAME {
            return Err(self.malformed("a frame that is too long"));
        }
        let mut bytes = Vec::new();
        // Read by `take`, memory grows with what is there and not with what a head claims.
        let read = (&mut self.stream).take(u64::from(length)).read_to_end(&mut bytes);
        let read = read.map_err(|cause| self.malformed(&cause))?;
        if read as u64 != u64::from(length) {
            return Err(self.malformed("a frame ends before its end"));
        }
        Ok((tag, bytes))
    }

    fn malformed(&self, cause: &(impl ToString + ?Sized)) -> ArchiveError {
        ArchiveError::Malformed { file: self.path.clone(), cause: cause.to_string() }
    }
}

/// Sees that the file is a backup and that its sum is right. Returns where the stream ends, and the sum.
fn summed(file: &mut File, path: &Path, watch: &mut dyn Watch) -> Result<(u64, String), ArchiveError> {
    let failed = || ArchiveError::file(path);
    let whole = file.metadata().map_err(failed())?.len();
    let mut beginning = Vec::new();
    file.take(BEGINNING.len() as u64).read_to_end(&mut beginning).map_err(failed())?;
    if beginning != BEGINNING {
        return Err(ArchiveError::NoBackup(path.to_owned()));
    }
    let cut = || ArchiveError::Cut(path.to_owned());
    let length = whole.checked_sub(TAIL).filter(|length| *length > BEGINNING.len() as u64 + 4).ok_or_else(cut)?;
    file.seek(SeekFrom::Start(length)).map_err(failed())?;
    let mut tail = [0; TAIL as usize];
    file.read_exact(&mut tail).map_err(failed())?;
    let (mark, rest) = tail.split_at(END.len());
    let (claimed, written) = rest.split_at(8);
    if mark != END || claimed != length.to_le_bytes() {
        return Err(cut());
    }
    watch.stage(Stage::Verifying, whole);
    file.rewind().map_err(failed())?;
    let mut sum = Sha256::new();
    let mut block = vec![0; BLOCK];
    let mut left = whole - 32;
    while left > 0 {
        let wanted = usize::try_from(left).map_or(BLOCK, |left| left.min(BLOCK));
        file.read_exact(&mut block[..wanted]).map_err(failed())?;
        sum.update(&block[..wanted]);
        left -= wanted as u64;
        watch.advance(wanted as u64);
    }
    let found = sum.finalize();
    if found[..] != *written {
        return Err(ArchiveError::Damaged { file: path.to_owned(), written: hex(written), found: hex(&found) });
    }
    Ok((length, hex(&found)))
}
