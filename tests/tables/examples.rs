//! The example workflows: that each hears of what its rules need, has time enough, and has a concurrency group in which runs
//! wait for each other that should, and none pushes another out of the queue. GitHub keeps one run of a group waiting, the newest.

use std::{collections::BTreeMap, fs};

use saphyr::{LoadableYamlNode, Yaml};
use serde_json::{Value, json};

/// Each example's name and text.
fn texts() -> Vec<(String, String)> {
    let files = fs::read_dir("docs/examples").unwrap().map(|file| file.unwrap().path());
    files.map(|path| (path.display().to_string(), fs::read_to_string(&path).unwrap())).collect()
}

/// The inputs of the steps that use the action, each with its job.
fn steps<'a>(workflow: &'a Yaml<'a>) -> Vec<(&'a Yaml<'a>, &'a Yaml<'a>)> {
    let jobs = workflow["jobs"].as_mapping().unwrap().values();
    let steps = jobs.flat_map(|job| job["steps"].as_sequence().unwrap().iter().map(move |step| (job, step)));
    let uses = |step: &Yaml| {
        let uses = step.as_mapping_get("uses").and_then(Yaml::as_str);
        uses.is_some_and(|uses| uses.contains("/branchline@"))
    };
    steps.filter(|(_, step)| uses(step)).map(|(job, step)| (job, &step["with"])).collect()
}

fn list<'a>(node: Option<&'a Yaml<'a>>) -> Vec<&'a str> {
    node.and_then(|node| node.as_sequence()).into_iter().flatten().filter_map(Yaml::as_str).collect()
}

#[test]
fn each_example_with_review_apps_hears_when_a_pull_request_is_closed() {
    let mut seen = 0;
    for (name, text) in texts() {
        let workflow = &Yaml::load_from_str(&text).unwrap()[0];
        let has_review_apps = steps(workflow).iter().any(|(_, with)| rules(with).contains("review-app"));
        for event in ["pull_request", "pull_request_target"] {
            let Some(trigger) = workflow["on"].as_mapping_get(event) else { continue };
            let types = list(trigger.as_mapping_get("types"));
            assert!(!has_review_apps || types.contains(&"closed"), "{name}: {event}: {types:?}");
            seen += 1;
        }
        let wants_label = steps(workflow).iter().any(|(_, with)| with.as_mapping_get("label").is_some());
        let types = list(workflow["on"].as_mapping_get("pull_request").and_then(|it| it.as_mapping_get("types")));
        assert!(
            !wants_label || types.is_empty() || types.contains(&"labeled") && types.contains(&"unlabeled"),
            "{name}"
        );
    }
    assert!(seen >= 5);
}

#[test]
fn each_rule_for_an_app_has_a_trigger() {
    let mut seen = 0;
    for (name, text) in texts() {
        let workflow = &Yaml::load_from_str(&text).unwrap()[0];
        let on = &workflow["on"];
        let by_others = ["workflow_run", "workflow_dispatch"].iter().any(|event| on.as_mapping_get(event).is_some());
        let push = on.as_mapping_get("push");
        let (branches, tags) = (
            list(push.and_then(|push| push.as_mapping_get("branches"))),
            list(push.and_then(|push| push.as_mapping_get("tags"))),
        );
        for (_, with) in steps(workflow) {
            for rule in rules(with).lines() {
                let (pattern, target) = rule.split_once(": ").unwrap();
                if ["review-app", "none"].contains(&target) {
                    continue;
                }
                let is_heard = match pattern.strip_prefix("refs/tags/") {
                    Some(tag) => tags.contains(&tag),
                    None => branches.contains(&pattern) || push.is_none() && by_others,
                };
                assert!(is_heard, "{name}: nothing starts a run for `{rule}`");
                seen += 1;
            }
        }
    }
    assert!(seen >= 6);
}

/// What the README's section on rules shows has what it says that it needs.
#[test]
fn the_triggers_below_the_readme_s_rules_are_those_that_they_need() {
    let readme = fs::read_to_string("README.md").unwrap();
    let section = readme.split("\n## ").find(|section| section.starts_with("Rules\n")).unwrap();
    let block = |kind: &str| section.split(&format!("```{kind}\n")).nth(1).unwrap().split("```").next().unwrap();
    let on = &Yaml::load_from_str(block("yml")).unwrap()[0]["on"];
    let (branches, tags) = (list(Some(&on["push"]["branches"])), list(Some(&on["push"]["tags"])));
    let rules = block("text").lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once(": ").unwrap());
    for (pattern, target) in rules {
        let is_heard = match (pattern.strip_prefix("refs/tags/"), target) {
            (_, "none") => true,
            (_, "review-app") => list(Some(&on["pull_request"]["types"])).contains(&"closed"),
            (Some(tag), _) => tags.contains(&tag),
            (None, _) => branches.contains(&pattern),
        };
        assert!(is_heard, "nothing starts a run for `{pattern}`");
    }
}

#[test]
fn each_job_has_more_time_than_the_step() {
    for (name, text) in texts() {
        let workflow = &Yaml::load_from_str(&text).unwrap()[0];
        let steps = steps(workflow);
        assert!(!steps.is_empty(), "{name}");
        for (job, _) in steps {
            // Without it, GitHub gives a job six hours.
            let minutes = job.as_mapping_get("timeout-minutes").map_or(360, |minutes| minutes.as_integer().unwrap());
            assert!([90, 360].contains(&minutes), "{name}: {minutes}");
        }
    }
    let readme = fs::read_to_string("README.md").unwrap();
    let minutes = readme.lines().filter_map(|line| line.trim().strip_prefix("timeout-minutes: "));
    assert_eq!(minutes.collect::<Vec<_>>(), ["90"]);
}

/// Something that happens: the event's name, the queue that it belongs to, and the contexts of expressions.
struct Happening {
    event: &'static str,
    queue: &'static str,
    contexts: Value,
}

fn happens(event: &'static str, queue: &'static str, github: &Value, inputs: &Value) -> Happening {
    let mut github = github.clone();
    github["event_name"] = json!(event);
    github["repository_owner"] = json!("acme");
    Happening { event, queue, contexts: json!({ "github": github, "inputs": inputs }) }
}

fn branch(name: &str) -> Value {
    let full = format!("refs/heads/{name}");
    json!({ "ref": full, "ref_name": name, "event": { "ref": full }, "run_id": "1" })
}

fn pull(number: u64, label: &str, repository: u64) -> Value {
    let head = json!({ "label": label, "ref": label.split(':').nth(1), "repo": { "id": repository } });
    json!({ "ref": format!("refs/pull/{number}/merge"), "ref_name": format!("{number}/merge"), "head_ref": head["ref"],
            "event": { "number": number, "pull_request": { "number": number, "head": head } }, "run_id": "2" })
}

fn comment(run: &str, issue: u64, body: &str) -> Value {
    let mut at_main = branch("main");
    at_main["event"] = json!({ "issue": { "number": issue }, "comment": { "body": body } });
    at_main["run_id"] = json!(run);
    at_main
}

fn after(branch_of_run: &str, repository: u64) -> Value {
    let mut at_main = branch("main");
    at_main["event"] =
        json!({ "workflow_run": { "head_branch": branch_of_run, "head_repository": { "id": repository } } });
    at_main
}

fn deleted(name: &str) -> Value {
    let mut at_main = branch("main");
    at_main["event"] = json!({ "ref": name, "ref_type": "branch" });
    at_main
}

fn tag(name: &str) -> Value {
    let full = format!("refs/tags/{name}");
    json!({ "ref": full, "ref_name": name, "event": { "ref": full } })
}

fn happenings() -> Vec<Happening> {
    let nothing = json!({});
    let mut all = vec![
        happens("push", "main", &branch("main"), &nothing),
        happens("push", "staging", &branch("staging"), &nothing),
        happens("workflow_dispatch", "main", &branch("main"), &json!({ "ref": "", "pull-request": "" })),
        happens("workflow_dispatch", "staging", &branch("main"), &json!({ "ref": "staging" })),
        happens("workflow_dispatch", "#7 by hand", &branch("main"), &json!({ "pull-request": "7" })),
        happens("delete", "#7", &deleted("feature/x"), &nothing),
        happens("issue_comment", "commands on #7", &comment("11", 7, "/deploy"), &nothing),
        happens("issue_comment", "commands on #7", &comment("12", 7, "please\n/Destroy"), &nothing),
        happens("issue_comment", "commands on #8", &comment("13", 8, "/redeploy"), &nothing),
        happens("issue_comment", "a word on #7", &comment("14", 7, "lgtm, see https://example.com"), &nothing),
        happens("issue_comment", "another word on #7", &comment("15", 7, "thanks"), &nothing),
        happens("workflow_run", "main after CI", &after("main", 1), &nothing),
        happens("workflow_run", "the fork's main after CI", &after("main", 2), &nothing),
        happens("workflow_run", "feature/x after CI", &after("feature/x", 1), &nothing),
    ];
    for event in ["pull_request", "pull_request_target"] {
        all.push(happens(event, "#7", &pull(7, "acme:feature/x", 1), &nothing));
        all.push(happens(event, "#9, the fork's main", &pull(9, "mallory:main", 2), &nothing));
    }
    all
}

/// Each example with its triggers and its group.
fn examples() -> Vec<(String, Vec<String>, String)> {
    let read = texts().into_iter().map(|(name, text)| {
        let workflow = &Yaml::load_from_str(&text).unwrap()[0];
        let concurrency = &workflow["concurrency"];
        assert_eq!(concurrency["cancel-in-progress"].as_bool(), Some(false), "{name}");
        let triggers = workflow["on"].as_mapping().unwrap().keys().map(|name| name.as_str().unwrap().to_owned());
        (name, triggers.collect(), concurrency["group"].as_str().unwrap().to_owned())
    });
    read.collect()
}

#[test]
fn runs_of_one_queue_share_a_group_and_no_others_do() {
    // These wait for others of their app, or of their own kind, not of their branch.
    let is_of_app = |name: &str| {
        ["/one-app.yml", "/tags.yml", "/promote-or-roll-back.yml", "/set-up.yml", "/sweep.yml"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    for (example, triggers, group) in examples().into_iter().filter(|(name, ..)| !is_of_app(name)) {
        let mut groups: BTreeMap<String, &str> = BTreeMap::new();
        let mut queues: BTreeMap<&str, String> = BTreeMap::new();
        let happenings = happenings();
        let takes_numbers = group.contains("inputs.pull-request");
        let can_happen = |it: &&Happening| {
            triggers.iter().any(|name| name == it.event) && (takes_numbers || it.queue != "#7 by hand")
        };
        for happening in happenings.iter().filter(can_happen) {
            let group = filled(&group, &happening.contexts);
            let queue = groups.entry(group.clone()).or_insert(happening.queue);
            assert_eq!(*queue, happening.queue, "{example}: both are in the group {group}");
            let known = queues.entry(happening.queue).or_insert_with(|| group.clone());
            assert_eq!(*known, group, "{example}: {} has two groups", happening.queue);
        }
        assert!(!queues.is_empty(), "{example}");
    }
}

#[test]
fn tags_wait_for_each_other_since_they_go_to_one_app() {
    let (_, _, group) = examples().into_iter().find(|(name, ..)| name.ends_with("/tags.yml")).unwrap();
    let of = |name| filled(&group, &happens("push", "tags", &tag(name), &json!({})).contexts);
    assert_eq!(of("v1.0.0"), of("v1.0.1"));
}

#[test]
fn comments_and_runs_after_ci_are_in_no_queue_of_pushes_of_any_example() {
    let (examples, happenings) = (examples(), happenings());
    let groups_of = |events: &[&str]| -> Vec<String> {
        let all = happenings.iter().filter(|it| events.contains(&it.event));
        let heard = all.flat_map(|it| {
            let hears = examples.iter().filter(move |(_, triggers, _)| triggers.iter().any(|name| name == it.event));
            hears.map(move |(_, _, group)| filled(group, &it.contexts))
        });
        heard.collect()
    };
    let (beside, pushes) = (groups_of(&["issue_comment", "workflow_run"]), groups_of(&["push", "workflow_dispatch"]));
    assert!(beside.len() >= 8 && pushes.len() >= 6, "{beside:?} {pushes:?}");
    assert!(beside.iter().all(|group| !pushes.contains(group)), "{beside:?} {pushes:?}");
}

/// A text with its expressions replaced by their values.
fn filled(text: &str, contexts: &Value) -> String {
    let (mut filled, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${{") {
        let (expression, after) = after.split_once("}}").unwrap();
        let mut parser = Parser { tokens: tokens(expression), at: 0, contexts };
        filled.push_str(before);
        filled.push_str(&shown(&parser.either()));
        assert_eq!(parser.at, parser.tokens.len(), "{expression}");
        rest = after;
    }
    filled + rest
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value != "" && value != 0
}

fn tokens(text: &str) -> Vec<String> {
    let (mut tokens, mut letters) = (Vec::new(), text.chars().peekable());
    while let Some(letter) = letters.next() {
        let mut token = letter.to_string();
        match letter {
            ' ' => continue,
            '\'' => {
                while let Some(letter) = letters.next_if(|letter| *letter != '\'') {
                    token.push(letter);
                }
                letters.next();
            }
            '(' | ')' | ',' => {}
            '|' | '&' | '=' => token.extend(letters.next()),
            _ => {
                let is_name = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '-');
                while let Some(letter) = letters.next_if(is_name) {
                    token.push(letter);
                }
            }
        }
        tokens.push(token);
    }
    tokens
}

/// Of GitHub's expressions as much as the examples use.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/expressions>
struct Parser<'a> {
    tokens: Vec<String>,
    at: usize,
    contexts: &'a Value,
}

impl Parser<'_> {
    fn next_is(&mut self, token: &str) -> bool {
        let is = self.tokens.get(self.at).is_some_and(|next| next == token);
        self.at += usize::from(is);
        is
    }

    fn either(&mut self) -> Value {
        let mut value = self.both();
        while self.next_is("||") {
            let other = self.both();
            value = if is_true(&value) { value } else { other };
        }
        value
    }

    fn both(&mut self) -> Value {
        let mut value = self.equal();
        while self.next_is("&&") {
            let other = self.equal();
            value = if is_true(&value) { other } else { value };
        }
        value
    }

    fn equal(&mut self) -> Value {
        let value = self.one();
        if self.next_is("==") { json!(value == self.one()) } else { value }
    }

    fn one(&mut self) -> Value {
        if self.next_is("(") {
            let value = self.either();
            assert!(self.next_is(")"));
            return value;
        }
        let token = self.tokens[self.at].clone();
        self.at += 1;
        if let Some(text) = token.strip_prefix('\'') {
            return json!(text);
        }
        if self.next_is("(") {
            return self.called(&token);
        }
        token.split('.').fold(self.contexts, |value, name| &value[name]).clone()
    }

    fn called(&mut self, function: &str) -> Value {
        let mut given = vec![shown(&self.either())];
        while self.next_is(",") {
            given.push(shown(&self.either()));
        }
        assert!(self.next_is(")"));
        match function {
            "contains" => json!(given[0].to_lowercase().contains(&given[1].to_lowercase())),
            "format" => {
                let filled = given[1..].iter().enumerate();
                json!(
                    filled.fold(given[0].clone(), |text, (index, value)| text.replace(&format!("{{{index}}}"), value))
                )
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn expressions_are_read_as_github_reads_them() {
    let contexts = json!({ "github": { "ref": "x", "event": { "n": 7 } }, "inputs": { "a-b": "" } });
    for (text, expected) in [
        ("a-${{ github.ref }}-${{ github.event.n }}", "a-x-7"),
        ("${{ inputs.a-b || github.none.at.all || 'z' }}", "z"),
        ("${{ github.ref == 'x' && format('{0}:{1}', github.ref, 'y') || 'z' }}", "x:y"),
        ("${{ (github.ref == 'y' || contains('ABC', 'b')) && github.event.n || 'z' }}", "7"),
    ] {
        assert_eq!(filled(text, &contexts), expected, "{text}");
    }
}

/// The rules of a step; one that has none sweeps, or tests.
fn rules<'a>(with: &'a Yaml<'a>) -> &'a str {
    with.as_mapping_get("rules").and_then(Yaml::as_str).unwrap_or_default()
}
