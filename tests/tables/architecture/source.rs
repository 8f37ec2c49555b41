//! What each source file takes from which other one, read from the code itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Ident, ItemMod, ItemUse, Macro, Token, UseTree, Visibility};

/// A module's place below the crate, such as `["github", "client"]`.
pub(crate) type Place = Vec<String>;

/// A path in the code: each name on the way, and where it leads.
type Segments = Vec<String>;

/// All modules of the crate but for those that only tests have.
#[derive(Default)]
pub(crate) struct Sources {
    modules: BTreeMap<Place, Module>,
}

#[derive(Default)]
struct Module {
    file: PathBuf,
    /// What its names stand for that it takes from elsewhere; the modules below it can have them from it.
    imports: BTreeMap<String, Segments>,
    paths: BTreeSet<Segments>,
    /// Every path as it is written.
    written: Vec<Segments>,
}

/// One file takes a name from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    pub(crate) from: PathBuf,
    pub(crate) to: PathBuf,
    /// What is taken, by its whole path.
    pub(crate) what: String,
    /// The rooms of both.
    pub(crate) rooms: (String, String),
    /// The module above the taker whose list it was taken from, where that does not define it.
    pub(crate) through: Option<String>,
}

impl Sources {
    /// The crate whose root is `file`.
    pub(crate) fn read(file: &Path) -> Self {
        let mut sources = Self::default();
        sources.read_module(file, &[]);
        sources
    }

    /// The files that name something outside the crate, such as `std::time::Instant`, or anything below it.
    pub(crate) fn files_that_name(&self, what: &[&str]) -> BTreeSet<&Path> {
        let is_named = |module: &&Module| {
            module
                .written
                .iter()
                .any(|segments| segments.iter().map(String::as_str).take(what.len()).eq(what.iter().copied()))
        };
        self.modules.values().filter(is_named).map(|module| module.file.as_path()).collect()
    }

    fn read_module(&mut self, file: &Path, place: &[String]) {
        let text = fs::read_to_string(file).unwrap();
        let mut reader = Reader::default();
        reader.visit_file(&syn::parse_file(&text).unwrap());
        for name in &reader.children {
            let folder = if is_head(file) { file.with_file_name("") } else { file.with_extension("") };
            let files = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")];
            let found = files.iter().find(|file| file.exists()).unwrap();
            self.read_module(found, &below(place, name));
        }
        self.modules.insert(place.to_vec(), reader.into_module(file, place));
    }

    /// All rooms: the modules right below the crate, and the crate's root itself.
    pub(crate) fn rooms(&self) -> BTreeSet<String> {
        self.modules.keys().map(|place| room(place)).collect()
    }

    /// Every name that one file takes from another.
    pub(crate) fn arrows(&self) -> BTreeSet<Arrow> {
        let arrows = self
            .modules
            .iter()
            .flat_map(|(place, module)| module.paths.iter().filter_map(|path| self.arrow(place, module, path)));
        arrows.collect()
    }

    /// A module by itself is nothing that is taken, but only what is then named in it.
    fn arrow(&self, place: &Place, module: &Module, path: &Segments) -> Option<Arrow> {
        let (definer, name) = self.definer(path)?;
        let (from, to) = (module.file.clone(), self.modules[&definer].file.clone());
        let rooms = (room(place), room(&definer));
        let (owner, _) = self.owner(path)?;
        let is_list = owner != definer && !owner.is_empty() && owner.len() < place.len() && place.starts_with(owner);
        let through = is_list.then(|| owner.join("::"));
        (to != from).then(|| Arrow { from, to, what: below(&definer, &name).join("::"), rooms, through })
    }

    /// The innermost module that the path leads into, and the rest of the path.
    fn owner<'a>(&self, path: &'a [String]) -> Option<(&'a [String], &'a [String])> {
        let depth = (0..=path.len()).rev().find(|depth| self.modules.contains_key(&path[..*depth]))?;
        Some(path.split_at(depth))
    }

    /// The module that defines what the path leads to, and its name there.
    fn definer(&self, path: &[String]) -> Option<(Place, String)> {
        let (place, rest) = self.owner(path)?;
        let (name, rest) = rest.split_first()?;
        match self.modules[place].imports.get(name) {
            Some(import) => self.definer(&[import, rest].concat()),
            None => Some((place.to_vec(), name.clone())),
        }
    }
}

/// Every Rust file in a folder and in those below it.
pub(crate) fn files_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// Whether the file of the module above, if there has to be one, has a `mod` for this file.
pub(crate) fn is_declared(file: &Path, root: &Path) -> bool {
    let is_root = file.parent() == Some(root) && (file.ends_with("lib.rs") || file.ends_with("main.rs"));
    let module = if file.ends_with("mod.rs") { file.with_file_name("") } else { file.with_extension("") };
    let (name, above) = (module.file_name().unwrap().to_str().unwrap(), module.parent().unwrap());
    let heads = [above.join("mod.rs"), above.join("lib.rs"), above.join("main.rs"), above.with_extension("rs")];
    let declares = |head: &PathBuf| {
        let text = fs::read_to_string(head).unwrap_or_default();
        text.contains(&format!("mod {name};"))
    };
    is_root || heads.iter().any(declares)
}

fn is_head(file: &Path) -> bool {
    matches!(file.file_name().and_then(|name| name.to_str()), Some("mod.rs" | "lib.rs"))
}

fn below(place: &[String], name: &str) -> Place {
    place.iter().cloned().chain([name.to_owned()]).collect()
}

fn room(place: &[String]) -> String {
    place.first().map_or("lib", String::as_str).to_owned()
}

/// Walks through one file.
#[derive(Default)]
struct Reader {
    children: Vec<String>,
    imports: BTreeMap<String, Segments>,
    paths: Vec<Segments>,
}

impl Reader {
    fn into_module(self, file: &Path, place: &[String]) -> Module {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        for (name, path) in &self.imports {
            module.imports.extend(self.whole_path(path, place).map(|path| (name.clone(), path)));
        }
        module.written.clone_from(&self.paths);
        module.paths = self.paths.iter().filter_map(|path| self.whole_path(path, place)).collect();
        module
    }

    /// The path from the crate's root, if it is one into the crate.
    fn whole_path(&self, path: &[String], place: &[String]) -> Option<Segments> {
        let ups = path.iter().take_while(|segment| *segment == "super").count();
        let (base, rest) = match path.first()?.as_str() {
            "crate" => (Vec::new(), &path[1..]),
            "self" => (place.to_vec(), &path[1..]),
            "super" => (place[..place.len().checked_sub(ups)?].to_vec(), &path[ups..]),
            name if self.children.iter().any(|child| child == name) => (place.to_vec(), path),
            name => (self.whole_path(self.imports.get(name).filter(|import| import[0] != name)?, place)?, &path[1..]),
        };
        Some([&base, rest].concat())
    }

    fn import(&mut self, tree: &UseTree, before: &[String]) {
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &below(before, &path.ident.to_string())),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before)),
            UseTree::Name(name) if name.ident == "self" => self.bind(before.last().cloned(), before.to_vec()),
            UseTree::Name(name) => self.bind(Some(name.ident.to_string()), below(before, &name.ident.to_string())),
            UseTree::Rename(name) => self.bind(Some(name.rename.to_string()), below(before, &name.ident.to_string())),
            UseTree::Glob(_) => self.bind(None, below(before, "*")),
        }
    }

    fn bind(&mut self, name: Option<String>, path: Segments) {
        self.paths.push(path.clone());
        if let Some(name) = name.filter(|_| path.len() > 1) {
            self.imports.insert(name, path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if is_for_tests(&module.attrs) {
            return;
        }
        if module.content.is_none() {
            self.children.push(module.ident.to_string());
        }
        visit::visit_item_mod(self, module);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.import(&item.tree, &[]);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if segments.len() > 1 {
            self.paths.push(segments);
        }
        visit::visit_path(self, path);
    }

    /// `pub(in crate::sandbox)` takes nothing from there.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    /// Arguments as most macros take them; what else can stand in one names nothing of another module.
    fn visit_macro(&mut self, call: &'ast Macro) {
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        for argument in arguments.iter().flatten() {
            Reader::visit_expr(self, argument);
        }
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    let says_test = |attribute: &Attribute| attribute.parse_args::<Ident>().is_ok_and(|word| word == "test");
    attributes.iter().any(|attribute| attribute.path().is_ident("cfg") && says_test(attribute))
}
