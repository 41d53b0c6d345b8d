//! The article or the posts of a page.

/// The article or posts of a page, as text; empty when there is none.
pub fn main_text(html: &str, url: &str) -> String {
    dom_smoothie::Readability::new(html, Some(url), None)
        .and_then(|mut reader| reader.parse())
        .map(|article| article.text_content.to_string())
        .unwrap_or_default()
}
