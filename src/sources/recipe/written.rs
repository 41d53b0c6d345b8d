//! Reads the tables of a recipe: what the crawl says, and behind it what its engine says.
//!
//! An engine is a file of `crawlers/_engines`: what forums, blogs and boards of one make have in common. A crawl names it
//! and writes down only what its place does otherwise; a key with an empty text switches the engine's off.

use toml_edit::{Document, Item};

use super::{Errors, Format, Posts, Rows, errors};
use crate::model::Said;
use crate::said;
use crate::sources::options::{Options, Table};

pub(in crate::sources) const ROWS: &[&str] =
    &["item", "link", "permalink", "title", "text", "count", "mark", "last", "next"];
pub(in crate::sources) const POSTS: &[&str] =
    &["item", "title", "text", "author", "date", "permalink", "next", "previous", "last"];
/// The table of what an answer says when something went wrong.
pub(in crate::sources) const ERRORS: &[&str] =
    &["code", "message", "later", "refused", "gone", "empty", "reset", "if_empty"];
/// The table of what a post says of itself beside its words: seller, phone, price, region, replies ...
pub(in crate::sources) const FIELDS: &str = "fields";

macro_rules! engines {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../../crawlers/_engines/", $name, ".toml")))),*]
    };
}

/// Each with its file.
const ENGINES: &[(&str, &str)] = engines![
    "blogger" "classifieds-table" "discourse" "flarum" "fluxbb" "ghost" "guestbook-table" "gwolle" "habr" "invision"
    "livejournal" "medium" "mybb" "nodebb" "osclass" "phpbb" "smf" "ucoz" "ucoz-gb" "vbulletin" "vbulletin5" "wordpress" "wordpress-html"
    "xenforo"
    "searxng" "brave" "google" "yandex"
    "mastodon" "mastodon-account" "mastodon-public" "mastodon-search" "bluesky" "bluesky-author" "vk" "vk-wall"
    "ok-group" "reddit" "reddit-board" "telegram" "youtube" "x"
    "pastebin" "gists" "github-code" "github-issues" "github-commits" "gitlab-code" "gitlab-issues"
];

/// What places of one make have in common.
#[derive(Debug)]
pub(in crate::sources) struct Engine {
    document: Document<&'static str>,
}

impl Engine {
    pub fn names() -> Vec<&'static str> {
        ENGINES.iter().map(|(name, _)| *name).collect()
    }

    pub fn find(name: &str) -> Option<Engine> {
        let (_, text) = ENGINES.iter().find(|(known, _)| *known == name)?;
        Some(Engine { document: Document::parse(*text).ok()? })
    }

    /// A value at the file's top.
    pub fn word(&self, key: &str) -> Option<&str> {
        self.document.get(key)?.as_str()
    }

    /// A list at its top.
    pub fn words(&self, key: &str) -> Vec<String> {
        let list = self.document.get(key).and_then(Item::as_array);
        list.map(|l| l.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()).unwrap_or_default()
    }

    /// A flag at its top.
    pub fn flag(&self, key: &str) -> bool {
        self.document.get(key).and_then(Item::as_bool).unwrap_or(false)
    }

    fn item(&self, table: &str, key: &str) -> Option<&Item> {
        self.document.get(table)?.as_table_like()?.get(key)
    }

    fn has(&self, table: &str) -> bool {
        self.document.contains_key(table)
    }
}

/// A crawl's tables before those of its engine.
pub(in crate::sources) struct Written<'o, 'a> {
    pub options: &'o mut Options<'a>,
    pub engine: Option<&'o Engine>,
    /// What a post says is plain words where nothing else is said.
    pub plain: bool,
}

impl Written<'_, '_> {
    pub fn rows<F: Format>(&mut self, name: &'static str) -> Option<Rows<F>> {
        if !self.options.has(name) && !self.engine.is_some_and(|e| e.has(name)) {
            return None;
        }
        let engine = self.engine;
        let mut table = self.options.table(name, ROWS);
        let item = one(&mut table, engine, name, "item", F::items);
        let link = one(&mut table, engine, name, "link", F::pick);
        let [permalink, title, text, count, last, next] =
            ["permalink", "title", "text", "count", "last", "next"]
                .map(|key| one(&mut table, engine, name, key, F::pick));
        let mark = many(&mut table, engine, name, "mark", F::pick);
        if item.is_none() {
            let why = said!(
                "recipe.row",
                "says which elements are the rows, e.g. item = \"li.topic\"",
                "говорит, какие элементы — строки, например item = \"li.topic\""
            );
            table.missing("item", why);
        }
        if link.is_none() {
            let why = said!(
                "recipe.link",
                "says where a row leads, e.g. link = \"a.title@href\"",
                "говорит, куда ведёт строка, например link = \"a.title@href\""
            );
            table.missing("link", why);
        }
        Some(Rows { item: item?, link: link?, permalink, title, text, count, mark, last, next })
    }

    /// `[errors]`; none without the table.
    pub fn errors<F: Format>(&mut self) -> Option<Errors<F>> {
        const NAME: &str = "errors";
        if !self.options.has(NAME) && !self.engine.is_some_and(|e| e.has(NAME)) {
            return None;
        }
        let engine = self.engine;
        let mut table = self.options.table(NAME, ERRORS);
        let code = one(&mut table, engine, NAME, "code", F::pick);
        let [message, if_empty] =
            ["message", "if_empty"].map(|key| one(&mut table, engine, NAME, key, F::pick));
        let reset = one(&mut table, engine, NAME, "reset", |text| Ok(text.trim().to_ascii_lowercase()));
        let later = many(&mut table, engine, NAME, "later", |text| {
            errors::later(text).ok_or_else(|| {
                said!(
                    "recipe.later",
                    "is a code and how long to stay away, at most 7 days: \"6 1s\", \"quota 3h\"",
                    "— код и сколько ждать, не больше 7 дней: \"6 1s\", \"quota 3h\""
                )
            })
        });
        let [refused, gone, empty] = ["refused", "gone", "empty"]
            .map(|key| many(&mut table, engine, NAME, key, |text| Ok(text.to_owned())));
        if code.is_none() && if_empty.is_none() {
            let why = said!(
                "recipe.code",
                "says where an answer has the code of an error, e.g. code = \"error.code\"",
                "говорит, где в ответе код ошибки, например code = \"error.code\""
            );
            table.missing("code", why);
        }
        Some(Errors { code, message, later, refused, gone, empty, reset, if_empty })
    }

    /// `[recipe]` with `[fields]`; none without the table. `needs_item`: a page is never a post as a whole.
    pub fn posts<F: Format>(&mut self, needs_item: bool) -> Option<Posts<F>> {
        const NAME: &str = "recipe";
        if !self.options.has(NAME) && !self.engine.is_some_and(|e| e.has(NAME)) {
            return None;
        }
        let engine = self.engine;
        let mut table = self.options.table(NAME, POSTS);
        let item = one(&mut table, engine, NAME, "item", F::items);
        let [title, text, author, date, permalink, next, previous, last] =
            ["title", "text", "author", "date", "permalink", "next", "previous", "last"]
                .map(|key| one(&mut table, engine, NAME, key, F::pick));
        if item.is_none() && needs_item {
            let why = said!(
                "recipe.item",
                "says which elements are posts, e.g. item = \".post\"",
                "говорит, какие элементы — сообщения, например item = \".post\""
            );
            table.missing("item", why);
            return None;
        }
        let mut fields = self.options.named(FIELDS, F::pick);
        let of_engine = engine.and_then(|e| e.document.get(FIELDS)).and_then(Item::as_table_like);
        for (key, value) in of_engine.into_iter().flat_map(|table| table.iter()) {
            let pick = value.as_str().and_then(|text| F::pick(text).ok());
            if let Some(pick) = pick.filter(|_| fields.iter().all(|(name, _)| name != key)) {
                fields.push((key.to_owned(), pick));
            }
        }
        let plain = self.plain;
        Some(Posts { item, title, text, author, date, permalink, next, previous, last, fields, plain })
    }
}

fn one<T>(
    table: &mut Table,
    engine: Option<&Engine>,
    name: &str,
    key: &'static str,
    parse: impl Fn(&str) -> Result<T, Said>,
) -> Option<T> {
    match table.text(key) {
        Some("") => None,
        Some(_) => table.parsed(key, parse),
        None if table.has(key) => table.parsed(key, parse),
        None => parse(engine?.item(name, key)?.as_str()?).ok(),
    }
}

fn many<T>(
    table: &mut Table,
    engine: Option<&Engine>,
    name: &str,
    key: &'static str,
    parse: impl Fn(&str) -> Result<T, Said>,
) -> Vec<T> {
    if table.has(key) {
        return table.list(key, parse);
    }
    let Some(item) = engine.and_then(|e| e.item(name, key)) else { return Vec::new() };
    let texts = match item.as_array() {
        Some(list) => list.iter().filter_map(|v| v.as_str()).collect(),
        None => Vec::from_iter(item.as_str()),
    };
    texts.into_iter().filter_map(|text| parse(text).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::recipe::{Html, Json, Node};

    /// Whatever an engine's file says is read: nothing in it is passed over in silence.
    #[test]
    fn every_engine_is_read_whole() {
        for (name, text) in ENGINES {
            let engine = Engine::find(name).unwrap_or_else(|| panic!("{name} is no TOML"));
            assert_eq!(engine.word("engine"), Some(*name), "{name}: a file has the name of its engine");
            for key in ["title", "written_from", "format"] {
                assert!(engine.word(key).is_some_and(|w| !w.is_empty()), "{name} says no {key}");
            }
            let json = engine.word("format") == Some("json");
            for (key, item) in engine.document.iter() {
                let Some(table) = item.as_table_like() else {
                    let known = [
                        "engine",
                        "title",
                        "written_from",
                        "format",
                        "markup",
                        "start",
                        "note",
                        "hosts",
                        "key",
                        "operators",
                        "interface",
                        "send",
                        "unpack",
                    ];
                    assert!(known.contains(&key), "{name}: nobody reads `{key}`");
                    continue;
                };
                for (inner, value) in table.iter() {
                    let known = match key {
                        "recipe" => POSTS.contains(&inner),
                        "boards" | "threads" => ROWS.contains(&inner),
                        "recognise" => ["generator", "holds"].contains(&inner),
                        FIELDS => true,
                        "errors" => ERRORS.contains(&inner),
                        _ => false,
                    };
                    assert!(known, "{name}: nobody reads `{inner}` in [{key}]");
                    let texts: Vec<&str> = match value.as_array() {
                        Some(list) => list.iter().filter_map(|v| v.as_str()).collect(),
                        None => Vec::from_iter(value.as_str()),
                    };
                    assert!(!texts.is_empty(), "{name}: [{key}] {inner} is empty");
                    let codes = key == "errors" && !["code", "message", "if_empty"].contains(&inner);
                    if inner == "later" {
                        let unread = texts.iter().find(|text| errors::later(text).is_none());
                        assert_eq!(unread, None, "{name}: is no code with a time");
                    }
                    for text in texts.into_iter().filter(|_| key != "recognise" && !codes) {
                        let wrong = match (inner, json) {
                            ("item", false) => Html::items(text).err(),
                            ("item", true) => Json::items(text).err(),
                            (_, false) => Html::pick(text).err(),
                            (_, true) => Json::pick(text).err(),
                        };
                        assert!(
                            wrong.is_none(),
                            "{name}: [{key}] {inner}: {}",
                            wrong.expect("a fault").english
                        );
                    }
                }
            }
            assert!(!text.contains('\t'), "{name}");
        }
    }

    /// An example place and the pages of its sample, without what only a transport knows.
    struct Example {
        name: String,
        engine: String,
        pages: Vec<String>,
    }

    fn examples() -> Vec<Example> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("crawlers");
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).expect("crawlers/") {
            let dir = entry.expect("a folder").path();
            let Ok(text) = std::fs::read_to_string(dir.join("crawler.toml")) else { continue };
            let document = Document::parse(text.as_str()).expect("TOML");
            let kind = document.get("kind").and_then(Item::as_str).unwrap_or_default();
            let inner = document.get(kind).and_then(Item::as_table_like).and_then(|t| t.get("engine"));
            let named = document.get("engine").or(inner);
            let Some(engine) = named.and_then(Item::as_str) else { continue };
            let mut pages = Vec::new();
            for file in std::fs::read_dir(dir.join("sample")).expect("a sample") {
                let bytes = std::fs::read(file.expect("a file").path()).expect("its bytes");
                // Letters of windows-1251 are lost: names of elements are not made of them.
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let body = text.splitn(3, "\n\n").nth(2).unwrap_or_default().to_owned();
                pages.push(body);
            }
            found.push(Example {
                name: dir.file_name().expect("a name").to_string_lossy().into_owned(),
                engine: engine.to_owned(),
                pages,
            });
        }
        found
    }

    fn recognised(engine: &Engine, page: &scraper::Html) -> bool {
        let texts = |key: &str| -> Vec<String> {
            let item = engine.item("recognise", key);
            let one = item.and_then(Item::as_str).map(str::to_owned);
            let list = item.and_then(Item::as_array);
            let list = list.into_iter().flatten().filter_map(|v| v.as_str().map(str::to_owned));
            one.into_iter().chain(list).collect()
        };
        let generator = Html::pick("meta[name=generator]@content").expect("a pick");
        let generator = Html::value(page.root_element(), &generator).unwrap_or_default();
        texts("generator").iter().any(|name| generator.to_lowercase().contains(&name.to_lowercase()))
            || texts("holds").iter().any(|selector| {
                let items = Html::items(selector).unwrap_or_else(|_| panic!("{selector} is no selector"));
                Html::all(page.root_element(), &items).is_some()
            })
    }

    /// Each engine has a place that shows it, whose pages it knows for its own; no forum is taken for another.
    #[test]
    fn every_engine_knows_its_own_pages() {
        let examples = examples();
        for (name, _) in ENGINES {
            let engine = Engine::find(name).expect("an engine");
            // Nobody comes upon an interface for programs: it is named.
            let named =
                engine.flag("interface") || engine.words("start").iter().any(|s| s.contains("{name}"));
            assert!(named || engine.has("recognise"), "{name} is not recognised by anything");
            assert!(examples.iter().any(|e| e.engine == *name), "no example shows {name}");
        }
        let mut taken = Vec::new();
        for Example { name, engine: own, pages } in &examples {
            let engine = Engine::find(own).expect("an engine");
            if engine.word("format") != Some("html") || !engine.has("recognise") {
                continue;
            }
            let pages: Vec<_> = pages.iter().map(|page| scraper::Html::parse_document(page)).collect();
            assert!(pages.iter().any(|page| recognised(&engine, page)), "{name}: no page of it is {own}");
            for (other, _) in
                ENGINES.iter().filter(|(other, _)| other.split('-').next() != own.split('-').next())
            {
                let other_engine = Engine::find(other).expect("an engine");
                if pages.iter().any(|page| recognised(&other_engine, page)) {
                    taken.push(format!("{name}: {own} is taken for {other}"));
                }
            }
        }
        assert!(taken.is_empty(), "{taken:#?}");
    }

    /// A row whose mark is all of its text is read again whenever somebody looked at it.
    #[test]
    fn every_row_has_a_mark_of_its_own() {
        let mut rows = 0;
        for Example { name, engine, pages } in examples() {
            let engine = Engine::find(&engine).expect("an engine");
            for table in ["boards", "threads"].into_iter().filter(|table| engine.has(table)) {
                let item = engine.item(table, "item").and_then(Item::as_str).expect("an item");
                let marks = engine.item(table, "mark").and_then(Item::as_array).expect("a list of marks");
                let marks: Vec<&str> = marks.iter().filter_map(|mark| mark.as_str()).collect();
                let mut needed = vec![engine.item(table, "link").and_then(Item::as_str).expect("a link")];
                needed.extend(engine.item(table, "count").and_then(Item::as_str));
                for page in &pages {
                    let (all, marked) = if engine.word("format") == Some("json") {
                        let Ok(page) = serde_json::from_str(page) else { continue };
                        marked::<Json>(Node::root(&page), item, &needed, &marks)
                    } else {
                        let page = scraper::Html::parse_document(page);
                        marked::<Html>(page.root_element(), item, &needed, &marks)
                    };
                    assert_eq!(all, marked, "{name}: rows of [{table}] without a mark");
                    rows += all;
                }
            }
        }
        assert!(rows > 30);
    }

    /// How many rows have all that is needed to be gone to, and how many of them have a value for at least one mark.
    fn marked<F: Format>(root: F::Node<'_>, item: &str, needed: &[&str], marks: &[&str]) -> (usize, usize) {
        let items = F::items(item).unwrap_or_else(|_| panic!("{item}"));
        let picks = |texts: &[&str]| -> Vec<F::Pick> {
            texts.iter().map(|text| F::pick(text).unwrap_or_else(|_| panic!("{text}"))).collect()
        };
        let (needed, marks) = (picks(needed), picks(marks));
        let rows = F::all(root, &items).unwrap_or_default();
        let all = |row: &F::Node<'_>| needed.iter().all(|pick| F::value(*row, pick).is_some());
        let rows: Vec<_> = rows.into_iter().filter(all).collect();
        let marked = rows.iter().filter(|row| marks.iter().any(|mark| F::value(**row, mark).is_some()));
        (rows.len(), marked.count())
    }
}
