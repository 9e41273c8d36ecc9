//! Why a file could not be read at all.

/// A file that was refused. Every message names the file and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The zip is damaged, cut short, encrypted or too large.
    #[error(
        "{file}: zip を開けません（{reason}）。何も取り込んでいません。もう一度入手してください (the zip cannot be opened; nothing of it was read; fetch it again)"
    )]
    Zip {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The spreadsheet cannot be opened.
    #[error(
        "{file}: 表計算ファイルとして読めません（{reason}）。xlsx か CSV で保存し直してください (not a spreadsheet that can be read; save it again as xlsx or CSV)"
    )]
    Workbook {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The text of a CSV file is broken.
    #[error(
        "{file}: {row} 行目が読めません（{reason}）。このファイルは何も取り込んでいません (the row cannot be read; nothing of the file was taken in)"
    )]
    Csv {
        /// The file.
        file: String,
        /// The row, the header being 1.
        row: u64,
        /// What is wrong.
        reason: String,
    },
    /// No known header was found.
    #[error(
        "{file}: 知っている様式のどれでもありません。近いのは {nearest}。足りない列: {missing}。知らない列: {unknown} (none of the known files: the nearest layout, the columns it lacks, the columns that are not known)"
    )]
    Unknown {
        /// The file.
        file: String,
        /// The layout that shares most columns.
        nearest: String,
        /// The required columns of that layout that the file lacks.
        missing: String,
        /// The columns of the file that the layout does not know.
        unknown: String,
    },
    /// The file has no rows, or no header.
    #[error("{file}: 中身がありません (there is nothing in it)")]
    Empty {
        /// The file.
        file: String,
    },
    /// The sheets of one workbook are different datasets.
    #[error(
        "{file}: シートごとに別の様式です（{first}、{other}）。シートを一つずつ別のファイルに保存してください (its sheets are different datasets; save each as a file of its own)"
    )]
    Mixed {
        /// The file.
        file: String,
        /// The dataset of the first sheet.
        first: String,
        /// The dataset of a later sheet.
        other: String,
    },
    /// Nothing says for which day the file was published.
    #[error(
        "{file}: いつ時点のものか分かりません。list_20251201.csv のように日付をファイル名に入れてください (nothing says for which day it was published; put the date into its name)"
    )]
    NoEdition {
        /// The file.
        file: String,
    },
    /// The dataset is known but none of its rows says of which kind its institutions are.
    #[error("{file}: 様式は {layout} ですが、{reason}")]
    Undecided {
        /// The file.
        file: String,
        /// The layout.
        layout: String,
        /// What is missing.
        reason: String,
    },
    /// A survey has no mapping that says which column is what.
    #[error(
        "{file}: 調査票のようですが、列の対応表がありません。`zaitaku survey map {file}` で対応表 {file}.survey.toml を作り、内容を確かめてから、もう一度取り込んでください (a survey without a mapping: make one with `zaitaku survey map`, look it over, import again)"
    )]
    Unmapped {
        /// The file.
        file: String,
    },
    /// A survey does not fit its mapping, or the mapping cannot be read.
    #[error("{file}: 対応表 {mapping} が使えません。{reason} (the mapping cannot be used)")]
    Mapping {
        /// The file.
        file: String,
        /// The mapping.
        mapping: String,
        /// What is wrong.
        reason: String,
    },
    /// No sheet has headings under which institutions stand.
    #[error(
        "{file}: 「医療機関名」のような見出しのある表が見つかりません。見出しの行に名称の列があるか確かめてください (no table with a column of names was found)"
    )]
    NoSurvey {
        /// The file.
        file: String,
    },
}
