//! How much memory a program takes.

use std::{
    fs,
    io::{self, Read},
    process::{Command, Stdio},
};

/// Runs a command to its end, and gives the most memory that it ever had, in kilobytes. Looked at whenever it prints.
pub(crate) fn ended(mut command: Command) -> io::Result<u64> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let (mut output, mut memory) = (Vec::new(), 0);
    if let Some(mut lines) = child.stdout.take() {
        let mut buffer = [0; 1024];
        loop {
            let count = lines.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            output.extend_from_slice(&buffer[..count]);
            let now = fs::read_to_string(&status).unwrap_or_default();
            let peak =
                now.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
            memory = peak.unwrap_or(0).max(memory);
        }
    }
    assert!(child.wait()?.success(), "{}", String::from_utf8_lossy(&output));
    Ok(memory)
}
