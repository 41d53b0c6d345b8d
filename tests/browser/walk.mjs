// Walks every page of the route table in Chromium. Usage: node walk.mjs FIRST-ACCOUNT-LINK ROUTES.RS
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [link, table] = process.argv.slice(2);
const base = new URL(link).origin;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

// The pages that there are: a page that is added to the table and that this walk cannot reach fails it.
const pages = [...readFileSync(table, "utf8").matchAll(/GET +"([^"]+)" \w+ Page /g)].map((m) => m[1]);

let passed = 0;
let failed = 0;
function check(good, what) {
  if (good) passed += 1;
  else {
    failed += 1;
    console.log(`FAILED ${what}`);
  }
}

const password = "a long password for the walk";
const flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--no-first-run"];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: flags });

// What a page did that it must not: messages of the console, requests to other hosts.
const wrong = [];
async function open(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.on("console", (m) => m.type() === "error" && wrong.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => wrong.push(`script: ${e.message}`));
  page.on("request", (r) => {
    const url = new URL(r.url());
    if (url.origin !== base && !["data:", "about:", "blob:"].includes(url.protocol)) wrong.push(`foreign: ${r.url()}`);
  });
  return { context, page };
}

async function look(page, name) {
  for (const what of wrong.splice(0)) check(false, `${name}: ${what}`);
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const grave = found.violations.filter((v) => ["serious", "critical"].includes(v.impact));
  const told = grave.map((v) => `${v.id} at ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(", ")}`).join("; ");
  check(grave.length === 0, `${name}: axe: ${told}`);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(over <= 0, `${name}: ${over} px wider than the window`);
  check((await page.locator("h1").count()) === 1, `${name}: one h1`);
  if (shots) await page.screenshot({ path: `${shots}/${name.replace(/[^a-zA-Z0-9-]+/g, "_")}.png`, fullPage: true });
}

const wide = await open({ viewport: { width: 1280, height: 900 }, locale: "en-GB", colorScheme: "light" });
const { page } = wide;

// Strangers see the log-in form and nothing else.
await page.goto(`${base}/findings`);
check(new URL(page.url()).pathname === "/login", "a stranger is sent to the log-in page");
await look(page, "login-en-wide");

await page.goto(link);
await look(page, "first-en-wide");
await page.fill("#name", "anna");
await page.fill("#password", password);
await page.selectOption("#language", "en");
await page.fill("#zone", "Europe/Moscow");
await page.click("button.main");
check(new URL(page.url()).pathname === "/", "the first account is logged in");
const again = await wide.context.request.get(link);
check(again.ok(), "opening the link again shows the form");

// The pages fill with what the demo's crawlers bring: wait for the first letter, bounded.
const json = async (path) => (await wide.context.request.get(`${base}${path}`)).json();
let letters = [];
for (let n = 0; n < 240 && letters.length === 0; n += 1) {
  letters = (await json("/api/v1/letters")).letters;
  if (letters.length === 0) await new Promise((done) => setTimeout(done, 500));
}
check(letters.length > 0, "a letter within two minutes");
const findings = (await json("/api/v1/findings")).findings;
const places = (await json("/api/v1/places")).places;
const alerts = (await json("/api/v1/alerts")).alerts;
check(findings.length > 0 && places.length > 0 && alerts.length > 0, "findings, places and alerts");
const detail = await json(`/api/v1/findings/${findings[0].id}`);

// One address for each page of the table.
const ids = {
  "/findings/{id}": findings[0].id,
  "/documents/{id}": detail.locations[0].document,
  "/places/{id}": places[0].id,
  "/sets/{id}": findings[0].entry.split("/")[0],
  "/letters/{id}": letters[0].id,
  "/letters/{id}/acknowledge": letters[0].id,
  "/alerts/{id}": alerts[0].id,
  // The demo is set up: both lead to the overview.
  "/setup/{id}": 0,
};
const elsewhere = ["/login", "/first/{token}", "/letters/{id}/html"];
const queries = { "/configuration/entry": "?set=walk&kind=person" };
const addresses = pages.filter((path) => !elsewhere.includes(path)).map((path) => {
  if (path in queries) return [path, path + queries[path]];
  if (path.includes("{sort}")) return [path, path.replace("{sort}", "recipient")];
  if (!path.includes("{")) return [path, path];
  check(path in ids, `an address for ${path}`);
  return [path, path.replace("{id}", ids[path])];
});
for (const sort of ["watch", "place", "set?id=walk", "set?as=toml&id=walk"]) {
  addresses.push([`/configuration/${sort}`, `/configuration/${sort}`]);
}
addresses.push(["/search?q", `/search?q=${encodeURIComponent("example OR утечка OR пароль")}`]);
addresses.push(["/search?fault", `/search?q=${encodeURIComponent("(one")}`]);
addresses.push(["/search/watch?q", `/search/watch?q=${encodeURIComponent("утечка OR пароль OR example")}&lang=ru`]);
addresses.push(["/findings?empty", "/findings?owner=nobody"]);

// An admin makes a keyword set, tries a person in it before it is kept, and adds them.
await page.goto(`${base}/configuration/set`);
await page.fill("#id", "walk");
await page.click("button.main[value=save]");
check(page.url().includes("saved=1"), "a keyword set is made on the page");
await page.goto(`${base}/configuration/entry?set=walk&kind=person`);
await page.fill("[name='f.name']", "Васильков Пётр Петрович");
await page.selectOption("[name='f.role']", "other");
await page.fill("[name=try]", "Вчера говорили с Петром Петровичем Васильковым.");
await page.click("button[value=try]");
check((await page.locator("blockquote mark").count()) === 1, "the person is found before they are kept");
await look(page, "entry-tried-en-wide");
await page.fill("[name='f.examples']", "Никого здесь нет.");
await page.click("button.main[value=save]");
check((await page.locator("#fault-examples").count()) === 1, "an example that does not hold is told at its field");
check((await page.inputValue("[name='f.name']")) === "Васильков Пётр Петрович", "nothing typed is lost");
wrong.length = 0; // The answer with faults is 422, which Chromium tells its console.
await look(page, "entry-faulty-en-wide");
await page.fill("[name='f.examples']", "Васильков Пётр Петрович выступил.");
await page.click("button.main[value=save]");
check(page.url().includes("/configuration/set?id=walk&saved=1"), "the person is kept");
await look(page, "set-saved-en-wide");

// A search is saved, and becomes a watched query after a look at what it would have found.
await page.goto(`${base}/search?q=${encodeURIComponent("пароль OR утечка")}`);
await page.click("summary:has-text('Save this search')");
await page.fill("#save-name", "Leaks");
await page.click("form[action='/searches'] button");
check(new URL(page.url()).pathname === "/searches", "a search is saved");
await page.click("a:has-text('Watch this')");
check((await page.inputValue("[name='f.title']")) === "Leaks", "its name is the query's title");
await look(page, "watch-this-en-wide");
await page.fill("[name='f.expression']", "пароль NEAR утечка");
await page.click("button[value=preview]");
check((await page.locator("pre.caret").count()) > 0, "a fault is shown with a caret");
wrong.length = 0; // The answer with faults is 422, which Chromium tells its console.
await look(page, "watch-this-faulty-en-wide");
await page.fill("[name='f.expression']", "пароль NEAR/9 утечка");
await page.click("button.main[value=save]");
check(page.url().includes("/configuration/set?id=searches-"), "a search is watched");
await look(page, "watched-en-wide");

async function walk(of, label) {
  for (const [path, address] of addresses) {
    const answer = await of.goto(`${base}${address}`);
    check(answer.ok(), `${path} ${label}: ${answer.status()}`);
    await look(of, `${path}-${label}`);
  }
}
await walk(page, "en-wide-light");

// What is not there says so.
const missing = await page.goto(`${base}/findings/999999`);
check(missing.status() === 404, "a finding that is not there");
wrong.length = 0;
await look(page, "404-en-wide");
await page.goto(`${base}/`);
const policy = (await wide.context.request.get(`${base}/`)).headers()["content-security-policy"];
check(policy?.startsWith("default-src 'none'"), "the content security policy");

// The keyboard: down, up, open, judge, undo.
await page.goto(`${base}/findings`);
await page.keyboard.press("j");
check((await page.locator("tr.current").count()) === 1, "j marks a row");
await page.keyboard.press("j");
await page.keyboard.press("k");
await Promise.all([page.waitForURL(/\/findings\/\d+/), page.keyboard.press("Enter")]);
check(/\/findings\/\d+$/.test(page.url()), "Enter opens the row");
await Promise.all([page.waitForURL(/was=/), page.keyboard.press("c")]);
check((await page.locator("p.under").innerText()).includes("Confirmed"), "c confirms");
await look(page, "judged-en-wide");
await Promise.all([page.waitForURL(/\/findings\/\d+$/), page.keyboard.press("u")]);
check((await page.locator("p.under").innerText()).includes("To judge"), "u takes it back");
await page.keyboard.press("?");
check(await page.locator("#keys").isVisible(), "? shows the keys");
await look(page, "help-en-wide");
await page.keyboard.press("Escape");
await page.keyboard.press("/");
await page.waitForURL(/\/search/);
check((await page.locator("input[type=search]").count()) === 1, "/ goes to the search");

// A text is tried on a keyword set.
await page.goto(`${base}/sets/${ids["/sets/{id}"]}`);
await page.fill("#text", "Nothing of interest stands here.");
await page.click("form.stack button.main");
await look(page, "try-en-wide");

// Russian, dark, narrow: the same pages.
await page.goto(`${base}/account`);
await page.selectOption("#language", "ru");
await page.locator("form[action='/account'] button").click();
await page.waitForURL(/saved=1/);
const state = await wide.context.storageState();
const narrow = await open({ viewport: { width: 390, height: 844 }, locale: "ru-RU", colorScheme: "dark",
  reducedMotion: "reduce", storageState: state });
await walk(narrow.page, "ru-narrow-dark");
check((await narrow.page.locator("html").getAttribute("lang")) === "ru", "pages are Russian now");

// Without JavaScript everything is still there.
const plain = await open({ javaScriptEnabled: false, storageState: state, viewport: { width: 1280, height: 900 } });
await plain.page.goto(`${base}/findings`);
await plain.page.locator("input[name=id]").first().check();
await Promise.all([plain.page.waitForURL(/was=/), plain.page.locator("button[value=confirmed]").first().click()]);
check((await plain.page.locator("form.notice").count()) === 1, "judging works without JavaScript");

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
