//! `action.yml`, the README and the example workflows say the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use branchline::{inputs::spec::INPUTS, rules::Rules};
use saphyr::{LoadableYamlNode, Yaml};

#[test]
fn the_readme_lists_the_inputs_as_the_action_declares_them() {
    let rows = declared("inputs", |name, input| {
        let default = input["default"].as_str().unwrap();
        let default = if default.is_empty() { " ".to_owned() } else { format!(" `{default}` ") };
        format!("| `{name}` |{default}| {} |", description(input))
    });
    let table = format!("| input | default | meaning |\n| --- | --- | --- |\n{rows}");
    assert_same_text("inputs", &table, &between_markers("inputs"));
}

#[test]
fn the_action_declares_the_inputs_that_the_binary_reads() {
    let declared = declared("inputs", |name, input| format!("{name}={}", input["default"].as_str().unwrap()));
    let read: Vec<_> = INPUTS.iter().map(|input| format!("{}={}", input.name, input.default)).collect();
    assert_eq!(declared, read.join("\n"));
}

#[test]
fn the_readme_lists_the_outputs_as_the_action_declares_them() {
    let rows = declared("outputs", |name, output| format!("| `{name}` | {} |", description(output)));
    let table = format!("| output | meaning |\n| --- | --- |\n{rows}");
    assert_same_text("outputs", &table, &between_markers("outputs"));
}

/// Workflows that the README shows whole, by their marker.
const SHOWN_IN_FULL: [(&str, &str); 2] = [("one-app", "one-app.yml"), ("paste", "replace-the-integration.yml")];

#[test]
fn the_workflows_to_paste_are_among_the_linted_examples() {
    for (marker, name) in SHOWN_IN_FULL {
        let example = read(format!("docs/examples/{name}"));
        let pasted = format!("```yaml\n{}\n```", example.trim_end());
        assert_same_text(marker, &pasted, &between_markers(marker));
    }
}

#[test]
fn the_lines_that_a_recipe_shows_are_in_its_workflow() {
    let readme = read("README.md");
    let recipes = readme.split("\n## ").find(|section| section.starts_with("Recipes\n")).unwrap();
    let mut shown = 0;
    for recipe in recipes.split("\n### ").skip(1) {
        let heading = recipe.lines().next().unwrap();
        let link = recipe.split_once("(docs/examples/").unwrap_or_else(|| panic!("{heading} links to no workflow")).1;
        let example = read(format!("docs/examples/{}", link.split_once(')').unwrap().0));
        for block in recipe.split("```yml\n").skip(1) {
            for line in block.split("```").next().unwrap().lines().filter(|line| *line != LEFT_OUT) {
                assert!(example.lines().any(|of| of == line), "{heading}: its workflow has no line {line:?}");
                shown += 1;
            }
        }
    }
    assert!(shown > 50, "{shown}");
}

/// Stands for lines that a recipe does not show.
const LEFT_OUT: &str = "# …";

#[test]
fn the_readme_links_to_every_example() {
    let readme = read("README.md");
    for example in examples() {
        let name = example.file_name().unwrap().to_str().unwrap();
        let is_shown_in_full = SHOWN_IN_FULL.iter().any(|(_, shown)| *shown == name);
        assert!(is_shown_in_full || readme.contains(&format!("(docs/examples/{name})")), "no link to {name}");
    }
}

#[test]
fn every_workflow_sets_only_inputs_that_exist() {
    let inputs = names("inputs");
    for (place, text) in workflows() {
        let used = inputs_set_in(&text);
        assert!(!used.is_empty(), "{place} does not use the action");
        let unknown: Vec<_> = used.difference(&inputs).collect();
        assert!(unknown.is_empty(), "{place}: {unknown:?}");
    }
}

#[test]
fn every_workflow_has_rules_of_which_each_line_can_decide() {
    for (place, text) in workflows() {
        let rules = rules_in(&text);
        assert!(
            !rules.is_empty() || ["sweep", "test"].iter().any(|command| text.contains(&format!("command: {command}"))),
            "{place} has no rules"
        );
        for rules in rules {
            assert!(Rules::parse(&rules).is_ok(), "{place}: {:?}", Rules::parse(&rules));
        }
    }
}

#[test]
fn every_job_may_take_as_long_as_heroku() {
    for (place, text) in workflows().into_iter().filter(|(place, _)| place.starts_with("docs/")) {
        // Without it, GitHub gives a job six hours.
        let is_short = text.contains("timeout-minutes:") && !text.contains("timeout-minutes: 90");
        assert!(!is_short, "{place}");
    }
}

#[test]
fn every_workflow_reads_only_outputs_that_exist() {
    let outputs = names("outputs");
    for (place, text) in workflows() {
        for (_, after) in text.match_indices(".outputs.").map(|(at, dot)| text.split_at(at + dot.len())) {
            let name = after.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap();
            assert!(outputs.contains(name), "{place}: {name:?}");
        }
    }
}

#[test]
fn the_action_starts_the_programs_that_the_image_holds() {
    let text = read("action.yml");
    let runs = &Yaml::load_from_str(&text).unwrap()[0]["runs"];
    let image = read("Dockerfile");
    for (key, holds) in
        [("entrypoint", "ENTRYPOINT [\"/branchline\"]"), ("post-entrypoint", "ln -s branchline /image/branchline-post")]
    {
        let program = runs[key].as_str().unwrap();
        assert!(holds.contains(program) && image.contains(holds), "{key}: {program}");
    }
}

fn read(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn examples() -> Vec<PathBuf> {
    let entries = fs::read_dir("docs/examples").unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Everything that shows how to use the action, with the place where it stands.
fn workflows() -> Vec<(String, String)> {
    let own = PathBuf::from(".github/workflows/self.yml");
    let files = examples().into_iter().chain([own]);
    let mut found: Vec<_> = files.map(|path| (path.display().to_string(), read(&path))).collect();
    let documents = fs::read_dir("docs").unwrap().map(|entry| entry.unwrap().path());
    let documents = documents.filter(|path| path.extension().is_some_and(|extension| extension == "md"));
    for path in documents.chain([PathBuf::from("README.md")]) {
        let (place, text) = (path.display().to_string(), read(&path));
        let blocks = text.split("```yaml\n").skip(1);
        found.extend(blocks.map(|block| (place.clone(), block.split("```").next().unwrap().to_owned())));
    }
    found
}

fn declared(section: &str, row: impl Fn(&str, &Yaml) -> String) -> String {
    let text = read("action.yml");
    let action = &Yaml::load_from_str(&text).unwrap()[0];
    let entries = action[section].as_mapping().unwrap().iter();
    let rows: Vec<_> = entries.map(|(name, entry)| row(name.as_str().unwrap(), entry)).collect();
    rows.join("\n")
}

fn names(section: &str) -> BTreeSet<String> {
    declared(section, |name, _| name.to_owned()).lines().map(str::to_owned).collect()
}

fn description(entry: &Yaml) -> String {
    entry["description"].as_str().unwrap().replace('|', "\\|")
}

fn between_markers(name: &str) -> String {
    let readme = read("README.md");
    let (_, after) = readme.split_once(&format!("<!-- {name} -->\n")).unwrap();
    let (between, _) = after.split_once(&format!("\n<!-- /{name} -->")).unwrap();
    between.to_owned()
}

fn assert_same_text(name: &str, wanted: &str, found: &str) {
    assert!(wanted == found, "between the README's markers for {name} there should be:\n\n{wanted}\n");
}

fn rules_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for document in Yaml::load_from_str(text).unwrap() {
        collect_steps(&document, &mut |with| found.extend(rules_of(with)));
    }
    found
}

/// Wherever the repository is, and whichever release the examples name.
fn is_this_action(uses: &str) -> bool {
    uses == "./" || uses.contains("/branchline@")
}

fn inputs_set_in(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for document in Yaml::load_from_str(text).unwrap() {
        collect_steps(&document, &mut |with| {
            found.extend(with.as_mapping().unwrap().keys().map(|name| name.as_str().unwrap().to_owned()));
        });
    }
    found
}

/// Calls `found` with the `with:` of each step that uses this action.
fn collect_steps(node: &Yaml, found: &mut impl FnMut(&Yaml)) {
    if let Some(items) = node.as_sequence() {
        for item in items {
            collect_steps(item, found);
        }
    }
    let Some(step) = node.as_mapping() else {
        return;
    };
    let uses = node.as_mapping_get("uses").and_then(|uses| uses.as_str());
    if uses.is_some_and(is_this_action) {
        found(&node["with"]);
    }
    for value in step.values() {
        collect_steps(value, found);
    }
}

/// A step that has none sweeps, or tests.
fn rules_of(with: &Yaml<'_>) -> Option<String> {
    with.as_mapping_get("rules")?.as_str().map(str::to_owned)
}
