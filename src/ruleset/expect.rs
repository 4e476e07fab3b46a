//! What a problem says was expected: static tables. The words are there only with the feature `dev`; the shopper's
//! build carries codes and pointers.

/// What was expected at some place: words, or the names known there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// A phrase that fits after "must be" (for a missing field: its name).
    #[cfg(feature = "dev")]
    pub words: &'static str,
    /// The names known there, with spaces between them.
    #[cfg(feature = "dev")]
    pub names: &'static str,
}

/// Expected: this, in words. `const`, so that the words vanish from a build that does not show them.
#[cfg_attr(not(feature = "dev"), allow(unused_variables))]
pub(super) const fn words(words: &'static str) -> Expected {
    Expected {
        #[cfg(feature = "dev")]
        words,
        #[cfg(feature = "dev")]
        names: "",
    }
}

/// Expected: one of these names, each of them a `words`.
#[cfg_attr(not(feature = "dev"), allow(unused_variables))]
pub(super) const fn names(words: &'static str, names: &'static str) -> Expected {
    Expected {
        #[cfg(feature = "dev")]
        words,
        #[cfg(feature = "dev")]
        names,
    }
}

pub(super) const NOTHING: Expected = words("");
pub(super) const ACTION: Expected = words("an object with one action, like {\"emit\": \"offer_taken\"}");
pub(super) const AGAINST: Expected = words("comparisons that some value passes");
pub(super) const ALL_ARMS: Expected =
    words("no part in an experiment: all arms share who may see it, how often, and where it stands in line");
pub(super) const ARMS: Expected = words("from 2 to 16 variants");
pub(super) const ARM_ID: Expected = words("an id that no variant before it has, and not \"holdout\"");
pub(super) const CONTROL: Expected = words("no overrides: a control shows nothing");
pub(super) const EXPERIMENT: Expected = words("the name of an experiment in this set");
pub(super) const MIN_VERSION: Expected = words("a \"minVersion\" that is no later than \"version\"");
pub(super) const NO_HOLDOUT: Expected = words("another name: \"holdout\" is that of the visitors who see nothing");
pub(super) const ONE_CONTROL: Expected = words("at most one control");
pub(super) const SHARES: Expected = words("two percentages, the lower one first");
pub(super) const VARIANT: Expected = words("the id of a variant of that experiment");
pub(super) const WEIGHTS: Expected = words("weights from 0 to 1000000, not all of them 0");
pub(super) const AMOUNT: Expected = words("a number, or numbers by currency like {\"EUR\": 50, \"GBP\": 45}");
pub(super) const CANCELS: Expected = words("in a rule with \"when\": without it there is no firing to cancel");
pub(super) const CLOSABLE: Expected = words("a text: a popup can always be closed");
pub(super) const COLOR: Expected = words("a color like \"#0a6\", \"rgb(0 160 100)\" or \"teal\"");
pub(super) const COMPARISON: Expected = words("a text, a number, true or false, a list of those, or operators");
pub(super) const CONDITION: Expected = words("an object with conditions, like {\"path\": \"/cart\"}");
pub(super) const CSS: Expected = words("a CSS selector");
pub(super) const CURRENCY: Expected = words("a currency code like \"EUR\"");
pub(super) const CYCLE: Expected = words("something that does not come back to itself");
pub(super) const DATE: Expected =
    words("a date like \"2026-11-27\", \"2026-11-27T10:00\" or \"2026-11-27T10:00+01:00\"");
pub(super) const DEADLINE: Expected = words("a date like \"2026-11-27T10:00+01:00\", or {\"from\": \"offer.ends\"}");
pub(super) const COUNTDOWN_KEY: Expected = words("\"key\" beside \"for\" only: a date is the same for everybody");
pub(super) const AN_END: Expected = words("\"to\" or \"for\"");
pub(super) const TO_OR_FOR: Expected = words("either \"to\" or \"for\", not both");
pub(super) const ANSWER: Expected = words("\"choice\", \"rating\" or \"text\"");
pub(super) const ONE_ANSWER: Expected = words("one of \"choice\", \"rating\" and \"text\"");
pub(super) const OPTIONS: Expected = words("from 2 to 12 options");
pub(super) const RATING: Expected = words("a whole number from 2 to 10");
pub(super) const LEAST: Expected = words("0 or 1");
pub(super) const FIELD: Expected = words("an object with one field, like {\"email\": true}");
pub(super) const FIELDS: Expected = words("at most 4 fields");
pub(super) const FIELD_NAME: Expected = words("a name that no field before it has");
pub(super) const SUBMIT: Expected =
    words("the name of a function given to start(), or an address that begins with https: or \"/\"");
pub(super) const HOLD: Expected = words("a duration from \"1ms\" to \"5s\"");
pub(super) const DEPTH: Expected = words("a depth from \"0%\" to \"100%\", or like \"800px\"");
pub(super) const DURATION: Expected = words("a duration like \"10s\" or \"1m30s\"");
pub(super) const FIRST_STEP: Expected = words("a step that is not optional: the first one opens the funnel");
pub(super) const FLAG: Expected = words("true or false");
pub(super) const FONT: Expected = words("a font family like \"Inter, sans-serif\"");
pub(super) const FONT_SIZE: Expected = words("a length from \"12px\" to \"32px\"");
pub(super) const EXPRESSION: Expected =
    words("a regular expression without look-around and back references, and not too large");
pub(super) const GOAL: Expected = words("the name of a goal in this set");
pub(super) const GOOD: Expected = words("something without problems of its own");
pub(super) const HOURS: Expected = words("hours like \"09:00-18:00\", or \"22:00-02:00\" over night");
pub(super) const LANGUAGE: Expected = words("a language tag like \"en\" or \"en-GB\"");
pub(super) const LENGTH: Expected = words("a length like \"8px\"");
pub(super) const LINK: Expected = words("a link that begins with https:, http:, mailto:, tel:, or a path");
pub(super) const LINK_START: Expected = words("a link that begins with literal text like \"https://\" or \"/\"");
pub(super) const LIST: Expected = words("a list");
pub(super) const MOTION: Expected = words("a time from \"0ms\" to \"1000ms\"");
pub(super) const MODEL: Expected = words("the name of a model in this set");
pub(super) const NAME: Expected =
    words("a name of at most 64 letters, digits, \"-\" and \"_\" that begins with a letter");
pub(super) const NAMED: Expected = words("an object of names with what they stand for");
pub(super) const NO_MANUAL: Expected = words("a trigger without \"manual\": nobody starts a goal by hand");
pub(super) const NO_STEP: Expected = words("a goal that is no step of this funnel");
pub(super) const NO_TIMES: Expected = words("no \"times\": the number itself counts");
pub(super) const NUMBER: Expected = words("a number");
pub(super) const OBJECT: Expected = words("an object");
pub(super) const ONE_SOURCE: Expected = words("one of \"if\", \"fact\", \"count\" and \"did\"");
pub(super) const OPEN: Expected = words("a schedule that is open at some time");
pub(super) const PAIR: Expected = words("a list of two numbers, the lower one first");
pub(super) const PATH: Expected = words("a path like \"cart.value\"");
pub(super) const PATH_PATTERN: Expected = words("a path that begins with \"/\" or \"*\", like \"/checkout*\"");
pub(super) const PERCENT: Expected = words("a percentage like \"50%\"");
pub(super) const PIXELS: Expected = words("a length like \"300px\"");
pub(super) const PROGRESS: Expected =
    words("a number, {\"from\": \"cart.value\"}, or a template with one place like \"{{ cart.value }}\"");
pub(super) const SCHEDULE: Expected = words("from");
pub(super) const SCORE: Expected =
    words("a model and what its score must be, like {\"model\": \"intent\", \"atLeast\": 0.7}");
pub(super) const SPACE: Expected = words("a length from \"2px\" to \"8px\"");
pub(super) const STAGE: Expected = words("the name of a stage in this set");
pub(super) const STAGES: Expected = words("the name of a stage, in a set with \"stages\"");
pub(super) const WEIGHT: Expected = words("a number from -1000000 to 1000000");
pub(super) const STEPS: Expected = words("a list of at least 2 steps");
pub(super) const WORTH: Expected = words("a number, or where it is found, like {\"from\": \"event.price\"}");
pub(super) const SESSION: Expected = words("a duration longer than \"0s\"");
pub(super) const SURFACE: Expected = words("an object with one surface, like {\"tooltip\": {\"anchor\": \"#coupon\"}}");
pub(super) const TEMPLATE: Expected = words("a template with its braces closed, like \"{{ cart.value | money }}\"");
pub(super) const TEMPLATE_ARG: Expected = words(
    "a filter with the arguments it takes, like \"default: 'there'\" or \"plural: one '# item', other '# items'\"",
);
pub(super) const TEMPLATE_PATH: Expected = words("a template that begins with a path, like \"{{ cart.value }}\"");
pub(super) const TEXT: Expected = words("a text");
pub(super) const TEXTS: Expected =
    words("an object of texts by key, like {\"hello\": {\"en\": \"Hello\", \"de\": \"Hallo\"}}");
pub(super) const TEXT_KEY: Expected = words("the key of a text in \"texts\"");
pub(super) const TEXT_LANGUAGE: Expected = words("a language tag like \"en\" or \"en-GB\"");
pub(super) const NO_KEY: Expected = words("a text of its own, and no key of another");
pub(super) const PLAIN: Expected = words("the key of a text without parts: here it is plain");
pub(super) const PART: Expected = words("a text, or an object with one part, like {\"strong\": \"today\"}");
pub(super) const LINK_FILTER: Expected = words("a link without filters other than \"default\": nobody reads it");
pub(super) const TIMES: Expected = words("a whole number of times, 0 or more");
pub(super) const TRIGGER: Expected = words("an object with one trigger, like {\"dwell\": \"10s\"}");
pub(super) const WHOLE_FROM_0: Expected = words("a whole number of at least 0");
pub(super) const PRIORITY: Expected = words("a whole number from -1000000 to 1000000");
pub(super) const ZONE: Expected = words("\"visitor\", or a zone like \"Europe/Berlin\"");

pub(super) const ZONES: Expected = words("at most 7 time zones beside that of the settings");

pub(super) const SET: Expected = words("an object with rules, like {\"version\": 1, \"rules\": []}");
pub(super) const PROBLEMS: Expected = words("a rule set with fewer problems");
pub(super) const LIST_LENGTH: Expected = words("at most 256 entries in a list");
pub(super) const ONE_OF_LIST: Expected = words("one value, not a list within a list");
pub(super) const LIST_OF_SOME: Expected = words("a list with at least one entry");
pub(super) const TEXT_LENGTH: Expected = words("at most 4096 bytes of text");
pub(super) const TEXT_OF_SOME: Expected = words("a text that is not empty");
pub(super) const DURATION_LENGTH: Expected = words("a duration of at most 100 years");
pub(super) const COUNT: Expected = words("a whole number of at least 1");
pub(super) const PUSHED: Expected = words("conditions that are always known: elements are read only when a rule fires");
pub(super) const COUNT_KEPT: Expected = words("a whole number from 1 to 64");
pub(super) const SOME_TIME: Expected = words("a duration longer than 0");
pub(super) const COUNT_OR_ANY: Expected = words("a whole number of at least 1, or \"any\"");
pub(super) const ID: Expected = words("a text of 1 to 64 bytes");
pub(super) const ID_UNIQUE: Expected = words("an id that no earlier rule has");
pub(super) const RULES: Expected = words("at most 20000 rules");
pub(super) const LEVELS: Expected = words("at most 32 levels");
pub(super) const TRIGGER_LEVELS: Expected = words("at most 8 levels of operators");
pub(super) const REFERENCES: Expected = words("at most 8 levels of references");
pub(super) const LEAVES: Expected = words("at most 256 comparisons in a rule");
pub(super) const PATTERN_LENGTH: Expected = words("at most 256 bytes for a regular expression");
pub(super) const SELECTOR_LENGTH: Expected = words("at most 256 bytes for a selector");
pub(super) const WINDOW: Expected = words("a window of at most 400 days");
pub(super) const KEPT: Expected = words("at most 64 times within a window");
pub(super) const VERSION: Expected = words("1");
pub(super) const SHARE: Expected = words("a percentage, because \"on\" measures a share of the element");
pub(super) const IDLE_POPUP: Expected =
    words("more than \"idle\" before a popup: to the page, a visitor with a screen reader looks idle");
pub(super) const INTERRUPTS: Expected = words("true, or nothing: a popup always interrupts");
pub(super) const SHOW_OR_DO: Expected = words("\"show\" or \"do\"");
pub(super) const BOTH_SHOW_DO: Expected = words("either \"show\" or \"do\", not both");
pub(super) const BOTH_HREF_DO: Expected = words("either \"href\" or \"do\", not both");
pub(super) const CONTENT: Expected = words("something to say, like \"text\"");
pub(super) const OTHER_RULE: Expected = words("another rule");
pub(super) const RULE_ID: Expected = words("the id of a rule in this set");
pub(super) const OPERATOR: Expected = words("an operator, like \"is\" or \"atLeast\"");
pub(super) const PROGRESS_OR_STATE: Expected = words("either \"progress\" or \"state\", not both");
pub(super) const RATIO: Expected = words("a share from 0.01 to 1");
pub(super) const COMPARISONS: Expected = words("an object of names with what they must be");
pub(super) const RAGE: Expected = words("a whole number from 2 to 20");
pub(super) const TRUE: Expected = words("true");
pub(super) const ENABLED: Expected = words("true, false or \"preview\"");
pub(super) const AUDIENCE: Expected = words("the name of an audience in this set");
pub(super) const BLOCK: Expected = words("an object with one block, like {\"text\": \"Free returns\"}");
pub(super) const WAIT: Expected = words("a duration like \"10s\", or \"page\"");
