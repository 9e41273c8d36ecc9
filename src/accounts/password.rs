//! Passwords: which are accepted, and what is kept of them.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;

use super::policy::PasswordPolicy;

/// Why a password is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Fewer characters than the policy asks for.
    #[error("パスワードが短すぎます。{0}文字以上にしてください (too short: {0} characters or more)")]
    Short(usize),
    /// More characters than the policy allows.
    #[error("パスワードが長すぎます。{0}文字までにしてください (too long: at most {0} characters)")]
    Long(usize),
    /// In the list of the most common ones, or as easily guessed.
    #[error("よく使われるパスワードです。別のものにしてください (too common: choose another)")]
    Common,
    /// It repeats the login or the name.
    #[error("ログイン名や名前をパスワードに使わないでください (do not use the login or the name)")]
    OwnName,
    /// The hash could not be made.
    #[error("パスワードを保存できる形にできません (the password cannot be hashed)")]
    Hashing,
}

/// A password as it was typed on any keyboard: NFKC, so that full width and half width are the same (NIST SP 800-63B).
fn plain(password: &str) -> String {
    password.nfkc().collect()
}

/// Checks a new password. `names` are what belongs to the person: login, name.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(password: &str, names: &[&str], policy: &PasswordPolicy) -> Result<(), PasswordFault> {
    let plain = plain(password);
    let length = plain.chars().count();
    if length < policy.least {
        return Err(PasswordFault::Short(policy.least));
    }
    if length > policy.most {
        return Err(PasswordFault::Long(policy.most));
    }
    let folded = plain.to_lowercase();
    let distinct = folded.chars().collect::<std::collections::BTreeSet<_>>().len();
    if distinct < 4 || policy.refused.iter().any(|refused| is_nearly(&folded, refused)) {
        return Err(PasswordFault::Common);
    }
    let own = |name: &&str| {
        let name: String = name.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace()).collect();
        name.chars().count() >= 3 && is_nearly(&folded, &name)
    };
    if names.iter().any(|name| own(name) || name.split(['@', ' ', '　']).next().is_some_and(|part| own(&part))) {
        return Err(PasswordFault::OwnName);
    }
    Ok(())
}

/// Whether a text is another with little around it: less than half as much again.
fn is_nearly(text: &str, other: &str) -> bool {
    let other: String = other.nfkc().flat_map(char::to_lowercase).collect();
    text.contains(&other) && text.chars().count() * 2 < other.chars().count() * 3 + 1
}

/// What is stored of a password: a PHC string of argon2id. The salt is random and used once.
///
/// # Errors
/// When the policy gives parameters that argon2 does not know.
pub fn hash(password: &str, salt: &[u8; 16], policy: &PasswordPolicy) -> Result<String, PasswordFault> {
    let hasher = hasher(policy)?;
    let hash = hasher.hash_password_with_salt(plain(password).as_bytes(), salt);
    hash.map(|hash: PasswordHash| hash.to_string()).map_err(|_| PasswordFault::Hashing)
}

fn hasher(policy: &PasswordPolicy) -> Result<Argon2<'static>, PasswordFault> {
    let params = Params::new(policy.memory_kib, policy.passes, policy.lanes, None);
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params.map_err(|_| PasswordFault::Hashing)?))
}

/// Whether this is the password of which that was stored. The parameters are those of the stored text.
pub fn is_right(password: &str, stored: &str) -> bool {
    let Ok(stored) = PasswordHash::new(stored) else { return false };
    Argon2::default().verify_password(plain(password).as_bytes(), &stored).is_ok()
}

/// Whether what is stored was made by other parameters than today's, so that it should be made anew at the next login.
pub fn is_outdated(stored: &str, policy: &PasswordPolicy) -> bool {
    let parameters = format!("$m={},t={},p={}$", policy.memory_kib, policy.passes, policy.lanes);
    !stored.starts_with("$argon2id$v=19$") || !stored.contains(&parameters)
}

#[cfg(test)]
mod tests {
    use super::super::account_policy;
    use super::*;

    fn policy() -> &'static PasswordPolicy {
        &account_policy().password
    }

    fn checked(password: &str) -> Result<(), PasswordFault> {
        check(password, &["hanako@example.jp", "山田 花子"], policy())
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert_eq!(checked("あさごはんは たまごとみそしる"), Ok(()));
        assert_eq!(checked("plain small words"), Ok(()));
        assert_eq!(checked("Tr0ub4dor&3"), Err(PasswordFault::Short(12)));
        assert_eq!(checked(&"長い文".repeat(67)), Err(PasswordFault::Long(200)));
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        for common in [
            "password1234",
            "PASSWORD1234!",
            "ｐａｓｓｗｏｒｄ１２３４",
            "abababababab",
            "111111111112",
            "Zaitaku12345",
        ] {
            assert_eq!(checked(common), Err(PasswordFault::Common), "{common}");
        }
        assert_eq!(checked("hanako@example.jp"), Err(PasswordFault::OwnName));
        assert_eq!(checked("Hanako@Example.jp1"), Err(PasswordFault::OwnName));
        assert_eq!(checked("hanako and her seven bicycles"), Ok(()));
    }

    #[test]
    fn a_hash_knows_its_password_its_salt_and_its_parameters() {
        let stored = hash("あさごはんは たまご", &[7; 16], policy()).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(is_right("あさごはんは たまご", &stored) && !is_right("あさごはんは たまこ", &stored));
        assert_ne!(stored, hash("あさごはんは たまご", &[8; 16], policy()).unwrap());
        assert!(!is_outdated(&stored, policy()));
        let dearer = PasswordPolicy { passes: 3, ..policy().clone() };
        assert!(is_outdated(&stored, &dearer) && is_outdated("", policy()));
        assert!(is_right("half width 12", &hash("ｈａｌｆ ｗｉｄｔｈ １２", &[1; 16], policy()).unwrap()));
        assert!(!is_right("", "") && !is_right("x", "$argon2id$broken"));
    }
}
