//! What a run posted on GitHub, as it stands there.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Chunk, World,
    github::{Comment, CommitStatus, Deployment, Repository},
};

use crate::workflow::{REPOSITORY, Run, Workflow};

/// Longer than this nothing is waited for in the middle of a run.
const PATIENCE: Duration = Duration::from_secs(30);

impl Workflow {
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
    pub(crate) async fn comes_to(&self, so: impl Fn(&World) -> bool) {
        assert!(self.sandbox.wait_until(PATIENCE, so).await, "it does not come to that");
    }
}

impl Run {
    /// The annotations of this kind, each with its title.
    pub(crate) fn annotations(&self, kind: &str) -> Vec<String> {
        let all = self.log.commands.iter().filter(|command| command.name == kind);
        all.map(|command| format!("{}: {}", command.properties["title"], command.data)).collect()
    }
}

/// Cancels a run, as the runner does at last.
pub(crate) async fn terminate(child: &tokio::process::Child) {
    let id = child.id().unwrap().to_string();
    tokio::process::Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
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

/// Text without what is different in each run: times, and the random part of names and addresses.
pub(crate) fn redacted(text: &str) -> String {
    let mut shown = String::new();
    for line in text.lines() {
        match line {
            "" if shown.ends_with("\n\n") => {}
            _ => shown.extend([without_times(&without_random(line)).trim_end(), "\n"]),
        }
    }
    shown
}

/// Stages that are over in no time are not told, so none of them is.
fn without_times(line: &str) -> String {
    let original = line;
    let stages = ["request ", "setup ", "build ", "release ", "destruction "];
    let is_stage = |part: &&str| stages.iter().any(|name| part.starts_with(name)) && part.ends_with(" s");
    // A row of the summary's table ends with its times, and the comment has the time of day.
    let row = line.rsplit_once(" | ").filter(|_| line.starts_with("| ") && line.ends_with(" |"));
    let line = row.filter(|(_, last)| last.starts_with(|letter: char| letter.is_ascii_digit()) || last.trim() == "|");
    let line = line.map_or_else(|| original.to_owned(), |(rest, _)| format!("{rest} | TIMES |"));
    let time = |part: &&str| part.ends_with(" UTC");
    let told: Vec<_> =
        line.split(" · ").filter(|part| !is_stage(part)).map(|part| if time(&part) { "TIME" } else { part }).collect();
    let word = |word: &str| match word.parse::<f64>() {
        Ok(_) if word.contains('.') => "N".to_owned(),
        _ => word.to_owned(),
    };
    told.join(" · ").split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Heroku adds six or twelve hexadecimal digits behind a hyphen.
fn without_random(line: &str) -> String {
    let mut parts = line.split('-');
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|character: char| character.is_ascii_hexdigit());
        let random = matches!(part.len() - rest.len(), 6 | 12) && !rest.starts_with(char::is_alphanumeric);
        shown.extend(if random { ["-RANDOM", rest] } else { ["-", part] });
    }
    shown
}
