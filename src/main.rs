use connspec::model::{FileId, Model};
use connspec::rules::{Settings, evaluate};
use connspec::workspace::{File, ItemIds};

fn main() -> std::process::ExitCode {
    if std::env::args().nth(1).as_deref() == Some("lsp") {
        return connspec::server::run();
    }
    let path = std::env::args().nth(1).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let mut ids = ItemIds::default();
    let file = File::new(FileId(0), &path, &text, &mut ids);
    let model = Model::build(vec![file.items()], |id| file.item(id).unwrap().clone());
    for finding in evaluate(&model, &Settings::as_of("2026-11-22".parse().unwrap())) {
        let range = file.range(finding.span).unwrap();
        let at = file.text().position(range.start, connspec::text::Encoding::Utf32);
        println!(
            "{}:{}:{} {} [{}] {}",
            path,
            at.line + 1,
            at.column + 1,
            finding.severity,
            finding.rule,
            finding.message
        );
    }
    std::process::ExitCode::SUCCESS
}
