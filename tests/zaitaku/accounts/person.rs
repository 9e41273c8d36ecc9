//! Somebody with a browser, and an operator at the command line.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use reqwest::blocking::Client;
use reqwest::redirect::Policy;
use serde_json::Value;

use crate::cli::done;
use crate::server::{PATIENCE, Reply, Server, zaitaku};

/// The password of everybody here.
pub(crate) const PASSWORD: &str = "あさごはんは たまごとみそしる";
/// Another one.
pub(crate) const SECOND: &str = "seven bicycles under a pine tree";

/// A browser with one cookie at most.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) client: Client,
    pub(crate) base: String,
    /// The site whose page a form is on; empty for a browser that does not say.
    pub(crate) origin: String,
    /// `name=value`, or nothing.
    pub(crate) cookie: String,
}

impl Person {
    pub(crate) fn new(server: &Server) -> Self {
        Self {
            client: Client::builder().no_proxy().redirect(Policy::none()).timeout(PATIENCE).build().unwrap(),
            base: server.base().to_owned(),
            origin: server.base().to_owned(),
            cookie: String::new(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        read(self.client.get(format!("{}{path}", self.base)).header("cookie", &self.cookie))
    }

    /// Sends a form and keeps the cookie that comes back.
    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let encode =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = self.client.post(format!("{}{path}", self.base)).header("cookie", &self.cookie);
        let request = if self.origin.is_empty() { request } else { request.header("origin", &self.origin) };
        let reply = read(request.header("content-type", "application/x-www-form-urlencoded").body(body.join("&")));
        if let Some(cookie) = reply.header("set-cookie").split(';').next().filter(|cookie| !cookie.is_empty()) {
            cookie.clone_into(&mut self.cookie);
        }
        reply
    }

    pub(crate) fn sign_in(&mut self, login: &str, password: &str) -> Reply {
        self.post("/login", &[("login", login), ("password", password), ("code", ""), ("next", "")])
    }

    pub(crate) fn session(&self) -> Value {
        self.get("/api/v1/session").json()
    }
}

fn read(request: reqwest::blocking::RequestBuilder) -> Reply {
    let response = request.send().unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, bytes: response.bytes().unwrap().to_vec() }
}

/// The token that the forms of a page carry.
pub(crate) fn form_of(page: &str) -> String {
    let after = page.split("name=\"form\" value=\"").nth(1).unwrap_or_else(|| panic!("no form in {page}"));
    after.split('"').next().unwrap().to_owned()
}

/// The path of an invitation's link.
pub(crate) fn invite(text: &str) -> String {
    let at = text.find("/invitation/").unwrap_or_else(|| panic!("no link in {text}"));
    // The form to take invitations back has a path that begins alike.
    let found = text[at..].match_indices("/invitation/").map(|(start, _)| &text[at + start..]);
    let token =
        |rest: &str| rest["/invitation/".len()..].chars().take_while(char::is_ascii_hexdigit).collect::<String>();
    found
        .map(token)
        .find(|token| token.len() == 64)
        .map_or_else(|| panic!("no link in {text}"), |token| format!("/invitation/{token}"))
}

/// `zaitaku account …` over a data folder.
pub(crate) fn account(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = zaitaku();
    command.arg("account").args(arguments).arg("--data").arg(folder);
    command
}

/// Makes an account with the usual password.
pub(crate) fn create(folder: &Path, role: &str, login: &str, name: &str) {
    let arguments = ["create", "--role", role, "--login", login, "--name", name, "--password-stdin"];
    done(&with_input(&mut account(folder, &arguments), PASSWORD));
}

/// Runs a command that is told something.
pub(crate) fn with_input(command: &mut Command, typed: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that needs nothing typed may be gone already.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}

/// Runs SQL on the store of a folder, behind the back of the program.
pub(crate) fn sql(folder: &Path, statement: &str) -> Result<(), sqlx::Error> {
    sql_at(&format!("sqlite://{}", folder.join("zaitaku.sqlite").display()), statement)
}

/// Runs SQL on any store.
pub(crate) fn sql_at(url: &str, statement: &str) -> Result<(), sqlx::Error> {
    use sqlx::{AnyConnection, AssertSqlSafe, Connection};
    sqlx::any::install_default_drivers();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = AnyConnection::connect(url).await?;
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await?;
        connection.close().await
    })
}
