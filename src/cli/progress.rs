//! Progress bars for people, nothing for pipes.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::fetch::Watch;
use crate::intake::{Progress, Stage};
use crate::storage::archive;

/// A bar on the terminal; silent where the output is no terminal.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(super) fn new() -> Self {
        Self { bar: ProgressBar::no_length() }
    }

    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn files(&mut self, count: usize) {
        self.bar = ProgressBar::new(count as u64);
        let template = "{spinner} 読み込み {wide_bar} {pos}/{len} {msg} [{elapsed_precise}]";
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    fn file_done(&mut self, name: &str) {
        self.bar.set_message(name.to_owned());
        self.bar.inc(1);
    }

    fn stage(&mut self, stage: Stage) {
        let message = match stage {
            Stage::Joining => "突き合わせと住所の位置づけ (joining and placing)",
            Stage::Writing => "書き込み (writing)",
        };
        self.bar.finish_and_clear();
        self.bar = ProgressBar::new_spinner();
        self.bar.set_message(message);
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }
}

/// A bar of bytes for downloads and copies; silent where the output is no terminal.
pub(super) struct Bytes {
    bar: ProgressBar,
    template: &'static str,
}

impl Bytes {
    pub(super) fn new() -> Self {
        let template = "{spinner} 取得 {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {msg}";
        Self { bar: ProgressBar::hidden(), template }
    }

    /// For a file that is copied from another folder.
    pub(super) fn copying() -> Self {
        let template = "{spinner} 写し {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {msg}";
        Self { bar: ProgressBar::hidden(), template }
    }
}

impl Watch for Bytes {
    fn begin(&mut self, file: &str, from: u64, total: Option<u64>) {
        self.bar = total.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        if let Ok(style) = ProgressStyle::with_template(self.template) {
            self.bar.set_style(style);
        }
        self.bar.set_message(file.to_owned());
        self.bar.set_position(from);
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    fn advance(&mut self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn done(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A bar of steps that take their time; silent where the output is no terminal.
pub(super) struct Steps {
    bar: ProgressBar,
}

impl Steps {
    /// A bar of so many steps.
    pub(super) fn new(what: &str, count: usize) -> Self {
        let bar = ProgressBar::new(count as u64);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} {wide_bar} {pos}/{len} {msg} [{eta}]") {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar }
    }

    /// One step was done.
    pub(super) fn step(&self, message: &str) {
        self.bar.set_message(message.to_owned());
        self.bar.inc(1);
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// A bar for backups: rows, or bytes where one is read through; silent where the output is no terminal.
pub(super) struct Archiving {
    bar: ProgressBar,
}

impl Archiving {
    pub(super) fn new() -> Self {
        Self { bar: ProgressBar::hidden() }
    }

    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl archive::Watch for Archiving {
    fn stage(&mut self, stage: archive::Stage, total: u64) {
        let template = match stage {
            archive::Stage::Writing => "{spinner} 書き出し (writing) {wide_bar} {pos}/{len} [{eta}]",
            archive::Stage::Verifying => "{spinner} 確かめ (verifying) {wide_bar} {bytes}/{total_bytes} [{eta}]",
            archive::Stage::Restoring => "{spinner} 復元 (restoring) {wide_bar} {pos}/{len} [{eta}]",
        };
        self.bar.finish_and_clear();
        self.bar = ProgressBar::new(total);
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.enable_steady_tick(Duration::from_millis(120));
    }

    fn advance(&mut self, by: u64) {
        self.bar.inc(by);
    }
}
