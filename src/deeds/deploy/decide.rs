use super::Deploy;
use super::Superseding;
use super::images::mistakes;
use super::observe::Seen;
use super::observe::SeenApp;
use crate::{
    clients::Clients,
    deeds::{
        asked::{Asked, Freshness},
        builds::{build_under_way, pending_of_others, superseded},
        planned::Planned,
    },
    http::{ApiError, Instant, Service},
    names::{AppName, CommitSha, GitRef},
    observe::known::{Head, KnownBuild},
    outcome::{Doing, Done, Mistakes, Trouble},
    plan::{About, Plan, Target, Task, Tell},
    secret::SecretVars,
    steps::{
        Step,
        build::{Build, OlderBuild},
        follow::Follow,
        keep::Keep,
        refuse::Refuse,
        release_images::ReleaseImages,
        revision::Revision,
    },
};

impl Planned for Deploy {
    type Seen = Seen;

    async fn observe(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        self.look(clients).await
    }

    fn decide(&self, Seen { head, at, apps }: Seen) -> Plan {
        let is_readable = apps.iter().any(|(_, app)| app.is_ok());
        let head = match head {
            // To a token that may not read the repository, its branches do not exist either.
            Head::Over(_) if !is_readable => Head::Unknown,
            head => head,
        };
        if let Some(why) = superseded(self.freshness, &self.commit, &head) {
            return Plan::nothing(why);
        }
        let head_seen = matches!(head, Head::At(_)).then_some(at);
        let mistakes = mistakes_of(&apps);
        let task = |(name, app): (AppName, Result<SeenApp, ApiError>)| match app {
            Ok(seen) if !mistakes.is_empty() => self.refused(&name, &seen, &mistakes),
            app => self.task(&name, app, &head, head_seen),
        };
        Plan {
            deed: "deploy",
            about: About {
                reference: Some(self.reference.clone()),
                commit: Some(self.commit.clone()),
                rule: Some(self.rule.clone()),
                ..About::default()
            },
            headline: format!("deploy {} of {} by {}", self.commit.short(), self.reference, self.rule),
            // If no app can be deployed to, the refusals say enough.
            doubt: self.doubt(&head).filter(|_| is_readable),
            tasks: apps.into_iter().map(task).collect(),
        }
    }

    fn config_vars(&self) -> Option<&SecretVars> {
        Some(&self.config_vars)
    }

    fn commit_to_check(&self) -> Option<&CommitSha> {
        Some(&self.commit)
    }
}

impl Deploy {
    fn doubt(&self, head: &Head) -> Option<String> {
        match (head, &self.reference, self.freshness) {
            (Head::Unknown, GitRef::Branch(branch), Freshness::MustBeHead) => {
                Some(format!("The token cannot tell whether the commit is still the head of `{branch}`."))
            }
            _ => None,
        }
    }

    fn task(&self, name: &AppName, app: Result<SeenApp, ApiError>, head: &Head, head_seen: Option<Instant>) -> Task {
        let (app, steps, rescue) = match app {
            Ok(seen) => {
                let step = self.step(name, &seen, head, head_seen);
                let current = seen.releases.current.clone();
                let rescue = self.after.rescue(name.as_str(), current).filter(|_| !matches!(step, Step::Keep(_)));
                (Some(seen.app.clone()), self.stages(name, &seen, step), rescue)
            }
            Err(error) => (None, vec![refuse(name, error)], None),
        };
        Task {
            target: Target::App(name.to_string()),
            app,
            commit: Some(self.commit.clone()),
            steps,
            rescue,
            aim: Done::Deployed,
            tell: Tell::App,
        }
    }

    /// If the images are wrong, no app is touched.
    fn refused(&self, name: &AppName, seen: &SeenApp, mistakes: &[String]) -> Task {
        let mistakes = Mistakes { inputs: mistakes.to_vec(), ..Mistakes::default() };
        let step = Step::Refuse(Refuse { trouble: Trouble::Misconfigured(mistakes) });
        Task {
            target: Target::App(name.to_string()),
            app: Some(seen.app.clone()),
            commit: Some(self.commit.clone()),
            steps: vec![step],
            rescue: None,
            aim: Done::Deployed,
            tell: Tell::App,
        }
    }

    fn step(&self, name: &AppName, seen: &SeenApp, head: &Head, head_seen: Option<Instant>) -> Step {
        let SeenApp { builds, releases, archive, .. } = seen;
        let (app, revision) = (name.to_string(), self.revision(head_seen));
        if let Some(images) = &seen.images {
            let live = images.live.filter(|_| self.asked == Asked::ByEvent);
            let (found, newest) = (images.found.clone(), images.newest);
            let release = || Step::ReleaseImages(ReleaseImages { app, revision, images: found, newest });
            return live.map_or_else(release, |release| Step::Keep(Keep { release }));
        }
        let known = builds.iter().map(|build| build.id.clone()).collect();
        let is_same = |build: &&KnownBuild| self.material.is_of(build.description.as_deref());
        if let Some(build) = build_under_way(&self.commit, builds.iter().filter(is_same), releases) {
            return Step::Follow(Follow { app, build: build.id.clone(), revision, known });
        }
        let settled = releases
            .settled_at(&self.commit, builds)
            .filter(|running| self.material.is_of(running.description.as_deref()));
        if let Some(release) = settled.map(|running| running.version).filter(|_| self.asked == Asked::ByEvent) {
            return Step::Keep(Keep { release });
        }
        let supersedes = self.needless_builds(name, builds, head);
        Step::Build(Build { app, revision, archive: archive.clone(), known, supersedes })
    }

    fn revision(&self, head_seen: Option<Instant>) -> Revision {
        Revision {
            commit: self.commit.clone(),
            material: self.material.clone(),
            repository: self.repository.clone(),
            reference: self.reference.clone(),
            pull: None,
            head_seen,
        }
    }

    /// Pending builds of older commits of the same branch. They are known to be older only if this commit is the head.
    fn needless_builds(&self, app: &AppName, builds: &[KnownBuild], head: &Head) -> Vec<OlderBuild> {
        let Superseding::SameRef { only_ours } = &self.superseding else { return Vec::new() };
        if *head != Head::At(self.commit.clone()) {
            return Vec::new();
        }
        let (all, reference) = (only_ours.contains(app), self.reference.full());
        let of_ref = |build: &KnownBuild| {
            build.description.as_deref().and_then(|text| text.split(' ').next()) == Some(&reference)
        };
        let is_of_same_ref = |build: &&KnownBuild| all || of_ref(build);
        pending_of_others(builds.iter().filter(is_of_same_ref), &self.commit)
    }
}

fn mistakes_of(apps: &[(AppName, Result<SeenApp, ApiError>)]) -> Vec<String> {
    let seen = apps.iter().filter_map(|(name, app)| Some((name, app.as_ref().ok()?)));
    mistakes(seen.filter_map(|(name, seen)| Some((name, seen.app.next_stack(), seen.images.as_ref()?))))
}

fn refuse(name: &AppName, error: ApiError) -> Step {
    let doing = match error.service {
        Service::GitHub => Doing::GettingArchiveFor(name.to_string()),
        Service::Heroku => Doing::LookingAtApp(name.to_string()),
        Service::Registry => Doing::FindingImages(name.to_string()),
    };
    Step::Refuse(Refuse { trouble: Trouble::api(doing, error) })
}
