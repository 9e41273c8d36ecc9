//! Names by which people sign in.

use unicode_normalization::UnicodeNormalization;

/// The longest login, in characters: the longest address of mail that there can be.
const LONGEST: usize = 254;

/// Why a text is no login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "ログイン名は3文字以上254文字以下で、空白のない文字にしてください (a login has 3 to 254 characters and no white space)"
)]
pub struct LoginError;

/// The form in which a login is kept and compared: NFKC, lower case. A mail address is a good one.
///
/// # Errors
/// When it is too short, too long, or has white space or control characters in it.
pub fn login(text: &str) -> Result<String, LoginError> {
    let folded: String = text.trim().nfkc().flat_map(char::to_lowercase).collect();
    let length = folded.chars().count();
    let fits = (3..=LONGEST).contains(&length) && !folded.chars().any(|c| c.is_whitespace() || c.is_control());
    if fits { Ok(folded) } else { Err(LoginError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_has_one_login_however_it_is_typed() {
        assert_eq!(login(" Ｈａｎａｋｏ@Example.JP ").unwrap(), "hanako@example.jp");
        assert_eq!(login("山田花子").unwrap(), "山田花子");
        for wrong in ["", "ab", "a b c", "abc\u{0}", &"x".repeat(255)] {
            assert_eq!(login(wrong), Err(LoginError), "{wrong:?}");
        }
    }
}
