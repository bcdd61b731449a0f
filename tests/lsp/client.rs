//! A small client: sends what it is told to, keeps what comes back, and holds each message against the
//! protocol.

use crate::meta_model::meta_model;
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long an answer may take before a test gives up: machines may be busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// One session.
pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What came and nobody has asked for yet.
    waiting: VecDeque<Value>,
    next_id: i64,
    /// The methods of the requests that were sent.
    asked: HashMap<i64, String>,
    /// What the server said it can do.
    pub capabilities: Value,
    /// Whether the session uses something that is newer than the meta-model.
    pub is_ahead: bool,
}

/// What most clients can do; a test changes what it is about.
pub fn abilities() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["create"] } },
        "textDocument": {
            "publishDiagnostics": { "relatedInformation": true, "versionSupport": true, "codeDescriptionSupport": true,
                "tagSupport": { "valueSet": [1, 2] } },
            "hover": { "contentFormat": ["markdown"] },
            "completion": { "completionItem": { "snippetSupport": true, "tagSupport": { "valueSet": [1] },
                "documentationFormat": ["markdown"] } },
            "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
            "documentLink": { "tooltipSupport": true },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "source"] } } },
        },
    })
}

/// Those of a client that asks for diagnostics and is asked back: about its settings, to watch files, to ask again.
pub fn asked_back() -> Value {
    let mut abilities = pulling();
    abilities["workspace"]["configuration"] = json!(true);
    for registered in ["didChangeWatchedFiles", "didChangeConfiguration"] {
        abilities["workspace"][registered] = json!({ "dynamicRegistration": true });
    }
    for refreshed in ["diagnostics", "inlayHint", "semanticTokens", "codeLens"] {
        abilities["workspace"][refreshed] = json!({ "refreshSupport": true });
    }
    abilities
}

/// The same for a client that asks for diagnostics.
pub fn pulling() -> Value {
    let mut abilities = abilities();
    abilities["textDocument"]["diagnostic"] = json!({ "relatedInformation": true });
    abilities
}

impl Client {
    /// Starts the server, says nothing yet.
    pub fn silent() -> Client {
        Client::with_env(&[])
    }

    pub fn with_env(env: &[(&str, &str)]) -> Client {
        Client::spawn(env, Duration::ZERO)
    }

    /// One that begins to read only after a while.
    pub fn reading_after(pause: Duration) -> Client {
        Client::spawn(&[], pause)
    }

    fn spawn(env: &[(&str, &str)], pause: Duration) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_connspec"));
        command.arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).envs(env.iter().copied());
        let mut child = command.spawn().expect("the server starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            std::thread::sleep(pause);
            while let Some(message) = read(&mut stdout) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        Client {
            child,
            stdin,
            messages,
            waiting: VecDeque::new(),
            next_id: 0,
            asked: HashMap::new(),
            capabilities: Value::Null,
            is_ahead: false,
        }
    }

    /// Starts the server for a folder, with these abilities.
    pub fn start(folder: Option<&Path>, abilities: Value) -> Client {
        let mut client = Client::silent();
        client.initialize(folder, abilities);
        client
    }

    pub fn initialize(&mut self, folder: Option<&Path>, abilities: Value) {
        let folders = folder.map(|folder| json!([{ "uri": uri(folder), "name": "test" }]));
        self.begin(json!({ "capabilities": abilities, "workspaceFolders": folders }));
    }

    /// Begins the session with more than abilities and a folder.
    pub fn begin(&mut self, mut params: Value) {
        for unsaid in ["processId", "rootUri"] {
            if params.get(unsaid).is_none() {
                params[unsaid] = Value::Null;
            }
        }
        let result = self.request("initialize", params);
        self.capabilities = result["capabilities"].clone();
        self.notify("initialized", json!({}));
    }

    /// Waits for a request of the server's and answers it.
    pub fn serve(&mut self, method: &str, result: Value) -> Value {
        let request = self.wait_for(method, |message| message["method"] == method && message.get("id").is_some());
        self.send(&json!({ "jsonrpc": "2.0", "id": request["id"], "result": result }));
        request["params"].clone()
    }

    /// Carries out a command of the server's.
    pub fn execute(&mut self, command: &str, arguments: Value) -> Value {
        self.request("workspace/executeCommand", json!({ "command": command, "arguments": arguments }))
    }

    pub fn send_raw(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("open");
        stdin.write_all(bytes).expect("the server reads");
        stdin.flush().expect("the server reads");
    }

    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its id.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.asked.insert(self.next_id, method.to_owned());
        self.send(&message);
        self.next_id
    }

    /// The next message that fits.
    pub fn wait_for(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.waiting.iter().position(&fits) {
            return self.waiting.remove(index).expect("just found");
        }
        let end = Instant::now() + PATIENCE;
        while let Ok(message) = self.messages.recv_timeout(end.saturating_duration_since(Instant::now())) {
            let is_answer = message.get("method").is_none();
            let asked = message["id"].as_i64().filter(|_| is_answer).and_then(|id| self.asked.get(&id));
            let faults = meta_model().faults(&message, asked.map(String::as_str));
            assert!(faults.is_empty() || self.is_ahead, "{faults:#?} in {message}");
            if fits(&message) {
                return message;
            }
            self.waiting.push_back(message);
        }
        panic!("{what} did not come; there were {:?}", self.waiting);
    }

    /// The whole answer to a request.
    pub fn answer(&mut self, id: i64) -> Value {
        self.wait_for(&format!("the answer to {id}"), |message| message["id"] == id && message.get("method").is_none())
    }

    /// A request of the server's that came and wasn't looked at yet.
    pub fn waiting_request(&mut self) -> Option<Value> {
        let is_request = |it: &Value| it.get("method").is_some() && it.get("id").is_some();
        let index = self.waiting.iter().position(is_request)?;
        self.waiting.remove(index)
    }

    /// A message of that method that came and wasn't looked at yet.
    pub fn waiting(&mut self, method: &str) -> Option<Value> {
        let index = self.waiting.iter().position(|it| it["method"] == method)?;
        self.waiting.remove(index)
    }

    /// Sends a request and gives its result.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Opens a document.
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "connspec", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces a range of a document.
    pub fn change(&mut self, uri: &str, version: i64, range: Value, text: &str) {
        let document = json!({ "uri": uri, "version": version });
        let changes = json!([{ "range": range, "text": text }]);
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// Asks for a document's diagnostics.
    pub fn pull(&mut self, uri: &str) -> Vec<Value> {
        let report = self.request("textDocument/diagnostic", json!({ "textDocument": { "uri": uri } }));
        report["items"].as_array().cloned().unwrap_or_else(|| panic!("no items in {report}"))
    }

    /// The diagnostics that are sent for a version of a document.
    pub fn pushed(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let message = self.wait_for("diagnostics", |message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
    }

    /// Asks something about a place.
    pub fn at(&mut self, method: &str, uri: &str, place: Value) -> Value {
        self.request(method, json!({ "textDocument": { "uri": uri }, "position": place }))
    }

    /// Lets go of the server's input.
    pub fn hang_up(&mut self) {
        self.stdin = None;
    }

    /// Waits until the server has ended.
    pub fn ended(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("the server can be waited for") {
                return status;
            }
            assert!(Instant::now() < end, "the server doesn't end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends the session as it should end.
    pub fn shut_down(mut self) {
        self.request("shutdown", Value::Null);
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        assert!(self.ended().success());
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            header => {
                if let Some(value) = header.strip_prefix("Content-Length: ") {
                    length = value.parse().ok()?;
                }
            }
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// A file's address.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// The position, in UTF-16, of the cursor mark `|` in a text, and the text without it.
pub fn cursor(text: &str) -> (String, Value) {
    let at = text.find('|').expect("a text with a cursor");
    let clean = text.replacen('|', "", 1);
    (clean.clone(), position(&clean, at))
}

/// The position, in UTF-16, of a byte offset.
pub fn position(text: &str, offset: usize) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or("").encode_utf16().count();
    json!({ "line": line, "character": column })
}

/// The range, in UTF-16, of a byte range.
pub fn range(text: &str, range: std::ops::Range<usize>) -> Value {
    json!({ "start": position(text, range.start), "end": position(text, range.end) })
}

/// A text after edits, whose positions count in UTF-16.
pub fn edited(text: &str, edits: &Value) -> String {
    let offset = |at: &Value| {
        let line = at["line"].as_u64().expect("a line") as usize;
        let start = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
        let mut units = at["character"].as_u64().expect("a column") as usize;
        let before = text[start..].chars().take_while(|c| {
            let fits = units >= c.len_utf16();
            units -= if fits { c.len_utf16() } else { 0 };
            fits
        });
        start + before.map(char::len_utf8).sum::<usize>()
    };
    let mut edits = edits.as_array().expect("edits").clone();
    edits.sort_by_key(|it| std::cmp::Reverse((offset(&it["range"]["start"]), offset(&it["range"]["end"]))));
    let mut result = text.to_owned();
    for edit in edits {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        result.replace_range(range, edit["newText"].as_str().expect("a text"));
    }
    result
}
