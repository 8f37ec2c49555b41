//! What becomes of builds and releases as time goes by.

use std::time::Instant;

use uuid::Uuid;

use super::super::clock;
use super::super::script::PhaseScript;
use super::super::stream::Stream;
use super::app::{App, Build, Release, Status};

impl App {
    pub(super) fn advance(&mut self, now: Instant) {
        for index in 0..self.builds.len() {
            let build = &mut self.builds[index];
            if build.status != Status::Pending || now < build.run.ends {
                continue;
            }
            build.status = build.run.outcome.into();
            if build.status == Status::Succeeded {
                self.release(index);
            }
        }
        for release in &mut self.releases {
            if release.status == Status::Pending && now >= release.ends {
                release.status = release.outcome.into();
            }
        }
    }

    fn release(&mut self, build: usize) {
        let version = self.next_version();
        let build = &mut self.builds[build];
        let commit = build.source_version.as_deref().unwrap_or_default();
        let short: String = commit.chars().take(8).collect();
        let slug = Some(Uuid::new_v4());
        let mut release = Release {
            slug,
            commit: build.source_version.clone(),
            created: clock::wall_clock(build.run.ends),
            ends: build.run.ends,
            ..Release::done(version, &format!("Deploy {short}"))
        };
        if let Some(phase) = build.run.release_phase.take() {
            release.begin_phase(phase);
        }
        build.slug = slug;
        build.release = Some(release.id);
        self.releases.push(release);
    }

    /// Makes a release of what an earlier one runs.
    pub(super) fn roll_back(&mut self, to: u64) {
        let Some(earlier) = self.releases.iter().find(|release| release.version == to) else { return };
        let (slug, commit) = (earlier.slug, earlier.commit.clone());
        self.release_again(slug, commit, &format!("Rollback to v{to}"));
    }

    /// A change of config vars is a release of what runs already.
    pub(super) fn release_vars(&mut self, names: &[&str]) {
        let current = self.current_release();
        let (slug, commit) = current.map(|current| (current.slug, current.commit.clone())).unwrap_or_default();
        self.release_again(slug, commit, &format!("Set {} config vars", names.join(", ")));
    }

    pub(super) fn release_again(&mut self, slug: Option<Uuid>, commit: Option<String>, description: &str) {
        let mut release = Release { slug, commit, ..Release::done(self.next_version(), description) };
        if let Some(phase) = self.next_phases.pop_front() {
            release.begin_phase(phase);
        }
        self.releases.push(release);
    }

    /// How build and release together stand, and since when.
    pub(super) fn deployed(&self, build: &Build) -> (Status, Instant) {
        let release = self.releases.iter().find(|release| Some(release.id) == build.release);
        match release {
            Some(release) => (release.status, release.ends),
            None => (build.status, build.run.ends),
        }
    }
}

impl Release {
    fn begin_phase(&mut self, phase: PhaseScript) {
        let duration = phase.output.duration() + phase.linger;
        self.output = Some(Stream::start(phase.output, self.ends));
        self.ends += duration;
        self.outcome = phase.outcome;
        self.status = Status::Pending;
    }
}
