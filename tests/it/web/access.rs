//! Who may what: the matrix of every route by every visitor, sessions, tokens.

use std::time::Duration;

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use leakwatch::web::{Face, Needs, Route, TABLE};

use super::*;

/// A route with the ids of romashka's rows in its path.
fn path(bed: &Bed, route: &Route, person: &Person) -> String {
    let id = if route.path.starts_with("/findings") || route.path.starts_with("/api/v1/findings") {
        bed.finding.to_string()
    } else if route.path.starts_with("/mutes") {
        bed.mute.to_string()
    } else if route.path.starts_with("/documents") {
        bed.document.to_string()
    } else if route.path.starts_with("/places") {
        "news".into()
    } else if route.path.starts_with("/sets") {
        "romashka".into()
    } else if route.path.starts_with("/configuration/recipient") {
        "soc".into()
    } else if route.path.starts_with("/letters") {
        bed.letter.hex()
    } else if route.path.starts_with("/alerts") {
        bed.alert.to_string()
    } else {
        person.account.to_string()
    };
    let query = match route.path {
        "/api/v1/search" => "?q=one",
        "/configuration/entry" => "?set=mine&kind=person",
        _ => "",
    };
    route.path.replace("{id}", &id).replace("{token}", "none").replace("{sort}", "recipient") + query
}

/// A body that does what the route is for.
fn body(bed: &Bed, route: &Route) -> String {
    match route.path {
        "/findings/judge" => format!("verdict=confirmed&id={}", bed.finding),
        "/findings/undo" => format!("was={}:new&back=/findings", bed.finding),
        "/findings/{id}/reveal" => "reason=to+tell+the+owner".into(),
        "/findings/{id}/evidence" => format!("document={}&reason=to+tell+the+owner", bed.document),
        "/mutes" => {
            format!("finding={}&scope=finding&until={}&reason=their+test+data", bed.finding, bed.tomorrow())
        }
        "/holds" => "scope=news&reason=a+law+suit".into(),
        "/holds/lift" => "scope=boards&reason=it+is+over".into(),
        "/findings/{id}/judge" => "verdict=confirmed".into(),
        "/account" => "language=en&zone=UTC".into(),
        "/account/tokens" => "name=siem&scope=read&days=30".into(),
        "/people" => "name=new&password=correct+horse+battery&zone=UTC".into(),
        "/people/{id}/grants" => "grant:*=admin".into(),
        "/configuration/entry" => {
            "set=mine&kind=brand&base=[set]%0Aid%3D%22mine%22%0A[[entity]]%0A&do=try".into()
        }
        "/configuration/{sort}" => "id=cert&f.to=cert%40example.com&f.watches=romashka&do=save".into(),
        "/configuration/{sort}/remove" => format!("was=duty&seen={}", bed.made.0),
        "/configuration/{sort}/restore" => "was=duty&version=1".into(),
        "/people/{id}/disable" => "disabled=0".into(),
        "/searches" => "name=leaks&asked=q%3Done".into(),
        "/search/watch" => "watch=romashka&f.expression=one+NEAR%2F5+two&f.class=leak&do=save".into(),
        _ => String::new(),
    }
}

pub(super) async fn ask(bed: &Bed, route: &Route, person: &Person) -> Answer {
    let mut request = Request::builder()
        .method(route.method.parse::<Method>().expect("a method"))
        .uri(path(bed, route, person))
        .header(header::COOKIE, &person.cookie);
    let mut content = Body::empty();
    if route.method == "POST" && route.face == Face::Page {
        content = Body::from(format!("csrf={}&{}", person.csrf, body(bed, route)));
    } else if route.method == "POST" {
        request = request.header("x-csrf-token", &person.csrf);
        content = Body::from(match route.path {
            "/api/v1/configuration" => {
                r#"{"name":"keyword-sets/other.toml","text":"[set]\nid = \"other\"\n"}"#
            }
            "/api/v1/findings/{id}/evidence" => {
                return bed.send(request.body(Body::from(wanted(bed))).expect("a request")).await;
            }
            _ => r#"{"verdict":"confirmed"}"#,
        });
    }
    bed.send(request.body(content).expect("a request")).await
}

/// The page behind romashka's finding.
fn wanted(bed: &Bed) -> String {
    format!(r#"{{"document":{},"reason":"to tell the owner"}}"#, bed.document)
}

/// Whether the path names a row of a watch.
fn of_a_watch(route: &Route) -> bool {
    let rows = [
        "/findings/{id}",
        "/documents/",
        "/mutes/{",
        "/places/{",
        "/sets/{",
        "/letters/{",
        "/alerts/{",
        "/api/v1/findings/{",
    ];
    rows.iter().any(|start| route.path.starts_with(start))
}

#[tokio::test]
async fn every_route_for_everyone() {
    let bed = Bed::new().await;
    let nobody = bed.stranger().await;
    let people = [
        ("reader", bed.person("rita", &[("reader", "romashka")]).await, Needs::Reader, true),
        ("analyst", bed.person("anna", &[("analyst", "romashka")]).await, Needs::Analyst, true),
        ("admin", bed.person("adam", &[("admin", "*")]).await, Needs::Admin, true),
        ("reader elsewhere", bed.person("vera", &[("reader", "vasilek")]).await, Needs::Reader, false),
        ("analyst elsewhere", bed.person("vlad", &[("analyst", "vasilek")]).await, Needs::Analyst, false),
        ("admin of one watch", bed.person("zoe", &[("admin", "vasilek")]).await, Needs::Analyst, false),
        ("no grants", bed.person("nina", &[]).await, Needs::Public, false),
    ];
    let rank = |needs: Needs| match needs {
        Needs::Public => 0,
        Needs::Reader => 1,
        Needs::Analyst => 2,
        Needs::Admin | Needs::Operator => 3,
    };
    let mut faults = Vec::new();
    for route in TABLE.iter().filter(|route| route.path != "/logout") {
        let answer = ask(&bed, route, &nobody).await;
        let expected = match (route.needs, route.face) {
            (Needs::Public, _) => answer.status.as_u16(),
            (_, Face::Page) => 303,
            (_, Face::Api) => 401,
        };
        let status = answer.status.as_u16();
        if status != expected || (route.needs == Needs::Public && [401, 403, 500].contains(&status)) {
            faults.push(format!("{} {} for nobody: {status}, expected {expected}", route.method, route.path));
        }
        if expected == 303 && !answer.to().starts_with("/login") {
            faults.push(format!("{} {}: nobody is sent to {}", route.method, route.path, answer.to()));
        }
        if route.needs == Needs::Public {
            continue;
        }
        for (name, person, has, here) in &people {
            let answer = ask(&bed, route, person).await;
            let status = answer.status.as_u16();
            let good = if rank(*has) < rank(route.needs) {
                status == 403
            } else if !here
                && (of_a_watch(route)
                    || route.path == "/findings/judge"
                    || (route.method, route.path) == ("POST", "/mutes"))
            {
                status == 404
            } else if route.path == "/account/password" {
                // Let in; the old password is missing.
                status == 400
            } else if ["/account/tokens/{id}/revoke", "/searches/{id}/remove"].contains(&route.path) {
                // One's own alone: there is none of this number, or it is another's.
                [303, 404].contains(&status)
            } else {
                [200, 303].contains(&status) && !answer.to().starts_with("/login")
            };
            if !good {
                faults.push(format!("{} {} for {name}: {status}", route.method, route.path));
            }
            let tells = ["news.test", "alert(1)", "Set romashka", "finding one"];
            if !here && *has != Needs::Admin && tells.iter().any(|word| answer.body.contains(word)) {
                faults.push(format!("{} {} tells {name} of another watch", route.method, route.path));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[tokio::test]
async fn a_reader_elsewhere_judges_nothing_here() {
    let bed = Bed::new().await;
    let both = bed.person("both", &[("reader", "romashka"), ("analyst", "vasilek")]).await;
    let path = format!("/findings/{}", bed.finding);
    assert_eq!(bed.get(&path, Some(&both)).await.status, StatusCode::OK);
    for (action, fields) in [("judge", "verdict=fixed"), ("reveal", "reason=curiosity")] {
        let answer = bed.post(&format!("{path}/{action}"), &both, fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{action}");
        assert!(!answer.body.contains(SECRET));
    }
    let finding = bed.store.finding(bed.finding, None).await.expect("read").expect("there");
    assert_eq!(finding.verdict, Verdict::New);
}

#[tokio::test]
async fn sessions_end() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "*")]).await;
    assert_eq!(bed.get("/", Some(&anna)).await.status, StatusCode::OK);
    bed.clock.advance(2 * HOUR);
    let late = bed.get("/findings?serious=1", Some(&anna)).await;
    assert_eq!((late.status, late.to()), (StatusCode::SEE_OTHER, "/login?next=%2Ffindings%3Fserious%3D1"));

    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("analyst", "*")]).await;
    assert_eq!(bed.post("/logout", &anna, "").await.to(), "/login");
    assert_eq!(bed.get("/", Some(&anna)).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn tokens_are_narrowed_and_expire() {
    let bed = Bed::new().await;
    let anna = bed.person("anna", &[("admin", "*")]).await;
    let until = T0 + HOUR + Duration::from_secs(60);
    for scope in ["read", "judge", "metrics"] {
        let scopes = [scope.to_owned()];
        bed.store
            .create_api_token(anna.account, scope, &digest(scope), &scopes, until)
            .await
            .expect("a token");
    }
    let ask = async |token: &str, method: &str, path: String| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::from(r#"{"verdict":"confirmed","comment":"seen"}"#))
            .expect("a request");
        bed.send(request).await.status.as_u16()
    };
    let judge = || format!("/api/v1/findings/{}/judge", bed.finding);
    for (token, method, path, expected) in [
        ("read", "GET", "/api/v1/findings".to_owned(), 200),
        ("read", "POST", judge(), 403),
        ("judge", "POST", judge(), 200),
        ("judge", "GET", "/metrics".to_owned(), 403),
        ("metrics", "GET", "/metrics".to_owned(), 200),
        ("metrics", "GET", "/api/v1/findings".to_owned(), 403),
        ("judge", "GET", "/people".to_owned(), 403),
        ("nonsense", "GET", "/api/v1/findings".to_owned(), 401),
    ] {
        assert_eq!(ask(token, method, path.clone()).await, expected, "{token} {method} {path}");
    }
    bed.clock.advance(Duration::from_secs(61));
    assert_eq!(ask("read", "GET", "/api/v1/findings".into()).await, 401, "expired");
}
