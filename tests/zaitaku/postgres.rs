//! The same program and the same SQL on a real PostgreSQL, started for this test on a free port in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{assert_balanced, done};
use crate::fixtures::{self, HOME};
use crate::server::{Server, list, zaitaku};

const INSTALL: &str = "PostgreSQL is not installed. Install it: apt-get install -y postgresql";

/// A running PostgreSQL.
pub(crate) struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    url: String,
}

impl Postgres {
    pub(crate) fn start() -> Self {
        let programs = programs();
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            // PostgreSQL refuses to run as root; its own user must be able to reach the folder.
            let status = Command::new("chown").arg("postgres").arg(folder.path()).status().unwrap();
            assert!(status.success(), "the user postgres is missing. {INSTALL}");
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let url = format!("postgres://zaitaku@127.0.0.1:{port}/postgres");
        let postgres = Self { folder, programs, url };
        postgres.run("initdb", &["-U", "zaitaku", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]);
        let options = format!("-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {}", postgres.path());
        let log = format!("{}/log", postgres.path());
        postgres.run("pg_ctl", &["-w", "-t", "120", "-l", &log, "-o", &options, "start"]);
        postgres
    }

    /// Where it answers.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn path(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Output {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // pg_ctl leaves a server behind that would inherit a pipe and keep it open for ever.
        let output = tempfile::tempfile().unwrap();
        let status = command
            .args(["-D", &format!("{}/data", self.path())])
            .args(arguments)
            .current_dir("/")
            .stdin(std::process::Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output.try_clone().unwrap())
            .status()
            .unwrap();
        let mut said = Vec::new();
        let mut output = output;
        std::io::Seek::rewind(&mut output).unwrap();
        std::io::Read::read_to_end(&mut output, &mut said).unwrap();
        Output { status, stdout: said, stderr: Vec::new() }
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.command(program, arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        assert!(output.status.success(), "{program} failed:\n{said}\n{log}");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.command("pg_ctl", &["-m", "immediate", "stop"]);
    }
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&id.stdout).trim() == "0"
}

/// The folder of `initdb`: Debian keeps it out of the path, newest version last.
fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    found.sort();
    let in_path = std::env::var_os("PATH").unwrap_or_default();
    found.splice(0..0, std::env::split_paths(&in_path));
    let has_both = |folder: &PathBuf| folder.join("initdb").exists() && folder.join("pg_ctl").exists();
    found.into_iter().rev().find(has_both).unwrap_or_else(|| panic!("{INSTALL}"))
}

fn on(postgres: &Postgres, arguments: &[&str], data: &Path) -> Output {
    zaitaku().args(arguments).args(["--database", &postgres.url]).arg("--data").arg(data).output().unwrap()
}

#[test]
fn import_find_and_serve_are_the_same_on_postgresql_and_sqlite() {
    let postgres = Postgres::start();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let files = fixtures::write_all(folder.path());
    let paths: Vec<&str> = files.iter().map(|path| path.to_str().unwrap()).collect();
    let import = [&["import"], &paths[..]].concat();

    let first = assert_balanced(&done(&on(&postgres, &import, &data)));
    assert_eq!((first.read, first.new), (9, 9));
    let second = assert_balanced(&done(&on(&postgres, &import, &data)));
    assert_eq!((second.new, second.changed, second.unchanged), (0, 0, 9));

    let sqlite = folder.path().join("sqlite");
    done(&crate::cli::import(&files, &sqlite, &[]));
    let near = format!("{},{}", HOME.0, HOME.1);
    let find =
        ["find", "--near", &near, "--need", "home_visit_scheduled", "--at", "2026-12-01T13:00:00+09:00", "--json"];
    let here: Value = serde_json::from_str(&done(&on(&postgres, &find, &data))).unwrap();
    let there: Value = serde_json::from_str(&done(&crate::cli::run(&find, &sqlite))).unwrap();
    assert_eq!(here, there);
    assert_eq!(list(&here["candidates"]).len(), 3);

    // Two servers on one database: what an import writes, both see.
    let replicas = [0, 1].map(|n| {
        let data = folder.path().join(format!("replica-{n}"));
        Server::start(&["--database", &postgres.url], &data, &[])
    });
    let later = fixtures::write(folder.path(), "02-1_20260601.csv", fixtures::navii(Some("改名した医院")).as_bytes());
    let changed = assert_balanced(&done(&on(&postgres, &["import", later.to_str().unwrap()], &data)));
    assert_eq!(changed.changed, 1);
    for replica in &replicas {
        let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
        loop {
            let answer = replica.ask(&json!({"origin": {"lat": HOME.0, "lon": HOME.1}}));
            if list(&answer["candidates"]).iter().any(|candidate| candidate["facility"]["name"] == "改名した医院")
            {
                break;
            }
            assert!(std::time::Instant::now() < until, "a replica does not see the import:\n{}", replica.log());
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert_eq!(replica.get("/readyz").status, 200);
    }
    // The servers go before the database: they would rightly complain about its absence.
    for replica in replicas {
        replica.stop();
    }
}
