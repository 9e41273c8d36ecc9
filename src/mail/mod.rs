//! Mail to facilities, by the server that an operator named. Only this room knows how mail travels; nobody is written to unless such a
//! server is named, and nothing of a recipient is kept or logged here.

mod settings;
#[cfg(test)]
mod tests;

use std::time::Duration;

use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

pub use settings::NoMail;

/// How long one step of a conversation with the server may take. A relay in the next room answers in milliseconds; one that looks up the
/// recipient's domain first may need some seconds.
const STEP: Duration = Duration::from_secs(10);
/// How long one mail may take altogether.
const WHOLE: Duration = Duration::from_secs(30);

/// What hands mails over.
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

// The password of the server stands in the transport.
impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").finish_non_exhaustive()
    }
}

/// Why a mail did not go out. None of them carries the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// The recipient is no mail address.
    #[error("no mail address")]
    Address,
    /// The server refused this mail for good, with its code (RFC 5321, 4.2.1).
    #[error("refused: {0}")]
    Refused(u16),
    /// The server refused it for now, with its code.
    #[error("refused for now: {0}")]
    Later(u16),
    /// The server does not let this program in.
    #[error("not let in: {0}")]
    Login(u16),
    /// The server was not reached, or the conversation broke off.
    #[error("the mail server was not reached")]
    Unreached,
}

impl NotSent {
    /// Whether the next mail would meet the same.
    pub const fn is_of_the_server(self) -> bool {
        matches!(self, Self::Login(_) | Self::Unreached)
    }
}

/// Whether a text can be written to.
pub fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

impl Mailer {
    /// Takes the address of a server and that of the sender, whose name is the office's. Opens no connection.
    ///
    /// # Errors
    /// When no mail could be sent so, or links would travel readable through a network.
    pub fn new(url: &str, from: &str, office: Option<&str>) -> Result<Self, NoMail> {
        settings::check(url)?;
        let address: Address = from.parse().map_err(|_| NoMail::From)?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| NoMail::Url)?;
        let builder = builder.timeout(Some(STEP)).hello_name(ClientId::Domain(address.domain().to_owned()));
        let name = office.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
        Ok(Self { transport: builder.build(), from: Mailbox::new(name, address) })
    }

    /// Hands one mail of plain text over.
    ///
    /// # Errors
    /// When the server did not take it.
    pub async fn send(&self, to: &str, subject: &str, text: &str) -> Result<(), NotSent> {
        let to: Address = to.parse().map_err(|_| NotSent::Address)?;
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|_| NotSent::Unreached)?;
        let id = format!("<{:032x}@{}>", u128::from_le_bytes(random), self.from.email.domain());
        let message = Message::builder().from(self.from.clone()).to(Mailbox::new(None, to)).subject(subject);
        let message = message.message_id(Some(id)).header(ContentType::TEXT_PLAIN).body(text.to_owned());
        let message = message.map_err(|_| NotSent::Address)?;
        match tokio::time::timeout(WHOLE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(reason(&error)),
            Err(_) => {
                tracing::warn!(limit_s = WHOLE.as_secs(), "the mail server took too long");
                Err(NotSent::Unreached)
            }
        }
    }
}

/// What an answer of the server means. Its words may repeat the address, so that only its code is logged.
fn reason(error: &smtp::Error) -> NotSent {
    let Some(code) = error.status().map(u16::from) else {
        tracing::warn!(error = %error, "the mail server was not reached");
        return NotSent::Unreached;
    };
    tracing::warn!(code, "the mail server did not take a mail");
    match code {
        530 | 534 | 535 | 538 | 454 => NotSent::Login(code),
        _ if error.is_transient() => NotSent::Later(code),
        _ => NotSent::Refused(code),
    }
}
