//! What happens in the small internet, drawn from a seed: who posts what, where and when.

use std::time::Duration;

use super::dice::Dice;
use super::wording::{self, LEAK_KINDS, Leak, Words};
use crate::model::Time;

/// How a host shows what was posted on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// RSS 2.0 with pages.
    Rss,
    /// Atom 1.0 with pages.
    Atom,
    /// Threads of posts.
    Forum,
    /// One page of entries.
    GuestBook,
    /// Ads with price and telephone.
    Ads,
    /// Plain texts behind a list.
    Paste,
    /// A list of pages.
    Site,
}

/// How a host behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    Well,
    /// Answers with a challenge page.
    Challenge,
    /// Takes its time before each answer.
    Slow,
    /// Every other request is told to come back later.
    Busy,
    /// Nobody listens.
    Dead,
}

#[derive(Clone, Copy, Debug)]
pub struct Host {
    pub name: &'static str,
    pub title: &'static str,
    pub shape: Shape,
    pub manner: Manner,
    /// The charset that its pages are written in.
    pub charset: &'static str,
    pub russian: bool,
    /// Leaks may appear here.
    pub leaky: bool,
}

const fn host(name: &'static str, title: &'static str, shape: Shape) -> Host {
    Host { name, title, shape, manner: Manner::Well, charset: "utf-8", russian: true, leaky: true }
}

pub const HOSTS: &[Host] = &[
    host("news.test", "Новости Новограда", Shape::Rss),
    host("forum.test", "Форум соседей", Shape::Forum),
    host("paste.test", "Paste", Shape::Paste),
    Host { russian: false, ..host("times.test", "The Harbour Times", Shape::Rss) },
    Host { leaky: false, ..host("blog.test", "Блог «Ромашки»", Shape::Atom) },
    Host {
        charset: "windows-1251", ..host("guestbook.test", "Гостевая книга", Shape::GuestBook)
    },
    host("ads.test", "Доска объявлений", Shape::Ads),
    Host { charset: "windows-1251", ..host("old.test", "Старый сайт", Shape::Site) },
    Host { charset: "koi8-r", ..host("koi.test", "Сайт библиотеки", Shape::Site) },
    Host { russian: false, ..host("board.test", "Night board", Shape::Forum) },
    host("diary.test", "Дневник", Shape::Atom),
    Host { manner: Manner::Challenge, leaky: false, ..host("wall.test", "Wall", Shape::Site) },
    Host {
        manner: Manner::Slow, leaky: false, ..host("slow.test", "Медленный сайт", Shape::Site)
    },
    Host { manner: Manner::Busy, leaky: false, ..host("busy.test", "Занятой сайт", Shape::Rss) },
    Host { manner: Manner::Dead, leaky: false, ..host("dead.test", "Dead", Shape::Site) },
];

/// What the user wants to see found: a text of their own.
#[derive(Clone, Debug)]
pub struct Plant {
    pub title: String,
    pub body: String,
}

/// One thing posted on one host.
#[derive(Clone, Debug)]
pub struct Post {
    pub host: &'static str,
    pub id: usize,
    pub at: Time,
    pub words: Words,
    /// What leaks with it; none: a quiet page or a stranger's.
    pub leak: Option<&'static str>,
}

#[derive(Debug)]
pub struct World {
    /// By time.
    pub posts: Vec<Post>,
}

/// Pages that are there when the daemon first looks, one host.
const OLD_PAGES: usize = 24;
/// Quiet pages for each leak, over all hosts.
const QUIET_PER_LEAK: usize = 50;
const STRANGERS: usize = 20;
/// When the first leak appears after the start, and how far apart the others are.
const FIRST_LEAK: Duration = Duration::from_secs(12);
const NEXT_LEAK: Duration = Duration::from_secs(25);

impl World {
    /// Draws everything at once, so that the same seed always tells the same story.
    pub fn new(seed: u64, start: Time, plants: &[Plant]) -> World {
        let mut dice = Dice::new(seed);
        let mut posts = Vec::new();
        let alive: Vec<&Host> = HOSTS.iter().filter(|h| h.manner != Manner::Dead).collect();
        for host in &alive {
            for _ in 0..OLD_PAGES {
                let ago = Duration::from_secs(3600 + dice.below(30 * 86_400) as u64);
                posts.push(post(host, start - ago, wording::quiet(&mut dice, host.russian), None));
            }
        }
        let leaky: Vec<&Host> = HOSTS.iter().filter(|h| h.leaky).collect();
        let mut kinds = LEAK_KINDS.to_vec();
        let mut at = start + FIRST_LEAK;
        for round in 0..LEAK_KINDS.len() {
            // The first is one that alerts everywhere, whatever the plan covers: accounts or a sale.
            let draw = if round == 0 { dice.below(2) } else { dice.below(kinds.len()) };
            let Leak { kind, words } = wording::leak(kinds.remove(draw), &mut dice);
            let fitting: Vec<&Host> = leaky.iter().copied().filter(|h| h.russian || !words.russian).collect();
            posts.push(post(dice.pick::<&Host>(&fitting), at, words, Some(kind)));
            at = at + NEXT_LEAK;
        }
        for plant in plants {
            let words = Words {
                title: plant.title.clone(),
                body: plant.body.clone(),
                author: "guest".into(),
                russian: plant.body.chars().any(|c| ('а'..='я').contains(&c)),
            };
            posts.push(post(&HOSTS[2], start + FIRST_LEAK, words, Some("plant")));
        }
        let last = (at.0 - start.0) as usize;
        for _ in 0..STRANGERS {
            let host = dice.pick::<&Host>(&leaky);
            posts.push(post(
                host,
                start + Duration::from_millis(dice.below(last) as u64),
                wording::stranger(&mut dice),
                None,
            ));
        }
        for _ in 0..LEAK_KINDS.len() * QUIET_PER_LEAK {
            let host = dice.pick::<&Host>(&alive);
            let words = wording::quiet(&mut dice, host.russian);
            posts.push(post(host, start + Duration::from_millis(dice.below(last) as u64), words, None));
        }
        posts.sort_by_key(|p| p.at);
        for (id, post) in posts.iter_mut().enumerate() {
            post.id = 1000 + id;
        }
        World { posts }
    }

    /// What can be read on a host at a time, newest first.
    pub fn on<'a>(&'a self, host: &'a str, now: Time) -> impl Iterator<Item = &'a Post> {
        self.posts.iter().rev().filter(move |p| p.host == host && p.at <= now)
    }

    /// Everything that leaks, by time.
    pub fn leaks(&self) -> impl Iterator<Item = &Post> {
        self.posts.iter().filter(|p| p.leak.is_some())
    }
}

fn post(host: &Host, at: Time, words: Words, leak: Option<&'static str>) -> Post {
    Post { host: host.name, id: 0, at, words, leak }
}

impl Post {
    /// The address of the page that carries it.
    pub fn url(&self) -> String {
        let shape = HOSTS.iter().find(|h| h.name == self.host).map(|h| h.shape);
        match shape {
            Some(Shape::Forum) => format!("http://{}/thread/{}", self.host, self.thread()),
            Some(Shape::GuestBook) => format!("http://{}/", self.host),
            _ => format!("http://{}/page/{}", self.host, self.id),
        }
    }

    /// Forums put ten posts into a thread.
    pub fn thread(&self) -> usize {
        self.id % 7
    }
}
