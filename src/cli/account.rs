//! `zaitaku account`: who may sign in. The operator at the machine needs no account: the first administrator is made here.

use std::io::{IsTerminal, Read, Write};

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;

use crate::accounts::token::{Token, hex};
use crate::accounts::{account_policy, login, password};
use crate::config::{StoreFlags, public_address};
use crate::domain::audit::{Noted, OPERATOR};
use crate::domain::role::Role;
use crate::domain::vocabulary::Lang;
use crate::http::random;
use crate::storage::{Sessions, Store, StoredAccount, StoredInvitation, Written};

use super::table::{Align, Table};
use super::{Usage, open, out};

/// What to do with accounts.
#[derive(Debug, Args)]
pub struct Account {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make an account; the password is asked for. Begin with an administrator.
    Create(Create),
    /// List the accounts.
    List(List),
    /// Let an account sign in no more; its sessions end.
    Disable(Named),
    /// Let a disabled account sign in again.
    Enable(Named),
    /// Set a new password; sessions and one-time codes of the account end.
    ResetPassword(ResetPassword),
    /// Give an account another role; its sessions end.
    SetRole(SetRole),
    /// Make a link by which somebody makes an account.
    Invite(Invite),
}

/// What an account is for.
#[derive(Debug, Args)]
struct ForWhat {
    /// professional, facility, editor or administrator.
    #[arg(long, value_parser = role)]
    role: Role,
    /// A facility that is the account's own, by identifier; may be given several times.
    #[arg(long = "facility", value_name = "ID")]
    facilities: Vec<String>,
}

fn role(text: &str) -> Result<Role, String> {
    let known = Role::from_id(text).filter(|role| Role::OF_ACCOUNTS.contains(role));
    let names = || Role::OF_ACCOUNTS.iter().map(|role| role.id()).collect::<Vec<_>>().join(", ");
    known.ok_or_else(|| format!("次のどれかにしてください (one of these): {}", names()))
}

#[derive(Debug, Args)]
struct Create {
    #[command(flatten)]
    for_what: ForWhat,
    /// By what the person signs in, such as a mail address.
    #[arg(long, value_name = "LOGIN")]
    login: String,
    /// What the person is called.
    #[arg(long, value_name = "NAME")]
    name: String,
    #[command(flatten)]
    password: PasswordFrom,
    #[command(flatten)]
    store: StoreFlags,
}

/// Where a new password comes from. It is never an argument: arguments can be read by everybody on the machine.
#[derive(Debug, Args)]
struct PasswordFrom {
    /// Read the password from standard input instead of asking for it.
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Debug, Args)]
struct List {
    /// Print them as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    store: StoreFlags,
}

#[derive(Debug, Args)]
struct Named {
    /// The login of the account.
    #[arg(value_name = "LOGIN")]
    login: String,
    #[command(flatten)]
    store: StoreFlags,
}

#[derive(Debug, Args)]
struct ResetPassword {
    #[command(flatten)]
    of: Named,
    #[command(flatten)]
    password: PasswordFrom,
}

#[derive(Debug, Args)]
struct SetRole {
    #[command(flatten)]
    of: Named,
    #[command(flatten)]
    for_what: ForWhat,
}

#[derive(Debug, Args)]
struct Invite {
    #[command(flatten)]
    for_what: ForWhat,
    /// Whom it is for.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Days until the link ends; what data/accounts.toml says when absent.
    #[arg(long, value_name = "DAYS")]
    days: Option<i64>,
    /// The address under which people reach the server, such as `https://zaitaku.example.jp`: the beginning of the link.
    #[arg(long, env = "ZAITAKU_PUBLIC_ADDRESS", value_name = "URL", value_parser = public_address)]
    public_address: Option<String>,
    #[command(flatten)]
    store: StoreFlags,
}

impl Account {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Create(create) => create.run().await,
            Action::List(list) => list.run().await,
            Action::Disable(named) => named.enable(false).await,
            Action::Enable(named) => named.enable(true).await,
            Action::ResetPassword(reset) => reset.run().await,
            Action::SetRole(set) => set.run().await,
            Action::Invite(invite) => invite.run().await,
        }
    }
}

impl Create {
    async fn run(self) -> anyhow::Result<()> {
        let login = login::login(&self.login).map_err(|error| Usage(error.to_string()))?;
        let name = self.name.trim().to_owned();
        if name.is_empty() {
            return Err(Usage("--name を空にしないでください (a name is needed)".to_owned()).into());
        }
        let store = open::store(&self.store).await?;
        let password = self.password.read(&[&login, &name])?;
        let now = Timestamp::now();
        let account = StoredAccount {
            id: hex(&random::<16>()?),
            login,
            name,
            role: self.for_what.role,
            facilities: self.for_what.facilities,
            password,
            code_key: String::new(),
            code_used: 0,
            recovery: Vec::new(),
            enabled: true,
            created_at: now.to_string(),
            version: 1,
        };
        let deed = noted("account.created", &account.id, account.role.id());
        written(store.create_account(&account, &deed).await?)?;
        say(&format!(
            "{} を{}として登録しました (created: {})",
            account.login,
            account.role.label(Lang::Ja),
            account.role.id()
        ))?;
        store.close().await;
        Ok(())
    }
}

impl PasswordFrom {
    /// What is stored of the password that was given.
    fn read(&self, names: &[&str]) -> anyhow::Result<String> {
        let policy = &account_policy().password;
        let given = if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().take(64 << 10).read_to_string(&mut text)?;
            text.trim_end_matches(['\r', '\n']).to_owned()
        } else if std::io::stdin().is_terminal() {
            let first = rpassword::prompt_password("パスワード (password): ")?;
            let again = rpassword::prompt_password("もう一度 (again): ")?;
            if first != again {
                return Err(Usage("2つのパスワードが違います (the two passwords differ)".to_owned()).into());
            }
            first
        } else {
            let text = "パスワードを尋ねる端末がありません。--password-stdin で渡してください (no terminal to ask at; use --password-stdin)";
            return Err(Usage(text.to_owned()).into());
        };
        password::check(&given, names, policy).map_err(|fault| Usage(fault.to_string()))?;
        Ok(password::hash(&given, &random()?, policy)?)
    }
}

impl List {
    async fn run(&self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let accounts = store.accounts().await?;
        let mut out = out::stdout();
        if self.json {
            let all: Vec<_> = accounts
                .iter()
                .map(|account| {
                    json!({"id": account.id, "login": account.login, "name": account.name, "role": account.role.id(),
                        "facilities": account.facilities, "enabled": account.enabled,
                        "one_time_code": !account.code_key.is_empty(), "created_at": account.created_at})
                })
                .collect();
            serde_json::to_writer_pretty(&mut out, &all)?;
            writeln!(out)?;
            return Ok(());
        }
        if accounts.is_empty() {
            writeln!(out, "登録はありません。zaitaku account create で始めます (no accounts yet)")?;
            return Ok(());
        }
        let heads = ["ログイン名 login", "名前 name", "役割 role", "状態 state", "確認コード code", "登録 created"];
        let mut table = Table::new(heads, [Align::Left]);
        for account in accounts {
            let state = if account.enabled { "有効 enabled" } else { "停止 disabled" };
            let code = if account.code_key.is_empty() { "—" } else { "あり yes" };
            let created = super::history::local(&account.created_at);
            table.row([
                account.login,
                account.name,
                account.role.id().to_owned(),
                state.to_owned(),
                code.to_owned(),
                created,
            ]);
        }
        write!(out, "{table}")?;
        Ok(())
    }
}

impl Named {
    async fn find(&self) -> anyhow::Result<(Store, StoredAccount)> {
        let store = open::store(&self.store).await?;
        let login = login::login(&self.login).map_err(|error| Usage(error.to_string()))?;
        let found = store.account_by_login(&login).await?;
        let unknown = || Usage(format!("{login} という登録はありません (no such account; see zaitaku account list)"));
        Ok((store, found.ok_or_else(unknown)?))
    }

    async fn enable(self, enabled: bool) -> anyhow::Result<()> {
        let (store, account) = self.find().await?;
        let account = StoredAccount { enabled, ..account };
        let what = if enabled { "account.enabled" } else { "account.disabled" };
        written(store.change_account(&account, Sessions::End, &noted(what, &account.id, "")).await?)?;
        let word = if enabled { "再開しました (enabled)" } else { "停止しました (disabled)" };
        say(&format!("{} を{word}", account.login))
    }
}

impl ResetPassword {
    async fn run(self) -> anyhow::Result<()> {
        let (store, account) = self.of.find().await?;
        let password = self.password.read(&[&account.login, &account.name])?;
        let account =
            StoredAccount { password, code_key: String::new(), code_used: 0, recovery: Vec::new(), ..account };
        let deed = noted("account.password", &account.id, "reset");
        written(store.change_account(&account, Sessions::End, &deed).await?)?;
        say(&format!("{} のパスワードを変え、確認コードを外しました (the password is changed)", account.login))
    }
}

impl SetRole {
    async fn run(self) -> anyhow::Result<()> {
        let (store, before) = self.of.find().await?;
        let note = format!("{} → {}", before.role.id(), self.for_what.role.id());
        let account = StoredAccount { role: self.for_what.role, facilities: self.for_what.facilities, ..before };
        let deed = noted("account.role", &account.id, &note);
        written(store.change_account(&account, Sessions::End, &deed).await?)?;
        say(&format!("{} の役割を変えました: {note} (the role is changed)", account.login))
    }
}

impl Invite {
    async fn run(self) -> anyhow::Result<()> {
        let policy = &account_policy().invitation;
        let days = self.days.unwrap_or(policy.days);
        if !(1..=policy.most_days).contains(&days) {
            return Err(
                Usage(format!("--days は 1 から {} までです (1 to {})", policy.most_days, policy.most_days)).into()
            );
        }
        let store = open::store(&self.store).await?;
        let now = Timestamp::now().as_second();
        let token = Token::new(random()?);
        let invitation = StoredInvitation {
            id: hex(&random::<8>()?),
            digest: token.digest(),
            name: self.name,
            role: self.for_what.role,
            facilities: self.for_what.facilities,
            made_by: OPERATOR.to_owned(),
            made_at: now,
            expires_at: now + days * 86_400,
            used_at: 0,
            revoked_at: 0,
        };
        store.invite(&invitation, &noted("invitation.made", &invitation.id, invitation.role.id())).await?;
        let address = self.public_address.filter(|address| !address.is_empty());
        let address = address.unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
        say(&format!("{address}/invitation/{}", token.text()))?;
        // Beside the link, so that a script reads the link alone.
        let note = format!(
            "このリンクを{}さんに送ってください。{days}日間、1回だけ使えます (send this link; it works once)",
            invitation.name
        );
        writeln!(std::io::stderr(), "{note}")?;
        Ok(())
    }
}

/// A deed of the operator.
fn noted<'a>(what: &'a str, on: &'a str, note: &str) -> Noted<'a> {
    let at = Timestamp::now().to_string();
    Noted { at, who: OPERATOR, what, on, before: String::new(), after: String::new(), note: note.to_owned() }
}

fn written(written: Written) -> Result<(), Usage> {
    let refused = match written {
        Written::Done => return Ok(()),
        Written::ChangedMeanwhile => {
            "ほかの人が先に変更しました。もう一度お試しください (somebody else changed it; try again)"
        }
        Written::LoginTaken => "このログイン名は使われています (this login is taken)",
        Written::LastAdministrator => {
            "ログインできる管理者がいなくなるため、変更できません (no administrator would be left)"
        }
    };
    Err(Usage(refused.to_owned()))
}

fn say(text: &str) -> anyhow::Result<()> {
    Ok(writeln!(out::stdout(), "{text}")?)
}
