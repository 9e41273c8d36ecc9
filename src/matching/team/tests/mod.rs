//! Tiny towns that assert a team, and the solver against every team there could be.

mod cover;
mod exhaustive;
mod sentences;
mod town;
