//! Reads settings one by one, each from its environment variable.

use crate::db::embedded::default_data_dir;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

/// Reads single settings and remembers what is wrong with them.
pub(super) struct Reader<'l> {
    pub lookup: &'l dyn Fn(&str) -> Option<String>,
    pub faults: Vec<String>,
}

impl Reader<'_> {
    pub fn text(&self, name: &str, default: &str) -> String {
        (self.lookup)(name).unwrap_or_else(|| default.to_owned())
    }

    /// A text that must be of a form.
    pub fn checked(&mut self, name: &str, needed: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
        let text = (self.lookup)(name)?;
        if fits(&text) {
            return Some(text);
        }
        self.faults.push(format!("{name}={text}: {needed}"));
        None
    }

    /// A text that must be of a form and is not repeated when it is not.
    pub fn secret(&mut self, name: &str, needed: &str, fits: impl Fn(&str) -> bool) -> Option<String> {
        let text = (self.lookup)(name)?;
        if !fits(&text) {
            self.faults.push(format!("{name}=…: {needed}"));
        }
        Some(text)
    }

    /// A list that `parse` understands; what it gives back is the part that it does not.
    pub fn parsed<T: Default>(&mut self, name: &str, needed: &str, parse: impl Fn(&str) -> Result<T, String>) -> T {
        let Some(text) = (self.lookup)(name) else { return T::default() };
        parse(&text).unwrap_or_else(|part| {
            self.faults.push(format!("{name}={text}: “{part}”: {needed}"));
            T::default()
        })
    }

    pub fn number<N>(&mut self, name: &str, default: N, min: N, max: N) -> N
    where
        N: std::str::FromStr + PartialOrd + Copy + std::fmt::Display,
    {
        let Some(text) = (self.lookup)(name) else { return default };
        match text.trim().parse::<N>() {
            Ok(number) if number >= min && number <= max => number,
            _ => {
                self.faults
                    .push(format!("{name}={text}: 应为 {min} 到 {max} 的数 · a number from {min} to {max} is needed"));
                default
            }
        }
    }

    pub fn seconds(&mut self, name: &str, default: u64, min: u64, max: u64) -> Duration {
        Duration::from_secs(self.number(name, default, min, max))
    }

    pub fn data_dir(&mut self) -> PathBuf {
        let set = |name| (self.lookup)(name).map(std::ffi::OsString::from);
        if let Some(set) = set("ANJUAN_DATA_DIR") {
            return set.into();
        }
        default_data_dir(set("XDG_DATA_HOME"), set("HOME")).unwrap_or_else(|| {
            self.faults.push(
                "ANJUAN_DATA_DIR: 当前用户没有主目录,必须设置 · it is needed: this user has no home directory".into(),
            );
            PathBuf::new()
        })
    }

    pub fn address(&mut self, name: &str, text: &str) -> SocketAddr {
        match text.to_socket_addrs().ok().and_then(|mut found| found.next()) {
            Some(address) => address,
            None => {
                self.faults.push(format!(
                    "{name}={text}: 应为地址,如 127.0.0.1:8080 · an address such as 127.0.0.1:8080 is needed"
                ));
                SocketAddr::from(([127, 0, 0, 1], 8080))
            }
        }
    }
}
