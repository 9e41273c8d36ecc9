//! The map in `docs/architecture.md` is true: the code imports what the map allows, and no more.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::documents::read;

/// Which rooms each room may import. The document says the same in words; the test below holds the two together.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("config", &[]),
    ("accounts", &[]),
    ("cases", &["domain"]),
    ("import", &["domain"]),
    ("reconcile", &["domain"]),
    ("geocode", &["domain"]),
    ("index", &["domain"]),
    ("coast", &[]),
    ("way", &["coast", "domain"]),
    ("zones", &["domain"]),
    ("matching", &["domain", "way"]),
    ("storage", &["domain"]),
    ("tiles", &["coast", "domain"]),
    ("fetch", &["domain"]),
    ("ask", &["domain"]),
    ("interchange", &["domain"]),
    ("links", &["domain"]),
    ("mail", &[]),
    ("sheet", &["domain"]),
    ("pages", &["domain", "links"]),
    ("demo", &["domain", "geocode"]),
    ("directory", &["domain", "geocode", "index", "matching", "way"]),
    ("intake", &["domain", "geocode", "import", "reconcile", "storage"]),
    ("editing", &["directory", "domain", "geocode", "intake", "reconcile", "storage"]),
    (
        "http",
        &[
            "accounts",
            "ask",
            "cases",
            "config",
            "directory",
            "domain",
            "editing",
            "geocode",
            "index",
            "links",
            "mail",
            "matching",
            "intake",
            "pages",
            "sheet",
            "storage",
            "tiles",
            "zones",
        ],
    ),
    (
        "cli",
        &[
            "accounts",
            "ask",
            "cases",
            "config",
            "demo",
            "directory",
            "domain",
            "editing",
            "fetch",
            "geocode",
            "http",
            "import",
            "index",
            "intake",
            "interchange",
            "links",
            "mail",
            "matching",
            "pages",
            "reconcile",
            "sheet",
            "storage",
            "tiles",
            "zones",
        ],
    ),
];

/// Rooms without IO, async or a clock: what they need arrives as an argument.
const PURE: &[&str] = &[
    "domain",
    "sheet",
    "accounts",
    "cases",
    "import",
    "reconcile",
    "geocode",
    "index",
    "coast",
    "way",
    "matching",
    "directory",
    "demo",
    "interchange",
    "links",
    "zones",
];

/// Words that only an impure room may say.
const IMPURE_WORDS: [&str; 14] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::time",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "tokio",
    "sqlx",
    "axum",
    "reqwest",
    "async fn",
];

/// The longest source file without its unit tests, in lines: what one can still read in one sitting.
const LONGEST: usize = 500;

/// A source file of a room.
struct File {
    room: String,
    path: PathBuf,
    /// With comments taken out.
    code: String,
}

impl File {
    fn is_test(&self) -> bool {
        let name = self.path.file_stem().unwrap().to_string_lossy();
        name.contains("tests") || name == "harness" || self.path.components().any(|part| part.as_os_str() == "tests")
    }

    /// The code up to the unit tests at its end.
    fn without_tests(&self) -> &str {
        if self.is_test() { "" } else { self.code.split("#[cfg(test)]\nmod tests {").next().unwrap() }
    }
}

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with one of the endings.
pub(crate) fn files_below(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path, endings));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|one| ending == *one)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<File> {
    let src = root().join("src");
    let file = |path: PathBuf| {
        let inside = path.strip_prefix(&src).unwrap();
        let first = inside.components().next().unwrap().as_os_str().to_string_lossy();
        let text = std::fs::read_to_string(&path).unwrap();
        File { room: first.trim_end_matches(".rs").to_owned(), code: without_comments(&text), path }
    };
    files_below(&src, &["rs"]).into_iter().map(file).collect()
}

fn without_comments(text: &str) -> String {
    let code = |line: &str| if line.trim_start().starts_with("//") { String::new() } else { line.to_owned() };
    text.lines().map(code).collect::<Vec<_>>().join("\n")
}

/// The rooms named after `crate::`, also in braces: `use crate::{domain, index::text}`.
fn imports(code: &str) -> BTreeSet<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for (at, word) in code.match_indices("crate::") {
        let rest = &code[at + word.len()..];
        match rest.strip_prefix('{') {
            Some(list) => found.extend(top_level(list).into_iter().map(|part| name(part.trim()))),
            None => _ = found.insert(name(rest)),
        }
    }
    found.remove("");
    found
}

/// The parts of a braced list up to its closing brace, split at the commas that stand in no inner brace.
fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0, 0, Vec::new());
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&list[start..at]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts
}

#[test]
fn imports_are_found_however_they_are_written() {
    let found = imports("use crate::{domain::Kind, index::{text, spatial}};\nlet x = crate::http::router();");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["domain", "http", "index"]);
}

#[test]
fn rooms_import_only_what_the_map_allows() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    let mut faults = Vec::new();
    for file in sources() {
        if matches!(file.room.as_str(), "lib" | "main") {
            continue;
        }
        let Some(allowed) = allowed.get(file.room.as_str()) else {
            faults.push(format!("{} is in no room of the map", file.path.display()));
            continue;
        };
        let code = if file.room == "cli" { &file.code } else { file.without_tests() };
        for import in imports(code) {
            if import != file.room && !allowed.contains(&import.as_str()) {
                faults.push(format!("{}: {} may not import {import}", file.path.display(), file.room));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pure_rooms_do_no_io_and_read_no_clock() {
    let mut faults = Vec::new();
    for file in sources().iter().filter(|file| PURE.contains(&file.room.as_str())) {
        for word in IMPURE_WORDS {
            if let Some(line) = file.without_tests().lines().position(|line| line.contains(word)) {
                faults.push(format!("{}:{}: {word} in a pure room", file.path.display(), line + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_of_the_large_crates_is_known_to_its_rooms_only() {
    let mut faults = Vec::new();
    for file in sources() {
        for (word, rooms) in [
            ("axum::", &["http"][..]),
            ("sqlx::", &["storage"]),
            ("martin_core::", &["tiles"]),
            ("tantivy::", &["index"]),
            ("reqwest::", &["fetch", "ask"]),
            ("lettre::", &["mail"]),
        ] {
            // The server of the command line binds the router of the http room to a port.
            let serves = word == "axum::" && file.path.ends_with("cli/serve.rs");
            if file.without_tests().contains(word) && !rooms.contains(&file.room.as_str()) && !serves {
                faults.push(format!("{}: {word} belongs to {}", file.path.display(), rooms.join(" and ")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_room_is_a_cupboard() {
    for file in sources() {
        for name in ["utils", "util", "common", "helpers", "services", "repositories", "misc"] {
            let is_room = file.room == name;
            assert!(!is_room, "{}: a room needs a name that says what is in it", file.path.display());
        }
    }
}

#[test]
fn files_are_short_and_finished() {
    let mut faults = Vec::new();
    for file in sources() {
        let lines = file.without_tests().lines().count();
        if lines > LONGEST {
            faults.push(format!("{} has {lines} lines; {LONGEST} are the most", file.path.display()));
        }
    }
    let web = root().join("web");
    let mut all = files_below(&root().join("src"), &["rs"]);
    all.extend(files_below(&web.join("src"), &["ts", "css"]));
    all.extend(files_below(&root().join("tests"), &["rs"]));
    all.extend(files_below(&root().join("data"), &["toml"]));
    // Built from parts, so that this file does not find itself.
    let unfinished = ["TO".to_owned() + "DO", "FIX".to_owned() + "ME", "XX".to_owned() + "X", "todo".to_owned() + "!"];
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(word) = unfinished.iter().find(|word| line.contains(word.as_str())) {
                faults.push(format!("{}:{number}: {word}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_screen_praises_anybody() {
    // 医療広告ガイドライン: no comparison, no praise. The words of the page are texts in quotes.
    let forbidden = ["最適", "おすすめ", "お勧め", "一番", "No.1", "No. 1", "ナンバーワン", "ベスト", "名医", "最高"];
    let mut faults = Vec::new();
    for path in files_below(&root().join("web/src/i18n"), &["ts"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in (1..).zip(without_comments(&text).lines()) {
            let lower = line.to_ascii_lowercase();
            let best = lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == "best");
            if best || forbidden.iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    let server_words = [
        "src/matching/explain.rs",
        "src/matching/way_words.rs",
        "src/http/matches/reason.rs",
        "src/http/matches/asked.rs",
        "data/vocabulary.toml",
        "data/policy.toml",
        "data/rules.toml",
    ];
    for path in server_words {
        let text = read(path);
        for word in forbidden {
            if text.contains(word) {
                faults.push(format!("{path}: {word}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_map_lists_exactly_the_rooms_that_exist() {
    let lib = read("src/lib.rs");
    let declared: BTreeSet<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let tested: BTreeSet<&str> = MAY_IMPORT.iter().map(|(room, _)| *room).collect();
    assert_eq!(declared, tested, "src/lib.rs and the rules of this test name different rooms");

    // In the document every room is a row: | `room` | what it does | imports |
    let map = read("docs/architecture.md");
    let mut rows = BTreeMap::new();
    for line in map.lines().filter(|line| line.starts_with("| `src/")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let room = cells[1].trim_matches('`').trim_start_matches("src/").trim_end_matches('/').trim_end_matches(".rs");
        let imports: BTreeSet<&str> =
            cells[3].split([',', ' ']).filter(|word| !word.is_empty() && *word != "—").collect();
        assert_ne!(cells[2], "", "{room} is not described");
        rows.insert(room.to_owned(), imports);
    }
    let listed: BTreeSet<&str> = rows.keys().map(String::as_str).collect();
    assert_eq!(listed, declared, "docs/architecture.md lists other rooms than src/lib.rs");
    for &(room, allowed) in MAY_IMPORT {
        let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
        let all = rows[room].contains("all");
        assert!(all || rows[room] == allowed, "docs/architecture.md says that {room} imports {:?}", rows[room]);
    }
}
