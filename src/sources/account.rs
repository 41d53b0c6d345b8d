//! Signing in where the operator has an account: the place's own form, filled in and sent, and a look at what comes back.
//!
//! A password goes to no host but the crawl's, and never from a page with TLS to one without. Whether we were let in says
//! the crawl's `proof`, else that nobody asks for a password any more.

use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::fetch::Form;
use crate::model::{Exchange, SignIn};
use crate::text;

/// What has to be sent, and where to.
#[derive(Debug)]
pub(super) struct Filled {
    pub action: Url,
    pub form: Form,
}

/// The form of a page, filled in; why that cannot be done.
pub(super) fn fill(page: &Exchange, account: &SignIn) -> Result<Filled, String> {
    let base = Url::parse(&page.final_url).map_err(|e| format!("no address: {e}"))?;
    let html = text::decode(&page.body, page.header("content-type").as_deref()).text;
    if text::wild(&html) {
        return Err("the page to sign in on is nested too deep to be read".to_owned());
    }
    let dom = Html::parse_document(&html);
    let form = form(&dom, account).ok_or("there is no form with a password on the page to sign in on")?;
    let action = form.attr("action").unwrap_or_default().trim();
    let mut action = base.join(action).map_err(|_| "the form leads to no address".to_owned())?;
    action.set_fragment(None);
    if base.scheme() == "https" && action.scheme() != "https" {
        return Err("the form would send the password without TLS".to_owned());
    }
    if !form.attr("method").is_some_and(|m| m.trim().eq_ignore_ascii_case("post")) {
        return Err("the form would put the password into an address".to_owned());
    }
    let mut fields = Vec::new();
    let mut user = None;
    let mut password = false;
    let mut button = false;
    for input in form.select(&selector("input, button")) {
        let kind =
            input.attr("type").unwrap_or(if input.value().name() == "button" { "submit" } else { "text" });
        let Some(name) = input.attr("name").filter(|name| !name.is_empty()) else { continue };
        let value = input.attr("value").unwrap_or_default().to_owned();
        match kind.to_ascii_lowercase().as_str() {
            "password" => {
                // The second one of a form would be for a new account.
                let ours = if password { String::new() } else { account.password.clone() };
                password = true;
                fields.push((name.to_owned(), ours));
            }
            "text" | "email" | "tel" | "" => {
                // The name stands right before the password.
                if !password {
                    user = Some(fields.len());
                }
                fields.push((name.to_owned(), value));
            }
            "checkbox" | "radio" if input.attr("checked").is_none() => {}
            "submit" | "image" | "button" => {
                if !button && kind.eq_ignore_ascii_case("submit") {
                    button = true;
                    fields.push((name.to_owned(), value));
                }
            }
            "reset" | "file" => {}
            _ => fields.push((name.to_owned(), value)),
        }
    }
    let field = user.and_then(|at| fields.get_mut(at)).ok_or("the form asks for no name")?;
    field.1.clone_from(&account.user);
    Ok(Filled { action, form: Form(fields) })
}

/// Whether a page is shown to somebody who is signed in.
pub(super) fn is_in(page: &Exchange, account: &SignIn) -> bool {
    let html = text::decode(&page.body, page.header("content-type").as_deref()).text;
    if text::wild(&html) {
        return true;
    }
    let dom = Html::parse_document(&html);
    match &account.proof {
        Some(proof) => Selector::parse(proof).is_ok_and(|proof| dom.select(&proof).next().is_some()),
        None => form(&dom, account).is_none(),
    }
}

fn form<'d>(dom: &'d Html, account: &SignIn) -> Option<ElementRef<'d>> {
    let password = selector("input[type=password i]");
    let named = account.form.as_deref().and_then(|form| Selector::parse(form).ok());
    let forms = named.unwrap_or_else(|| selector("form"));
    dom.select(&forms).find(|form| form.select(&password).next().is_some())
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector of this file")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Account;

    fn account(form: Option<&str>) -> SignIn {
        SignIn {
            user: "leakwatch".to_owned(),
            password: "Geheim & 7".to_owned(),
            page: "https://forum.test/in".to_owned(),
            form: form.map(str::to_owned),
            proof: None,
        }
    }

    fn page(body: &str) -> Exchange {
        Exchange {
            final_url: "https://forum.test/in?mode=login".to_owned(),
            headers: vec![("content-type".to_owned(), b"text/html; charset=utf-8".to_vec())],
            body: body.as_bytes().to_vec(),
            ..Exchange::default()
        }
    }

    #[test]
    fn forms_are_filled_in() {
        let search = "<form action=/search><input name=q></form>";
        for (body, form, expected) in [
            (
                "<form method=post action='./ucp.php#x'><input name=username><input type=password name=pw>\
                 <input type=hidden name=token value=77><input type=checkbox name=hide>\
                 <input type=checkbox name=auto checked value=on><input type=submit name=login value=In></form>",
                None,
                Ok("https://forum.test/ucp.php username=leakwatch pw=Geheim & 7 token=77 auto=on login=In"),
            ),
            (
                "<form method=POST><input type=email name=mail value=x><input type=Password name=p>\
                 <button>In</button></form>",
                None,
                Ok("https://forum.test/in?mode=login mail=leakwatch p=Geheim & 7"),
            ),
            (
                "<form method=post id=new action=/new><input name=u><input type=password name=a>\
                 <input type=password name=b></form>\
                 <form method=post id=old action=/old><input name=u><input type=password name=a></form>",
                Some("#old"),
                Ok("https://forum.test/old u=leakwatch a=Geheim & 7"),
            ),
            ("nothing", None, Err("there is no form")),
            (
                "<form method=get><input name=u><input type=password name=p></form>",
                None,
                Err("into an address"),
            ),
            (
                "<form method=post action='http://forum.test/'><input name=u><input type=password name=p></form>",
                None,
                Err("without TLS"),
            ),
            ("<form method=post><input type=password name=p></form>", None, Err("asks for no name")),
        ] {
            let filled = fill(&page(&format!("{search}{body}")), &account(form));
            match (filled, expected) {
                (Ok(filled), Ok(expected)) => {
                    let fields: Vec<String> =
                        filled.form.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
                    assert_eq!(format!("{} {}", filled.action, fields.join(" ")), expected);
                }
                (Err(why), Err(expected)) => assert!(why.contains(expected), "{why}"),
                (filled, expected) => panic!("{body}: {filled:?}, expected {expected:?}"),
            }
        }
        assert!(!format!("{:?}", Account::SignIn(account(None))).contains("Geheim"));
    }

    #[test]
    fn who_is_in_is_told_by_the_proof_or_by_no_form() {
        let form = page("<form method=post><input name=u><input type=password name=p></form>");
        let inside = page("<a class=out href=/logout>Log out</a> <p>Hello");
        let with = SignIn { proof: Some("a.out".to_owned()), ..account(None) };
        assert!(!is_in(&form, &account(None)) && is_in(&inside, &account(None)));
        assert!(!is_in(&form, &with) && is_in(&inside, &with) && !is_in(&page("<p>Hello"), &with));
    }
}
