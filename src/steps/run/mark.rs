//! How a command in a dyno ended: its output says so by a mark that differs for each command.

use uuid::Uuid;

/// The most digits of an exit status.
const LONGEST_STATUS: usize = 12;

/// The mark of one command.
#[derive(Debug)]
pub(super) struct Mark(String);

/// Finds the mark in output that comes piece by piece.
#[derive(Debug)]
pub(super) struct Finder {
    mark: Vec<u8>,
    held: Vec<u8>,
    status: Option<i32>,
    /// Whether the line break is held with which it all begins here, and which is none of the command's.
    begins: bool,
}

/// What follows a mark.
enum Behind {
    /// An exit status, of so many bytes.
    Status(i32, usize),
    /// Something else.
    Other,
    /// Nothing complete yet.
    More,
}

impl Mark {
    pub(super) fn new() -> Self {
        Self(format!("branchline-exit-{}", Uuid::new_v4().simple()))
    }

    /// The command in its own shell, followed by the command that prints its exit status.
    pub(super) fn around(&self, command: &str) -> String {
        let quoted = command.replace('\'', r"'\''");
        format!("sh -c '{quoted}'; printf '\\n%s %s\\n' {} \"$?\"", self.0)
    }

    pub(super) fn finder(&self) -> Finder {
        // The mark may be the first thing that comes: the line break before it can have gone with the dyno's greeting.
        Finder { mark: format!("\n{} ", self.0).into_bytes(), held: vec![b'\n'], status: None, begins: true }
    }
}

impl Finder {
    /// What of the output so far is the command's own; what may be the beginning of the mark is held back. The last
    /// mark counts: a command can print its own only before the shell does.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut own = self.find(bytes);
        if self.begins && !own.is_empty() {
            own.remove(0);
            self.begins = false;
        }
        own
    }

    fn find(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.held.extend(bytes);
        let mut own = Vec::new();
        while let Some(at) = memchr::memmem::find(&self.held, &self.mark) {
            own.extend(self.held.drain(..at));
            match self.status_behind_mark() {
                Behind::Status(status, length) => {
                    // Its own line break is the one that it all begins with.
                    self.begins &= !own.is_empty();
                    self.status = Some(status);
                    self.held.drain(..self.mark.len() + length);
                }
                Behind::Other => own.extend(self.held.drain(..1)),
                Behind::More => return own,
            }
        }
        own.extend(self.held.drain(..self.held.len() - self.beginning_of_mark()));
        own
    }

    /// The exit status, once the mark has come.
    pub(super) fn status(&self) -> Option<i32> {
        self.status
    }

    /// How many of the last bytes may be the beginning of the mark.
    fn beginning_of_mark(&self) -> usize {
        let longest = self.mark.len().min(self.held.len());
        (1..=longest).rev().find(|length| self.held.ends_with(&self.mark[..*length])).unwrap_or(0)
    }

    /// What follows the mark at the beginning of the held bytes.
    fn status_behind_mark(&self) -> Behind {
        let rest = &self.held[self.mark.len()..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if rest.len() == digits && digits <= LONGEST_STATUS {
            return Behind::More;
        }
        let status = std::str::from_utf8(&rest[..digits]).ok().and_then(|digits| digits.parse().ok());
        // With its line break, which is none of the command's.
        let length = digits + usize::from(rest.get(digits) == Some(&b'\n'));
        status.map_or(Behind::Other, |status| Behind::Status(status, length))
    }
}

#[cfg(test)]
mod tests {
    use super::Mark;

    /// The command's own output, and its exit status, whatever pieces it comes in.
    fn found(output: &str, of: &Mark) -> (String, Option<i32>) {
        let mut all = Vec::new();
        for size in [1, 2, 7, 4096] {
            let mut finder = of.finder();
            let own: Vec<u8> = output.as_bytes().chunks(size).flat_map(|bytes| finder.take(bytes)).collect();
            all.push((String::from_utf8(own).unwrap(), finder.status()));
        }
        assert!(all.windows(2).all(|two| two[0] == two[1]), "{all:?}");
        all.remove(0)
    }

    #[test]
    fn the_mark_tells_the_status_and_is_no_output() {
        let (mark, other) = (Mark::new(), Mark::new());
        for (before, status) in [("", 0), ("x", 3), ("x\n", 127), ("a\nb\r\n", 255), ("\n\n", 1)] {
            let output = format!("{before}\n{} {status}\n", mark.0);
            assert_eq!(found(&output, &mark), (before.to_owned(), Some(status)), "{output:?}");
        }
        assert_eq!(found(&format!("{} 3\n", mark.0), &mark), (String::new(), Some(3)), "the first thing that comes");
        assert_eq!(found(&format!("{} 3\nmore", mark.0), &mark), ("more".to_owned(), Some(3)), "and more");
        assert_eq!(found("\n\nx", &mark), ("\n\nx".to_owned(), None), "no line break of its own is lost");
        let twice = format!("x\n{} 0\nmore\n{} 3\n", mark.0, mark.0);
        assert_eq!(found(&twice, &mark).1, Some(3), "the last one is that of the shell");
        let odd = format!("x\n{} ok\n{}", mark.0, "y".repeat(9000));
        assert_eq!(found(&odd, &mark).1, None, "no status");
        let forged = format!("x\n{} 0\n", other.0);
        assert_eq!(found(&forged, &mark).1, None, "of another run");
        assert_eq!(found(&format!("x\n{} ", mark.0), &mark), ("x".to_owned(), None), "cut off");
    }

    #[test]
    fn a_command_is_quoted_whole() {
        let command = Mark::new().around("echo 'a b' && exit 3; echo $(x) \"y\"");
        assert!(command.starts_with(r#"sh -c 'echo '\''a b'\'' && exit 3; echo $(x) "y"'; printf "#), "{command}");
    }
}
