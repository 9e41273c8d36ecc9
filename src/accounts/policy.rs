//! `data/accounts.toml`: what is long enough, and how long things last.

use std::sync::LazyLock;

use serde::Deserialize;

/// The numbers of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountPolicy {
    /// Passwords.
    pub password: PasswordPolicy,
    /// Sessions.
    pub session: SessionPolicy,
    /// Guessing.
    pub login: LoginPolicy,
    /// Invitations.
    pub invitation: InvitationPolicy,
    /// One-time codes.
    pub one_time_code: CodePolicy,
}

/// Passwords.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordPolicy {
    /// The fewest characters.
    pub least: usize,
    /// The most characters.
    pub most: usize,
    /// Memory of argon2id, in KiB.
    pub memory_kib: u32,
    /// Passes of argon2id.
    pub passes: u32,
    /// Lanes of argon2id.
    pub lanes: u32,
    /// How many are hashed at the same time.
    pub at_once: usize,
    /// Too common to be accepted.
    pub refused: Vec<String>,
}

/// Sessions.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionPolicy {
    /// Minutes without a request.
    pub idle_minutes: i64,
    /// Hours in any case.
    pub longest_hours: i64,
    /// Seconds between two notes of use.
    pub note_seconds: i64,
}

/// Guessing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginPolicy {
    /// Failures for one login before a wait.
    pub free_per_login: u32,
    /// Failures from one address before a wait.
    pub free_per_address: u32,
    /// The first wait, in seconds.
    pub first_wait_seconds: i64,
    /// The longest wait, in seconds.
    pub longest_wait_seconds: i64,
    /// Hours until failures are forgotten.
    pub forget_hours: i64,
    /// How many logins and addresses are remembered.
    pub remembered: usize,
}

/// Invitations.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InvitationPolicy {
    /// Usual days until it ends.
    pub days: i64,
    /// The most days.
    pub most_days: i64,
}

/// One-time codes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodePolicy {
    /// Seconds of a step.
    pub step_seconds: i64,
    /// Digits of a code.
    pub digits: u32,
    /// Steps before and after that count.
    pub drift_steps: i64,
    /// How many recovery codes there are.
    pub recovery_codes: usize,
}

impl AccountPolicy {
    /// Reads and checks a policy.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let policy: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let PasswordPolicy { least, most, memory_kib, passes, lanes, at_once, .. } = policy.password;
        let LoginPolicy { free_per_login, first_wait_seconds, longest_wait_seconds, remembered, .. } = policy.login;
        let CodePolicy { step_seconds, digits, drift_steps, .. } = policy.one_time_code;
        let faults = [
            (least < 8 || most < least, "password: least must be 8 or more, and most not below it"),
            (
                memory_kib < 8 * lanes || passes == 0 || lanes == 0,
                "password: argon2 needs 8 KiB a lane, a pass and a lane",
            ),
            (at_once == 0, "password: at_once must be 1 or more"),
            (policy.session.idle_minutes < 1 || policy.session.longest_hours < 1, "session: must last"),
            (
                free_per_login == 0 || first_wait_seconds < 1,
                "login: one mistake must be free, and a wait a second or more",
            ),
            (longest_wait_seconds < first_wait_seconds || remembered == 0, "login: longest_wait_seconds or remembered"),
            (policy.invitation.days < 1 || policy.invitation.most_days < policy.invitation.days, "invitation: days"),
            (step_seconds < 1 || !(6..=8).contains(&digits) || drift_steps < 0, "one_time_code: step, digits or drift"),
        ];
        match faults.iter().find(|(wrong, _)| *wrong) {
            Some((_, fault)) => Err((*fault).to_owned()),
            None => Ok(policy),
        }
    }
}

/// The policy of this program, `data/accounts.toml` as it was when the program was built.
pub fn account_policy() -> &'static AccountPolicy {
    static POLICY: LazyLock<AccountPolicy> = LazyLock::new(|| {
        AccountPolicy::parse(include_str!("../../data/accounts.toml"))
            .expect("a test holds that the policy of accounts in the tree is whole")
    });
    &POLICY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_in_the_tree_is_whole_and_a_careless_one_is_refused() {
        let text = include_str!("../../data/accounts.toml");
        assert_eq!(&AccountPolicy::parse(text).unwrap(), account_policy());
        for (before, after) in [
            ("least = 12", "least = 6"),
            ("passes = 2", "passes = 0"),
            ("free_per_login = 5", "free_per_login = 0"),
            ("digits = 6", "digits = 4"),
            ("days = 14", "days = 90"),
            ("lanes = 1", "lane = 1"),
        ] {
            assert!(text.contains(before));
            assert!(AccountPolicy::parse(&text.replacen(before, after, 1)).is_err(), "{after}");
        }
    }
}
