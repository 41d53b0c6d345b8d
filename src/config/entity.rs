//! An entity of a keyword set: which keys belong to which kind of object, and what they mean when left out.
//!
//! Knows no grammar: forms, initials and spellings are made by the matching room.

use super::reader::Reader;
use super::values::{email, filled, host, word};
use crate::model::{Class, Damage, Entity, EntityKind, Matches, Role, Said};
use crate::said;

const PARTS: [&str; 2] = ["surname", "given-patronymic"];

/// Medium for us, minor for everybody else.
pub(super) fn default_damage(role: Role) -> Damage {
    match role {
        Role::Own | Role::Leadership => Damage::Medium,
        Role::Partner | Role::Competitor | Role::Other => Damage::Minor,
    }
}

/// A name is a mention; a piece of a confidential document is a leak.
pub(super) fn class(matches: Option<&Matches>) -> Class {
    match matches {
        Some(Matches::Entity(e)) if e.kind == EntityKind::Document => Class::Leak,
        _ => Class::Mention,
    }
}

/// Tenths: a bare mention, or a confidential item.
pub(super) fn default_harm(matches: Option<&Matches>) -> u32 {
    if class(matches) == Class::Leak { 9 } else { 1 }
}

pub(super) fn read(row: &Reader<'_>) -> Option<Entity> {
    let kinds = said!(
        "need.entity",
        "person, organisation, brand, domain, email or document",
        "person, organisation, brand, domain, email или document"
    );
    let kind = row.need("kind", kinds, row.read("kind", word::<EntityKind>)).map(|at| at.value);
    let roles = said!(
        "need.role",
        "own, leadership, partner, competitor or other",
        "own, leadership, partner, competitor или other"
    );
    let role = match (row.read("role", word::<Role>), kind) {
        (None, Some(EntityKind::Document)) => Some(Role::Own),
        (role, _) => row.need("role", roles, role).map(|at| at.value),
    };
    let name = name(row, kind);
    let domains = texts(row, "domains", host);
    let handles = texts(row, "handles", filled);
    let aliases = texts(row, "aliases", filled);
    let latin = texts(row, "latin", filled);
    let parts = texts(row, "parts", part);
    let gender = row.read("gender", word).map(|at| at.value);
    let files = texts(row, "files", filled);
    let public = texts(row, "public", filled);
    let canaries = texts(row, "canaries", filled);
    if let Some(kind) = kind {
        belongs(row, kind, EntityKind::Person, &["gender", "parts"]);
        belongs(row, kind, EntityKind::Document, &["files", "public", "canaries"]);
        if kind == EntityKind::Document && !row.has("files") && !row.has("canaries") {
            row.fault(
                &row.spot,
                said!(
                    "entity.document",
                    "a document needs `files` or `canaries`: what it is recognised by",
                    "документу нужны `files` или `canaries`: по ним его узнают"
                ),
            );
        }
    }
    Some(Entity {
        kind: kind?,
        role: role?,
        name: name?,
        gender,
        latin,
        aliases,
        parts,
        domains,
        handles,
        files,
        public,
        canaries,
        prints: Vec::new(),
    })
}

/// A document is ours and needs no name beside its id; a domain and an address must be ones.
fn name(row: &Reader<'_>, kind: Option<EntityKind>) -> Option<String> {
    let name = match kind {
        Some(EntityKind::Domain) => row.read("name", host),
        Some(EntityKind::Email) => row.read("name", email),
        Some(EntityKind::Document) => {
            return row.read("name", filled).or_else(|| row.text("id")).map(|at| at.value);
        }
        _ => row.read("name", filled),
    };
    row.need(
        "name",
        said!(
            "need.name",
            "the name as one writes it, in the nominative",
            "имя, как его пишут, в именительном падеже"
        ),
        name,
    )
    .map(|at| at.value)
}

fn belongs(row: &Reader<'_>, kind: EntityKind, only: EntityKind, keys: &[&'static str]) {
    for key in keys.iter().filter(|key| kind != only && row.has(key)) {
        row.fault(
            &row.spot_of(key),
            said!(
                "entity.key",
                "`{key}` is for an entity of kind \"{only}\", not \"{kind}\"",
                "`{key}` бывает только у объектов вида «{only}», а здесь «{kind}»",
                key,
                only,
                kind
            ),
        );
    }
}

fn part(text: &str) -> Result<String, Said> {
    if PARTS.contains(&text) {
        return Ok(text.to_owned());
    }
    Err(said!(
        "value.word",
        "\"{text}\" is not known; one of: {known}",
        "«{text}» — такого значения нет; есть: {known}",
        text,
        known = PARTS.join(", ")
    ))
}

fn texts(row: &Reader<'_>, key: &'static str, read: fn(&str) -> Result<String, Said>) -> Vec<String> {
    row.list(key, read).unwrap_or_default().into_iter().map(|at| at.value).collect()
}
