//! The exit code.

fn main() -> std::process::ExitCode {
    leakwatch::cli::main()
}
