use std::{
    fmt, io,
    time::{Duration, Instant},
};

/// How long the same thing took, each time that it was done.
#[derive(Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Does it once more.
    pub(crate) fn measure<T>(&mut self, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let start = Instant::now();
        let result = work()?;
        self.0.push(start.elapsed());
        self.0.sort_unstable();
        Ok(result)
    }

    pub(crate) fn median(&self) -> Duration {
        self.0.get(self.0.len() / 2).copied().unwrap_or_default()
    }

    pub(crate) fn best(&self) -> Duration {
        self.0.first().copied().unwrap_or_default()
    }

    /// The median as a share of another's.
    pub(crate) fn share_of(&self, baseline: &Self) -> f64 {
        self.median().as_secs_f64() / baseline.median().as_secs_f64()
    }
}

impl fmt::Display for Times {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
        let (median, best) = (milliseconds(self.median()), milliseconds(self.best()));
        write!(formatter, "{median:.1} ms (best of {}: {best:.1} ms)", self.0.len())
    }
}
