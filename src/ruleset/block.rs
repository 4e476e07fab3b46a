//! Blocks: what stands in the content of a widget.

use super::expect;
use super::model::{Progress, Selector, Tree};
use super::problem::Code;
use super::reader::{Reader, Step, Table};
use super::surface::View;
use super::value::Value;

const BLOCKS: Table = Table {
    main: "",
    known: &["text", "image", "coupon", "progress"],
    later: &["countdown", "survey", "form", "list"],
};

const IMAGE: Table = Table { main: "src", known: &["src", "alt", "width", "height"], later: &[] };
const COUPON: Table = Table { main: "code", known: &["code", "field", "apply"], later: &[] };
const PROGRESS: Table = Table { main: "", known: &["value", "goal", "label"], later: &[] };

impl<'v> Reader<'v, '_> {
    /// A list of blocks.
    pub(super) fn content(&mut self, value: &'v Value, view: &mut View) {
        let mut blocks = Vec::new();
        for (index, item) in self.some_items(value).iter().enumerate() {
            self.path.push(Step::Item(index as u32));
            blocks.extend(self.block(item, view));
            self.path.pop();
        }
        view.put("content", Tree::List(blocks));
    }

    fn block(&mut self, value: &'v Value, view: &mut View) -> Option<Tree> {
        let (name, value) = self.only(value, &BLOCKS, expect::names("a block", BLOCKS.known), expect::BLOCK)?;
        let block = self.named_block(name, value, view);
        self.path.pop();
        Some(block)
    }

    /// A block by its name: `{name: ..}`.
    pub(super) fn named_block(&mut self, name: &'v str, value: &'v Value, view: &mut View) -> Tree {
        let inner = match name {
            "text" => self.words(value),
            "image" => self.image(value),
            "coupon" => self.coupon(value, view),
            _ => self.progress(value, view),
        };
        Tree::Map(vec![(name.into(), inner)])
    }

    /// An image; without `alt` it is decoration.
    pub(super) fn image(&mut self, value: &'v Value) -> Tree {
        let form = &self.form(value, &IMAGE);
        let mut out = View::default();
        let src = self.need(form, "src", |reader, value| Some(reader.link(value)));
        out.put("src", src.unwrap_or(Tree::Lit(Value::Null)));
        out.put("alt", self.opt(form, "alt", Reader::words).unwrap_or(Tree::Lit("".into())));
        for name in ["width", "height"] {
            if let Some(size) = self.opt(form, name, Reader::times) {
                out.put(name, Tree::Lit(Value::Num(f64::from(size))));
            }
        }
        Tree::Map(out.pairs)
    }

    fn coupon(&mut self, value: &'v Value, view: &mut View) -> Tree {
        let form = &self.form(value, &COUPON);
        let mut out = View::default();
        let code = self.need(form, "code", |reader, value| Some(reader.words(value)));
        out.put("code", code.unwrap_or(Tree::Lit(Value::Null)));
        view.field = self.opt_selector(form, "field", Selector::ANCHOR);
        let css = view.field.and_then(|field| self.set.selectors.get(field.0 as usize));
        if let Some(selector) = css {
            out.put("field", Tree::Lit(Value::Text(selector.css.clone())));
        }
        if let Some(apply) = self.opt(form, "apply", Reader::flag) {
            if apply && view.field.is_none() {
                self.problem(Code::Missing, expect::words("field"), value);
            }
            out.put("apply", Tree::Lit(Value::Bool(apply)));
        }
        Tree::Map(out.pairs)
    }

    fn progress(&mut self, value: &'v Value, view: &mut View) -> Tree {
        let form = &self.form(value, &PROGRESS);
        let mut out = View::default();
        let before = self.count();
        for name in ["value", "goal"] {
            let quantity = self.need(form, name, |reader, value| Some(reader.quantity(value)));
            out.put(name, quantity.unwrap_or(Tree::Lit(Value::Null)));
        }
        if self.count() == before {
            // Read again rather than cloned: a clone of trees is much code.
            let mut again = |name| self.opt(form, name, Reader::quantity).unwrap_or(Tree::Lit(Value::Null));
            let progress = Progress { value: again("value"), goal: again("goal") };
            if view.progress.replace(progress).is_some() {
                self.problem(Code::Duplicate, expect::NOTHING, value);
            }
        }
        if let Some(label) = self.opt(form, "label", Reader::words) {
            out.put("label", label);
        }
        Tree::Map(out.pairs)
    }
}
