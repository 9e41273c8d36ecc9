use super::*;

#[test]
fn only_servers_that_a_link_may_be_told_are_taken() {
    let new = |url: &str| Mailer::new(url, "desk@example.jp", Some("（架空）医師会")).map(|_| ());
    for good in [
        "smtps://desk:secret@mail.example.jp",
        "smtps://mail.example.jp:465",
        "smtp://desk:secret@mail.example.jp:587?tls=required",
        "smtp://localhost",
        "smtp://127.0.0.1:2525",
    ] {
        assert_eq!(new(good), Ok(()), "{good}");
    }
    for (bad, why) in [
        ("smtp://mail.example.jp", NoMail::Readable),
        ("smtp://localhost.example.jp:25", NoMail::Readable),
        ("smtp://localhost@mail.example.jp:25", NoMail::Readable),
        ("smtp://desk:secret@mail.example.jp?tls=opportunistic", NoMail::Readable),
        ("smtp://mail.example.jp?tls=none", NoMail::Url),
        ("https://mail.example.jp", NoMail::Url),
        ("smtps://", NoMail::Url),
        ("mail.example.jp", NoMail::Url),
    ] {
        let refused = new(bad);
        assert_eq!(refused, Err(why), "{bad}");
        assert!(!why.to_string().contains("secret"));
    }
    assert_eq!(Mailer::new("smtp://localhost", "desk", None).map(|_| ()), Err(NoMail::From));
}

#[test]
fn an_address_is_one_address() {
    assert!(is_address("renkei@example.jp"));
    for bad in ["", "renkei", "a@b.jp, c@d.jp", "a@b.jp\r\nBcc: c@d.jp", "名前 <a@b.jp>"] {
        assert!(!is_address(bad), "{bad}");
    }
}
