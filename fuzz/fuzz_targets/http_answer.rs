//! A whole answer over HTTP: the status's three digits, headers up to an empty line, and the body, as a client gets it.
#![no_main]

#[expect(dead_code, reason = "there is only one line")]
#[path = "../../tests/tables/suspicious_runner.rs"]
mod suspicious_runner;

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{LazyLock, Mutex, PoisonError},
};

use branchline::fuzzing::request_build;
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;

const KEY: &str = "HRKU-0123-4567-89ab";
const ARCHIVE: &str = "https://archive.example/a?token=0123456789";

static ANSWER: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static PORT: LazyLock<u16> = LazyLock::new(listen);

thread_local! {
    static RUNTIME: Runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
}

fuzz_target!(|data: &[u8]| {
    *ANSWER.lock().unwrap_or_else(PoisonError::into_inner) = [b"HTTP/1.1 ", data].concat();
    let base = format!("http://127.0.0.1:{}", *PORT).parse().expect("an address");
    // Never sent again by itself: one answer, one result.
    let (reason, warnings) = RUNTIME.with(|runtime| runtime.block_on(request_build(base, KEY, ARCHIVE)));
    warnings.iter().for_each(|warning| assert!(!warning.contains('\n')));
    let Some(reason) = reason else { return };
    assert!(!reason.contains(char::is_control) && !suspicious_runner::finds_command(&reason), "{reason:?}");
    assert!(!reason.contains(KEY) && !reason.contains("0123456789"), "{reason:?}");
});

/// Answers every request with [`ANSWER`], and closes.
fn listen() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            if !is_read(&mut stream) {
                continue;
            }
            let answer = ANSWER.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let _ = stream.write_all(&answer);
        }
    });
    port
}

/// Reads a request up to the end of its JSON. To close earlier would take back what is answered.
fn is_read(stream: &mut TcpStream) -> bool {
    let (mut request, mut piece) = (Vec::new(), [0; 4096]);
    while !request.ends_with(b"}}") {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return false,
            Ok(length) => request.extend_from_slice(&piece[..length]),
        }
    }
    true
}
