//! Documents name what exists, and the two READMEs say the same.

use std::path::{Path, PathBuf};

use crate::architecture::files_below;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the repository.
pub(crate) fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn documents() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    found.extend(files_below(&root().join("docs"), &["md"]));
    found.push(root().join("web/README.md"));
    found
}

/// What stands in single backticks outside fenced blocks, with its line.
fn quoted(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let parts = line.split('`').skip(1).step_by(2);
            found.extend(parts.map(|part| (number, part.to_owned())));
        }
    }
    found
}

/// Whether a text in backticks is meant as a path of this repository.
fn looks_like_a_path(text: &str, folders: &[String]) -> bool {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let first = text.split('/').next().unwrap_or_default();
    let inside = text.contains('/') && folders.iter().any(|folder| folder == first);
    let at_the_root = ["Makefile", "Cargo.toml", "Cargo.lock", "deny.toml", "rust-toolchain.toml"].contains(&text)
        || text.starts_with("LICENSE-")
        || !text.contains('/') && text.ends_with(".md");
    plain && (inside || at_the_root)
}

#[test]
fn every_path_named_in_a_document_exists() {
    let folders: Vec<String> = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "target")
        .collect();
    let mut faults = Vec::new();
    for document in documents() {
        let near = document.parent().unwrap();
        let text = std::fs::read_to_string(&document).unwrap();
        for (line, path) in quoted(&text) {
            // Built by `make web`, not committed.
            let built = path.contains("web/dist") || path.contains("node_modules");
            let exists = root().join(&path).exists() || near.join(&path).exists();
            if looks_like_a_path(&path, &folders) && !built && !exists {
                faults.push(format!("{}:{line}: {path} does not exist", document.display()));
            }
        }
        for (at, _) in text.match_indices("](") {
            let target = text[at + 2..].split([')', '#']).next().unwrap_or_default();
            if target.is_empty() || target.contains(':') {
                continue;
            }
            if !near.join(target).exists() {
                faults.push(format!("{}: the link to {target} leads nowhere", document.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_two_readmes_say_the_same() {
    let (english, japanese) = (read("README.md"), read("README.ja.md"));
    let headings = |text: &str| -> Vec<usize> {
        let level = |line: &str| line.chars().take_while(|c| *c == '#').count();
        outside_fences(text).into_iter().filter(|line| line.starts_with('#')).map(level).collect()
    };
    assert_eq!(headings(&english), headings(&japanese), "the READMEs have different headings");
    let commands = |text: &str| -> Vec<String> {
        fenced(text).into_iter().map(|line| line.split(" #").next().unwrap_or_default().trim_end().to_owned()).collect()
    };
    assert_eq!(commands(&english), commands(&japanese), "the READMEs give different commands");
    for text in [&english, &japanese] {
        for command in ["make run", "make test"] {
            assert!(text.contains(command), "a README does not say {command}");
        }
    }
}

#[test]
fn the_commands_of_the_readme_are_commands_of_the_program() {
    for line in fenced(&read("README.md")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(at) = words.iter().position(|word| word.ends_with("zaitaku")) else { continue };
        let Some(command) = words.get(at + 1) else { continue };
        let help = crate::server::zaitaku().args([command, "--help"]).output().unwrap();
        let help_text = String::from_utf8_lossy(&help.stdout).into_owned();
        assert!(help.status.success(), "{line}: no such command");
        for flag in words.iter().filter(|word| word.starts_with("--")) {
            let name = flag.split(['=', ',']).next().unwrap();
            assert!(help_text.contains(name), "{line}: {command} has no {name}");
        }
    }
}

#[test]
fn the_makefile_explains_itself() {
    let makefile = read("Makefile");
    for target in ["run", "test", "web", "bench", "help"] {
        let explained = makefile.lines().any(|line| line.starts_with(&format!("{target}:")) && line.contains("## "));
        assert!(explained, "make {target} is missing or not explained with ##");
    }
}

fn outside_fences(text: &str) -> Vec<&str> {
    split_fences(text).0
}

fn fenced(text: &str) -> Vec<&str> {
    split_fences(text).1
}

fn split_fences(text: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut outside, mut inside, mut within) = (Vec::new(), Vec::new(), false);
    for line in text.lines() {
        if line.starts_with("```") {
            within = !within;
        } else if within {
            inside.push(line);
        } else {
            outside.push(line);
        }
    }
    (outside, inside)
}
