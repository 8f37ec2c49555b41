//! YAML with the place of each part. All scalars are texts, because their meaning depends on the key.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::hint::hint;

/// No workflow has more nodes; a file with nested aliases could have any number.
const MOST_NODES: usize = 100_000;
/// No workflow is nested more deeply.
const DEEPEST: usize = 100;

/// A line and a column, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A part of a file.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Value,
}

#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// A text, and whether it is a literal block, which has the same lines as the file.
    Text(String, bool),
    List(Vec<Node>),
    /// Keys with their places, in order.
    Map(Vec<(String, Place, Node)>),
}

impl Node {
    /// Reads a file's first document.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub(crate) fn read(text: &str) -> Result<Self, (Place, String)> {
        let mut builder = Builder::default();
        for event in Parser::new_from_str(text) {
            let (event, span) = event.map_err(|error| {
                let place = at(*error.marker());
                (place, format!("{}{}", error.info(), hint(text, place.line)))
            })?;
            builder.take(event, span);
            if let Some(wrong) = builder.wrong {
                return Err(wrong);
            }
        }
        builder.done.ok_or((Place { line: 1, column: 1 }, "the file is empty".to_owned()))
    }

    /// The value of a key.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.entries().iter().find(|(key, ..)| key == name).map(|(.., value)| value)
    }

    /// The value of a key, and the key's place.
    pub(crate) fn entry(&self, name: &str) -> Option<(Place, &Self)> {
        self.entries().iter().find(|(key, ..)| key == name).map(|(_, place, value)| (*place, value))
    }

    /// All keys and values; empty if it is not a map.
    pub(crate) fn entries(&self) -> &[(String, Place, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// All items; empty if it is not a list.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Its text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text, _) => Some(text),
            _ => None,
        }
    }

    /// The text, or the texts of a list: many keys in a workflow accept either.
    pub(crate) fn texts(&self) -> Vec<&str> {
        match &self.value {
            Value::Text(text, _) => vec![text],
            Value::List(items) => items.iter().filter_map(Self::text).collect(),
            Value::Map(entries) => entries.iter().map(|(key, ..)| key.as_str()).collect(),
        }
    }
}

fn at(marker: Marker) -> Place {
    Place { line: marker.line().max(1), column: marker.col() + 1 }
}

/// A collection that is not complete yet.
enum Open {
    List(Place, usize, Vec<Node>),
    Map(Place, usize, Vec<(String, Place, Node)>, Option<(String, Place)>),
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    done: Option<Node>,
    wrong: Option<(Place, String)>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) {
        if self.done.is_some() && self.open.is_empty() {
            return;
        }
        let place = at(span.start);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.put(Node { place, value: Value::Text(text.into_owned(), style == ScalarStyle::Literal) }, anchor);
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.put(node, 0),
                None => self.refuse(place, "an alias has no anchor"),
            },
            Event::SequenceStart(anchor, _) => self.begin(Open::List(place, anchor, Vec::new()), place),
            Event::MappingStart(anchor, _) => self.begin(Open::Map(place, anchor, Vec::new(), None), place),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            _ => {}
        }
    }

    fn refuse(&mut self, place: Place, why: &str) {
        self.wrong.get_or_insert((place, why.to_owned()));
    }

    fn begin(&mut self, open: Open, place: Place) {
        self.open.push(open);
        if self.open.len() > DEEPEST {
            self.refuse(place, "it is nested too deeply");
        }
    }

    fn end(&mut self) {
        match self.open.pop() {
            Some(Open::List(place, anchor, items)) => self.put(Node { place, value: Value::List(items) }, anchor),
            Some(Open::Map(place, anchor, entries, _)) => {
                if let Some((name, place)) = repeated(&entries) {
                    self.refuse(place, &format!("the key `{name}` is there twice. Remove one of them"));
                }
                self.put(Node { place, value: Value::Map(entries) }, anchor);
            }
            None => {}
        }
    }

    fn put(&mut self, node: Node, anchor: usize) {
        self.nodes += size_of(&node);
        if self.nodes > MOST_NODES {
            return self.refuse(node.place, "it has more than 100,000 parts, aliases included");
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.done = Some(node),
            Some(Open::List(_, _, items)) => items.push(node),
            Some(Open::Map(_, _, entries, key)) => match key.take() {
                Some((name, place)) => entries.push((name, place, node)),
                None => *key = Some((node.text().unwrap_or_default().to_owned(), node.place)),
            },
        }
    }
}

/// The first key that occurs for the second time.
fn repeated(entries: &[(String, Place, Node)]) -> Option<(&str, Place)> {
    let mut seen = HashSet::new();
    entries.iter().find(|(name, ..)| !seen.insert(name)).map(|(name, place, _)| (name.as_str(), *place))
}

fn size_of(node: &Node) -> usize {
    match &node.value {
        Value::Text(..) => 1,
        Value::List(items) => 1 + items.iter().map(size_of).sum::<usize>(),
        Value::Map(entries) => 1 + entries.iter().map(|(.., node)| 1 + size_of(node)).sum::<usize>(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Node, Place};

    #[test]
    fn each_part_knows_its_place() {
        let node =
            Node::read("on:\n  push: {branches: [main, 'x']}\njobs:\n  a:\n    rules: |\n      main: acme\n").unwrap();
        assert_eq!(node.get("on").unwrap().texts(), ["push"]);
        let (place, push) = node.get("on").unwrap().entry("push").unwrap();
        assert_eq!(place, Place { line: 2, column: 3 });
        assert_eq!(push.get("branches").unwrap().texts(), ["main", "x"]);
        let (place, rules) = node.get("jobs").unwrap().get("a").unwrap().entry("rules").unwrap();
        assert_eq!((place.line, rules.text()), (5, Some("main: acme\n")));
    }

    #[test]
    fn what_is_no_workflow_is_refused_in_no_time() {
        let bomb: Vec<_> = (1..30).map(|n| format!("a{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1)).collect();
        for (text, told) in [
            (format!("a0: &a0 x\n{}", bomb.concat()), "100,000 parts"),
            ((0..60_000).fold(String::new(), |keys, n| keys + &format!("k{n}: x\n")), "100,000 parts"),
            ((0..45_000).fold("k7: x\n".to_owned(), |keys, n| keys + &format!("k{n}: x\n")), "`k7` is there twice"),
            ("[".repeat(5000), ""),
            ("a: b: c".to_owned(), ""),
            (String::new(), "empty"),
            ("a: *b".to_owned(), ""),
        ] {
            let (_, wrong) = Node::read(&text).unwrap_err();
            assert!(wrong.contains(told), "{wrong}");
        }
    }
}
