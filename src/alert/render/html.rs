//! A sheet as HTML for mail clients: tables for layout, styles inline for light, classes for dark (clients that honour
//! `prefers-color-scheme` also honour style elements), nothing loaded, no images, no scripts.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::sheet::{Bar, Block, Button, Fact, Row, Sheet, Tile, Tone, mark};
use crate::model::Level;

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;";
const MONO: &str = "font-family:ui-monospace,'SF Mono',Menlo,Consolas,'Liberation Mono',monospace;";
const INK: &str = "color:#1b1f24;";
const SOFT: &str = "color:#57606a;";
const LINE: &str = "border-top:1px solid #e3e6ea;";
const ACCENT: &str = "#0b57d0";
const BROKEN: &str = "#b3261e";

/// The dark palette; every class that carries a light colour inline has its dark one here.
const STYLE: &str = "
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0}
a{text-decoration:none}
@media (max-width:640px){.card{border-radius:0!important;border-left:0!important;border-right:0!important}.pad{padding:16px!important}.outer{padding:0!important}.tile{display:inline-block!important;width:49%!important;box-sizing:border-box}.label{width:64px!important}}
@media (prefers-color-scheme:dark){.page{background:#101317!important}.card{background:#171b21!important;border-color:#2a3038!important}.ink{color:#e8eaed!important}.soft{color:#a3acb7!important}.line{border-color:#2a3038!important}.well{background:#0f1216!important;border-color:#2a3038!important}.high{color:#ff8a80!important}.medium{color:#f2b84b!important}.low{color:#9db4cc!important}.act{background:#8ab4f8!important}.act a{color:#0b1a33!important}.act2{border-color:#5f6b78!important}.act2 a,.link{color:#8ab4f8!important}.bar{background:#8ab4f8!important}}
";

pub(super) fn write(sheet: &Sheet) -> String {
    page(sheet).into_string()
}

fn page(sheet: &Sheet) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(sheet.language.word()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="supported-color-schemes" content="light dark";
                meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no";
                title { (sheet.subject) }
                style { (PreEscaped(STYLE)) }
            }
            body.page style="margin:0;padding:0;background:#f3f4f6;-webkit-text-size-adjust:100%;" {
                div style="display:none;max-height:0;overflow:hidden;opacity:0;" { (sheet.preview) }
                table.page role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f3f4f6;" {
                    tr { td.outer align="center" style="padding:24px 12px;" {
                        table.card role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"
                            style="max-width:600px;background:#ffffff;border:1px solid #e3e6ea;border-radius:8px;" {
                            tr { td.pad style=(format!("padding:28px 32px;{FONT}")) {
                                @for block in &sheet.blocks { (self::block(block)) }
                            } }
                        }
                    } }
                }
            }
        }
    }
}

fn block(block: &Block) -> Markup {
    match block {
        Block::Title { above, level, text } => title(above, *level, text),
        Block::Notice { tone, text } => notice(*tone, text),
        Block::Facts(facts) => rows_table(html! { @for fact in facts { (self::fact(fact)) } }),
        Block::Heading(text) => html! {
            h2.ink style=(format!("margin:20px 0 6px;font-size:15px;line-height:20px;font-weight:600;{INK}")) { (text) }
        },
        Block::Text(text) => html! {
            p.ink style=(format!("margin:12px 0;font-size:15px;line-height:22px;{INK}")) { (text) }
        },
        Block::Steps(steps) => rows_table(html! {
            @for (n, step) in steps.iter().enumerate() {
                tr {
                    td.soft valign="top" width="24" style=(format!("padding:2px 0;font-size:15px;line-height:22px;{SOFT}")) { (n + 1) "." }
                    td.ink valign="top" style=(format!("padding:2px 0;font-size:15px;line-height:22px;{INK}")) { (step) }
                }
            }
        }),
        Block::Samples(samples) => html! {
            table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
                tr { td.well.ink style=(format!("padding:10px 12px;background:#f6f7f9;border:1px solid #e3e6ea;border-radius:6px;font-size:13px;line-height:20px;word-break:break-word;{MONO}{INK}")) {
                    @for (n, sample) in samples.iter().enumerate() { @if n > 0 { br; } (sample) }
                } }
            }
        },
        Block::Buttons(all) => buttons(all),
        Block::Rows(rows) => html! {
            div style="height:8px;line-height:8px;" { "\u{a0}" }
            (rows_table(html! { @for row in rows { (self::row(row)) } }))
        },
        Block::Tiles(tiles) => self::tiles(tiles),
        Block::Chart { caption, bars } => chart(caption, bars),
        Block::Small(lines) => html! {
            div.line.soft style=(format!("margin-top:24px;padding-top:12px;font-size:13px;line-height:19px;{LINE}{SOFT}")) {
                @for line in lines { p style="margin:0 0 4px;" { (line) } }
            }
        },
    }
}

fn rows_table(rows: Markup) -> Markup {
    html! { table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" { (rows) } }
}

fn title(above: &str, level: Option<Level>, text: &str) -> Markup {
    html! {
        p.soft style=(format!("margin:0 0 6px;font-size:13px;line-height:18px;{SOFT}")) { (above) }
        h1.ink style=(format!("margin:0 0 16px;font-size:21px;line-height:28px;font-weight:600;{INK}")) {
            @if let Some(level) = level { span class=(class(level)) style=(colour(level)) { (mark(level)) } " " }
            (text)
        }
    }
}

fn notice(tone: Tone, text: &str) -> Markup {
    let broken = tone == Tone::Broken;
    let style = if broken {
        format!(
            "padding:12px 14px;background:{BROKEN};border-radius:6px;color:#ffffff;font-size:15px;line-height:22px;"
        )
    } else {
        format!(
            "padding:12px 14px;background:#f6f7f9;border-radius:6px;font-size:15px;line-height:22px;{INK}"
        )
    };
    html! {
        table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px;" {
            tr { td class=(if broken { "broken" } else { "well ink" }) style=(style) { (text) } }
        }
    }
}

fn fact(fact: &Fact) -> Markup {
    let value = match fact.tone {
        Tone::Level(level) => html! {
            span class=(class(level)) style=(colour(level)) { (mark(level)) } " " (fact.value.trim_start_matches(mark(level)).trim_start())
        },
        _ => html! { (fact.value) },
    };
    html! {
        tr {
            td.label.soft.line valign="top" width="76" style=(format!("padding:6px 12px 6px 0;font-size:13px;line-height:22px;{LINE}{SOFT}")) { (fact.label) }
            td.ink.line valign="top" style=(format!("padding:6px 0;font-size:15px;line-height:22px;word-break:break-word;{LINE}{INK}")) {
                (value)
                @if !fact.note.is_empty() { div.soft style=(format!("font-size:13px;line-height:19px;{SOFT}")) { (fact.note) } }
            }
        }
    }
}

fn buttons(buttons: &[Button]) -> Markup {
    html! {
        table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin-top:20px;" {
            tr {
                @for (n, button) in buttons.iter().enumerate() {
                    @if n > 0 { td width="12" style="width:12px;font-size:1px;" { "\u{a0}" } }
                    @if n == 0 {
                        td.act align="center" style=(format!("background:{ACCENT};border-radius:6px;border:1px solid {ACCENT};")) {
                            a href=(button.url) style=(format!("display:inline-block;padding:11px 18px;font-size:15px;line-height:20px;font-weight:600;color:#ffffff;{FONT}")) { (button.label) }
                        }
                    } @else {
                        td.act2 align="center" style="border-radius:6px;border:1px solid #c4c9d0;" {
                            a href=(button.url) style=(format!("display:inline-block;padding:11px 18px;font-size:15px;line-height:20px;color:{ACCENT};{FONT}")) { (button.label) }
                        }
                    }
                }
            }
        }
    }
}

fn row(row: &Row) -> Markup {
    let lead = match row.tone {
        Tone::Level(level) => html! { span class=(class(level)) style=(colour(level)) { (mark(level)) } },
        Tone::Broken => html! { span.high style=(format!("color:{BROKEN};")) { "!" } },
        Tone::Quiet => html! { span.soft style=(SOFT) { "–" } },
    };
    html! {
        tr {
            td.line valign="top" width="22" style=(format!("padding:9px 0;font-size:15px;line-height:22px;{LINE}")) { (lead) }
            td.ink.line valign="top" style=(format!("padding:9px 0;font-size:15px;line-height:22px;word-break:break-word;{LINE}{INK}")) {
                @match &row.url {
                    Some(url) => a.link href=(url) style=(format!("color:{ACCENT};")) { (row.title) },
                    None => (row.title),
                }
                @if !row.detail.is_empty() { div.soft style=(format!("font-size:13px;line-height:19px;{SOFT}")) { (row.detail) } }
            }
        }
    }
}

fn tiles(tiles: &[Tile]) -> Markup {
    let width = 100 / tiles.len().max(1);
    html! {
        table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:4px 0 8px;" {
            tr {
                @for tile in tiles {
                    td.tile valign="top" width=(format!("{width}%")) style="padding:8px 8px 8px 0;" {
                        div.ink.high[tile.tone == Tone::Broken] style=(format!("font-size:26px;line-height:32px;font-weight:600;{}", if tile.tone == Tone::Broken { format!("color:{BROKEN};") } else { INK.to_owned() })) { (tile.value) }
                        div.ink style=(format!("font-size:13px;line-height:18px;{INK}")) { (tile.label) }
                        div.soft style=(format!("font-size:13px;line-height:18px;{SOFT}")) { (tile.note) }
                    }
                }
            }
        }
    }
}

/// Bars lie: their lengths are widths of table cells, which every client draws.
fn chart(caption: &str, bars: &[Bar]) -> Markup {
    let top = bars.iter().map(|b| b.value).max().unwrap_or(0).max(1);
    html! {
        p.soft style=(format!("margin:12px 0 6px;font-size:13px;line-height:18px;{SOFT}")) { (caption) }
        table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" {
            @for bar in bars {
                @let share = (bar.value * 80).div_ceil(top);
                tr {
                    td.soft width="64" style=(format!("padding:2px 8px 2px 0;font-size:13px;line-height:16px;white-space:nowrap;{SOFT}")) { (bar.label) }
                    td style="padding:2px 0;" {
                        table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" { tr {
                            @if share > 0 { td.bar width=(format!("{share}%")) height="12" style="background:#7f9fd6;border-radius:2px;font-size:1px;line-height:12px;" { "\u{a0}" } }
                            td.ink style=(format!("padding-left:6px;font-size:13px;line-height:16px;{INK}")) { (bar.value) }
                        } }
                    }
                }
            }
        }
    }
}

fn class(level: Level) -> &'static str {
    match level {
        Level::High => "high",
        Level::Medium => "medium",
        Level::Low => "low",
    }
}

fn colour(level: Level) -> &'static str {
    match level {
        Level::High => "color:#b3261e;",
        Level::Medium => "color:#8a5a00;",
        Level::Low => "color:#4d6a86;",
    }
}
