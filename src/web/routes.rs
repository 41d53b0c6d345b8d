//! The one table of routes: from it come the router, the OpenAPI document and the test matrix.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use tokio::sync::Semaphore;

use super::error::WebError;
use super::guard::guard;
use super::pages::{
    account, audit, configuration, document, edit, entry, finding, findings, holds, judge, letters, log_in,
    mailbox, mutes, overview, people, places, saved, search, sets, setup, tokens, warc, watch_it,
};
use super::throttle::Throttle;
use super::{Context, View, api, assets, health};

/// Who may come in. Which watches they see of it is asked again for every row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    Public,
    /// This machine itself, an API token with the scope `metrics`, or an admin.
    Operator,
    Reader,
    Analyst,
    Admin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// HTML; who is not known is sent to the log-in page.
    Page,
    /// JSON or text; errors are problem documents (RFC 9457).
    Api,
}

pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    pub path: &'static str,
    pub needs: Needs,
    pub face: Face,
    /// One line for the OpenAPI document.
    pub about: &'static str,
    handler: fn() -> MethodRouter<Desk>,
}

/// What handlers share.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

pub struct Inner {
    pub context: Context,
    pub throttle: Throttle,
    /// Each password takes 19 MiB while it is hashed.
    pub hashing: Semaphore,
}

impl std::ops::Deref for Desk {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Inner {
    pub fn view(&self) -> Arc<View> {
        self.context.view.borrow().clone()
    }
}

macro_rules! routes {
    ($($method:ident $path:literal $needs:ident $face:ident $handler:path, $about:literal;)+) => {
        &[$(Route {
            method: stringify!($method),
            path: $path,
            needs: Needs::$needs,
            face: Face::$face,
            about: $about,
            handler: || routes!(@ $method $handler),
        }),+]
    };
    (@ GET $handler:path) => { get($handler) };
    (@ POST $handler:path) => { post($handler) };
}

/// Every route.
pub static TABLE: &[Route] = routes! {
    GET  "/" Reader Page overview::page, "The promise kept, what is to be done now, the newest findings";
    GET  "/login" Public Page log_in::page, "The log-in form";
    POST "/login" Public Page log_in::log_in, "Opens a session";
    POST "/logout" Public Page log_in::log_out, "Ends the session";
    GET  "/first/{token}" Public Page log_in::first, "The form that makes the first account";
    POST "/first/{token}" Public Page log_in::make_first, "Makes the first account, once";
    GET  "/findings" Reader Page findings::page, "Findings, filtered";
    POST "/findings/judge" Analyst Page judge::many, "Judges several findings";
    POST "/findings/undo" Analyst Page judge::undo, "Gives findings the verdict back that they had";
    GET  "/findings/{id}" Reader Page finding::page, "A finding with its evidence and history";
    POST "/findings/{id}/judge" Analyst Page judge::one, "Judges a finding";
    POST "/findings/{id}/reveal" Analyst Page finding::reveal, "Shows a finding's secrets, with a reason, logged";
    POST "/findings/{id}/evidence" Analyst Page warc::download, "A place's raw exchange as WARC, with a reason, logged";
    GET  "/documents/{id}" Reader Page document::page, "A page as it was read, secrets masked";
    GET  "/mutes" Reader Page mutes::page, "What is quiet, until when and why";
    POST "/mutes" Analyst Page mutes::add, "Mutes a finding, its entry or its place until a day";
    POST "/mutes/{id}/end" Analyst Page mutes::end, "Ends a mute";
    GET  "/holds" Admin Page holds::page, "Legal holds";
    POST "/holds" Admin Page holds::add, "Puts a finding, an address or a place under a legal hold";
    POST "/holds/lift" Admin Page holds::lift, "Lifts a legal hold";
    GET  "/search" Reader Page search::page, "Full text over everything kept";
    GET  "/search/watch" Admin Page watch_it::page, "The form that has a search watched, with what it would have found";
    POST "/search/watch" Admin Page watch_it::save, "Has a search watched: a query of its watch's keyword set";
    GET  "/searches" Reader Page saved::list, "Saved searches";
    POST "/searches" Analyst Page saved::save, "Saves a search under a name";
    POST "/searches/{id}/remove" Reader Page saved::remove, "Takes a saved search away";
    GET  "/places" Reader Page places::list, "Places with state, visits and outlook";
    GET  "/places/{id}" Reader Page places::one, "A place with its visits";
    POST "/places/{id}/visit" Analyst Page places::visit, "Asks for a visit now";
    GET  "/sets" Reader Page sets::list, "Keyword sets";
    GET  "/sets/{id}" Reader Page sets::one, "A keyword set with its entries";
    POST "/sets/{id}" Reader Page sets::try_it, "Tries a keyword set on a text";
    GET  "/letters" Reader Page letters::list, "Letters and what is owed";
    GET  "/letters/{id}" Reader Page letters::one, "A letter";
    GET  "/letters/{id}/html" Reader Page letters::html_part, "A letter's HTML part, sandboxed";
    GET  "/letters/{id}/acknowledge" Reader Page letters::knows, "Asks whether one knows of a letter's alerts";
    POST "/letters/{id}/acknowledge" Reader Page letters::acknowledge_all, "Says that one knows of a letter's alerts";
    GET  "/alerts/{id}" Reader Page letters::alert, "An alert: what was owed by when, and what became of it";
    POST "/alerts/{id}/acknowledge" Reader Page letters::acknowledge, "Says that one knows of an alert";
    GET  "/digests" Reader Page letters::digests, "Digests that were sent";
    GET  "/mailbox" Reader Page mailbox::page, "The newest letters in full";
    GET  "/account" Reader Page account::page, "Language, zone and password of one's own";
    POST "/account" Reader Page account::save, "Changes language and zone";
    POST "/account/password" Reader Page account::password, "Changes one's own password";
    GET  "/account/tokens" Reader Page tokens::page, "API tokens of one's own";
    POST "/account/tokens" Reader Page tokens::create, "Makes an API token";
    POST "/account/tokens/{id}/revoke" Reader Page tokens::revoke, "Revokes an API token";
    GET  "/people" Admin Page people::page, "Accounts and grants";
    POST "/people" Admin Page people::create, "Makes an account";
    POST "/people/{id}/grants" Admin Page people::grants_save, "Replaces an account's grants";
    POST "/people/{id}/disable" Admin Page people::disable, "Disables or enables an account";
    GET  "/configuration" Admin Page configuration::page, "What is configured, with its origin";
    GET  "/configuration/entry" Admin Page entry::page, "The form of an entry of a keyword set";
    POST "/configuration/entry" Admin Page entry::save, "Tries, keeps or removes an entry";
    POST "/configuration/recipient/{id}/letter" Admin Page configuration::test_letter, "Asks for a test letter";
    GET  "/configuration/{sort}" Admin Page edit::page, "The form of a watch, recipient, place or keyword set";
    POST "/configuration/{sort}" Admin Page edit::save, "Checks and keeps a watch, recipient, place or keyword set";
    POST "/configuration/{sort}/remove" Admin Page edit::remove, "Takes out what was made on the page";
    POST "/configuration/{sort}/restore" Admin Page edit::restore, "Takes a former version back";
    GET  "/setup" Admin Page setup::page, "What the first start asks for";
    POST "/setup" Admin Page setup::ask, "Writes the first configuration and proves it";
    GET  "/setup/{id}" Admin Page setup::shown, "How the first configuration and its proof stand";
    GET  "/audit" Admin Page audit::page, "Who did what, and why";
    GET  "/api/v1/overview" Reader Api api::overview, "The promise kept and what is to be done";
    GET  "/api/v1/findings" Reader Api api::findings, "Findings, filtered, the one that changed last first";
    GET  "/api/v1/findings/{id}" Reader Api api::finding, "A finding with locations, events and history";
    POST "/api/v1/findings/{id}/judge" Analyst Api api::judge, "Judges a finding";
    POST "/api/v1/findings/{id}/evidence" Analyst Api warc::api, "A place's raw exchange as WARC, with a reason, logged";
    GET  "/api/v1/search" Reader Api api::search, "Full text over everything kept";
    GET  "/api/v1/searches" Reader Api api::searches, "Saved searches, one's own and those of one's watches";
    GET  "/api/v1/places" Reader Api api::places, "Places with state and visits";
    GET  "/api/v1/alerts" Reader Api api::alerts, "Alerts with due time, state and cause of lateness";
    GET  "/api/v1/letters" Reader Api api::letters, "Letters, the newest first";
    GET  "/api/v1/mutes" Reader Api api::mutes, "What is quiet, with how many events it kept quiet, the newest first";
    GET  "/api/v1/holds" Admin Api api::holds, "Legal holds";
    GET  "/api/v1/configuration" Admin Api api::configuration::items, "What was made on the page, as TOML";
    POST "/api/v1/configuration" Admin Api api::configuration::keep, "Checks and keeps an item, or takes it out";
    GET  "/api/openapi.json" Public Api api::openapi, "This document";
    GET  "/healthz" Public Api health::alive, "The process answers";
    GET  "/readyz" Public Api health::ready, "The store answers and no task is failing";
    GET  "/metrics" Operator Api health::metrics, "OpenMetrics text";
    GET  "/assets/app.css" Public Api assets::css, "The style sheet";
    GET  "/assets/app.js" Public Api assets::js, "The script";
    GET  "/assets/icon.svg" Public Api assets::icon, "The icon";
};

/// What is not in the table.
static NOWHERE: Route = Route {
    method: "GET",
    path: "",
    needs: Needs::Public,
    face: Face::Page,
    about: "",
    handler: || get(nowhere),
};

async fn nowhere() -> WebError {
    WebError::NotFound
}

/// All pages and the JSON interface.
pub fn router(context: Context) -> Router {
    let inner = Inner { context, throttle: Throttle::default(), hashing: Semaphore::new(2) };
    let desk = Desk(Arc::new(inner));
    let mut router = Router::new();
    for route in TABLE {
        let guarded = (route.handler)().layer(from_fn_with_state((desk.clone(), route), guard));
        router = router.route(route.path, guarded);
    }
    let nowhere = get(nowhere).post(nowhere).layer(from_fn_with_state((desk.clone(), &NOWHERE), guard));
    router.fallback_service(nowhere.with_state(desk.clone())).with_state(desk)
}
