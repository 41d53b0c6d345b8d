//! The table of signs. A row holds when all of `all` and at least one of `any` (when there are some) hold.

use super::Verdict;

/// One thing that can be seen of an answer. Texts are lower-case.
#[derive(Clone, Copy, Debug)]
pub enum Mark {
    /// A header whose value holds a part.
    Header(&'static str, &'static str),
    /// A part of the markup.
    Html(&'static str),
    /// A part of the title, and the whole of it.
    Title(&'static str),
    TitleIs(&'static str),
    /// A part of the visible text.
    Text(&'static str),
    /// A part of the final address.
    Address(&'static str),
    /// 401, 403, 405, 406, 409, 418, 429 or 503.
    Refused,
    /// At most 250 words and no `<article>`; at most 40.
    Little,
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Challenge,
    LogIn,
    Parked,
}

#[derive(Clone, Copy, Debug)]
pub struct Sign {
    pub kind: Kind,
    pub name: &'static str,
    pub all: &'static [Mark],
    pub any: &'static [Mark],
}

impl Sign {
    pub fn verdict(&self) -> Verdict {
        match self.kind {
            Kind::Challenge => Verdict::Challenge { sign: self.name },
            Kind::LogIn => Verdict::LogIn { sign: self.name },
            Kind::Parked => Verdict::Parked { sign: self.name },
        }
    }
}

use Kind::{Challenge, LogIn, Parked};
use Mark::{Address, Header, Html, Little, Nothing, Refused, Text, Title, TitleIs};

const fn sign(kind: Kind, name: &'static str, all: &'static [Mark], any: &'static [Mark]) -> Sign {
    Sign { kind, name, all, any }
}

pub const SIGNS: &[Sign] = &[
    // Says so itself; documented by its maker for exactly this purpose.
    sign(Challenge, "cloudflare", &[Header("cf-mitigated", "challenge")], &[]),
    // The interstitial: its script comes from a path that only it uses.
    sign(
        Challenge,
        "cloudflare",
        &[Little],
        &[
            Html("/cdn-cgi/challenge-platform/h/"),
            Html("window._cf_chl_opt"),
            Html("id=\"challenge-form\""),
            Html("cf-browser-verification"),
        ],
    ),
    // Its older page for blocked visitors.
    sign(Challenge, "cloudflare block", &[Refused, Little, Html("cf-error-details")], &[]),
    // The script and the cookie of its check; the page says nothing else.
    sign(
        Challenge,
        "ddos-guard",
        &[Little],
        &[
            Html("/.well-known/ddos-guard/"),
            Html("check.ddos-guard.net"),
            Html("ddos-guard.net/static"),
            TitleIs("ddos-guard"),
        ],
    ),
    sign(
        Challenge,
        "ddos-guard",
        &[Header("server", "ddos-guard"), Refused, Little],
        &[Html("js-challenge"), Html("captcha"), Text("checking your browser"), Text("проверка браузера")],
    ),
    // Qrator's check script.
    sign(
        Challenge,
        "qrator",
        &[Little],
        &[Html("/__qrator/"), Html("qauth_utm"), Html("qrator.net/captcha")],
    ),
    sign(Challenge, "qrator", &[Header("server", "qrator"), Refused, Nothing], &[]),
    sign(
        Challenge,
        "stormwall",
        &[Little],
        &[Html("stormwall.pro"), Html("static.stormwall"), Html("__swp_"), Html("swp_token")],
    ),
    // Yandex: its own check page, and its widget on a page that holds nothing else.
    sign(Challenge, "yandex smartcaptcha", &[Little, Address("/showcaptcha")], &[]),
    sign(
        Challenge,
        "yandex smartcaptcha",
        &[Little, Html("smartcaptcha")],
        &[Refused, Title("не робот"), Title("not a robot"), Title("captcha"), Text("вы не робот"), Nothing],
    ),
    sign(
        Challenge,
        "yandex smartcaptcha",
        &[Little],
        &[Html("id=\"checkbox-captcha-form\""), Html("class=\"checkboxcaptcha")],
    ),
    // Google's page about unusual traffic.
    sign(
        Challenge,
        "google sorry",
        &[Little, Address("google.")],
        &[Address("/sorry/"), Html("id=\"captcha-form\"")],
    ),
    sign(
        Challenge,
        "datadome",
        &[Little],
        &[Html("geo.captcha-delivery.com"), Html("ct.captcha-delivery.com")],
    ),
    sign(
        Challenge,
        "perimeterx",
        &[Little],
        &[Html("id=\"px-captcha\""), Html("captcha.px-cdn.net"), Html("captcha.px-cloud.net")],
    ),
    sign(Challenge, "perimeterx", &[Little, Refused, Html("_pxappid")], &[]),
    sign(Challenge, "imperva", &[Nothing, Html("_incapsula_resource")], &[]),
    sign(
        Challenge,
        "imperva",
        &[Little, Html("_incapsula_resource")],
        &[Refused, Text("incapsula incident id"), Text("additional security check is required")],
    ),
    sign(
        Challenge,
        "akamai",
        &[
            Refused,
            Little,
            Title("access denied"),
            Text("you don't have permission to access"),
            Text("reference #"),
        ],
        &[],
    ),
    // Its interstitial, which computes something and comes back.
    sign(
        Challenge,
        "akamai",
        &[Little],
        &[
            Html("/_sec/verify?provider=interstitial"),
            Html("sec-if-cpt-container"),
            Html("/_sec/cp_challenge"),
        ],
    ),
    sign(
        Challenge,
        "aws waf",
        &[Little],
        &[Html("awswafcookiedomainlist"), Html("token.awswaf.com"), Html("captcha.awswaf.com")],
    ),
    sign(Challenge, "sucuri", &[Little], &[Html("sucuri_cloudproxy_js"), Title("sucuri website firewall")]),
    sign(Challenge, "anubis", &[Little, Html("/.within.website/x/cmd/anubis/")], &[]),
    sign(Challenge, "variti", &[Little], &[Html("variti.net"), Html("/_variti/"), Html("variti_captcha")]),
    sign(
        Challenge,
        "servicepipe",
        &[Little],
        &[Html("servicepipe.ru/static"), Html("id_captcha_frame_div"), Html("/exhkqyad")],
    ),
    sign(Challenge, "kill-bot", &[Little, Html("killbot")], &[Refused, Nothing]),
    // A widget of a captcha maker on a page that holds nothing else. Behind the walls: they use these widgets.
    sign(
        Challenge,
        "recaptcha",
        &[Nothing],
        &[Html("class=\"g-recaptcha"), Html("class='g-recaptcha"), Html("google.com/recaptcha/api")],
    ),
    sign(
        Challenge,
        "recaptcha",
        &[Little, Refused],
        &[Html("g-recaptcha"), Html("google.com/recaptcha/"), Html("recaptcha.net/recaptcha/")],
    ),
    sign(
        Challenge,
        "hcaptcha",
        &[Little],
        &[Html("class=\"h-captcha\" data-callback=\"challenge"), Title("hcaptcha")],
    ),
    sign(Challenge, "hcaptcha", &[Nothing], &[Html("class=\"h-captcha"), Html("hcaptcha.com/1/api.js")]),
    sign(Challenge, "hcaptcha", &[Little, Refused, Html("hcaptcha.com/1/api.js")], &[]),
    sign(Challenge, "turnstile", &[Nothing, Html("challenges.cloudflare.com/turnstile")], &[]),
    sign(Challenge, "turnstile", &[Little, Refused, Html("challenges.cloudflare.com/turnstile")], &[]),
    // No maker's name: the title is the whole message, and the page works by script or refuses.
    sign(
        Challenge,
        "browser check",
        &[Little],
        &[
            TitleIs("just a moment..."),
            TitleIs("один момент…"),
            TitleIs("checking your browser"),
            TitleIs("проверка браузера"),
            TitleIs("attention required! | cloudflare"),
            TitleIs("ddos protection"),
            TitleIs("are you a robot?"),
            TitleIs("вы не робот?"),
            TitleIs("вы робот?"),
            TitleIs("ой!"),
            TitleIs("robot check"),
            TitleIs("bot verification"),
            TitleIs("human verification"),
            TitleIs("security check"),
            TitleIs("проверка безопасности"),
            TitleIs("captcha"),
            TitleIs("капча"),
            TitleIs("client challenge"),
        ],
    ),
    sign(
        Challenge,
        "browser check",
        &[Little, Refused],
        &[
            Text("checking your browser"),
            Text("проверка браузера"),
            Text("проверяем ваш браузер"),
            Text("проверка вашего браузера"),
            Text("enable javascript and cookies to continue"),
            Text("подтвердите, что вы не робот"),
            Text("подтвердите, что запросы отправляли вы"),
            Text("verify you are human"),
            Text("verifying you are human"),
            Text("докажите, что вы не робот"),
            Text("unusual traffic"),
            Text("needs to review the security of your connection"),
            Text("необходимо включить javascript"),
        ],
    ),
    sign(
        Challenge,
        "browser check",
        &[Nothing],
        &[
            Text("checking your browser before accessing"),
            Text("проверка браузера перед"),
            Text("идет проверка браузера"),
            Text("идет проверка вашего браузера"),
            Text("verify you are human"),
            Text("подтвердите, что вы не робот"),
            Text("докажите, что вы не робот"),
        ],
    ),
    // A script that sets a cookie and loads the page again, and nothing to see.
    sign(
        Challenge,
        "cookie script",
        &[Nothing, Html("document.cookie"), Html("location.reload")],
        &[Text("javascript"), Title("loading"), TitleIs("")],
    ),
    // 401 names how to log in (RFC 9110, 11.6.1); whatever else the page says is for those who gave up.
    sign(LogIn, "http authentication", &[Refused, Header("www-authenticate", "")], &[]),
    // A forum or a portal that says in words that one must log in.
    sign(
        LogIn,
        "for members",
        &[Little],
        &[
            Text("you must be logged in to do that"),
            Text("you must be logged-in to do that"),
            Text("you must be registered to see"),
            Text("you are not logged in or you do not have permission"),
            Text("вы должны войти на сайт, чтобы просмотреть"),
            Text("для просмотра этой страницы необходимо авториз"),
            Text("доступ только для зарегистрированных"),
            Text("просматривать этот раздел могут только зарегистрированные"),
            Text("вы должны быть зарегистрированы, чтобы просматривать"),
            Text("для доступа к странице необходимо войти"),
            Text("please log in to continue"),
            Text("please sign in to continue"),
            Text("log in to view this"),
            Text("необходимо войти, чтобы продолжить"),
        ],
    ),
    // Parking services.
    sign(
        Parked,
        "parking service",
        &[Little],
        &[
            Html("sedoparking.com"),
            Html("parkingcrew.net"),
            Html("bodis.com"),
            Html("d1lxhc4jvstzrp.cloudfront.net"),
            Html("parklogic.com"),
            Html("window.park ="),
            Html("data-adblockkey"),
            Html("dan.com/orderbutton"),
            Html("hugedomains.com/domain_profile"),
            Html("afternic.com/forsale"),
            Html("parking.reg.ru"),
            Html("parking-static.reg.ru"),
            Html("class=\"b-parking"),
            Html("parking.nic.ru"),
            Html("id=\"parking-page\""),
            Html("class=\"parking-page"),
        ],
    ),
    sign(
        Parked,
        "for sale",
        &[Little],
        &[
            Text("this domain is for sale"),
            Text("this domain name is for sale"),
            Text("the domain is for sale"),
            Text("buy this domain"),
            Text("этот домен продается"),
            Text("домен продается"),
            Text("купить этот домен"),
            Text("домен выставлен на продажу"),
            Text("this domain is parked"),
            Text("domain has expired"),
            Text("this domain has expired"),
            Text("срок регистрации домена истек"),
            Text("домен припаркован"),
            Text("домен не прилинкован"),
            Text("домен зарегистрирован, но"),
        ],
    ),
    sign(
        Parked,
        "empty host",
        &[Little],
        &[
            TitleIs("welcome to nginx!"),
            TitleIs("apache2 debian default page: it works"),
            TitleIs("apache2 ubuntu default page: it works"),
            TitleIs("iis windows server"),
            TitleIs("default web site page"),
            TitleIs("сайт размещен на хостинге"),
            TitleIs("домен не привязан к директории на сервере!"),
            TitleIs("welcome to centos"),
            TitleIs("test page for the nginx http server on fedora"),
        ],
    ),
];
