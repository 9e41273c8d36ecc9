//! How long somebody who guesses has to wait. Waits grow and end: nobody can be locked out for ever by another's guesses.

use core::net::IpAddr;
use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::policy::LoginPolicy;

/// Whose attempts are counted. The text itself is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    digest: [u8; 32],
    free: u32,
}

impl Key {
    /// The attempts for a login, whether it exists or not.
    pub fn login(login: &str, policy: &LoginPolicy) -> Self {
        Self::new("login", login, policy.free_per_login)
    }

    /// The attempts from an address.
    pub fn address(address: IpAddr, policy: &LoginPolicy) -> Self {
        let network = match address {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => match address.to_ipv4_mapped() {
                Some(address) => address.to_string(),
                // One household or ward has the lower half to itself.
                None => format!("{:x?}", &address.segments()[..4]),
            },
        };
        Self::new("address", &network, policy.free_per_address)
    }

    fn new(sort: &str, text: &str, free: u32) -> Self {
        let digest = Sha256::new().chain_update(sort).chain_update([0]).chain_update(text).finalize();
        Self { digest: digest.into(), free }
    }
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    /// When the last one was, in seconds since 1970.
    last: i64,
}

/// What failed lately.
#[derive(Debug)]
pub struct Throttle {
    policy: LoginPolicy,
    failures: HashMap<[u8; 32], Failures>,
}

impl Throttle {
    /// Nothing failed yet.
    pub fn new(policy: LoginPolicy) -> Self {
        Self { policy, failures: HashMap::new() }
    }

    /// Begins an attempt at a moment (seconds since 1970). It counts as a failure until [`Throttle::succeeded`] takes it back, so that
    /// many attempts at the same time are no way around the limit.
    ///
    /// # Errors
    /// With the seconds to wait. What is tried during a wait does not lengthen it.
    pub fn begin(&mut self, keys: &[Key], now: i64) -> Result<(), i64> {
        let wait = keys.iter().map(|key| self.wait(key, now)).max().unwrap_or_default();
        if wait > 0 {
            return Err(wait);
        }
        for key in keys {
            self.make_room(now);
            let failures = self.failures.entry(key.digest).or_insert(Failures { count: 0, last: now });
            if is_forgotten(&self.policy, failures, now) {
                failures.count = 0;
            }
            *failures = Failures { count: failures.count.saturating_add(1), last: now };
        }
        Ok(())
    }

    /// The attempt was right: the login starts anew, and the address gets its attempt back.
    pub fn succeeded(&mut self, login: &Key, others: &[Key]) {
        self.failures.remove(&login.digest);
        for key in others {
            if let Some(failures) = self.failures.get_mut(&key.digest) {
                failures.count = failures.count.saturating_sub(1);
            }
        }
    }

    /// The seconds that are left to wait.
    fn wait(&self, key: &Key, now: i64) -> i64 {
        let Some(failures) = self.failures.get(&key.digest) else { return 0 };
        if is_forgotten(&self.policy, failures, now) || failures.count < key.free {
            return 0;
        }
        let doublings = (failures.count - key.free).min(30);
        let whole = (self.policy.first_wait_seconds << doublings).min(self.policy.longest_wait_seconds);
        (failures.last + whole - now).clamp(0, whole)
    }

    fn make_room(&mut self, now: i64) {
        if self.failures.len() < self.policy.remembered {
            return;
        }
        let policy = self.policy.clone();
        self.failures.retain(|_, failures| !is_forgotten(&policy, failures, now));
        while self.failures.len() >= self.policy.remembered {
            // The older half goes: cheaper than looking for the oldest each time.
            let mut moments: Vec<i64> = self.failures.values().map(|failures| failures.last).collect();
            let middle = moments.len() / 2;
            let (_, &mut middle, _) = moments.select_nth_unstable(middle);
            let before = self.failures.len();
            self.failures.retain(|_, failures| failures.last > middle);
            if self.failures.len() == before {
                self.failures.clear();
            }
        }
    }
}

const fn is_forgotten(policy: &LoginPolicy, failures: &Failures, now: i64) -> bool {
    now - failures.last > policy.forget_hours * 3_600
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::account_policy;
    use super::*;

    fn policy() -> LoginPolicy {
        account_policy().login.clone()
    }

    #[test]
    fn a_few_mistakes_are_free_and_then_waits_double_to_their_end() {
        let policy = policy();
        let mut throttle = Throttle::new(policy.clone());
        let key = Key::login("hanako", &policy);
        for _ in 0..policy.free_per_login {
            assert_eq!(throttle.begin(&[key], 1_000), Ok(()));
        }
        let mut now = 1_000;
        let mut waits = Vec::new();
        for _ in 0..12 {
            let wait = throttle.begin(&[key], now).unwrap_err();
            assert_eq!(throttle.begin(&[key], now + wait - 1), Err(1), "a wait is not lengthened by trying");
            waits.push(wait);
            now += wait;
            assert_eq!(throttle.begin(&[key], now), Ok(()));
        }
        assert_eq!(waits[..4], [2, 4, 8, 16]);
        assert_eq!(waits.last(), Some(&policy.longest_wait_seconds));
        throttle.succeeded(&key, &[]);
        assert_eq!(throttle.begin(&[key], now), Ok(()));
    }

    #[test]
    fn an_address_is_counted_by_network_and_other_people_are_not_touched() {
        let policy = policy();
        let key = |text: &str| Key::address(text.parse().unwrap(), &policy);
        assert_eq!(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        let mut throttle = Throttle::new(policy.clone());
        for n in 0..policy.free_per_address {
            let login = Key::login(&format!("guess {n}"), &policy);
            assert_eq!(throttle.begin(&[login, key("192.0.2.1")], 0), Ok(()));
        }
        let login = Key::login("guess", &policy);
        assert!(throttle.begin(&[login, key("192.0.2.1")], 0).is_err());
        assert_eq!(throttle.begin(&[login, key("192.0.2.2")], 0), Ok(()));
    }

    #[test]
    fn memory_stays_within_its_bound() {
        let policy = LoginPolicy { remembered: 100, ..policy() };
        let mut throttle = Throttle::new(policy.clone());
        for n in 0..1_000 {
            assert_eq!(throttle.begin(&[Key::login(&n.to_string(), &policy)], n), Ok(()));
            assert!(throttle.failures.len() <= 100);
        }
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_the_longest_and_whoever_waits_may_try(moments in prop::collection::vec(0i64..100_000, 1..200)) {
            let policy = policy();
            let mut throttle = Throttle::new(policy.clone());
            let key = Key::login("x", &policy);
            let mut moments = moments;
            moments.sort_unstable();
            for now in moments {
                if let Err(wait) = throttle.begin(&[key], now) {
                    prop_assert!(wait > 0 && wait <= policy.longest_wait_seconds);
                }
            }
            prop_assert_eq!(throttle.begin(&[key], 100_000 + policy.longest_wait_seconds), Ok(()));
        }
    }
}
