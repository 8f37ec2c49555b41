//! What a run told on GitHub, as it stands there.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Chunk, World,
    github::{Comment, CommitStatus, Deployment, Repository},
};

use crate::stage::{REPOSITORY, Run, Stage};

/// Longer than this nothing is waited for in the middle of a run.
const PATIENCE: Duration = Duration::from_secs(30);

impl Stage {
    pub(crate) fn repository(&self) -> Repository {
        repository(&self.sandbox.world()).clone()
    }

    /// The deployments of an environment, oldest first.
    pub(crate) fn deployments(&self, environment: &str) -> Vec<Deployment> {
        let all = self.repository().deployments;
        all.into_iter().filter(|deployment| deployment.environment == environment).collect()
    }

    /// The state of each of them.
    pub(crate) fn states(&self, environment: &str) -> Vec<String> {
        self.deployments(environment).iter().map(|deployment| deployment.state().to_owned()).collect()
    }

    /// All comments with the marker.
    pub(crate) fn marked_comments(&self) -> Vec<Comment> {
        let all = self.repository().comments;
        all.into_iter().filter(|comment| comment.body.starts_with("<!-- branchline -->")).collect()
    }

    /// What the only comment with the marker says.
    #[track_caller]
    pub(crate) fn comment(&self) -> String {
        let comments = self.marked_comments();
        assert_eq!(comments.len(), 1, "{comments:?}");
        comments[0].body.clone()
    }

    pub(crate) fn statuses(&self) -> Vec<CommitStatus> {
        self.repository().statuses
    }

    /// Waits until the world is so.
    #[track_caller]
    pub(crate) fn comes_to(&self, so: impl Fn(&World) -> bool) -> impl Future<Output = ()> {
        async move { assert!(self.sandbox.wait_until(PATIENCE, so).await, "it does not come to that") }
    }
}

impl Run {
    /// The annotations of this kind, each with its title.
    pub(crate) fn annotations(&self, kind: &str) -> Vec<String> {
        let all = self.log.commands.iter().filter(|command| command.name == kind);
        all.map(|command| format!("{}: {}", command.properties["title"], command.data)).collect()
    }
}

pub(crate) fn repository(world: &World) -> &Repository {
    world.github.repository(REPOSITORY).unwrap()
}

/// A build that ends well, but only after so many milliseconds.
pub(crate) fn slow_build(milliseconds: u64) -> BuildScript {
    let mut script = BuildScript::default();
    script.output.chunks.push(Chunk::new(milliseconds, "       That took a while\n"));
    script
}

/// Text without what is different in each run: times, ids, commits, and the random part of an address.
pub(crate) fn redacted(text: &str) -> String {
    let mut shown = String::new();
    for line in text.lines() {
        let line = line.split(' ').map(redacted_word).collect::<Vec<_>>().join(" ");
        shown.push_str(line.trim_end());
        shown.push('\n');
    }
    shown
}

fn redacted_word(word: &str) -> String {
    let number = word.trim_matches(|character: char| !character.is_ascii_digit());
    if !number.is_empty() && number.contains('.') && number.parse::<f64>().is_ok() {
        return word.replace(number, "N");
    }
    let mut word = word.to_owned();
    if let Some((name, rest)) = word.clone().split_once(".herokuapp.com")
        && let Some((base, _)) = name.rsplit_once('-')
    {
        word = format!("{base}-RANDOM.herokuapp.com{rest}");
    }
    let is_hex = |text: &str| text.len() == 6 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts: Vec<_> = word.split('-').map(|part| if is_hex(part) { "RANDOM" } else { part }).collect();
    parts.join("-")
}
