//! Random tokens: who has one may do what it stands for, so only its digest is ever stored.

use sha2::{Digest, Sha256};

/// 256 random bits, as somebody carries them in a cookie or a link.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// A token of random bytes; the caller takes them from the system.
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Reads a token as [`Token::text`] wrote it; nothing where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0u8; 32];
        let digits = text.as_bytes();
        if digits.len() != 64 || digits.iter().any(|digit| !matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok())?;
        }
        Some(Self(bytes))
    }

    /// The token as it travels: 64 hexadecimal digits.
    pub fn text(&self) -> String {
        hex(&self.0)
    }

    /// What the store keeps of it. Nobody finds the token from this: there are 2^256 of them.
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.0))
    }

    /// A second token that belongs to this one, and tells nothing about it: what a form carries to show that it came from a page of
    /// this session.
    pub fn of_forms(&self) -> String {
        hex(&Sha256::new().chain_update(b"zaitaku form\0").chain_update(self.0).finalize())
    }
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two texts are the same, in a time that does not tell how far they agree.
pub fn same(left: &str, right: &str) -> bool {
    use subtle::ConstantTimeEq;
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_token_is_read_back_and_its_marks_do_not_show_it(random: [u8; 32], other: [u8; 32]) {
            let token = Token::new(random);
            prop_assert!(Token::parse(&token.text()) == Some(token.clone()));
            prop_assert_ne!(token.digest(), token.text());
            prop_assert_ne!(token.of_forms(), token.text());
            prop_assert_ne!(token.of_forms(), token.digest());
            prop_assert_eq!(same(&token.digest(), &Token::new(other).digest()), random == other);
        }

        #[test]
        fn what_is_no_token_is_refused(text in "\\PC{0,70}") {
            prop_assume!(text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()));
            prop_assert!(Token::parse(&text).is_none());
        }
    }

    #[test]
    fn one_token_has_one_spelling() {
        let text = Token::new([0xAB; 32]).text();
        assert!(Token::parse(&text.to_uppercase()).is_none());
        assert!(Token::parse(&text.replacen("ab", "+b", 1)).is_none());
    }
}
