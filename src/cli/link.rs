//! `zaitaku link`: personal links, by which facilities keep their own entries without an account.

use std::io::Write;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;

use crate::accounts::token::{Token, hex};
use crate::config::{StoreFlags, public_address};
use crate::domain::audit::{Noted, OPERATOR};
use crate::http::random;
use crate::links::{Scopes, link_policy};
use crate::storage::StoredLink;

use super::history::local;
use super::table::{Align, Table};
use super::{Usage, open, out};

/// What to do with links.
#[derive(Debug, Args)]
pub struct Link {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a link for each facility that is named; each is printed once and never again.
    Make(Make),
    /// List the links that can be used.
    List(List),
    /// Take a link back.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
struct Make {
    /// The facilities, by identifier.
    #[arg(value_name = "ID", required = true)]
    facilities: Vec<String>,
    /// What the links may write: availability, hours, answers, contact, separated by commas; everything when absent.
    #[arg(long, value_name = "PARTS", value_parser = scopes)]
    scope: Option<Scopes>,
    /// Days until they end; what data/links.toml says when absent.
    #[arg(long, value_name = "DAYS")]
    days: Option<i64>,
    /// The address under which people reach the server, such as `https://zaitaku.example.jp`: the beginning of the links.
    #[arg(long, env = "ZAITAKU_PUBLIC_ADDRESS", value_name = "URL", value_parser = public_address)]
    public_address: Option<String>,
    #[command(flatten)]
    store: StoreFlags,
}

fn scopes(text: &str) -> Result<Scopes, String> {
    let wrong =
        || format!("次から選んでカンマで区切ってください (of these, separated by commas): {}", Scopes::ALL.text());
    Scopes::parse(text).ok_or_else(wrong)
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
struct Revoke {
    /// The link, as `zaitaku link list` names it.
    #[arg(value_name = "LINK")]
    link: String,
    #[command(flatten)]
    store: StoreFlags,
}

/// Links that are listed at most.
const MOST_LISTED: usize = 100_000;

impl Link {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self.action {
            Action::Make(make) => make.run().await,
            Action::List(list) => list.run().await,
            Action::Revoke(revoke) => revoke.run().await,
        }
    }
}

/// A deed of the operator.
fn noted<'a>(what: &'a str, on: &'a str, note: String) -> Noted<'a> {
    let at = Timestamp::now().to_string();
    Noted { at, who: OPERATOR, what, on, before: String::new(), after: String::new(), note }
}

impl Make {
    async fn run(self) -> anyhow::Result<()> {
        let policy = &link_policy().link;
        let days = self.days.unwrap_or(policy.days);
        if !(1..=policy.most_days).contains(&days) {
            let most = policy.most_days;
            return Err(Usage(format!("--days は 1 から {most} までです (1 to {most})")).into());
        }
        let store = open::store(&self.store).await?;
        let scopes = self.scope.unwrap_or(Scopes::ALL).text();
        let now = Timestamp::now().as_second();
        let (mut links, mut tokens) = (Vec::new(), Vec::new());
        for facility in &self.facilities {
            if store.facility(facility).await?.is_none() {
                return Err(Usage(format!("{facility}: 施設がありません (no facility has this id)")).into());
            }
            let token = Token::new(random()?);
            links.push(StoredLink {
                id: format!("link-{}", hex(&random::<6>()?)),
                digest: token.digest(),
                facility: facility.clone(),
                scopes: scopes.clone(),
                made_by: OPERATOR.to_owned(),
                made_at: now,
                expires_at: now + days * 86_400,
                used_on: String::new(),
                revoked_at: 0,
            });
            tokens.push(token);
        }
        let deed = |link: &StoredLink| format!("{} {}", link.id, link.scopes);
        let noted: Vec<_> =
            links.iter().map(|link| (link.clone(), noted("link.made", &link.facility, deed(link)))).collect();
        store.make_links(&noted).await?;
        store.close().await;
        let address = self.public_address.filter(|address| !address.is_empty());
        let address = address.unwrap_or_else(|| "http://127.0.0.1:8080".to_owned());
        let mut out = out::stdout();
        for (link, token) in links.iter().zip(tokens) {
            writeln!(out, "{}\t{address}/r/{}", link.facility, token.text())?;
        }
        // Beside the links, so that a script reads the links alone.
        writeln!(
            std::io::stderr(),
            "{days}日間、何度でも使えます。事業所ごとに送ってください (each works for {days} days)"
        )?;
        Ok(())
    }
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let links = store.open_links(Timestamp::now().as_second(), MOST_LISTED).await?;
        store.close().await;
        let mut out = out::stdout();
        let moment = |seconds| Timestamp::from_second(seconds).unwrap_or_default().to_string();
        if self.json {
            let json = links.iter().map(|link| {
                json!({ "id": link.id, "facility": link.facility, "scopes": link.scopes, "made_by": link.made_by,
                    "made_at": moment(link.made_at), "expires_at": moment(link.expires_at), "used_on": link.used_on })
            });
            writeln!(out, "{:#}", json!({ "links": json.collect::<Vec<_>>() }))?;
            return Ok(());
        }
        let heads = ["リンク link", "施設 facility", "期限 ends", "最後に開いた日 opened", "範囲 scope"];
        let mut table = Table::new(heads, [Align::Left]);
        for link in links {
            let used = if link.used_on.is_empty() { "—".to_owned() } else { link.used_on };
            table.row([link.id, link.facility, local(&moment(link.expires_at)), used, link.scopes]);
        }
        write!(out, "{table}")?;
        Ok(())
    }
}

impl Revoke {
    async fn run(self) -> anyhow::Result<()> {
        let store = open::store(&self.store).await?;
        let deed = noted("link.revoked", &self.link, String::new());
        let done = store.revoke_link(&self.link, Timestamp::now().as_second(), &deed).await?;
        store.close().await;
        if !done {
            return Err(Usage(format!("{}: 使えるリンクではありません (no such link)", self.link)).into());
        }
        writeln!(out::stdout(), "{} を取り消しました (revoked)", self.link)?;
        Ok(())
    }
}
