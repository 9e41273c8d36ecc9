//! `zaitaku survey`: what the columns of a survey are, and our own survey to send out.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::config::StoreFlags;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::{Facility, Kind};
use crate::import::survey::template::{self, Row, Template};
use crate::import::survey::{MAPPING_ENDING, Proposal, Role, USE_FROM, propose};
use crate::import::{Part, expand};

use super::table::{Align, Table};
use super::{Usage, open, out, snapshot};

/// Surveys: map the columns of a workbook, or make one to send out.
#[derive(Debug, Args)]
pub struct Survey {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Propose which column of a survey is what, and write it beside the file as FILE.survey.toml.
    #[command(after_help = "EXAMPLE: zaitaku survey map 調査回答.xlsx && zaitaku import 調査回答.xlsx")]
    Map(Map),
    /// Write our own survey as a workbook, made from the vocabulary.
    #[command(after_help = "EXAMPLE: zaitaku survey template --kind clinic --municipality 14201 -o 調査票.xlsx")]
    Template(Sheet),
}

/// A survey to map.
#[derive(Debug, Args)]
struct Map {
    /// A workbook (xlsx, xls, xlsb, ods) or CSV.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write the mapping; FILE.survey.toml when absent, where the import finds it.
    #[arg(long, short, value_name = "FILE.toml")]
    output: Option<PathBuf>,
    /// Look at this sheet only.
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Replace a mapping that is already there.
    #[arg(long)]
    overwrite: bool,
}

/// A survey to send out.
#[derive(Debug, Args)]
struct Sheet {
    /// Whom it asks: clinic, hospital, pharmacy, nursing_station, dental_clinic, care_manager_office.
    #[arg(long, default_value = "clinic", value_name = "KIND")]
    kind: String,
    /// Fill in the facilities of this municipality from the store, by its five- or six-digit code.
    #[arg(long, value_name = "CODE")]
    municipality: Option<String>,
    /// Empty rows below the facilities filled in.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(0..=5_000), value_name = "N")]
    blank_rows: u32,
    /// Where to write it.
    #[arg(long, short, default_value = "zaitaku-survey.xlsx", value_name = "FILE.xlsx")]
    output: PathBuf,
    #[command(flatten)]
    store: StoreFlags,
}

impl Survey {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::Map(map) => map.run(),
            What::Template(sheet) => sheet.run().await,
        }
    }
}

impl Map {
    fn run(self) -> anyhow::Result<()> {
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let output = self.output.clone().unwrap_or_else(|| beside(&self.file));
        if output.exists() && !self.overwrite {
            return Err(Usage(format!(
                "{} はすでにあります。書き直すには --overwrite を付けてください (the mapping exists; --overwrite replaces it)",
                output.display()
            ))
            .into());
        }
        let part = part(&self.file, &name)?;
        let proposal = propose(&part, self.sheet.as_deref())?;
        std::fs::write(&output, proposal.mapping.to_toml(&name))
            .with_context(|| format!("{} に書けません (cannot be written)", output.display()))?;
        print(&proposal, &output)?;
        Ok(())
    }
}

fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(MAPPING_ENDING);
    PathBuf::from(name)
}

fn part(file: &Path, name: &str) -> anyhow::Result<Part> {
    let bytes = std::fs::read(file).with_context(|| format!("{} を読めません (cannot be read)", file.display()))?;
    let modified = std::fs::metadata(file).ok().and_then(|known| known.modified().ok());
    let modified = modified.and_then(|time| Timestamp::try_from(time).ok()).map(day);
    let mut parts = expand(name, bytes, modified)?;
    match parts.len() {
        1 => Ok(parts.remove(0)),
        _ => bail!("zip は先に展開してください (unpack the zip first)"),
    }
}

/// The day in Japan.
fn day(moment: Timestamp) -> Date {
    jiff::tz::offset(9).to_datetime(moment).date()
}

fn print(proposal: &Proposal, output: &Path) -> std::io::Result<()> {
    let mut out = out::stdout();
    let mapping = &proposal.mapping;
    let as_of = mapping.as_of.map_or_else(|| "―".to_owned(), |date| date.to_string());
    writeln!(out, "調査 survey: {}", mapping.survey)?;
    writeln!(out, "回答基準日 as of: {as_of} … {}", mapping.as_of_from)?;
    writeln!(out, "行 rows: {}", proposal.rows)?;
    for table in &mapping.tables {
        let [first, last] = table.header_rows;
        let kinds: Vec<&str> = table.kinds.iter().map(|kind| kind.id()).collect();
        writeln!(
            out,
            "\nシート sheet「{}」 並べ方 layout: {} 見出し headings {first}–{last} 相手 kinds: {}",
            table.sheet,
            table.layout.id(),
            kinds.join(", ")
        )?;
        let mut lines = Table::new(
            ["列", "見出し heading", "役割 role", "確度 %", "使う use", "値の例 samples"],
            [Align::Left, Align::Left, Align::Left, Align::Right, Align::Left],
        );
        for column in &table.columns {
            let used = match (&column.role, column.used) {
                (Role::Ignored, _) => "―",
                (_, true) => "✓",
                (_, false) => "確認",
            };
            lines.row([
                column.column.clone(),
                clip(&column.heading, 34),
                column.role.id(),
                column.confidence.to_string(),
                used.to_owned(),
                clip(&column.samples.join(" ｜ "), 40),
            ]);
        }
        write!(out, "{lines}")?;
    }
    for (sheet, why) in &proposal.left_out {
        writeln!(out, "読まないシート sheet left out: {sheet}（{why}）")?;
    }
    let unmapped: Vec<String> =
        mapping.unmapped().map(|(_, column)| format!("{} {}", column.column, column.heading)).collect();
    writeln!(
        out,
        "\n割り当てのない列 unmapped: {}",
        if unmapped.is_empty() { "なし none".to_owned() } else { unmapped.join("、") }
    )?;
    writeln!(out, "確度 {USE_FROM}% 未満の列は「確認」です (below {USE_FROM}% a person must look)")?;
    writeln!(out, "書きました written: {}", output.display())
}

/// The beginning of a text for a column of a table.
fn clip(text: &str, most: usize) -> String {
    use unicode_width::UnicodeWidthChar;
    let mut width = 0;
    let fits = |c: &char| {
        width += c.width().unwrap_or(0);
        width <= most
    };
    let head: String = text.chars().take_while(fits).collect();
    if head.len() < text.len() { format!("{head}…") } else { head }
}

impl Sheet {
    async fn run(self) -> anyhow::Result<()> {
        let kind = Kind::from_id(&self.kind).filter(|kind| template::kinds().any(|known| known == *kind)).ok_or_else(
            || {
                let known: Vec<&str> = template::kinds().map(Kind::id).collect();
                Usage(format!("--kind は次のどれかです (one of): {}", known.join(", ")))
            },
        )?;
        let rows = match &self.municipality {
            Some(code) => {
                let code = MunicipalityCode::parse(code).map_err(|error| {
                    Usage(format!("--municipality: 全国地方公共団体コードではありません ({error})"))
                })?;
                self.known(kind, code).await?
            }
            None => Vec::new(),
        };
        let filled = rows.len();
        let template = Template { kind, rows, blank_rows: self.blank_rows, made_on: day(Timestamp::now()) };
        let bytes = template::write(&template)?;
        std::fs::write(&self.output, bytes)
            .with_context(|| format!("{} に書けません (cannot be written)", self.output.display()))?;
        let mut out = out::stdout();
        writeln!(out, "書きました written: {} （記入済み filled in {filled} 施設）", self.output.display())?;
        Ok(())
    }

    /// The facilities of a municipality, by name.
    async fn known(&self, kind: Kind, code: MunicipalityCode) -> anyhow::Result<Vec<Row>> {
        let store = open::store(&self.store).await?;
        let mut found = snapshot::facilities(&store, &open::gazetteer().await?).await?;
        store.close().await;
        found.retain(|one| one.kind == kind && one.closed.is_none() && one.municipality == Some(code));
        found.sort_by(|a, b| (&a.name_kana, &a.name, &a.id).cmp(&(&b.name_kana, &b.name, &b.id)));
        Ok(found.into_iter().map(row).collect())
    }
}

fn row(facility: Facility) -> Row {
    let mut row = vec![(Role::FacilityId, facility.id), (Role::Name, facility.name), (Role::Address, facility.address)];
    row.extend(facility.phone.map(|phone| (Role::Phone, phone)));
    row.extend(facility.fax.map(|fax| (Role::Fax, fax)));
    row
}
