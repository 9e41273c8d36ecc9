//! Links by mail, through the real binary and a mail server of our own in the same process.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::accounts::person::{PASSWORD, Person, create, form_of, with_input};
use crate::cli::{done, import, run};
use crate::fixtures;
use crate::server::Server;

const CLINIC: &str = "n-1421400900010";
const TYPED: &str = "renkei-umikaze@umikaze.example";

/// A mail server that takes everything but what is for `gone@` and `later@`, and keeps it.
struct Sink {
    address: String,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let taken: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&taken);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let kept = Arc::clone(&kept);
                std::thread::spawn(move || talk(&stream.unwrap(), &kept));
            }
        });
        Self { address, taken }
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

fn talk(stream: &TcpStream, kept: &Mutex<Vec<String>>) {
    let mut out = stream;
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    out.write_all(b"220 sink.example\r\n").unwrap();
    let mut mail = String::new();
    while let Some(line) = lines.next() {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        mail.push_str(&format!("{line}\n"));
        let answer = match word.as_str() {
            "EHLO" => "250 sink.example".to_owned(),
            "RCPT" if line.contains("gone@") => format!("550 5.1.1 {line}: no such user"),
            "RCPT" if line.contains("later@") => format!("451 4.7.1 {line}: try again later"),
            "DATA" => {
                out.write_all(b"354 go on\r\n").unwrap();
                lines.by_ref().take_while(|line| line != ".").for_each(|line| mail.push_str(&format!("{line}\n")));
                kept.lock().unwrap().push(std::mem::take(&mut mail));
                "250 taken".to_owned()
            }
            "QUIT" => return out.write_all(b"221 bye\r\n").unwrap_or_default(),
            _ => "250 ok".to_owned(),
        };
        out.write_all(format!("{answer}\r\n").as_bytes()).unwrap();
    }
}

/// RFC 4648 base64, which breaks lines as it likes.
fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut out, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes().filter_map(|byte| LETTERS.iter().position(|known| *known == byte)) {
        bits = (bits << 6) | u32::try_from(letter).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from((bits >> held) & 0xFF).unwrap());
        }
    }
    out
}

/// The subject and the text of a mail.
fn opened(mail: &str) -> (String, String) {
    let (head, body) = mail.split_once("\n\n").unwrap();
    assert!(head.contains("Content-Transfer-Encoding: base64"), "{head}");
    let subject = head.split("\nSubject:").nth(1).unwrap();
    let words = subject.split("=?utf-8?b?").skip(1).map(|word| word.split("?=").next().unwrap());
    let subject: Vec<u8> = words.flat_map(base64).collect();
    (String::from_utf8(subject).unwrap(), String::from_utf8(base64(body)).unwrap())
}

/// Presses the button that mails, with everything ticked.
fn mail(person: &mut Person, form: &str, more: &[(&str, &str)]) -> crate::server::Reply {
    let scopes = ["availability", "hours", "answers", "contact"].map(|scope| ("scope", scope));
    let fields = [&[("form", form), ("days", "35"), ("do", "mail")], &scopes[..], more].concat();
    person.post("/admin/links", &fields)
}

fn world(environment: &[(&str, &str)]) -> (tempfile::TempDir, Server, Person) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    done(&import(&fixtures::write_all(folder.path()), &data, &[]));
    create(&data, "editor", "hanako", "花子");
    let mut account = crate::accounts::person::account(
        &data,
        &[
            "create",
            "--role",
            "facility",
            "--login",
            "own@umikaze.example",
            "--name",
            "架空 太郎",
            "--facility",
            CLINIC,
            "--password-stdin",
        ],
    );
    done(&with_input(&mut account, PASSWORD));
    let server = Server::start(&[], &data, environment);
    let mut hanako = Person::new(&server);
    hanako.sign_in("hanako", PASSWORD);
    (folder, server, hanako)
}

#[test]
fn a_link_goes_by_mail_once_and_its_address_stays_nowhere() {
    let sink = Sink::open();
    let url = format!("smtp://{}", sink.address);
    let environment = [
        ("RUST_LOG", "trace"),
        ("ZAITAKU_SMTP_URL", url.as_str()),
        ("ZAITAKU_MAIL_FROM", "desk@office.example"),
        ("ZAITAKU_OFFICE_NAME", "（架空）浦賀医師会 在宅医療連携室"),
        ("ZAITAKU_OFFICE_PHONE", "046-000-0000"),
    ];
    let (folder, server, mut hanako) = world(&environment);
    let server = server.expecting("the mail server did not take a mail");
    let found = hanako.get("/admin/links?kind=&q=&municipality=").text();
    assert!(found.contains("value=\"own@umikaze.example\""), "the account's own address: {found}");
    let others: Vec<String> = found
        .split("name=\"facility\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .filter(|id| id != CLINIC)
        .take(4)
        .collect();
    let form = form_of(&found);
    let names: Vec<String> =
        std::iter::once(CLINIC).chain(others.iter().map(String::as_str)).map(|id| format!("to.{id}")).collect();
    let fields = [
        ("facility", CLINIC),
        (names[0].as_str(), TYPED),
        ("facility", others[0].as_str()),
        (names[1].as_str(), "gone@umikaze.example"),
        ("facility", others[1].as_str()),
        (names[2].as_str(), "later@umikaze.example"),
        ("facility", others[2].as_str()),
        (names[3].as_str(), "no address"),
        // Typed, but not ticked.
        (names[4].as_str(), "unticked@umikaze.example"),
    ];
    let made = mail(&mut hanako, &form, &fields);
    assert_eq!(made.status, 200, "{}", made.text());
    let page = made.text();
    for word in
        [&format!("メールを送りました：{TYPED}"), "（550）", "（451）", "メールアドレスの形ではありません", "御中"]
    {
        assert!(page.contains(word), "{word}: {page}");
    }
    let taken = sink.taken();
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert!(
        taken[0].contains(&format!("RCPT TO:<{TYPED}>")) && taken[0].contains("<desk@office.example>"),
        "{}",
        taken[0]
    );
    let (subject, text) = opened(&taken[0]);
    assert!(subject.starts_with("【（架空）浦賀医師会 在宅医療連携室】"), "{subject}");
    assert!(text.contains("御中") && text.contains("046-000-0000"), "{text}");
    let path = text.split("/r/").nth(1).unwrap()[..64].to_owned();
    assert_eq!(Person::new(&server).get(&format!("/r/{path}")).status, 200, "the link in the mail works");

    let nobody = mail(&mut hanako, &form, &[("facility", CLINIC)]);
    assert!(nobody.status == 400 && nobody.text().contains("宛先が書かれていません"), "{}", nobody.text());
    let odd = hanako.post("/admin/links", &[("form", &form), ("facility", CLINIC), ("do", "fax")]);
    assert_eq!(odd.status, 400);
    assert_eq!(sink.taken().len(), 1);

    let data = folder.path().join("data");
    let log = server.stop();
    let told = done(&run(&["audit", "export"], &data));
    let mailed: Vec<&str> = told.lines().filter(|line| line.contains("link.mailed")).collect();
    assert!(mailed.len() == 1 && mailed[0].contains(CLINIC), "{told}");
    for address in [TYPED, "gone@umikaze", "later@umikaze", "unticked@umikaze"] {
        assert!(!log.contains(address) && !told.contains(address), "{address} is told");
        assert!(!crate::accounts::is_in_a_file(&data, address), "{address} is kept");
    }
    assert!(!log.contains(&path));
}

#[test]
fn without_a_mail_server_the_page_says_so_and_one_that_is_down_is_told_of_each() {
    let (_folder, server, mut hanako) = world(&[]);
    let found = hanako.get("/admin/links?kind=clinic&q=&municipality=").text();
    assert!(found.contains("メールを送れません") && !found.contains("type=\"email\""), "{found}");
    let to = format!("to.{CLINIC}");
    let refused = mail(&mut hanako, &form_of(&found), &[("facility", CLINIC), (&to, TYPED)]);
    assert!(refused.status == 400 && refused.text().contains("メールを送れません"), "{}", refused.text());
    server.stop();

    // A port that nobody listens on any more.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("smtp://{address}");
    let (_folder, server, mut hanako) =
        world(&[("ZAITAKU_SMTP_URL", &url), ("ZAITAKU_MAIL_FROM", "desk@office.example")]);
    let server = server.expecting("the mail server was not reached");
    let form = form_of(&hanako.get("/admin/links?kind=clinic&q=&municipality=").text());
    let made = mail(&mut hanako, &form, &[("facility", CLINIC), (&to, TYPED)]);
    let page = made.text();
    assert!(made.status == 200 && page.contains("--smtp-url") && page.contains("御中"), "{page}");
    server.stop();
}

#[test]
fn a_server_that_would_send_links_in_the_clear_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let start = |url: &str| {
        let flags = ["serve", "--listen", "127.0.0.1:0", "--mail-from", "desk@office.example", "--smtp-url", url];
        run(&flags, folder.path())
    };
    for url in ["smtp://desk:geheim@mail.office.example", "https://desk:geheim@mail.office.example"] {
        let refused = start(url);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && told.contains("--smtp-url") && !told.contains("geheim"), "{told}");
    }
}
