//! Surveys in many layouts.
