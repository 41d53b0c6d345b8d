//! The tree of a query: plain values that other rooms walk.

/// A parsed query. Every branch of it can be found by something that must be there: a query of exclusions alone is
/// refused by the parser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub root: Node,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Two or more.
    And(Vec<Node>),
    /// Two or more.
    Or(Vec<Node>),
    Not(Box<Node>),
    /// At most `n` words between the two, in either order. Its sides hold no `And`, `Not` or field.
    Near {
        n: u32,
        left: Box<Node>,
        right: Box<Node>,
    },
    /// Words as they were written: the reader folds and stems them.
    Term {
        field: Option<Field>,
        kind: TermKind,
        text: String,
    },
    /// An entity's id, or a [`Role`] word.
    Entity(String),
    /// A pattern's id: for watching only, the index does not know patterns.
    Pattern(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// One word, in any inflected form that shares its stem.
    Word,
    /// Words in this order with nothing between them, each in any form that shares its stem.
    Phrase,
    /// The beginning of a word, without the asterisk.
    Prefix,
}

/// What a term is compared with, when it is not the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Url,
    Host,
    Title,
    Author,
    /// ISO 639-1.
    Lang,
    /// A crawl's id.
    Source,
    /// On or after this day (YYYY-MM-DD) or instant (RFC 3339).
    After,
    /// Before this day or instant.
    Before,
}

impl Field {
    pub const ALL: &'static [(&'static str, Field)] = &[
        ("url", Field::Url),
        ("host", Field::Host),
        ("title", Field::Title),
        ("author", Field::Author),
        ("lang", Field::Lang),
        ("source", Field::Source),
        ("after", Field::After),
        ("before", Field::Before),
    ];

    pub fn parse(word: &str) -> Option<Field> {
        Field::ALL.iter().find(|(name, _)| *name == word).map(|&(_, field)| field)
    }

    pub fn word(self) -> &'static str {
        Field::ALL.iter().find(|&&(_, field)| field == self).map_or("", |&(name, _)| name)
    }
}

/// Words that `entity:` takes beside ids: all loaded entities of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Own and leadership.
    Own,
    Leadership,
    Partner,
    Competitor,
    Any,
}

impl Role {
    pub fn parse(id: &str) -> Option<Role> {
        Some(match id {
            "own" => Role::Own,
            "leadership" => Role::Leadership,
            "partner" => Role::Partner,
            "competitor" => Role::Competitor,
            "any" => Role::Any,
            _ => return None,
        })
    }
}

impl Node {
    /// Calls `visit` for this node and all below it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        visit(self);
        match self {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|n| n.walk(visit)),
            Node::Not(node) => node.walk(visit),
            Node::Near { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            Node::Term { .. } | Node::Entity(_) | Node::Pattern(_) => {}
        }
    }
}
