//! Suggestions while an address is being typed.
