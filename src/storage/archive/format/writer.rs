//! Writing a backup.

use std::io::{Read, Result, Write};

use serde::Serialize;
use sha2::{Digest, Sha256};
use zstd::stream::write::Encoder;

use super::{BEGINNING, CHUNK, END, FORMAT, Manifest, Running, Sum, tag};

/// How hard zstd tries: its own default.
const LEVEL: i32 = 3;

/// A backup being written.
pub(in super::super) struct Writer<W: Write> {
    stream: Encoder<'static, Summed<W>>,
    ended: Vec<Sum>,
    running: Option<Running>,
    /// Rows that wait for their frame.
    waiting: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins with what will be in it.
    pub(in super::super) fn begin(out: W, manifest: &Manifest) -> Result<Self> {
        let mut out = Summed { out, sum: Sha256::new(), length: 0 };
        out.write_all(BEGINNING)?;
        out.write_all(&FORMAT.to_le_bytes())?;
        let stream = Encoder::new(out, LEVEL)?;
        let mut writer = Self { stream, ended: Vec::new(), running: None, waiting: Vec::with_capacity(CHUNK) };
        writer.json(tag::MANIFEST, manifest)?;
        Ok(writer)
    }

    /// Begins the next table or file of the manifest.
    pub(in super::super) fn part(&mut self, name: &str) -> Result<()> {
        self.end_part()?;
        self.frame(tag::BEGIN, name.as_bytes())?;
        self.running = Some(Running::of(name));
        Ok(())
    }

    /// Adds a row to the table; `write` puts its values into the buffer.
    pub(in super::super) fn row<E: From<std::io::Error>>(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let from = self.waiting.len();
        write(&mut self.waiting)?;
        if let Some(running) = &mut self.running {
            running.amount += 1;
            running.sum.update(&self.waiting[from..]);
        }
        if self.waiting.len() >= CHUNK { Ok(self.flush()?) } else { Ok(()) }
    }

    /// Adds so many bytes of a file: a file that grows meanwhile is cut there. Returns how many there were.
    pub(in super::super) fn file(&mut self, from: impl Read, bytes: u64) -> Result<u64> {
        let mut from = from.take(bytes);
        let mut buffer = vec![0; CHUNK];
        let mut copied = 0;
        loop {
            let count = from.read(&mut buffer)?;
            if count == 0 {
                return Ok(copied);
            }
            copied += count as u64;
            if let Some(running) = &mut self.running {
                running.amount += count as u64;
                running.sum.update(&buffer[..count]);
            }
            self.frame(tag::BYTES, &buffer[..count])?;
        }
    }

    /// Ends the backup and gives back what it was written to. Nothing of it is on the disk for sure yet.
    pub(in super::super) fn finish(mut self) -> Result<W> {
        self.end_part()?;
        let ended = std::mem::take(&mut self.ended);
        self.json(tag::END, &ended)?;
        let mut out = self.stream.finish()?;
        let length = out.length;
        out.write_all(END)?;
        out.write_all(&length.to_le_bytes())?;
        let sum = out.sum.clone().finalize();
        out.out.write_all(&sum)?;
        out.out.flush()?;
        Ok(out.out)
    }

    fn end_part(&mut self) -> Result<()> {
        self.flush()?;
        self.ended.extend(self.running.take().map(Running::ended));
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.waiting);
        self.frame(tag::ROWS, &rows)?;
        self.waiting = rows;
        self.waiting.clear();
        Ok(())
    }

    fn json(&mut self, tag: u8, value: &impl Serialize) -> Result<()> {
        let bytes = serde_json::to_vec(value)?;
        self.frame(tag, &bytes)
    }

    fn frame(&mut self, tag: u8, bytes: &[u8]) -> Result<()> {
        let length = u32::try_from(bytes.len()).map_err(std::io::Error::other)?;
        self.stream.write_all(&[tag])?;
        self.stream.write_all(&length.to_le_bytes())?;
        self.stream.write_all(bytes)
    }
}

/// Counts and sums what passes.
struct Summed<W> {
    out: W,
    sum: Sha256,
    length: u64,
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let count = self.out.write(bytes)?;
        self.sum.update(&bytes[..count]);
        self.length += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> Result<()> {
        self.out.flush()
    }
}
