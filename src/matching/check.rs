//! Checks: one comparison over the facts of a portal's answer, such as `tls.days_left < 14` or
//! `header.strict-transport-security missing`.
//!
//! A fact is a path of names into a JSON object, with dots between; where a name itself holds dots the longest name that
//! exists is taken. A fact that is not there holds for `missing` alone: what was not observed is no exposure.

use serde_json::Value;

use crate::model::Said;
use crate::said;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    Unequal,
    Contains,
    Missing,
    Present,
}

const OPERATORS: &[(&str, Operator)] = &[
    ("<", Operator::Less),
    ("<=", Operator::LessOrEqual),
    (">", Operator::Greater),
    (">=", Operator::GreaterOrEqual),
    ("==", Operator::Equal),
    ("=", Operator::Equal),
    ("!=", Operator::Unequal),
    ("contains", Operator::Contains),
    ("missing", Operator::Missing),
    ("present", Operator::Present),
];

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expression {
    path: String,
    operator: Operator,
    value: Value,
}

impl Expression {
    /// Reads `fact operator value`; a value is JSON or a bare word.
    pub(super) fn parse(text: &str) -> Result<Expression, Said> {
        let mut parts = text.trim().splitn(3, char::is_whitespace);
        let path = parts.next().unwrap_or_default();
        if path.is_empty() {
            return Err(said!(
                "fact.empty",
                "fact: it is empty: write for example tls.days_left < 14",
                "fact: пусто; напишите, например, tls.days_left < 14"
            ));
        }
        let word = parts.next().unwrap_or_default();
        let Some(&(_, operator)) = OPERATORS.iter().find(|(name, _)| *name == word) else {
            let names = OPERATORS.iter().map(|o| o.0).collect::<Vec<_>>().join(" ");
            return Err(said!(
                "fact.operator",
                "fact: after {path} stands {word:?}, where one of {names} is needed, with blanks around",
                "fact: после {path} стоит {word:?}, а нужно одно из {names}, с пробелами вокруг",
                path,
                names
            ));
        };
        let rest = parts.next().unwrap_or_default().trim();
        let value = match (operator, rest) {
            (Operator::Missing | Operator::Present, "") => Value::Null,
            (Operator::Missing | Operator::Present, _) => {
                return Err(said!(
                    "fact.no-value",
                    "fact: {word} takes no value: end after it",
                    "fact: после {word} значения не бывает: уберите его",
                    word
                ));
            }
            (_, "") => {
                return Err(said!(
                    "fact.value",
                    "fact: {word} needs a value after it",
                    "fact: после {word} нужно значение",
                    word
                ));
            }
            (_, rest) => serde_json::from_str(rest).unwrap_or_else(|_| Value::String(rest.to_owned())),
        };
        let ordered = matches!(
            operator,
            Operator::Less | Operator::LessOrEqual | Operator::Greater | Operator::GreaterOrEqual
        );
        if ordered && !value.is_number() {
            return Err(said!(
                "fact.number",
                "fact: {word} compares numbers: write one instead of {rest}",
                "fact: {word} сравнивает числа: напишите число вместо {rest}",
                word,
                rest
            ));
        }
        Ok(Expression { path: path.to_owned(), operator, value })
    }

    /// Whether the fact holds; then in words what was seen.
    pub(super) fn holds(&self, facts: &Value) -> Option<String> {
        let seen = look_up(facts, &self.path).filter(|v| !v.is_null());
        let Some(seen) = seen else {
            return (self.operator == Operator::Missing).then(|| format!("{} is missing", self.path));
        };
        let order = seen.as_f64().zip(self.value.as_f64()).and_then(|(a, b)| a.partial_cmp(&b));
        let same =
            order.map_or_else(|| *seen == self.value || text_of(seen) == text_of(&self.value), |o| o.is_eq());
        let holds = match self.operator {
            Operator::Less => order.is_some_and(std::cmp::Ordering::is_lt),
            Operator::LessOrEqual => order.is_some_and(std::cmp::Ordering::is_le),
            Operator::Greater => order.is_some_and(std::cmp::Ordering::is_gt),
            Operator::GreaterOrEqual => order.is_some_and(std::cmp::Ordering::is_ge),
            Operator::Equal => same,
            Operator::Unequal => !same,
            Operator::Contains => match seen {
                Value::Array(all) => all.iter().any(|one| text_of(one) == text_of(&self.value)),
                one => text_of(one).to_lowercase().contains(&text_of(&self.value).to_lowercase()),
            },
            Operator::Missing => false,
            Operator::Present => true,
        };
        holds.then(|| format!("{} is {}", self.path, text_of(seen)))
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn look_up<'a>(facts: &'a Value, path: &str) -> Option<&'a Value> {
    let object = facts.as_object()?;
    if let Some(value) = object.get(path) {
        return Some(value);
    }
    // The longest name first: "server.example.com" may be one.
    let mut cuts: Vec<usize> = path.match_indices('.').map(|(at, _)| at).collect();
    cuts.reverse();
    cuts.into_iter().find_map(|at| look_up(object.get(&path[..at])?, &path[at + 1..]))
}

#[cfg(test)]
mod tests {
    use super::Expression;
    use serde_json::json;

    #[test]
    fn compares_facts() {
        let facts = json!({"tls": {"days_left": 9, "version": "TLSv1.1"}, "header": {"server": "nginx/1.2", "x.y": "1"},
            "ports": [22, 443], "open": true, "none": null});
        for (text, holds) in [
            ("tls.days_left < 14", true),
            ("tls.days_left >= 14", false),
            ("tls.version == TLSv1.1", true),
            ("tls.version != \"TLSv1.1\"", false),
            ("header.strict-transport-security missing", true),
            ("none missing", true),
            ("header.server present", true),
            ("header.server contains NGINX", true),
            ("header.x.y = 1", true),
            ("ports contains 22", true),
            ("ports contains 2", false),
            ("open == true", true),
            ("absent < 3", false),
            ("absent != 3", false),
            ("tls.version < 3", false),
        ] {
            let expression = Expression::parse(text).unwrap_or_else(|e| panic!("{text}: {e:?}"));
            assert_eq!(expression.holds(&facts).is_some(), holds, "{text}");
        }
        assert!(Expression::parse("a missing").is_ok_and(|e| e.holds(&json!([1])).is_some()));
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, part) in [
            ("", "empty"),
            ("tls.days_left", "is needed"),
            ("a << 3", "is needed"),
            ("a <", "needs a value"),
            ("a missing 3", "no value"),
            ("a < b", "numbers"),
        ] {
            assert!(Expression::parse(text).unwrap_err().english.contains(part), "{text}");
        }
    }
}
