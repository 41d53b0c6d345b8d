use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::config;

const PLAN: &str = "Правление утвердило выкуп литейного цеха у наследников прежнего владельца за четыре миллиона \
    рублей наличными. Деньги снимут со вклада в сентябре, сделку оформит нотариус из соседней области.";
const OTHER: &str = "Начальник транспортного отдела вывезет станки ночью двумя колоннами через мост у старой пристани. \
    Сторожам объявят учения, видеокамеры отключат на сорок минут, журнал дежурств перепишут задним числом.";

struct Desk {
    folder: tempfile::TempDir,
    key: Key,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder"), key: Key::new([5; 32]) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }

    /// A set whose one document names these files.
    fn sets(&self, files: &[&str]) -> Vec<KeywordSet> {
        let files = serde_json::json!(files);
        let text =
            format!("[set]\nid = \"s\"\n[[entity]]\nid = \"plan\"\nkind = \"document\"\nfiles = {files}\n");
        let file = self.path("keyword-sets/s.toml").display().to_string();
        vec![config::keyword_set(&file, &text).expect("a set")]
    }

    fn printing(&self) -> Printing {
        // No document here is heavy: nothing is started.
        Printing::of(&self.key, &self.path("data"), self.path("no-program"))
    }

    /// The prints, and the codes of faults and of warnings.
    async fn fill(&self, files: &[&str]) -> (Vec<Print>, Vec<String>, Vec<String>) {
        let mut sets = self.sets(files);
        let printed = self.printing().fill(&mut sets).await;
        let codes = |faults: Vec<Fault>| faults.into_iter().map(|fault| fault.said.code).collect();
        let prints = entity(&sets[0].entries[0]).expect("a document").prints.clone();
        (prints, codes(printed.faults), codes(printed.warnings))
    }

    fn kept(&self) -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(self.path("data/prints"))
            .into_iter()
            .flatten()
            .flatten()
            .map(|e| e.path())
            .collect();
        files.sort();
        files
    }
}

#[tokio::test]
async fn a_print_is_kept_without_the_words_and_outlives_the_file() {
    let desk = Desk::new();
    desk.put("secret/plan.txt", PLAN);
    let (first, faults, warnings) = desk.fill(&["secret/plan.txt"]).await;
    assert!(faults.is_empty() && warnings.is_empty() && first.len() == 1, "{faults:?} {warnings:?}");
    assert_eq!((first[0].name.as_str(), first[0].public), ("plan.txt", false));
    let kept = desk.kept();
    assert_eq!(kept.len(), 1);
    assert_eq!(fs::metadata(&kept[0]).expect("it is there").permissions().mode() & 0o777, 0o600);
    let bytes = fs::read(&kept[0]).expect("it can be read");
    let shown = String::from_utf8_lossy(&bytes);
    assert!(PLAN.split_whitespace().filter(|word| word.len() > 6).all(|word| !shown.contains(word)));

    fs::remove_file(desk.path("secret/plan.txt")).expect("it was there");
    let (again, faults, warnings) = desk.fill(&["secret/plan.txt"]).await;
    assert_eq!((again, faults), (first, vec![]));
    assert_eq!(warnings, ["file.absent"].map(|_| "document.away"));
}

#[tokio::test]
async fn a_changed_file_is_printed_again_and_a_touched_one_is_not() {
    let desk = Desk::new();
    desk.put("plan.txt", PLAN);
    let (first, ..) = desk.fill(&["plan.txt"]).await;
    let before = state(&desk.sets(&["plan.txt"]));
    desk.put("plan.txt", &format!("{PLAN} {OTHER}"));
    assert_ne!(state(&desk.sets(&["plan.txt"])), before);
    let (second, ..) = desk.fill(&["plan.txt"]).await;
    assert!(second[0].runs.len() > first[0].runs.len());
    let file = fs::File::options().write(true).open(desk.path("plan.txt")).expect("it is there");
    file.set_modified(std::time::UNIX_EPOCH).expect("a time can be set");
    assert_eq!(desk.fill(&["plan.txt"]).await.0, second);
}

#[tokio::test]
async fn what_cannot_be_printed_is_said() {
    let desk = Desk::new();
    desk.put("short.txt", "Три слова здесь");
    desk.put("empty.txt", "");
    desk.put("picture.png", "\u{89}PNG\r\n\u{1a}\n\0\0\0");
    desk.put("box/plan.txt", PLAN);
    desk.put("box/deeper/other.txt", OTHER);
    desk.put("box/.hidden.txt", OTHER);
    desk.put("mixed/plan.txt", PLAN);
    desk.put("mixed/short.txt", "мало");
    fs::create_dir_all(desk.path("none")).expect("it can be made");
    for (file, prints, faults, warnings) in [
        ("absent.txt", 0, vec!["file.absent"], vec![]),
        ("short.txt", 0, vec!["document.short"], vec![]),
        ("empty.txt", 0, vec!["document.wordless"], vec![]),
        ("none", 0, vec!["document.folder"], vec![]),
        ("box", 2, vec![], vec![]),
        ("mixed", 1, vec![], vec!["document.short"]),
    ] {
        let (got, fault, warning) = desk.fill(&[file]).await;
        assert_eq!(
            (got.len(), fault.iter().map(String::as_str).collect::<Vec<_>>()),
            (prints, faults),
            "{file}"
        );
        assert_eq!(warning, warnings, "{file}");
    }
    let (_, faults, _) = desk.fill(&["picture.png"]).await;
    assert_eq!(faults.len(), 1, "{faults:?}");
    let mut stored = desk.sets(&["plan.txt"]);
    stored[0].entries[0].spot.file = "stored:keyword-sets/s.toml".into();
    let printed = desk.printing().fill(&mut stored).await;
    assert_eq!(printed.faults[0].said.code, "document.relative");
}

#[tokio::test]
async fn half_a_print_is_never_used() {
    let desk = Desk::new();
    desk.put("plan.txt", PLAN);
    {
        let _armed = crate::runtime::fault::arm_here("print.written:error").expect("a point");
        let (prints, faults, _) = desk.fill(&["plan.txt"]).await;
        assert_eq!((prints.len(), faults.len(), desk.kept().len()), (1, 0, 0), "it is used, and not kept");
    }
    let (first, ..) = desk.fill(&["plan.txt"]).await;
    let kept = desk.kept();
    let whole = fs::read(&kept[0]).expect("it can be read");
    fs::remove_file(desk.path("plan.txt")).expect("it was there");
    for length in [0, 10, whole.len() / 2, whole.len() - 1] {
        fs::write(&kept[0], &whole[..length]).expect("it can be written");
        let (prints, faults, _) = desk.fill(&["plan.txt"]).await;
        assert_eq!((prints.len(), faults), (0, vec!["file.absent".to_owned()]), "{length}");
    }
    let mut changed = whole.clone();
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    fs::write(&kept[0], &changed).expect("it can be written");
    assert!(desk.fill(&["plan.txt"]).await.0.is_empty(), "a bit was changed");
    fs::write(&kept[0], &whole).expect("it can be written");
    assert_eq!(desk.fill(&["plan.txt"]).await.0, first);
    // Another installation's key.
    let mut sets = desk.sets(&["plan.txt"]);
    let other = Printing::of(&Key::new([6; 32]), &desk.path("data"), desk.path("no-program"));
    assert_eq!(other.fill(&mut sets).await.faults.len(), 1);
}

#[tokio::test]
async fn prints_of_what_is_not_named_are_let_go() {
    let desk = Desk::new();
    desk.put("plan.txt", PLAN);
    desk.put("box/other.txt", OTHER);
    desk.fill(&["plan.txt", "box"]).await;
    fs::write(desk.path("data/prints/.print-half"), "half").expect("it can be written");
    assert_eq!(desk.kept().len(), 3);
    desk.printing().tidy(&desk.sets(&["plan.txt", "box"]));
    assert_eq!(desk.kept().len(), 2);
    fs::remove_dir_all(desk.path("box")).expect("it was there");
    let (prints, faults, warnings) = desk.fill(&["plan.txt", "box"]).await;
    assert_eq!((prints.len(), faults.len(), warnings.len()), (2, 0, 1), "a folder that is gone");
    desk.printing().tidy(&desk.sets(&["plan.txt"]));
    assert_eq!(desk.kept().len(), 1);
}
