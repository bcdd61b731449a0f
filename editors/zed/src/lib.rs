//! Tells Zed how to start the connspec language server and what settings to hand it.

use zed_extension_api::{self as zed, settings::LspSettings, serde_json, LanguageServerId, Result};

struct ConnspecExtension;

impl zed::Extension for ConnspecExtension {
    fn new() -> Self {
        Self
    }

    /// The program of the `lsp.connspec.binary` setting, else `connspec` on the worktree's PATH. Nothing is downloaded.
    fn language_server_command(
        &mut self,
        _: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<zed::Command> {
        let binary = LspSettings::for_worktree("connspec", worktree).ok().and_then(|s| s.binary);
        let (path, arguments) = binary.map(|b| (b.path, b.arguments)).unwrap_or_default();
        let command = path
            .or_else(|| worktree.which("connspec"))
            .ok_or("connspec is not on PATH: install it, or set lsp.connspec.binary.path")?;
        Ok(zed::Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["lsp".into()]),
            env: worktree.shell_env(),
        })
    }

    /// Answers the server's question for its settings with `lsp.connspec.settings`.
    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree("connspec", worktree)?.settings;
        Ok(Some(serde_json::json!({ "connspec": settings.unwrap_or_default() })))
    }
}

zed::register_extension!(ConnspecExtension);
