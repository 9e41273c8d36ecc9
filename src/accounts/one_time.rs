//! One-time codes of an authenticator application (RFC 6238), and codes on paper for the day it is lost.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::policy::CodePolicy;
use super::token::{hex, same};

/// The letters of base 32 (RFC 4648).
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A key that the server and an authenticator application share: 160 bits, as RFC 4226 recommends.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 20]);

impl Key {
    /// A key of random bytes.
    pub const fn new(random: [u8; 20]) -> Self {
        Self(random)
    }

    /// Reads a key as [`Key::text`] wrote it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bits = 0u64;
        let mut held = 0;
        let mut bytes = Vec::with_capacity(20);
        for letter in text.bytes() {
            let value = LETTERS.iter().position(|known| *known == letter)?;
            bits = bits << 5 | value as u64;
            held += 5;
            if held >= 8 {
                held -= 8;
                bytes.push((bits >> held & 0xFF) as u8);
            }
        }
        <[u8; 20]>::try_from(bytes).ok().map(Self)
    }

    /// The key as people type it into an application: 32 letters of base 32.
    pub fn text(&self) -> String {
        base32(&self.0)
    }

    /// What a QR code carries (the Key URI Format that every application reads).
    pub fn uri(&self, issuer: &str, login: &str, policy: &CodePolicy) -> String {
        let encode =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let (issuer, login) = (encode(issuer), encode(login));
        format!(
            "otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}&algorithm=SHA1&digits={}&period={}",
            self.text(),
            policy.digits,
            policy.step_seconds
        )
    }

    /// The step in which this code is right, at a moment in seconds since 1970. A code counts once: steps up to `used` do not count.
    pub fn step_of(&self, code: &str, now: i64, used: i64, policy: &CodePolicy) -> Option<i64> {
        let code: String = plain(code);
        let step = now.div_euclid(policy.step_seconds);
        let mut found = None;
        for candidate in step - policy.drift_steps..=step + policy.drift_steps {
            // Every candidate is compared, so that the time does not tell which one was right.
            if same(&self.code(candidate, policy.digits), &code) && candidate > used {
                found = Some(candidate);
            }
        }
        found
    }

    /// The code of a step (RFC 4226, section 5.3), of at most nine digits.
    pub fn code(&self, step: i64, digits: u32) -> String {
        let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(&self.0) else { return String::new() };
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let start = usize::from(hash[19] & 0x0F);
        let word = hash[start..start + 4].iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) & 0x7FFF_FFFF;
        format!("{:0width$}", word % 10u32.pow(digits), width = digits as usize)
    }
}

/// A code on paper: sixteen letters in groups of four, 80 bits.
pub fn recovery_code(random: [u8; 10]) -> String {
    let letters = base32(&random);
    letters.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join("-")
}

/// What the store keeps of a code on paper.
pub fn recovery_digest(code: &str) -> String {
    hex(&Sha256::new().chain_update(b"zaitaku recovery\0").chain_update(plain(code)).finalize())
}

/// A code without what people type around it.
fn plain(code: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    code.nfkc().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5);
    for group in bytes.chunks(5) {
        let bits = group.iter().fold(0u64, |bits, byte| bits << 8 | u64::from(*byte));
        let letters = group.len() * 8 / 5;
        for place in (0..letters).rev() {
            text.push(char::from(LETTERS[(bits >> (place * 5) & 0x1F) as usize]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::account_policy;
    use super::*;

    fn policy() -> &'static CodePolicy {
        &account_policy().one_time_code
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        let key = Key::new(*b"12345678901234567890");
        for (moment, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(key.code(moment / 30, 8), code);
            assert_eq!(
                key.step_of(&code[2..], moment, 0, policy()),
                Some(moment / 30),
                "six digits are the last six of eight"
            );
        }
        assert_eq!(key.text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_counts_once_and_for_a_minute_and_a_half() {
        let key = Key::new([9; 20]);
        let code = key.code(100, 6);
        assert_eq!(key.step_of(&code, 3_000, 0, policy()), Some(100));
        assert_eq!(key.step_of(&format!(" {} {} ", &code[..3], &code[3..]), 3_059, 0, policy()), Some(100));
        assert_eq!(key.step_of(&code, 3_060, 0, policy()), None);
        assert_eq!(key.step_of(&code, 2_969, 0, policy()), None);
        assert_eq!(key.step_of(&code, 3_000, 100, policy()), None, "used already");
        assert_eq!(key.step_of("", 3_000, 0, policy()), None);
    }

    #[test]
    fn a_code_on_paper_is_read_however_it_is_typed() {
        let code = recovery_code([0x5A; 10]);
        assert_eq!(code.len(), 19);
        assert_eq!(recovery_digest(&code), recovery_digest(&code.to_lowercase().replace('-', " ")));
        assert_ne!(recovery_digest(&code), recovery_digest(&recovery_code([0x5B; 10])));
    }

    #[test]
    fn an_application_is_told_whose_code_it_is() {
        let uri = Key::new([0; 20]).uri("Zaitaku", "a@b.jp", policy());
        assert!(uri.starts_with("otpauth://totp/Zaitaku:a%40b%2Ejp?secret=AAAA"), "{uri}");
        assert!(uri.ends_with("&issuer=Zaitaku&algorithm=SHA1&digits=6&period=30"), "{uri}");
    }

    proptest! {
        #[test]
        fn a_key_is_read_back(random: [u8; 20]) {
            let key = Key::new(random);
            prop_assert!(Key::parse(&key.text()) == Some(key));
        }
    }
}
