//! The binary on a laptop: rehearse, explain, help.
