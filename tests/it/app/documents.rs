//! A confidential document: a paragraph of it on a page, reworded and laid out anew, is a leak that is told of in time; the
//! file may be taken away, and a restart looks for it all the same; no word of it lies in the data folder before.

use crate::support::app::{MINUTE, SET, TestApp, Written};

const FIRST: &str = "Правление утвердило выкуп литейного цеха у наследников прежнего владельца за четыре миллиона рублей \
    наличными. Деньги снимут со вклада в сентябре, сделку оформит нотариус из соседней области, чтобы конкуренты ничего не \
    узнали раньше времени, а бухгалтерия проведёт расход как ремонт котельной.";
const SECOND: &str = "Начальник транспортного отдела вывезет станки ночью двумя колоннами через мост у старой пристани. \
    Сторожам объявят учения, видеокамеры отключат на сорок минут, журнал дежурств перепишут задним числом, охране выдадут \
    премию конвертами без ведомости.";

fn page(title: &str, words: &str) -> String {
    format!(
        "<title>{title}</title><h1>{title}</h1><p>Прислали читатели.</p><p>{words}</p><p>Что скажете?</p>"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paragraph_of_a_document_is_a_leak_though_its_file_is_gone() {
    let secret = tempfile::tempdir().expect("a folder");
    let file = secret.path().join("plan.txt");
    std::fs::write(&file, format!("{FIRST}\n\n{SECOND}\n")).expect("it can be written");
    let entity = format!(
        "\n[[entity]]\nid = \"plan\"\ntitle = \"План выкупа\"\nkind = \"document\"\nfiles = [{:?}]\ndamage = \"large\"\n",
        file.display().to_string()
    );
    let written = Written {
        set: format!("{SET}{entity}"),
        crawls: vec![("board", "site", "http://board.test/")],
        ..Written::default()
    };
    let app = TestApp::with(written).await;
    let prints: Vec<_> = std::fs::read_dir(app.data().join("prints")).expect("a folder").flatten().collect();
    assert_eq!(prints.len(), 1);
    let kept = std::fs::read(prints[0].path()).expect("a print");
    assert!(!String::from_utf8_lossy(&kept).contains("литейного"));
    app.web.page("board.test/", "text/html", page("Доска", "Пока ничего."));
    app.turn("poll").await;

    app.clock.advance(20 * MINUTE);
    let told = FIRST
        .replace("миллиона", "млн")
        .replace("вклада", "счёта")
        .replace("нотариус", "юрист")
        .to_uppercase();
    app.web.page("board.test/", "text/html", "<title>Доска</title><p><a href='/one.html'>новое</a>");
    app.web.page("board.test/one.html", "text/html", page("Слух", &told));
    app.turn("poll").await;
    let finding = app.finding("acme/plan").await;
    assert!(!finding.risk.acceptable, "{finding:#?}");
    app.dispatch().await;
    let letters = app.letters("duty");
    assert_eq!(letters.len(), 1);

    std::fs::remove_file(&file).expect("it was there");
    let app = app.restart().await;
    app.clock.advance(20 * MINUTE);
    app.web.page(
        "board.test/",
        "text/html",
        "<title>Доска</title><p><a href='/one.html'>1</a> <a href='/two.html'>2</a>",
    );
    app.web.page("board.test/two.html", "text/html", page("Ещё", &SECOND.replace(' ', "\n")));
    app.turn("poll").await;
    app.dispatch().await;
    assert_eq!(app.letters("duty").len(), 2, "another passage is another leak");
    app.finish().await;
}
