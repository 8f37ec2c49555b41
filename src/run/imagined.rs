//! The world that an event and its rules imply: the apps, the pipeline, the branch, the pull request.

use crate::{
    event::{Event, PullChange, PullRequest, Runner},
    inputs::{Command, Settings},
    names::{AppName, GitRef, PipelineRef},
    rules::{Decision, Destination, RuleTarget},
    sandbox::{
        World,
        github::{self, PullRequestState, sha_of},
        heroku::{App, Release, ReviewApp},
    },
};

/// The world in which `event` happens: everything that rules and payload name exists.
#[must_use]
pub fn world_for(settings: &Settings, runner: &Runner, event: &Event) -> World {
    let repository = runner.repository.to_string();
    let apps = apps(settings, event);
    let mut names: Vec<_> = apps.iter().map(AppName::as_str).collect();
    // A pipeline without an app tests nothing.
    if settings.command == Command::Test && names.is_empty() {
        names.push("acme-staging");
    }
    // A promotion needs a pipeline, named or not.
    let unnamed = (settings.command == Command::Promote).then_some("acme");
    let pipeline = settings.pipeline.as_ref().map(PipelineRef::as_str).or(unnamed);
    // An app that is to be set up does not exist.
    if settings.command == Command::Setup {
        names.clear();
    }
    let mut world = World::for_rehearsal(&repository, &names, pipeline);
    match event {
        Event::Push { reference, commit } | Event::Redeploy { reference, commit } => {
            add_reference(&mut world, &repository, reference, commit.as_str());
        }
        Event::RefDeleted { reference: GitRef::Branch(branch) } => add_review_app(&mut world, branch.as_str(), None),
        Event::PullRequest { change, pull } => {
            add_pull_request(&mut world, &repository, pull);
            let there = !matches!(change, PullChange::Opened | PullChange::Head | PullChange::Reopened);
            if there {
                add_review_app(&mut world, pull.head_branch.as_str(), Some(pull.number.get()));
            }
        }
        Event::Released { tag } => {
            add_reference(&mut world, &repository, &GitRef::Tag(tag.clone()), &sha_of(tag.as_str()));
        }
        Event::RunCompleted(run) => {
            let number = run.pull.map_or(1, crate::names::PullNumber::get);
            let pull = github::PullRequest::new(number, run.head_branch.as_str(), run.commit.as_str());
            let pull = match run.fork(&runner.repository) {
                Some(fork) => pull.from_fork(&fork.slug.to_string(), fork.id),
                None => pull,
            };
            world.add_pull_request(&repository, pull);
        }
        Event::Comment(comment) => {
            let pull = github::PullRequest::new(comment.pull.get(), "feature", &sha_of("feature"));
            world.add_pull_request(&repository, pull);
            let repository = world.add_repository(&repository);
            repository.collaborators.insert(comment.author.clone(), "write".to_owned());
            let (id, number) = (comment.comment_id, comment.pull.get());
            repository.comments.push(github::Comment::new(id, number, &comment.author, "/deploy"));
        }
        Event::RefDeleted { .. } | Event::Ignored(_) => {}
    }
    if let Some(folder) = &settings.directory {
        let place = format!("{folder}/Procfile");
        world.add_repository(&repository).files.insert(place, "web: ./start\n".to_owned());
    }
    if !settings.images.is_empty() {
        add_images(&mut world);
    }
    if settings.command == Command::Sweep {
        add_left_behind(&mut world, &repository);
    }
    chosen(&mut world, &repository, settings);
    if matches!(settings.command, Command::Promote | Command::Rollback) {
        add_releases(&mut world, &repository, settings);
    }
    world
}

/// Images by any name, and apps that can run them.
fn add_images(world: &mut World) {
    (world.registry.invents, world.heroku.registry.invents) = (true, true);
    for app in &mut world.heroku.apps {
        "container".clone_into(&mut app.stack);
    }
}

/// A review app whose pull request is closed.
fn add_left_behind(world: &mut World, repository: &str) {
    let mut pull = github::PullRequest::new(1, "merged-long-ago", &sha_of("merged-long-ago"));
    pull.state = PullRequestState::Merged;
    world.add_pull_request(repository, pull);
    add_review_app(world, "merged-long-ago", Some(1));
}

/// Releases to promote, or to roll back to.
fn add_releases(world: &mut World, repository: &str, settings: &Settings) {
    for of in ["before", "now"] {
        let commits = &mut world.add_repository(repository).commits;
        commits.insert(sha_of(of), format!("The commit of the release {of}"));
    }
    for app in &mut world.heroku.apps {
        let gets_one = settings.promote_to.iter().any(|target| target.as_str() == app.name);
        let commits = if gets_one { &["before"][..] } else { &["before", "now"] };
        let released = commits.iter().zip(3..).map(|(of, version)| Release::of_commit(version, "Deploy", &sha_of(of)));
        app.releases.extend(released);
    }
}

/// All apps that the rules can name for this event.
fn apps(settings: &Settings, event: &Event) -> Vec<AppName> {
    let named = settings.rules.iter().flat_map(|rule| match &rule.target {
        RuleTarget::Apps(templates) => templates.iter().filter_map(|app| app.to_string().parse().ok()).collect(),
        _ => Vec::new(),
    });
    let reference = match event {
        Event::Push { reference, .. } | Event::Redeploy { reference, .. } => Some(reference.clone()),
        Event::RunCompleted(run) => Some(GitRef::Branch(run.head_branch.clone())),
        Event::Released { tag } => Some(GitRef::Tag(tag.clone())),
        _ => None,
    };
    let decided = reference.and_then(|reference| settings.rules.decide(&reference).ok());
    let filled_in = match decided {
        Some(Decision::Matched { target: Destination::Apps(apps), .. }) => apps,
        _ => Vec::new(),
    };
    let mut apps: Vec<AppName> = named.chain(filled_in).chain(settings.promote_to.iter().cloned()).collect();
    apps.sort();
    apps.dedup();
    apps
}

fn add_reference(world: &mut World, repository: &str, reference: &GitRef, commit: &str) {
    let repository = world.add_repository(repository);
    let name = reference.short().to_owned();
    repository.commits.insert(commit.to_owned(), "A commit".to_owned());
    match reference {
        GitRef::Branch(_) => repository.push(&name, commit),
        GitRef::Tag(_) => {
            repository.tags.insert(name, commit.to_owned());
        }
    }
}

fn add_pull_request(world: &mut World, repository: &str, pull: &PullRequest) {
    let mut there = github::PullRequest::new(pull.number.get(), pull.head_branch.as_str(), pull.head_commit.as_str());
    there.draft = pull.draft;
    there.labels.clone_from(&pull.labels);
    if !pull.open {
        there.state = if pull.merged { PullRequestState::Merged } else { PullRequestState::Closed };
    }
    if let Some(fork) = pull.head_repository.as_ref().filter(|_| pull.is_from_fork()) {
        there = there.from_fork(&fork.slug.to_string(), fork.id);
    }
    world.add_pull_request(repository, there);
}

/// A review app that an earlier run made.
fn add_review_app(world: &mut World, branch: &str, number: Option<u64>) {
    let Some(pipeline) = world.heroku.pipelines.first().map(|pipeline| pipeline.id) else { return };
    let name = number.map_or_else(|| "acme-branch".to_owned(), |number| format!("acme-pr-{number}"));
    let app = App::new(&name);
    world.heroku.review_apps.push(ReviewApp::created(pipeline, branch, number, &app));
    world.heroku.apps.push(app);
}

/// What the inputs `ref` and `pull-request` name.
fn chosen(world: &mut World, repository: &str, settings: &Settings) {
    if let Some(text) = &settings.reference {
        let branch = text.strip_prefix("refs/heads/").unwrap_or(text);
        world.add_repository(repository).push(branch, &sha_of(branch));
    }
    if let Some(number) = settings.pull_request {
        let pull = github::PullRequest::new(number.get(), "feature", &sha_of("feature"));
        world.add_pull_request(repository, pull);
    }
}
