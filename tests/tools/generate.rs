//! Writes what is generated: the language reference, the table of rules, the sources under each rule's page and the
//! highlighters' word lists; or the files of a new rule.
//!
//! ```text
//! cargo run --example generate                            # everything but a new rule
//! cargo run --example generate -- new-rule gateway/name   # the page, its test and the registry entry
//! ```

mod pages;
mod scaffold;
mod words;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {
            let words = words::all().into_iter().map(|(path, text)| (path.to_owned(), text));
            pages::all().into_iter().chain(words).try_for_each(|(path, text)| write(&path, &text))
        }
        ["new-rule", rule] => scaffold::new_rule(rule, &|path| std::fs::read_to_string(path).ok())
            .and_then(|files| files.into_iter().try_for_each(|(path, text)| write(&path, &text))),
        _ => Err("usage: generate [new-rule AREA/NAME]".to_owned()),
    };
    if let Err(message) = done {
        eprintln!("{message}");
        std::process::exit(2);
    }
}

fn write(path: &str, text: &str) -> Result<(), String> {
    if std::fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let wrong = |error: std::io::Error| format!("{path}: {error}");
    if let Some(folder) = std::path::Path::new(path).parent() {
        std::fs::create_dir_all(folder).map_err(wrong)?;
    }
    std::fs::write(path, text).map_err(wrong)?;
    println!("wrote {path}");
    Ok(())
}
