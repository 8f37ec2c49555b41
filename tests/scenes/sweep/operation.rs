//! The requests of a plot, told apart so that a fault finds the same one when the plot is played again.

use std::fmt;

use branchline::sandbox::{Fault, FaultKind, Recorded, Service, Turn};

/// The nth request of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Operation {
    pub(crate) service: Service,
    method: String,
    /// The path, with stars for what is another every time.
    path: String,
    nth: u32,
}

impl Operation {
    /// The requests of a run that went well, in order.
    pub(crate) fn all(requests: &[Recorded]) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (index, request) in requests.iter().enumerate() {
            let path = if request.service == Service::Streams { "*".to_owned() } else { pattern(&request.path) };
            let same = |other: &&Recorded| other.service == request.service && other.is(&request.method, &path);
            let nth = requests[..=index].iter().filter(same).count().try_into().unwrap();
            all.push(Self { service: request.service, method: request.method.clone(), path, nth });
        }
        all
    }

    pub(crate) fn is_write(&self) -> bool {
        self.method != "GET"
    }

    /// Whether it is among these.
    pub(crate) fn is_among(&self, requests: &[Recorded]) -> bool {
        let same = |request: &&Recorded| request.service == self.service && request.is(&self.method, &self.path);
        requests.iter().filter(same).count() >= self.nth as usize
    }

    /// A fault that hits just this request.
    pub(crate) fn fault(&self, kind: FaultKind) -> Fault {
        Fault::new(self.service, &self.method, &self.path, kind).at(Turn::Only(self.nth))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { service, method, path, nth } = self;
        write!(formatter, "{service:?} {method} {path} no. {nth}")
    }
}

fn pattern(path: &str) -> String {
    let segments = path.split('/').map(|segment| if is_id(segment) { "*" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// Heroku's ids, commits, and the numbers that the sandbox's GitHub counts up.
fn is_id(segment: &str) -> bool {
    let hex = segment.chars().all(|character| character.is_ascii_hexdigit() || character == '-');
    let number = segment.chars().all(|character| character.is_ascii_digit());
    (hex && segment.len() >= 36) || (number && segment.len() >= 7)
}
