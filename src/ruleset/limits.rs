//! How large a rule set may be. Every limit stands here and is reported when it is hit.

/// Rules in a set.
pub const RULES: usize = 20_000;
/// Levels of nesting, counted from the top of the rule set.
pub const DEPTH: usize = 32;
/// Bytes of a text.
pub const TEXT: usize = 4_096;
/// Bytes of a rule's id.
pub const ID: usize = 64;
/// Bytes of a selector.
pub const SELECTOR: usize = 256;
/// Entries of a list.
pub const LIST: usize = 256;
/// Levels of operators in a trigger.
pub const TRIGGER_DEPTH: u32 = 8;
/// Comparisons in a rule.
pub const LEAVES: u32 = 256;
/// Bytes of a regular expression.
pub const PATTERN: usize = 256;
/// Bytes of a text that is held against one; longer ones are unknown.
pub const MATCHED: usize = 4_096;
/// Levels of audiences, stages and models that refer to each other.
pub const REFERENCES: u32 = 8;
/// Instants that a question with `within`, or a `count`, may keep.
pub const KEPT: u32 = 64;
/// The longest `within` of a question about history: 400 days.
pub const HISTORY: i64 = 400 * 86_400_000;
/// Time zones in a set.
pub const ZONES: usize = 8;
/// The longest duration: 100 years.
pub const DURATION: i64 = 36_525 * 86_400_000;
/// Problems reported; one more says that there were others.
pub const PROBLEMS: usize = 100;
/// Characters of a found value that a problem quotes.
pub const FOUND: usize = 40;
