//! The fault sweep: every plot is played again for every request in it and every way in which that can fail, with the real
//! binary, and then it is looked whether the world is as the run says that it is.
//!
//! Plain `cargo test` plays a sample that is chosen by a fixed rule. The whole of it is played, and counted, by
//! `BRANCHLINE_SWEEP=complete cargo test --release --test scenes a_sweep -- --nocapture`; that of the plots with a name alone by
//! `BRANCHLINE_SWEEP=complete:NAME`.

mod case;
mod ends;
mod faults;
mod operation;
mod outages;
mod plays;
mod plot;
mod plots;
mod verdict;

/// Plays what is asked for, and gives what was wrong.
pub(crate) async fn violations() -> Vec<String> {
    let (extent, name) = plays::Extent::asked_for();
    let plots: Vec<_> = plots::plots().into_iter().filter(|plot| plot.name.contains(&name)).collect();
    assert!(!plots.is_empty(), "no plot is called {name}");
    plays::play(&plots, extent).await
}
