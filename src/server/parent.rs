//! The process that started the server: without it nobody is served.
//!
//! Most clients that die close the server's input, which ends it. Not all do: another process may have
//! inherited the other end. So the protocol asks servers to watch the process that `initialize` names.

use std::time::Duration;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(2);

/// Waits until the process is gone. One that can't be seen from the beginning lives elsewhere, outside of
/// the container that the server runs in for example; then this waits for ever.
pub async fn gone(process: Option<i32>) {
    if let Some(process) = process
        && lives(process)
    {
        while lives(process) {
            tokio::time::sleep(EVERY).await;
        }
        return;
    }
    std::future::pending().await
}

#[cfg(unix)]
fn lives(process: i32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    // Not being allowed to send it anything means that it is there.
    let pid = Some(process).filter(|it| *it > 0).and_then(Pid::from_raw);
    pid.is_some_and(|pid| !matches!(test_kill_process(pid), Err(Errno::SRCH)))
}

/// Elsewhere no process can be looked for without unsafe code. On Windows only processes that are meant to
/// inherit a pipe's end do, so that the end of the client is the end of the input.
#[cfg(not(unix))]
fn lives(_: i32) -> bool {
    false
}
