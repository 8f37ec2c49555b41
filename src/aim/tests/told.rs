//! An aim in one line, for the tables.

use crate::{
    aim::question::{Instead, LetIn, Origin, Question, Wish, Work},
    aim::{aims::Aim, undecided::Undecided},
    deeds::asked::{Asked, Freshness},
    deeds::deploy::Deploy,
    deeds::review_app::EnsureReviewApp,
    deeds::{Deed, label::TakeLabelOff, roll_back::RollBack},
    inputs::Update,
    ownership::subject::Subject,
};

pub(super) fn told(result: &Result<Aim, Undecided>) -> String {
    match result {
        Err(undecided) => {
            let inputs: Vec<_> = undecided.0.iter().map(|complaint| complaint.input.as_ref()).collect();
            format!("misconfigured: {}", inputs.join(", "))
        }
        Ok(Aim::Nothing(why)) => format!("skip: {why}"),
        Ok(Aim::Do(Deed::TakeLabelOff(TakeLabelOff { pull, label }))) => format!("take {label} off #{pull}"),
        Ok(Aim::Ask(question)) => asked(question),
        Ok(Aim::Do(Deed::Deploy(deploy))) => {
            let Deploy { reference, commit, apps, freshness, .. } = deploy.as_ref();
            let apps: Vec<_> = apps.iter().map(ToString::to_string).collect();
            format!("deploy {} of {reference} to {}, {}", commit.short(), apps.join(" and "), fresh(*freshness))
        }
        Ok(Aim::Do(Deed::RollBack(RollBack { reference, apps, version, .. }))) => {
            let apps: Vec<_> = apps.iter().map(ToString::to_string).collect();
            let to = version.map_or_else(|| "the one before".to_owned(), |version| format!("v{version}"));
            format!("roll {} of {reference} back to {to}", apps.join(" and "))
        }
        Ok(Aim::Do(Deed::Promote(promote))) => {
            let targets: Vec<_> = promote.targets.iter().map(ToString::to_string).collect();
            format!("promote {} to {}", promote.source, targets.join(" and "))
        }
        Ok(Aim::Do(Deed::Test(test))) => {
            let pull = test.pull.map(|pull| format!(" (#{pull})")).unwrap_or_default();
            format!("test {} of {}{pull}, {}", test.commit.short(), test.reference, fresh(test.freshness))
        }
        Ok(Aim::Do(Deed::SetUp(set_up))) => {
            let apps: Vec<_> = set_up.apps.iter().map(ToString::to_string).collect();
            format!("set up {} from {}", apps.join(" and "), set_up.commit.short())
        }
        Ok(Aim::Do(Deed::Sweep(sweep))) => format!("sweep `{}`", sweep.pipeline),
        Ok(Aim::Do(Deed::ReviewApp(review_app))) => wanted(review_app),
        Ok(Aim::Do(Deed::Destroy(destroy))) => format!("destroy that of {}", whose(&destroy.subject)),
    }
}

fn asked(question: &Question) -> String {
    match question {
        Question::StillSo(ending) => {
            format!("ask whether it is so still; then destroy that of {}", whose(&ending.destroy.subject))
        }
        Question::Reference { text, base, .. } => {
            let base = base.as_ref().map(|base| format!(", and whether it is in {base}"));
            format!("ask what {text} is{}", base.unwrap_or_default())
        }
        Question::Pushed { name, commit, wish } => {
            format!("ask which {name} was pushed at {}, {}", commit.short(), who(wish.asked))
        }
        Question::Tag { tag, wish } => format!("ask where {tag} is, {}, {}", who(wish.asked), fresh(wish.freshness)),
        Question::PullRequest { number, commenter, wish, instead } => {
            let may = commenter.as_ref().map(|who| format!(" and whether @{who} may")).unwrap_or_default();
            let to = if commenter.is_some() { "" } else { " to" };
            let instead = instead.as_ref().map(|instead| match instead {
                Instead::Of(number) => format!("; instead of #{number}"),
                Instead::OfRun(run) => format!("; instead of {}", run.head_branch),
                Instead::Named(text) => format!("; if it is {text}"),
            });
            format!("ask for #{number}{may}{to} {}{}", wished(wish), instead.unwrap_or_default())
        }
        Question::PullRequestOf { owner, origin, branch, wish, otherwise } => {
            let otherwise = otherwise.as_ref().map(|review_app| format!("; else {}", wanted(review_app)));
            let fork = match origin {
                Origin::Own => String::new(),
                Origin::Fork(id) => format!(" of fork {id}"),
            };
            format!("ask for that of {owner}:{branch}{fork} to {}{}", wished(wish), otherwise.unwrap_or_default())
        }
    }
}

fn wished(wish: &Wish) -> String {
    let work = match wish.work {
        Work::Update => "update",
        Work::Recreate => "recreate",
        Work::Destroy => "destroy",
    };
    let commit = wish.commit.as_ref().map_or("its head", |commit| commit.short());
    let let_in = match wish.let_in {
        LetIn::Person(_) => ", let in",
        _ => "",
    };
    format!("{work} to {commit}, {}, {}{let_in}", who(wish.asked), fresh(wish.freshness))
}

fn wanted(wanted: &EnsureReviewApp) -> String {
    let update = match wanted.update {
        Update::InPlace => "in place",
        Update::Recreate => "recreated",
    };
    let (whose, commit) = (whose(&wanted.subject), wanted.commit.short());
    let gate = wanted.gate.as_ref().map(|gate| match (gate.is_open, &gate.otherwise) {
        (true, _) => ", let in".to_owned(),
        (false, None) => format!(", if let in by {} before", gate.label),
        (false, Some(reason)) => format!(", never: {reason}"),
    });
    let gate = gate.unwrap_or_default();
    format!("review app of {whose} at {commit}, {update}, {}, {}{gate}", who(wanted.asked), fresh(wanted.freshness))
}

fn whose(subject: &Subject) -> String {
    let pull = subject.pull.map(|number| format!(" #{number}")).unwrap_or_default();
    let fork = subject.fork.map(|fork| format!(" of fork {fork}")).unwrap_or_default();
    let repository = subject.repository.as_ref().map_or("nowhere".to_owned(), ToString::to_string);
    format!("{}{pull}{fork} in {repository}", subject.branch)
}

fn who(asked: Asked) -> &'static str {
    match asked {
        Asked::ByEvent => "by event",
        Asked::ByHand => "by hand",
    }
}

fn fresh(freshness: Freshness) -> &'static str {
    match freshness {
        Freshness::MustBeHead => "if head",
        Freshness::AsAsked => "as asked",
    }
}
