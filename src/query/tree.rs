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
    /// At most `n` words between the two. Its sides hold no `And`, `Not` or field.
    Near {
        n: u32,
        /// The left side ends before the right one begins; else in either order.
        ordered: bool,
        left: Box<Node>,
        right: Box<Node>,
    },
    /// Words as they were written: the reader folds and stems them.
    Term {
        field: Option<Field>,
        kind: TermKind,
        /// In the very form that was written, not by stems.
        exact: bool,
        text: String,
    },
    /// An entity's id, or a [`Role`] word. `at`: the code point of the id in the query.
    Entity {
        id: String,
        at: usize,
    },
    /// A pattern's id.
    Pattern {
        id: String,
        at: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TermKind {
    /// One word, in any inflected form that shares its stem.
    Word,
    /// Words in this order with nothing between them, each in any form that shares its stem.
    Phrase,
    /// The beginning of a word, without the asterisk; with words before it a phrase whose last word begins so.
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

    /// Words of it have forms and stems: `title:=word` means something.
    pub fn has_forms(self) -> bool {
        matches!(self, Field::Title | Field::Author)
    }

    pub fn word(self) -> &'static str {
        Field::ALL.iter().find(|&&(_, field)| field == self).map_or("", |&(name, _)| name)
    }
}

/// Words that `entity:` takes beside ids: all loaded entities of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Own and leadership.
    Own,
    Leadership,
    Partner,
    Competitor,
    Any,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Own, Role::Leadership, Role::Partner, Role::Competitor, Role::Any];

    /// Whether an entity of this role is meant.
    pub fn covers(self, has: crate::model::Role) -> bool {
        use crate::model::Role as Has;
        match self {
            Role::Own => matches!(has, Has::Own | Has::Leadership),
            Role::Leadership => has == Has::Leadership,
            Role::Partner => has == Has::Partner,
            Role::Competitor => has == Has::Competitor,
            Role::Any => true,
        }
    }

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
            Node::Term { .. } | Node::Entity { .. } | Node::Pattern { .. } => {}
        }
    }

    /// The same tree with every entity and pattern replaced by what `known` makes of it.
    ///
    /// # Errors
    /// The first of `known`.
    pub fn replaced<E>(self, known: &mut dyn FnMut(Node) -> Result<Node, E>) -> Result<Node, E> {
        let mut all =
            |nodes: Vec<Node>| nodes.into_iter().map(|n| n.replaced(known)).collect::<Result<_, E>>();
        Ok(match self {
            Node::And(nodes) => Node::And(all(nodes)?),
            Node::Or(nodes) => Node::Or(all(nodes)?),
            Node::Not(node) => Node::Not(Box::new(node.replaced(known)?)),
            Node::Near { n, ordered, left, right } => Node::Near {
                n,
                ordered,
                left: Box::new(left.replaced(known)?),
                right: Box::new(right.replaced(known)?),
            },
            term @ Node::Term { .. } => term,
            named @ (Node::Entity { .. } | Node::Pattern { .. }) => known(named)?,
        })
    }
}
