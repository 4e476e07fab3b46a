//! One shopper's month, lived through the real engine: pages are opened, time passes to each deadline, widgets that the
//! engine orders are looked at or not, and decisions follow. Nothing of what rules do is imitated here.

use opportune::engine::effect::Report;
use opportune::engine::input::{Activity, ConsentState, Event, Exit, Outcome};
use opportune::ruleset::model::Source as From;
use opportune::ruleset::value::Value;
use opportune::time::Ms;
use opportune::trace::{context, Driver, Signal};

use super::behave::behave;
use super::dice::Dice;
use super::person::{sigmoid, Choice, Person, DEVICES, SOURCES};
use super::shop::{map, product, Cart, Page, INTEREST};
use super::timeline::{Act, Timeline};
use super::truth::{Decision, Fate, Seen};
use super::wire::{variant_of, Wire};
use super::world::World;

const ORIGIN: &str = "https://mizzle.example";
/// Most pages of a visit.
const MOST_PAGES: u32 = 14;
/// From seeing that something is there to having read it.
const GLANCE: Ms = Ms(900);

/// What somebody did, and what was sent about it.
pub(crate) struct Life {
    pub(crate) fate: Fate,
    pub(crate) wire: Wire,
}

struct Walk<'a> {
    person: &'a Person,
    world: &'a World,
    driver: Driver,
    now: Ms,
    cart: Cart,
    orders: u32,
    has_answered: bool,
    /// When the visit began.
    since: Ms,
    /// What was seen in this visit adds this to each decision, and did when it was taken.
    lifts: [f64; 3],
    before: [f64; 3],
    /// Rules with something on the screen.
    shown: Vec<String>,
    is_hidden: bool,
    yes: bool,
    life: Life,
}

/// Lives somebody's life.
pub(crate) fn live(person: &Person, world: &World) -> Life {
    let trace = world.trace(person);
    let rules = &world.rules[person.device];
    let driver = Driver::new(rules.clone(), context(&trace), &trace).with_source(&world.source, person.device as u32);
    let mut walk = Walk {
        person,
        world,
        driver: driver.with_reports(),
        now: Ms(0),
        cart: Cart::default(),
        orders: 0,
        has_answered: false,
        since: Ms(0),
        lifts: [0.0; 3],
        before: [0.0; 3],
        shown: Vec::new(),
        is_hidden: false,
        yes: false,
        life: Life { fate: Fate::default(), wire: Wire::default() },
    };
    // The trace begins with the first visit.
    let mut visit = 1;
    let mut at = Some(Ms(0));
    while let Some(begins) = at {
        walk.visit(visit, begins);
        at = person.returns(visit, person.arrives + walk.now, walk.orders > 0).map(|back| back - person.arrives);
        visit += 1;
    }
    walk.life
}

impl Walk<'_> {
    fn visit(&mut self, visit: u32, at: Ms) {
        let dice = self.person.dice.of("visit", u64::from(visit));
        (self.now, self.since, self.lifts, self.before) = (at, at, [0.0; 3], [0.0; 3]);
        self.life.fate.visits += 1;
        let mut page = [Page::Home, Page::Collection, Page::Product(dice.pick("landing product", &INTEREST))]
            [dice.pick("landing", &[0.34, 0.2, 0.46])];
        for number in 1..=MOST_PAGES {
            let dice = dice.of("page", u64::from(number));
            self.page(page, dice, visit, number);
            match self.next(page, dice.of("next", 0)) {
                Some(next) => page = next,
                None => break,
            }
            self.now = self.now + Ms(400);
        }
        self.driver.feed(&Signal::PageEnd);
        self.collect(&mut Timeline::default(), dice);
        self.life.wire.leave();
        self.shown.clear();
    }

    fn page(&mut self, page: Page, dice: Dice, visit: u32, number: u32) {
        let began = self.now;
        let pace = if self.person.device == 0 { 0.85 } else { 1.0 };
        let stay = page.stay() * pace * self.person.patience * (0.5 * dice.normal("stay")).exp();
        let stay = Ms((stay.clamp(1.5, 600.0) * 1_000.0) as i64);
        let mut line = Timeline::default();
        self.life.fate.pages += 1;
        self.is_hidden = false;
        self.yes = false;
        line.say(began, self.load(page, visit, number));
        if let Some(said) = self.said(page) {
            line.say(began, said);
        }
        if !self.has_answered && self.person.choice != Choice::Silent {
            line.add((self.since + self.person.answers_after).max(began + Ms(500)), Act::Answer);
        }
        let away = behave(self.person, page, dice, began, stay, &mut line);
        let decided = began + Ms(stay.0 * 3 / 4) + away;
        match page {
            Page::Product(_) => line.add(decided, Act::Decide(Decision::Add, false)),
            Page::Cart if !self.cart.items.is_empty() => line.add(decided, Act::Decide(Decision::Checkout, false)),
            Page::Checkout if !self.cart.items.is_empty() => line.add(decided, Act::Decide(Decision::Buy, false)),
            _ => {}
        }
        line.add(began + stay + away, Act::Leave);
        self.walk(page, dice, line);
    }

    /// Everything that happens on a page, in order.
    fn walk(&mut self, page: Page, dice: Dice, mut line: Timeline) {
        while let Some(next) = line.next() {
            // Whatever time alone brings may be answered before the next thing happens.
            match self.driver.next_due() {
                Some(due) if due < next => {
                    self.now = due.max(self.now);
                    self.driver.advance_to(due);
                }
                _ => {
                    let Some((at, act)) = line.take() else { return };
                    self.now = at;
                    self.driver.advance_to(at);
                    if matches!(act, Act::Leave) {
                        return self.collect(&mut line, dice);
                    }
                    self.act(page, dice, act, &mut line);
                }
            }
            self.collect(&mut line, dice);
        }
    }

    fn act(&mut self, page: Page, dice: Dice, act: Act, line: &mut Timeline) {
        match act {
            Act::Say(signal) => {
                if let Signal::Visibility(visible) = &signal {
                    self.is_hidden = !visible;
                }
                self.driver.feed(&signal);
            }
            Act::Answer => self.answer(),
            Act::Decide(decision, again) => self.decide(page, dice, decision, again, line),
            Act::Notice(rule, variant) => self.notice(rule, variant),
            Act::Press(rule, variant) => self.press(&rule, &variant),
            Act::Close(rule) => {
                self.driver.feed(&Signal::Outcome { rule, action: None, is: Outcome::Dismiss("close".into()) });
            }
            Act::Leave => {}
        }
    }

    fn answer(&mut self) {
        let Some(states) = self.person.choice.states().filter(|_| !self.has_answered) else { return };
        self.has_answered = true;
        self.driver.feed(&Signal::Activity(Activity::Pointer));
        self.driver.feed(&Signal::Consent(states));
        // What came of the answer itself is already under it.
        self.life.wire.agree(states[1].unwrap_or(ConsentState::Pending));
    }

    fn notice(&mut self, rule: String, variant: String) {
        if self.is_hidden || !self.shown.contains(&rule) {
            return;
        }
        if let Some(lift) = self.world.effects.of(&rule, &variant) {
            for (sum, by) in self.lifts.iter_mut().zip(lift.by) {
                *sum += by;
            }
            if self.person.seeks {
                self.lifts[Decision::Buy as usize] += lift.seekers;
            }
        }
        self.life.fate.seen.push(Seen { at: self.now, rule, variant });
    }

    fn press(&mut self, rule: &str, variant: &str) {
        if !self.shown.iter().any(|one| one == rule) {
            return;
        }
        let Some(is) = self.world.touched(rule) else { return };
        self.driver.feed(&Signal::Outcome { rule: rule.into(), action: None, is });
        let code = self.world.effects.of(rule, variant).and_then(|lift| lift.coupon.clone());
        if let (Some(code), None) = (code, &self.cart.coupon) {
            self.cart.coupon = Some(code.clone());
            self.say("coupon_applied", map(&[("code", code.as_str().into())]));
            self.tell_cart();
        }
    }

    fn decide(&mut self, page: Page, dice: Dice, decision: Decision, again: bool, line: &mut Timeline) {
        let keen = self.person.keen;
        let lift = self.lifts[decision as usize];
        let base = match decision {
            Decision::Add => sigmoid(-3.5 + 0.8 * keen),
            Decision::Checkout => sigmoid(-0.25 + 0.5 * keen),
            Decision::Buy => sigmoid(if self.person.seeks { -2.3 } else { -0.3 } + 0.6 * keen),
        };
        // One number for both times: whoever is asked again has only what was seen since to say yes for.
        if dice.share("decides") >= base + lift {
            if !again {
                self.waver(dice, decision, line);
            }
            return;
        }
        self.yes = true;
        match (decision, page) {
            (Decision::Add, Page::Product(which)) => {
                self.cart.items.push(which);
                self.life.fate.added.push(self.now);
                self.say("product_added_to_cart", product(which));
                self.tell_cart();
            }
            (Decision::Buy, _) => {
                let total = self.cart.total();
                let count = self.cart.items.len() as f64;
                let coupon = self.cart.coupon.as_deref().map_or(Value::Null, Value::from);
                self.life.fate.bought.push((self.now, total));
                self.orders += 1;
                self.say(
                    "checkout_completed",
                    map(&[
                        ("value", total.into()),
                        ("currency", "EUR".into()),
                        ("count", count.into()),
                        ("coupon", coupon),
                    ]),
                );
                self.cart = Cart::default();
                self.tell_cart();
            }
            _ => {}
        }
    }

    /// About to go: the pointer makes for the top, or the tab is left and found again. What shows then may turn them.
    fn waver(&mut self, dice: Dice, decision: Decision, line: &mut Timeline) {
        if DEVICES[self.person.device].3 || !dice.is("wavers", 0.7) {
            return;
        }
        let exit = Exit {
            y: -3.0,
            speed: dice.between("speed", 0.2, 2.0),
            since_enter: 60_000.0,
            since_press: 60_000.0,
            ..Exit::default()
        };
        line.say(self.now + Ms(600), Signal::Exit(exit));
        line.add(self.now + Ms(5_600), Act::Decide(decision, true));
        line.stay_until(self.now + Ms(6_000));
    }

    /// What the engine reported since, and what people make of it.
    fn collect(&mut self, line: &mut Timeline, dice: Dice) {
        for report in self.driver.take_reports() {
            match report.name {
                "opportune_impression" => self.face(&report, line, dice),
                "opportune_click" | "opportune_dismiss" | "opportune_hidden" => {
                    self.shown.retain(|rule| *rule != report.rule)
                }
                _ => {}
            }
            self.life.wire.take(report);
        }
    }

    /// Something is there now.
    fn face(&mut self, report: &Report, line: &mut Timeline, dice: Dice) {
        let (rule, variant) = (report.rule.clone(), variant_of(report).to_string());
        self.shown.push(rule.clone());
        let dice = dice.of(&rule, 0);
        if !dice.is("notices", 0.9) {
            return;
        }
        line.add(self.now + GLANCE, Act::Notice(rule.clone(), variant.clone()));
        let reacts = self.now + Ms(dice.between("reacts after", 1_800.0, 8_000.0) as i64);
        match dice.pick("reacts", &[0.17, 0.3, 0.53]) {
            0 => line.add(reacts, Act::Press(rule, variant)),
            1 => line.add(reacts, Act::Close(rule)),
            _ => {}
        }
    }

    fn next(&self, page: Page, dice: Dice) -> Option<Page> {
        let leave = (-0.45 * self.person.keen).exp();
        let product = Page::Product(dice.pick("product", &INTEREST));
        let has_cart = if self.cart.items.is_empty() { 0.0 } else { 1.0 };
        let choose = |weights: &[f64], pages: &[Option<Page>]| pages[dice.pick("page", weights)];
        match page {
            Page::Home => choose(&[0.5, 0.32, 0.28 * leave], &[Some(Page::Collection), Some(product), None]),
            Page::Collection => choose(&[0.7, 0.05 * has_cart, 0.27 * leave], &[Some(product), Some(Page::Cart), None]),
            Page::Product(_) if self.yes => {
                choose(&[0.6, 0.2, 0.1, 0.1 * leave], &[Some(Page::Cart), Some(Page::Collection), Some(product), None])
            }
            Page::Product(_) => choose(
                &[0.3, 0.24, 0.2 * has_cart, 0.4 * leave],
                &[Some(product), Some(Page::Collection), Some(Page::Cart), None],
            ),
            Page::Cart if self.yes => Some(Page::Checkout),
            Page::Cart => choose(&[0.25, 0.75], &[Some(Page::Collection), None]),
            Page::Checkout if self.yes => None,
            Page::Checkout => choose(&[0.15 * has_cart, 0.85], &[Some(Page::Cart), None]),
        }
    }

    fn load(&self, page: Page, visit: u32, number: u32) -> Signal {
        let device = &DEVICES[self.person.device];
        // The first visit comes by its source, later ones mostly by themselves.
        let source = &SOURCES[if visit == 1 { self.person.source } else { 0 }];
        let mut url = format!("{ORIGIN}{}", page.path());
        if number == 1 && !source.2.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(source.2);
        }
        let looked_at = if let Page::Product(which) = page { product(which) } else { Value::Null };
        let customer = map(&[("orders", f64::from(self.orders).into())]);
        Signal::PageView {
            url,
            referrer: if number == 1 { source.3.into() } else { format!("{ORIGIN}/") },
            visible: true,
            viewport: Some(device.2),
            height: Some(page.height() * if self.person.device == 0 { 1.6 } else { 1.0 }),
            touch: Some(device.3),
            environment: None,
            facts: Some(map(&[("cart", self.cart.facts()), ("product", looked_at), ("customer", customer)])),
        }
    }

    /// What the shop tracks as a page opens.
    fn said(&self, page: Page) -> Option<Signal> {
        let sums = || map(&[("value", self.cart.value().into()), ("currency", "EUR".into())]);
        Some(match page {
            Page::Product(which) => event("product_viewed", product(which)),
            Page::Cart => event("cart_viewed", sums()),
            Page::Checkout => event("checkout_started", sums()),
            _ => return None,
        })
    }

    fn say(&mut self, name: &str, props: Value) {
        self.driver.feed(&Signal::Activity(Activity::Pointer));
        self.driver.feed(&event(name, props));
    }

    fn tell_cart(&mut self) {
        self.driver.feed(&Signal::Facts(map(&[("cart", self.cart.facts())])));
    }
}

fn event(name: &str, props: Value) -> Signal {
    Signal::Event(Event { name: name.into(), props, source: From::Track })
}
