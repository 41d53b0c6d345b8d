use super::{Verdict, verdict};
use crate::model::Exchange;

fn answer(status: u16, headers: &[(&str, &str)], url: &str, body: &str) -> Exchange {
    let mut headers: Vec<(String, Vec<u8>)> =
        headers.iter().map(|(n, v)| ((*n).to_owned(), v.as_bytes().to_vec())).collect();
    headers.push(("Content-Type".to_owned(), b"text/html; charset=utf-8".to_vec()));
    Exchange {
        url: "https://forum.example/t/1".to_owned(),
        final_url: url.to_owned(),
        status,
        headers,
        body: body.as_bytes().to_vec(),
        ..Exchange::default()
    }
}

const HERE: &str = "https://forum.example/t/1";

fn article(about: &str) -> String {
    let filler =
        "Редакция поговорила с инженерами и пересказывает, что они увидели за неделю работы. ".repeat(30);
    format!(
        "<html><head><title>{about}</title></head><body><h1>{about}</h1><p>{about}. {filler}</p></body></html>"
    )
}

#[test]
fn recognises_what_is_no_page() {
    let page = |title: &str, body: &str| {
        format!("<html><head><title>{title}</title></head><body>{body}</body></html>")
    };
    let cases: Vec<(&str, Exchange, &str)> = vec![
        ("cloudflare header", answer(403, &[("cf-mitigated", "challenge")], HERE, ""), "challenge"),
        (
            "cloudflare",
            answer(
                403,
                &[],
                HERE,
                &page(
                    "Just a moment...",
                    "<div id=challenge-error-text>Enable JavaScript and cookies to continue</div><script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script>",
                ),
            ),
            "challenge",
        ),
        (
            "cloudflare with 200",
            answer(200, &[], HERE, &page("x", "<script>window._cf_chl_opt={cvId:'3'}</script>")),
            "challenge",
        ),
        (
            "ddos-guard",
            answer(
                403,
                &[("Server", "ddos-guard")],
                HERE,
                &page(
                    "DDoS-Guard",
                    "<h1>Checking your browser before accessing forum.example</h1><script src='/.well-known/ddos-guard/js-challenge/index.js'></script>",
                ),
            ),
            "challenge",
        ),
        (
            "qrator",
            answer(
                401,
                &[("Server", "QRATOR")],
                HERE,
                &page("", "<script src='/__qrator/qauth_utm_v2.js'></script>"),
            ),
            "challenge",
        ),
        (
            "stormwall",
            answer(
                200,
                &[],
                HERE,
                &page("", "<script src='https://static.stormwall.pro/js/check.js'></script>Проверка"),
            ),
            "challenge",
        ),
        (
            "smartcaptcha",
            answer(
                200,
                &[],
                "https://yandex.example/showcaptcha?x=1",
                &page("Вы не робот?", "Подтвердите, что запросы отправляли вы, а не робот"),
            ),
            "challenge",
        ),
        (
            "smartcaptcha widget",
            answer(
                403,
                &[],
                HERE,
                &page(
                    "Проверка",
                    "<div class=smart-captcha></div><script src='https://smartcaptcha.yandexcloud.net/captcha.js'></script>Вы не робот?",
                ),
            ),
            "challenge",
        ),
        (
            "google",
            answer(
                429,
                &[],
                "https://www.google.com/sorry/index?continue=x",
                &page("Sorry", "Our systems have detected unusual traffic"),
            ),
            "challenge",
        ),
        (
            "recaptcha alone",
            answer(
                200,
                &[],
                HERE,
                &page(
                    "Verify",
                    "<form><div class=\"g-recaptcha\" data-sitekey=x></div>Please confirm</form>",
                ),
            ),
            "challenge",
        ),
        (
            "generic, english",
            answer(
                503,
                &[],
                HERE,
                &page(
                    "forum.example",
                    "Checking your browser before accessing the site. This takes five seconds.",
                ),
            ),
            "challenge",
        ),
        (
            "generic, russian",
            answer(503, &[], HERE, &page("forum.example", "Проверка браузера. Подождите несколько секунд.")),
            "challenge",
        ),
        ("generic, by title", answer(200, &[], HERE, &page("Проверка браузера", "Подождите")), "challenge"),
        (
            "cookie script",
            answer(200, &[], HERE, &page("", "<script>document.cookie='a=b';location.reload()</script>")),
            "challenge",
        ),
        (
            "datadome",
            answer(
                403,
                &[],
                HERE,
                &page("forum.example", "<script src='https://ct.captcha-delivery.com/c.js'></script>"),
            ),
            "challenge",
        ),
        (
            "log-in by title",
            answer(
                200,
                &[],
                HERE,
                &page(
                    "Вход на сайт",
                    "<form><input name=u><input type=password name=p><button>Войти</button></form>",
                ),
            ),
            "log-in",
        ),
        (
            "log-in after a redirect",
            answer(
                200,
                &[],
                "https://forum.example/login?next=/t/1",
                &page("Forum", "<form><input type=\"password\">Login name</form>"),
            ),
            "log-in",
        ),
        (
            "log-in, 403",
            answer(403, &[], HERE, &page("Forum", "<form><input type='PASSWORD'></form>")),
            "log-in",
        ),
        (
            "members only",
            answer(200, &[], HERE, &page("Forum", "You must be logged in to do that.")),
            "log-in",
        ),
        (
            "members only, russian",
            answer(403, &[], HERE, &page("Форум", "Доступ только для зарегистрированных пользователей.")),
            "log-in",
        ),
        (
            "basic",
            answer(401, &[("WWW-Authenticate", "Basic realm=\"x\"")], HERE, &page("401", "Unauthorized")),
            "log-in",
        ),
        (
            "for sale",
            answer(200, &[], HERE, &page("forum.example", "This domain is for sale. Make an offer.")),
            "parked",
        ),
        (
            "for sale, russian",
            answer(200, &[], HERE, &page("forum.example", "Этот домен продаётся")),
            "parked",
        ),
        (
            "parking service",
            answer(
                200,
                &[],
                HERE,
                &page("forum.example", "<script src='//img.sedoparking.com/x.js'></script>"),
            ),
            "parked",
        ),
        (
            "empty host",
            answer(200, &[], HERE, &page("Welcome to nginx!", "<h1>Welcome to nginx!</h1>")),
            "parked",
        ),
    ];
    for (name, exchange, expected) in cases {
        let found = match verdict(&exchange) {
            Verdict::Page => "page",
            Verdict::Challenge { .. } => "challenge",
            Verdict::LogIn { .. } => "log-in",
            Verdict::Parked { .. } => "parked",
        };
        assert_eq!(found, expected, "{name}");
    }
}

/// What the makers of walls send with a status that refuses, cut to what tells them apart.
#[test]
fn walls_with_a_refusing_status_are_told_by_their_maker() {
    let page = |title: &str, body: &str| {
        format!("<html><head><title>{title}</title></head><body>{body}</body></html>")
    };
    for (status, headers, body, maker) in [
        (
            503,
            &[("Server", "cloudflare")][..],
            page("Just a moment...", "<form id=\"challenge-form\" action=\"/?__cf_chl_f_tk=x\">"),
            "cloudflare",
        ),
        (
            403,
            &[("Server", "cloudflare")],
            page(
                "Attention Required! | Cloudflare",
                "<div class=cf-error-details>You have been blocked</div>",
            ),
            "cloudflare block",
        ),
        (
            403,
            &[("Server", "ddos-guard")],
            page("DDoS-Guard", "<script src=\"https://check.ddos-guard.net/check.js\"></script>"),
            "ddos-guard",
        ),
        (403, &[("Server", "QRATOR")], page("403", "Forbidden"), "qrator"),
        (
            429,
            &[],
            page(
                "Вы не робот?",
                "<form id=\"checkbox-captcha-form\"></form>Подтвердите, что запросы отправляли вы",
            ),
            "yandex smartcaptcha",
        ),
        (
            403,
            &[],
            page("Проверка", "<form><div class='g-recaptcha' data-sitekey=x></div></form>"),
            "recaptcha",
        ),
        (
            403,
            &[],
            page(
                "Проверка",
                "<div class=\"h-captcha\"></div><script src=\"https://hcaptcha.com/1/api.js\"></script>",
            ),
            "hcaptcha",
        ),
        (
            403,
            &[("Server", "AkamaiGHost")],
            page(
                "Access Denied",
                "<h1>Access Denied</h1>You don't have permission to access this. Reference #18.2f",
            ),
            "akamai",
        ),
        (
            429,
            &[],
            page(
                "",
                "<div id=\"sec-if-cpt-container\"></div><script src='/_sec/cp_challenge/ak-challenge-4-3.htm'></script>",
            ),
            "akamai",
        ),
        (
            403,
            &[],
            page(
                "",
                "<iframe src=\"/_Incapsula_Resource?SWUDNSAI=31\">Request unsuccessful. Incapsula incident ID: 877</iframe>",
            ),
            "imperva",
        ),
        (
            403,
            &[("Server", "Sucuri/Cloudproxy")],
            page("Sucuri WebSite Firewall - Access Denied", "Access Denied"),
            "sucuri",
        ),
        (
            403,
            &[],
            page(
                "Access to this page has been denied",
                "<div id=\"px-captcha\"></div><script>window._pxAppId='PX1'</script>Press & Hold",
            ),
            "perimeterx",
        ),
        (
            405,
            &[],
            page("Human Verification", "<script src='https://x.captcha.awswaf.com/captcha.js'></script>"),
            "aws waf",
        ),
        (401, &[("WWW-Authenticate", "Negotiate")], article("Error 401"), "http authentication"),
    ] {
        let sign = match verdict(&answer(status, headers, HERE, &body)) {
            Verdict::Challenge { sign } | Verdict::LogIn { sign } => sign,
            other => panic!("{maker}: {other:?}"),
        };
        assert_eq!(sign, maker, "{status}");
    }
}

#[test]
fn an_article_about_them_is_a_page() {
    let small = |body: &str| format!("<html><head><title>Новости</title></head><body>{body}</body></html>");
    for (name, exchange) in [
        (
            "about cloudflare",
            answer(
                200,
                &[("Server", "cloudflare")],
                HERE,
                &article("Как работает страница Just a moment... от Cloudflare"),
            ),
        ),
        (
            "about ddos-guard",
            answer(
                200,
                &[("Server", "ddos-guard")],
                HERE,
                &article("DDoS-Guard: проверка браузера, checking your browser"),
            ),
        ),
        (
            "about captchas",
            answer(
                200,
                &[],
                HERE,
                &article("Подтвердите, что вы не робот: история капчи, smartcaptcha и g-recaptcha"),
            ),
        ),
        ("about parking", answer(200, &[], HERE, &article("This domain is for sale: рынок доменов"))),
        (
            "about logging in",
            answer(200, &[], HERE, &article("You must be logged in to do that, пишет форум")),
        ),
        (
            "a comment form with a captcha",
            answer(
                200,
                &[],
                HERE,
                &format!("{}<form><div class=\"g-recaptcha\"></div></form>", article("Статья")),
            ),
        ),
        (
            "a log-in form in the corner",
            answer(
                200,
                &[],
                HERE,
                &format!("{}<form><input type=password>Войти</form>", article("Тема форума")),
            ),
        ),
        (
            "a beacon of cloudflare on a short page",
            answer(
                200,
                &[],
                HERE,
                &small(
                    "Короткая заметка<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
                ),
            ),
        ),
        ("a short page", answer(200, &[], HERE, &small("Два слова"))),
        (
            "a short post on ddos-guard",
            answer(
                200,
                &[("Server", "ddos-guard")],
                HERE,
                &small("Проверка браузера на этом сайте не нужна"),
            ),
        ),
        ("an empty page", answer(200, &[], HERE, "")),
        ("a plain 403", answer(403, &[], HERE, &small("Forbidden"))),
        ("a plain 503", answer(503, &[], HERE, &small("Service unavailable"))),
    ] {
        assert_eq!(verdict(&exchange), Verdict::Page, "{name}");
    }
    let mut json = answer(200, &[], HERE, "{\"text\":\"window._cf_chl_opt\"}");
    json.headers = vec![("Content-Type".to_owned(), b"application/json".to_vec())];
    assert_eq!(verdict(&json), Verdict::Page);
}
