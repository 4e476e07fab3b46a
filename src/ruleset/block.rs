//! Blocks: what stands in the content of a widget.

use super::expect;
use super::model::{Action, Selector, SelectorIx};
use super::names;
use super::problem::Code;
use super::reader::Reader;
use super::table::{field, ix, known, table, Field, Form, Table};
use super::value::Value;

pub(super) const BLOCKS: Table = table("", "text image coupon progress list countdown survey form");
pub(super) const IMAGE: Table = table("", "src alt width height");
pub(super) const COUPON: Table = table("code", "code field apply");
pub(super) const PROGRESS: Table = table("", "value goal label");
pub(super) const LIST: Table = table("of", "of style");
const LIST_STYLES: &str = "bullets numbers checks plain";

/// Places of blocks among all.
pub(super) const COUPON_BLOCK: usize = 2;
pub(super) const PROGRESS_BLOCK: usize = 3;
const LIST_BLOCK: usize = 4;
pub(super) const COUNTDOWN_BLOCK: usize = 5;
pub(super) const SURVEY_BLOCK: usize = 6;
pub(super) const FORM_BLOCK: usize = 7;

/// What the blocks of the surface that is being read add up to.
#[derive(Default)]
pub(super) struct Found {
    /// Progress bars: templates read one as `progress`, so there may be one.
    pub(super) bars: u32,
    /// Surveys and forms.
    pub(super) asks: u32,
    /// A countdown is among them.
    pub(super) countdown: bool,
    /// What follows an answer.
    pub(super) done: Vec<Action>,
}

/// A map in the making.
pub(super) type Pairs = Vec<(String, Value)>;

/// Adds a pair.
#[inline(never)]
pub(super) fn put(out: &mut Pairs, key: &str, value: Value) {
    out.push((key.into(), value));
}

impl<'v, 'p> Reader<'v, 'p> {
    /// Copies a field, if it is there.
    #[inline(never)]
    pub(super) fn copy(
        &mut self,
        form: &Form<'v>,
        field: Field,
        read: fn(&mut Reader<'v, 'p>, &'v Value) -> Value,
        out: &mut Pairs,
    ) -> bool {
        let Some(value) = self.enter(form, field) else { return false };
        put(out, form.name(field), read(self, value));
        self.leave();
        true
    }

    /// Copies a field that must be there.
    #[inline(never)]
    pub(super) fn need_copy(
        &mut self,
        form: &Form<'v>,
        field: Field,
        read: fn(&mut Reader<'v, 'p>, &'v Value) -> Value,
        out: &mut Pairs,
    ) {
        if !self.copy(form, field, read, out) {
            self.lacks(form, field);
        }
    }

    /// A field that must be there is not: a problem, unless all of it is no object.
    #[inline(never)]
    pub(super) fn lacks(&mut self, form: &Form<'v>, field: Field) {
        if !form.is_bad {
            self.problem(Code::Missing, form.lacking(field), &Value::Null);
        }
    }

    /// A list of blocks.
    pub(super) fn content(&mut self, value: &'v Value) -> Value {
        let mut blocks = Vec::new();
        self.list(value, &mut |reader, item| {
            let what = expect::names("a block", BLOCKS.known);
            let Some((which, value)) = reader.only(item, ix!(BLOCKS), what, expect::BLOCK) else { return };
            blocks.push(reader.block(which, value).0);
            reader.leave();
        });
        Value::List(blocks)
    }

    /// A block by its place in the table, `{name: ..}`, and the field of a coupon.
    #[inline(never)]
    pub(super) fn block(&mut self, which: usize, value: &'v Value) -> (Value, Option<SelectorIx>) {
        let mut out = Vec::new();
        let mut field = None;
        let inner = match which {
            0 => self.rich(value),
            1 => self.image(value),
            COUPON_BLOCK => {
                field = self.coupon(value, &mut out);
                Value::Map(out)
            }
            LIST_BLOCK => self.list_block(value),
            COUNTDOWN_BLOCK => self.countdown(value),
            SURVEY_BLOCK => self.survey(value),
            FORM_BLOCK => self.form_block(value),
            _ => {
                let form = &self.form(value, ix!(PROGRESS));
                let before = self.count();
                self.need_copy(form, field!(PROGRESS, "value"), Reader::quantity, &mut out);
                self.need_copy(form, field!(PROGRESS, "goal"), Reader::quantity, &mut out);
                if self.count() == before {
                    self.found.bars += 1;
                    if self.found.bars > 1 {
                        self.problem(Code::Duplicate, expect::NOTHING, value);
                    }
                }
                self.copy(form, field!(PROGRESS, "label"), Reader::words, &mut out);
                Value::Map(out)
            }
        };
        (Value::Map(vec![(names::nth(known!(BLOCKS), which).into(), inner)]), field)
    }

    /// Short lines, one below the other.
    fn list_block(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, ix!(LIST));
        let mut out = Vec::new();
        match self.need(form, field!(LIST, "of")) {
            None => {}
            Some(of) => {
                let mut items = Vec::new();
                self.list(of, &mut |reader, item| items.push(reader.rich(item)));
                put(&mut out, "of", Value::List(items));
                self.leave();
            }
        }
        if let Some(index) = self.choice_at(form, field!(LIST, "style"), LIST_STYLES) {
            put(&mut out, "style", names::nth(LIST_STYLES, index).into());
        }
        Value::Map(out)
    }

    /// An image. What it shows in words is needed (empty: decoration), and its size, so that nothing moves when it comes.
    #[inline(never)]
    pub(super) fn image(&mut self, value: &'v Value) -> Value {
        let form = &self.form(value, ix!(IMAGE));
        let mut out = Vec::new();
        self.need_copy(form, field!(IMAGE, "src"), Reader::link, &mut out);
        self.need_copy(form, field!(IMAGE, "alt"), Reader::words, &mut out);
        for field in [field!(IMAGE, "width"), field!(IMAGE, "height")] {
            match self.count_at(form, field) {
                Some(size) => put(&mut out, form.name(field), Value::Num(f64::from(size))),
                None => self.lacks(form, field),
            }
        }
        Value::Map(out)
    }

    fn coupon(&mut self, value: &'v Value, out: &mut Pairs) -> Option<SelectorIx> {
        let form = &self.form(value, ix!(COUPON));
        self.need_copy(form, field!(COUPON, "code"), Reader::words, out);
        let field = self.selector_at(form, field!(COUPON, "field"), Selector::ANCHOR);
        if let Some(selector) = field.and_then(|field| self.set.selectors.get(field.0 as usize)) {
            put(out, "field", selector.css.as_str().into());
        }
        match self.enter(form, field!(COUPON, "apply")) {
            None => return field,
            // A page of the shop that takes the code, like `/discount/CODE`.
            Some(link @ Value::Text(_)) => put(out, "href", self.link(link)),
            Some(flag) => {
                let apply = self.flag(flag);
                put(out, "apply", Value::Bool(apply));
                if apply && field.is_none() {
                    self.leave();
                    self.problem(Code::Missing, expect::words("field"), value);
                    return field;
                }
            }
        }
        self.leave();
        field
    }
}
