//! The way through a template's blocks, with the context that places are relative to.

use std::collections::BTreeMap;

use handlebars::template::{HelperTemplate, Parameter, TemplateElement};
use handlebars::{Path, PathSeg, Template as Compiled};

use super::{Argument, Branch, Call, Condition, Loop, Place, Standing, starts_with};
use crate::display::Language;
use crate::label;
use crate::template::front_matter::FrontMatter;
use crate::template::grammar::name;

/// What the walk found.
pub(super) struct Found {
    pub(super) calls: Vec<Call>,
    pub(super) loops: Vec<Loop>,
    /// The places whose absence is said in words.
    pub(super) absences: Vec<Place>,
    /// The labels of groups and tables, as written.
    pub(super) titles: Vec<String>,
}

/// All calls and loops, in the order they are written.
pub(super) fn walk(front: &FrontMatter, template: &Compiled) -> Found {
    let found = Found { calls: Vec::new(), loops: Vec::new(), absences: Vec::new(), titles: Vec::new() };
    let mut walk = Walk { front, found, blocks: 0, groups: 0, open: None };
    walk.elements(template, &Scope::default());
    walk.found
}

struct Walk<'a> {
    front: &'a FrontMatter,
    found: Found,
    blocks: usize,
    groups: usize,
    /// The group that rows go to, if one is open.
    open: Option<usize>,
}

/// Where the walk stands.
#[derive(Debug, Clone)]
struct Scope {
    /// The context, and those around it that `../` leads to.
    contexts: Vec<Place>,
    branches: Vec<Branch>,
    table: Option<Place>,
    loops: Vec<Place>,
}

impl Default for Scope {
    fn default() -> Self {
        Self { contexts: vec![Place::new()], branches: Vec::new(), table: None, loops: Vec::new() }
    }
}

impl Scope {
    fn place(&self, path: &Path) -> Option<Place> {
        let Path::Relative((segments, raw)) = path else { return None };
        let mut segments = segments.iter().filter_map(|segment| match segment {
            PathSeg::Named(name) => Some(name.clone()),
            _ => None,
        });
        let (mut up, mut rest) = (0, raw.as_str());
        while let Some(shorter) = rest.strip_prefix("../") {
            (up, rest) = (up + 1, shorter);
        }
        if rest.starts_with("@root") {
            return Some(segments.collect());
        }
        let Some(first) = segments.next() else { return self.context(up) };
        let mut place = self.context(up)?;
        place.extend([first].into_iter().chain(segments));
        Some(place)
    }

    fn context(&self, up: usize) -> Option<Place> {
        self.contexts.iter().rev().nth(up).cloned()
    }

    fn argument(&self, parameter: Option<&Parameter>) -> Option<Place> {
        match parameter {
            Some(Parameter::Path(path)) => self.place(path),
            _ => None,
        }
    }

    /// Whether every block around is sure to show a place that has a value.
    fn standing(&self, place: &[String]) -> Standing {
        let sure = |branch: &Branch| branch.holds && starts_with(place, &branch.place);
        if self.branches.iter().all(sure) { Standing::Always } else { Standing::Conditional }
    }
}

impl Walk<'_> {
    fn elements(&mut self, template: &Compiled, scope: &Scope) {
        for element in &template.elements {
            match element {
                TemplateElement::Expression(call) => self.call(call, scope),
                TemplateElement::HelperBlock(block) => self.block(block, scope),
                _ => {}
            }
        }
    }

    fn call(&mut self, written: &HelperTemplate, scope: &Scope) {
        let mut options = BTreeMap::new();
        for (option, value) in &written.hash {
            if let Parameter::Literal(literal) = value {
                options.insert(option.clone(), literal.as_str().map_or_else(|| literal.to_string(), str::to_owned));
            }
        }
        let label_key = options.remove("label");
        let positional = written.params.iter().map(|argument| (None, argument));
        let mut named: Vec<_> =
            written.hash.iter().map(|(option, argument)| (Some(option.clone()), argument)).collect();
        named.sort_by(|one, other| one.0.cmp(&other.0));
        let arguments = positional.chain(named).filter_map(|(option, argument)| {
            let place = scope.argument(Some(argument))?;
            let label = match &label_key {
                Some(key) => self.front.label(key, Language::English).to_owned(),
                None => label::humanize(place.last().map(String::as_str).unwrap_or_default()).text,
            };
            Some(Argument { option, label, standing: scope.standing(&place), place })
        });
        let arguments = arguments.collect();
        let name = name(&written.name).to_owned();
        // Messages stand last, whatever group they are written in.
        let group = if name == "message" { usize::MAX } else { self.group() };
        let (table, branches) = (scope.table.clone(), scope.branches.clone());
        self.found.calls.push(Call { name, arguments, options, label_key, group, table, branches });
    }

    /// The group of a row that comes now.
    fn group(&mut self) -> usize {
        *self.open.get_or_insert_with(|| {
            self.groups += 1;
            self.groups - 1
        })
    }

    fn block(&mut self, block: &HelperTemplate, scope: &Scope) {
        let id = self.blocks;
        self.blocks += 1;
        let written = name(&block.name);
        let literals = block.params.iter().chain(block.hash.get("label")).filter_map(|argument| match argument {
            Parameter::Literal(title) => title.as_str().map(str::to_owned),
            _ => None,
        });
        self.found.titles.extend(literals);
        let Some(place) = scope.argument(block.params.first()) else {
            // A group closes the one before it, and ends.
            if written == "group" {
                self.open = None;
            }
            self.sides(block, scope, scope);
            if written == "group" {
                self.open = None;
            }
            return;
        };
        let condition = match written {
            "has" => Condition::Present,
            "if" | "unless" | "with" => Condition::Truthy,
            _ => Condition::Elements,
        };
        let side = |holds: bool| {
            let mut inner = scope.clone();
            inner.branches.push(Branch { id, condition, place: place.clone(), holds });
            inner
        };
        let spoken = |inverse: &Compiled| {
            inverse
                .elements
                .iter()
                .any(|one| matches!(one, TemplateElement::RawString(text) if !text.trim().is_empty()))
        };
        if condition == Condition::Present && block.inverse.as_ref().is_some_and(spoken) {
            self.found.absences.push(place.clone());
        }
        let mut inner = side(written != "unless");
        if condition == Condition::Elements {
            self.found.loops.push(Loop { list: place.clone(), around: scope.loops.clone() });
            inner.loops.push(place.clone());
            inner.contexts.push(place.iter().cloned().chain(["*".to_owned()]).collect());
            if written == "table" {
                inner.table = Some(place.clone());
            }
        } else if written == "with" {
            inner.contexts.push(place.clone());
        }
        self.sides(block, &inner, &side(written == "unless"));
    }

    /// Both sides of a block begin with the group that was open before it.
    fn sides(&mut self, block: &HelperTemplate, inner: &Scope, otherwise: &Scope) {
        let before = (self.groups, self.open);
        if let Some(body) = &block.template {
            self.elements(body, inner);
        }
        if let Some(inverse) = &block.inverse {
            let after = (self.groups, self.open);
            (self.groups, self.open) = before;
            self.elements(inverse, otherwise);
            self.groups = self.groups.max(after.0);
            self.open = self.open.or(after.1);
        }
    }
}
