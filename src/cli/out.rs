//! Standard output of a command. A reader that leaves early (`| head`) has seen enough; that is no fault of the command.

use std::io::{ErrorKind, Result, StdoutLock, Write};

/// Standard output that is quiet once nobody reads it any more.
pub(super) struct Out {
    inner: StdoutLock<'static>,
    open: bool,
}

/// Standard output.
pub(super) fn stdout() -> Out {
    Out { inner: std::io::stdout().lock(), open: true }
}

impl Out {
    /// Whether somebody still reads: a long output may stop where nobody does.
    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    fn unless_left<T>(&mut self, done: Result<T>, instead: T) -> Result<T> {
        match done {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.open = false;
                Ok(instead)
            }
            done => done,
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if !self.open {
            return Ok(bytes.len());
        }
        let written = self.inner.write(bytes);
        self.unless_left(written, bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        if !self.open {
            return Ok(());
        }
        let flushed = self.inner.flush();
        self.unless_left(flushed, ())
    }
}
