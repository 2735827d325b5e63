//! No circles: inside a folder, no file imports another that imports it, directly or through others.

use super::source::{code, modules, root};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Circles that stay: the folder, the files of the circle, and why.
const ALLOWED: [(&str, &[&str], &str); 3] = [
    (
        "problem",
        &[
            "allowance",
            "confirm",
            "problem",
            "recorded",
            "recording",
            "starting_from",
            "subject_to",
            "within",
        ],
        "a problem offers its adapters as methods, as an iterator does; they are problems",
    ),
    (
        "problem/tsp",
        &["grouping", "legs", "neighbours", "places", "tsp"],
        "an instance keeps what is computed from it once; its places are an instance of their own",
    ),
    ("swarm", &["agent", "colony"], "a colony names its agent, and an agent sees its colony"),
];

/// A path of modules or an item in them, from the root of the crate.
type Names = Vec<String>;

/// A file as a module.
struct Module {
    is_folder: bool,
    /// The paths that it imports or names.
    uses: BTreeSet<Names>,
    /// What a name that it exports stands for.
    exports: BTreeMap<String, Names>,
}

/// Returns the path of the module in a file; `true` if the file is a `mod.rs`.
fn module_of(file: &Path) -> (Names, bool) {
    let inside = file.strip_prefix(root()).unwrap().with_extension("");
    let mut names: Names =
        inside.components().map(|part| part.as_os_str().to_str().unwrap().to_owned()).collect();
    let is_folder = names.last().is_some_and(|name| name == "mod");
    names.truncate(names.len() - usize::from(is_folder));
    (names, is_folder)
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns the paths in a tree of imports such as `a::{b, c::D as E}`, each with the name that it is given.
fn leaves(tree: &str) -> Vec<(Names, String)> {
    let tree = tree.trim();
    let end = tree.find(|c| !is_name(c)).unwrap_or(tree.len());
    let (first, rest) = (tree[..end].to_owned(), &tree[end..]);
    if let Some(group) = tree.strip_prefix('{') {
        let (mut depth, mut item, mut all) = (1, String::new(), Vec::new());
        for c in group.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if depth == 0 || depth == 1 && c == ',' {
                all.extend(leaves(&std::mem::take(&mut item)));
            } else {
                item.push(c);
            }
            if depth == 0 {
                break;
            }
        }
        return all;
    }
    if first.is_empty() {
        return Vec::new();
    }
    if let Some(inner) = rest.strip_prefix("::") {
        let mut inner = leaves(inner);
        inner.iter_mut().for_each(|(path, _)| path.insert(0, first.clone()));
        return if inner.is_empty() { vec![(vec![first.clone()], first)] } else { inner };
    }
    let alias = rest.trim_start().strip_prefix("as ").map(str::trim_start);
    let alias = alias.map(|text| text.chars().take_while(|c| is_name(*c)).collect());
    vec![(vec![first.clone()], alias.unwrap_or(first))]
}

/// Returns a path from the root, of a path written in the module `at`; `None` if it is of another crate.
fn absolute(at: &Names, children: &BTreeSet<String>, path: &[String]) -> Option<Names> {
    match &path[0][..] {
        "crate" => Some(path[1..].to_vec()),
        "self" => Some([at, &path[1..]].concat()),
        "super" => {
            let ups = path.iter().take_while(|name| *name == "super").count();
            Some([&at[..at.len().checked_sub(ups)?], &path[ups..]].concat())
        }
        child if children.contains(child) => Some([at, path].concat()),
        _ => None,
    }
}

/// Returns all modules with what they use and export.
fn read() -> BTreeMap<Names, Module> {
    let texts: BTreeMap<Names, (bool, String)> = modules()
        .iter()
        .map(|file| {
            let (names, is_folder) = module_of(file);
            (names, (is_folder, code(&fs::read_to_string(file).unwrap())))
        })
        .collect();
    let parse = |(at, (is_folder, text)): (&Names, &(bool, String))| {
        let is_child = |name: &&Names| name.len() == at.len() + 1 && name.starts_with(at);
        let children: BTreeSet<String> =
            texts.keys().filter(is_child).map(|name| name.last().unwrap().clone()).collect();
        let mut module =
            Module { is_folder: *is_folder, uses: BTreeSet::new(), exports: BTreeMap::new() };
        for statement in text.split(';') {
            let Some((before, tree)) = statement.split_once("use ") else { continue };
            let is_public = before.trim_end().ends_with("pub") || before.trim_end().ends_with(')');
            for (path, name) in leaves(tree) {
                let Some(path) = absolute(at, &children, &path) else { continue };
                // A name passed on is not used here.
                if is_public {
                    module.exports.insert(name, path);
                } else {
                    module.uses.insert(path);
                }
            }
        }
        for start in ["crate::", "super::"] {
            for (i, _) in text.match_indices(start) {
                if text[..i].ends_with("::") {
                    continue;
                }
                for (path, _) in leaves(&text[i..]) {
                    module.uses.extend(absolute(at, &children, &path));
                }
            }
        }
        (at.clone(), module)
    };
    texts.iter().map(parse).collect()
}

/// Returns the module that defines what `path` names: re-exports are followed.
fn definer(modules: &BTreeMap<Names, Module>, path: &[String]) -> Option<Names> {
    let depth = (0..=path.len()).rev().find(|n| modules.contains_key(&path[..*n]))?;
    let module = path[..depth].to_vec();
    match path.get(depth).and_then(|name| modules[&module].exports.get(name)) {
        Some(target) => definer(modules, &[target, &path[depth + 1..]].concat()),
        None => Some(module),
    }
}

/// Returns for each folder which of its files and folders uses which.
fn edges() -> BTreeMap<String, BTreeMap<String, BTreeSet<String>>> {
    let modules = read();
    let mut edges: BTreeMap<_, BTreeMap<_, BTreeSet<_>>> = BTreeMap::new();
    for (from, module) in &modules {
        if module.is_folder {
            continue;
        }
        for to in module.uses.iter().filter_map(|path| definer(&modules, path)) {
            let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            if *from == to || modules[&to].is_folder || same == 0 {
                continue;
            }
            let node = |names: &Names| names.get(same).cloned().unwrap_or("itself".to_owned());
            let folder = edges.entry(from[..same].join("/")).or_default();
            folder.entry(node(from)).or_default().insert(node(&to));
        }
    }
    edges
}

/// Returns the nodes that can be reached from `from`.
fn reach<'a>(edges: &'a BTreeMap<String, BTreeSet<String>>, from: &'a str) -> BTreeSet<&'a str> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(node) = open.pop() {
        for next in edges.get(node).into_iter().flatten() {
            if seen.insert(&next[..]) {
                open.push(next);
            }
        }
    }
    seen
}

#[test]
fn files_do_not_import_each_other_in_a_circle() {
    let edges = edges();
    let mut found = BTreeMap::new();
    for (folder, edges) in &edges {
        for node in edges.keys() {
            let there = reach(edges, node);
            if there.contains(&node[..]) {
                let is_back = |other: &&&str| reach(edges, other).contains(&node[..]);
                let circle: Vec<&str> = there.iter().filter(is_back).copied().collect();
                let within = |to: &&String| circle.contains(&&to[..]);
                let mut uses: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
                for from in &circle {
                    uses.insert(*from, edges[*from].iter().filter(within).collect());
                }
                found.insert((&folder[..], circle), uses);
            }
        }
    }
    for (folder, circle, why) in ALLOWED {
        let known = found.remove(&(folder, circle.to_vec()));
        assert!(known.is_some(), "{folder}: {circle:?} is no circle any more ({why})");
    }
    assert!(found.is_empty(), "files that import each other: {:#?}", found.values());
}

#[test]
fn an_import_is_followed_to_the_file_that_defines_it() {
    let name = |path: &[&str]| path.iter().map(|part| (*part).to_owned()).collect::<Names>();
    let found = leaves("super::{a::B, c::{self, D as E}, f::*}");
    let found: Vec<_> = found.iter().map(|(path, name)| (path.join("::"), &name[..])).collect();
    let expected =
        [("super::a::B", "B"), ("super::c::self", "self"), ("super::c::D", "E"), ("super::f", "f")];
    assert_eq!(found, expected.map(|(path, name)| (path.to_owned(), name)));
    let at = name(&["ant", "colony"]);
    assert_eq!(
        absolute(&at, &BTreeSet::new(), &name(&["super", "Ant"])),
        Some(name(&["ant", "Ant"]))
    );
    assert_eq!(absolute(&at, &BTreeSet::new(), &name(&["std", "fmt"])), None);
    let modules = read();
    let defined = |path: &[&str]| definer(&modules, &name(path)).unwrap();
    assert_eq!(defined(&["ant", "AntColony", "new"]), ["ant", "colony"]);
    assert_eq!(defined(&["swarm", "Limits"]), ["swarm", "engine", "optimizer"]);
    assert_eq!(defined(&["problem", "Tsp"]), ["problem", "tsp", "tsp"]);
}
