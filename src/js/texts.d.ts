/** Texts of rules: templates, by language, by key, rich. */

/**
 * Text with `{{ path | filter: arg }}`; filters: `default`, `money`, `number`, `date`, `relative`, `plural`, `upper`,
 * `lower`, `title`, `truncate`.
 */
export type Template = string;
/** One text, or one by language, or `{ t: "key" }` from `texts`. */
export type Text = Template | { t: string } | ByLanguage<Template>;
/** The same, or a list of parts. */
export type RichText = Parts | { t: string } | ByLanguage<Parts>;
/** By language tag, like `en` or `de-AT`. */
export type ByLanguage<T> = { [tag: string]: T };
export type Parts = Template | Part[];
/** A piece of a rich text: a text, or exactly one of these. */
export type Part =
  | Template
  | { text: Template }
  | { strong: Parts }
  | { em: Parts }
  | { link: { text: Template; href: Template } }
  | { break: true };
