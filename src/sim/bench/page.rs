//! Long pages such as news sites send, made of one number each: about 175 KB of markup, scripts and styles around 35 KB
//! of visible words. Their words are as unevenly spread as in real text, and there are thousands of different ones:
//! a page of a dozen sentences repeated would flatter whoever remembers words.

use std::fmt::Write as _;

use crate::sim::dice::Dice;
use crate::sim::wording;

/// Bytes of a page, at least.
const PAGE: usize = 175 << 10;
/// Bytes of visible words, at least: what 1,700 crawled pages of this size had on average lies a little above.
const WORDS: usize = 35 << 10;

const STEMS_RU: &[&str] = &[
    "город",
    "работ",
    "стран",
    "вод",
    "лес",
    "дорог",
    "школ",
    "театр",
    "книг",
    "парк",
    "музе",
    "рек",
    "мост",
    "сад",
    "поезд",
    "врач",
    "учен",
    "голос",
    "сердц",
    "вечер",
    "утр",
    "зим",
    "весн",
    "осен",
    "погод",
    "ветер",
    "камн",
    "стен",
    "улиц",
    "дом",
    "окн",
    "двер",
    "стол",
    "мастер",
    "хозя",
    "сосед",
    "друж",
    "семь",
    "дет",
    "игр",
    "песн",
    "музык",
    "картин",
    "выставк",
    "праздник",
    "истор",
    "наук",
    "закон",
    "депутат",
    "комит",
    "област",
    "район",
    "деревн",
    "посёлок",
    "завод",
    "цех",
    "станк",
    "бюджет",
    "рубл",
    "цен",
    "рынк",
    "банк",
    "сотрудник",
    "компани",
    "договор",
    "проект",
    "решен",
    "вопрос",
    "ответ",
    "данн",
    "отчёт",
    "план",
    "срок",
];
const ENDINGS_RU: &[&str] = &[
    "а", "ы", "е", "у", "ой", "ов", "ам", "ами", "ах", "ный", "ная", "ного", "ных", "ную", "ить", "ил", "ила",
];
const LEADS_RU: &[&str] = &["", "", "", "", "по", "пере", "за", "при", "вы", "раз", "под"];
const SMALL_RU: &[&str] = &[
    "и",
    "в",
    "не",
    "на",
    "что",
    "с",
    "по",
    "как",
    "это",
    "из",
    "за",
    "для",
    "к",
    "от",
    "был",
    "до",
    "его",
    "но",
    "они",
    "у",
    "же",
    "так",
    "бы",
    "или",
    "при",
    "уже",
    "о",
    "только",
    "году",
    "после",
];
const STEMS_EN: &[&str] = &[
    "market", "garden", "river", "report", "travel", "season", "teacher", "letter", "bridge", "winter",
    "meeting", "village", "history", "picture", "station", "machine", "forest", "music", "children",
    "weather", "project", "council", "library", "engine", "harbour", "kitchen", "reader", "number",
    "question", "answer", "service", "account", "system", "data", "office", "board", "member", "price",
    "bank", "contract",
];
const ENDINGS_EN: &[&str] = &["", "", "", "s", "ed", "ing", "er", "ly", "ation", "al"];
const LEADS_EN: &[&str] = &["", "", "", "", "re", "un", "over", "out"];
const SMALL_EN: &[&str] = &[
    "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "was", "on", "with", "as", "be", "at",
    "by", "this", "had", "not", "are", "but", "from", "or", "have", "an", "they", "which", "one", "were",
];

struct Tongue {
    stems: &'static [&'static str],
    leads: &'static [&'static str],
    endings: &'static [&'static str],
    small: &'static [&'static str],
}

const RUSSIAN: Tongue = Tongue { stems: STEMS_RU, leads: LEADS_RU, endings: ENDINGS_RU, small: SMALL_RU };
const ENGLISH: Tongue = Tongue { stems: STEMS_EN, leads: LEADS_EN, endings: ENDINGS_EN, small: SMALL_EN };

/// Small numbers come far more often than large ones.
fn uneven(dice: &mut Dice, n: usize) -> usize {
    let x = dice.below(n * n);
    n - 1 - x.isqrt().min(n - 1)
}

fn word(dice: &mut Dice, tongue: &Tongue, out: &mut String) {
    if dice.below(5) < 2 {
        out.push_str(tongue.small[uneven(dice, tongue.small.len())]);
        return;
    }
    out.push_str(tongue.leads[dice.below(tongue.leads.len())]);
    out.push_str(tongue.stems[uneven(dice, tongue.stems.len())]);
    out.push_str(tongue.endings[dice.below(tongue.endings.len())]);
}

/// A sentence of 6 to 20 words; now and then it names somebody, or states a number, a day or a price.
fn sentence(dice: &mut Dice, tongue: &Tongue, out: &mut String) {
    let mut first = String::new();
    word(dice, tongue, &mut first);
    let mut letters = first.chars();
    out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
    out.push_str(letters.as_str());
    for _ in 0..5 + dice.below(15) {
        out.push_str(if dice.below(9) == 0 { ", " } else { " " });
        // Writing into a String cannot fail, here and below.
        let _ = match dice.below(60) {
            0 => write!(out, "{}", dice.below(100_000)),
            1 => write!(out, "{}.{:02}.20{:02}", 1 + dice.below(28), 1 + dice.below(12), dice.below(30)),
            2 => write!(out, "{} 000", 1 + dice.below(999)),
            3 => write!(out, "{}", wording::somebody(dice)),
            _ => {
                word(dice, tongue, out);
                Ok(())
            }
        };
    }
    out.push_str(". ");
}

fn paragraph(dice: &mut Dice, tongue: &Tongue) -> String {
    let mut out = String::new();
    for _ in 0..2 + dice.below(5) {
        sentence(dice, tongue, &mut out);
    }
    out
}

fn heading(dice: &mut Dice, tongue: &Tongue) -> String {
    let mut out = String::new();
    sentence(dice, tongue, &mut out);
    out.trim_end_matches(['.', ' ']).to_owned()
}

fn script(dice: &mut Dice, bytes: usize, out: &mut String) {
    out.push_str("<script>(function(w,d){var q=[];");
    let end = out.len() + bytes;
    while out.len() < end {
        let (a, b, c) = (dice.below(9_999), dice.below(99), dice.next());
        let _ = writeln!(
            out,
            "if(w.p{b}<{a}&&d.q){{q.push({{id:\"{c:x}\",t:{a},f:function(e){{return e*{b}}}}});}}"
        );
    }
    out.push_str("})(window,document);</script>\n");
}

/// Page `n`: two of three are Russian, the third is English.
pub fn long_page(n: usize, pages: usize) -> String {
    let mut dice = Dice::new(n as u64 + 1);
    let dice = &mut dice;
    let russian = !n.is_multiple_of(3);
    let tongue = if russian { &RUSSIAN } else { &ENGLISH };
    let (title, lang) = (heading(dice, tongue), if russian { "ru" } else { "en" });
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title} | {n}</title>\n\
         <meta property=\"og:title\" content=\"{title}\"><meta name=\"description\" content=\"{title}\">\n\
         <meta property=\"article:published_time\" content=\"2026-11-{:02}T10:{:02}:00+03:00\">\n\
         <script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"{title}\"}}</script>\n<style>",
        1 + n % 22,
        n % 60
    );
    for i in 0..160 {
        let _ = writeln!(page, ".c-{i}__item--m{}{{margin:{}px;color:#{:06x}}}", i % 7, i % 40, i * 999);
    }
    page.push_str("</style>\n");
    script(dice, 12 << 10, &mut page);
    page.push_str(
        "</head><body class=\"page page--article\"><header class=\"site-header\"><nav class=\"nav\"><ul>\n",
    );
    let mut seen = 0;
    for i in 0..60 {
        let label = heading(dice, tongue);
        let label = label.split_once(' ').map_or(label.as_str(), |(first, _)| first);
        seen += label.len();
        let _ = writeln!(
            page,
            "<li class=\"nav__item nav__item--l{}\"><a class=\"nav__link js-link\" data-id=\"{i}\" href=\"/page/{}?utm_source=menu\">{label}</a></li>",
            i % 3,
            (n + i) % pages
        );
    }
    let _ = writeln!(page, "</ul></nav></header><main><article class=\"article\"><h1>{title}</h1>");
    while seen < WORDS * 6 / 10 {
        let text = paragraph(dice, tongue);
        seen += text.len();
        let _ = writeln!(
            page,
            "<p class=\"article__text\" data-block=\"{seen}\">{text}<a href=\"/page/{}\" class=\"article__link\">{}</a></p>",
            dice.below(pages),
            heading(dice, tongue)
        );
        if dice.below(5) == 0 {
            let _ = writeln!(
                page,
                "<figure class=\"article__figure\"><img src=\"/img/{:x}.jpg\" width=\"1280\" height=\"720\" loading=\"lazy\" alt=\"{}\"></figure>",
                dice.next(),
                heading(dice, tongue)
            );
        }
    }
    page.push_str("</article><aside class=\"side\">\n");
    while seen < WORDS * 8 / 10 {
        let text = heading(dice, tongue);
        seen += text.len();
        let _ = writeln!(
            page,
            "<div class=\"teaser teaser--small js-teaser\" data-t=\"{:x}\"><a href=\"/page/{}\"><span class=\"teaser__title\">{text}</span></a><time datetime=\"2026-11-20T09:00\">20.11.2026</time></div>",
            dice.next(),
            dice.below(pages)
        );
    }
    page.push_str("</aside><section class=\"comments\">\n");
    while seen < WORDS {
        let words = wording::quiet(dice, russian);
        let text = paragraph(dice, tongue);
        seen += text.len() + words.body.len();
        let _ = writeln!(
            page,
            "<div class=\"comment\" id=\"comment-{seen}\"><span class=\"comment__nick\">{}</span><div class=\"comment__body\"><p>{}</p><p>{text}</p></div></div>",
            words.author, words.body
        );
    }
    page.push_str("</section></main><footer class=\"site-footer\"><p>contact@press.test, +7 495 000-00-00</p></footer>\n");
    while page.len() + 4096 < PAGE {
        script(dice, 3 << 10, &mut page);
        let _ = writeln!(
            page,
            "<div class=\"ad ad--slot js-ad\" data-slot=\"{:x}\"><span></span></div>",
            dice.next()
        );
    }
    page.push_str("</body></html>");
    page
}

#[cfg(test)]
mod tests {
    use super::long_page;

    #[test]
    fn pages_are_long_and_hold_many_words() {
        for n in [0, 1, 2] {
            let page = long_page(n, 100);
            assert!((170 << 10..190 << 10).contains(&page.len()), "{} bytes", page.len());
            let text = crate::text::html(&page, "https://press.test/", crate::model::Time(0)).text;
            assert!((35 << 10..60 << 10).contains(&text.len()), "{} bytes of words", text.len());
            let words: std::collections::HashSet<&str> = text.split_whitespace().collect();
            assert!(words.len() > 1_000, "{} different words", words.len());
            assert_eq!(page, long_page(n, 100));
        }
    }
}
