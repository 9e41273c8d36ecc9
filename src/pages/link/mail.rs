//! The mail that carries a link, and what came of sending it. Mails are in Japanese: who reads them keeps a facility in Japan.

use jiff::civil::Date;
use maud::{Markup, html};

use super::super::Site;
use crate::domain::vocabulary::Lang;

/// A mail of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// What came of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailed {
    /// The server took it.
    Sent,
    /// What was typed is no mail address.
    Address,
    /// The server refused it, with this code.
    Refused(u16),
    /// The server refused it for now, with this code.
    Later(u16),
    /// The mail server was not reached, or does not let this program in.
    Server,
}

/// The mail for one facility: who asks, for what, the link and its end, and whom to ask back.
pub fn link_mail(site: &Site, facility: &str, address: &str, until: Date) -> Mail {
    let office = &site.office;
    let sender = office.name.as_deref().map(|name| format!("【{name}】")).unwrap_or_default();
    let mut text = format!("{facility} 御中\n\n");
    if let Some(name) = &office.name {
        text.push_str(&format!("{name}です。"));
    }
    text.push_str(&format!(
        "いつもお世話になっております。\n\
         退院される方やご家族が受け入れ先をさがすために、貴事業所の情報を掲載しています。\n\
         いまの様子をお知らせください。登録もパスワードも要りません。\n\n\
         {address}\n\n\
         変わりがなければ、緑色の「変わりありません」を1回押すだけで終わります。\n\
         変わったところがあれば、そこだけ直して「この内容を送る」を押してください。\n\
         送った内容はその場で確かめられ、元に戻すこともできます。\n\n\
         ・このリンクは貴事業所専用です。{}まで、何度でもお使いになれます。ほかの方に転送しないでください。\n\
         ・患者さんのお名前や病名は書かないでください。\n",
        Lang::Ja.date(until)
    ));
    let lines = [
        office.name.clone(),
        office.address.clone(),
        office.phone.as_ref().map(|phone| format!("電話 {phone}")),
        office.fax.as_ref().map(|fax| format!("FAX {fax}")),
    ];
    let signature: Vec<String> = lines.into_iter().flatten().collect();
    if !signature.is_empty() {
        text.push_str(&format!("\n-- \n{}\n", signature.join("\n")));
    }
    Mail { subject: format!("{sender}情報の確認のお願い（{facility}）"), text }
}

/// What came of a mail, and what to do where it did not go out.
pub(super) fn told(mailed: Mailed, to: &str, lang: Lang) -> Markup {
    let printed = lang.pick(
        "下の手紙を印刷して送ることもできます。",
        "You may also print the letter below.",
        "手紙(てがみ)でも 送(おく)れます。",
    );
    let why = match mailed {
        Mailed::Sent => {
            let sent = lang.pick("メールを送りました：", "Mailed to ", "メールを 送(おく)りました：");
            return html! { span class="links-has" role="status" { (sent) (to) } };
        }
        Mailed::Address => lang
            .pick(
                "メールアドレスの形ではありません。書き直して、もう一度選んで送ってください。",
                "This is no mail address. Correct it, choose the facility again and send.",
                "アドレスが ちがいます。もう一回(いっかい) 書(か)いてください。",
            )
            .to_owned(),
        Mailed::Refused(code) => match lang {
            Lang::En => format!("The mail server refused this recipient ({code}). Ask the facility for its address."),
            _ => format!("メールサーバーが宛先を受け付けませんでした（{code}）。アドレスを事業所に確かめてください。"),
        },
        Mailed::Later(code) => match lang {
            Lang::En => format!("The mail server refused for now ({code}). Choose it again later."),
            _ => format!("メールサーバーがいまは受け付けません（{code}）。しばらくおいて、もう一度選んで送ってください。"),
        },
        Mailed::Server => lang
            .pick(
                "メールサーバーにつながらないか、入れませんでした。管理者に --smtp-url の設定を確かめてもらってください。",
                "The mail server was not reached or did not let this program in. Have the operator check --smtp-url.",
                "メールを 送(おく)れません。管理者(かんりしゃ)に 聞(き)いてください。",
            )
            .to_owned(),
    };
    html! { span class="links-unsent" role="alert" {
        strong { (lang.pick("送れませんでした：", "Not sent: ", "送(おく)れません：")) (to) } br; (why) " " (printed)
    } }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::pages::Office;

    #[test]
    fn a_mail_says_who_asks_until_when_and_whom_to_ask_back() {
        let office = Office {
            name: Some("（架空）浦賀医師会".to_owned()),
            phone: Some("046-000-0000".to_owned()),
            ..Office::default()
        };
        let site = Site { office, ..Site::default() };
        let mail = link_mail(&site, "（架空）うみかぜ", "https://z.example/r/0", date(2026, 12, 26));
        assert_eq!(mail.subject, "【（架空）浦賀医師会】情報の確認のお願い（（架空）うみかぜ）");
        for word in
            ["うみかぜ 御中", "（架空）浦賀医師会です。", "\nhttps://z.example/r/0\n", "12月26日", "電話 046-000-0000"]
        {
            assert!(mail.text.contains(word), "{word}: {}", mail.text);
        }
        let nameless = link_mail(&Site::default(), "（架空）うみかぜ", "https://z.example/r/0", date(2026, 12, 26));
        assert!(nameless.subject.starts_with("情報の確認") && !nameless.text.contains("-- "), "{nameless:?}");
    }
}
