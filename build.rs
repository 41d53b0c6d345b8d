//! Embedded data is part of the program: a changed crawler, keyword set or example rebuilds it.

fn main() {
    for folder in ["crawlers", "keyword-sets", "deploy/example"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
