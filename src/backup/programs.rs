//! `pg_dump` and `pg_restore`, of the server's own major version.

use super::Failed;
use super::files::{FileDigest, copy};
use crate::db::embedded::client_program;
use crate::db::with_manners;
use regex::Regex;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

/// Who runs the programs on which database.
pub struct Programs<'p> {
    /// `ANJUAN_PG_BIN`
    pub named: Option<&'p Path>,
    pub major: u32,
    pub url: &'p str,
}

impl Programs<'_> {
    /// Dumps our schema as a snapshot has it.
    pub fn dump(&self, snapshot: &str, to: &mut File, told: &mut dyn FnMut(u64)) -> Result<FileDigest, Failed> {
        let mut dump = self.command("pg_dump")?;
        dump.args(["--format=custom", "--schema=anjuan", "--no-password", "--lock-wait-timeout=60s"]);
        dump.arg(format!("--snapshot={snapshot}"));
        let mut running = Running::start("pg_dump", dump.stdin(Stdio::null()).stdout(Stdio::piped()))?;
        let mut out = running.child.stdout.take().ok_or("pg_dump has no output")?;
        let copied = copy(&mut out, to, told);
        drop(out); // a dump that nobody reads any more ends by itself
        let ended = running.end();
        let digest = copied.map_err(|error| format!("the dump cannot be written: {error}\n无法写入备份"))?;
        ended.map(|()| digest)
    }

    /// Restores a dump whole or not at all, as the owner of the schema.
    pub fn restore(&self, dump: &Path) -> Result<(), Failed> {
        let contents = self.contents(dump)?;
        let mut restore = self.command("pg_restore")?;
        restore.args(["--single-transaction", "--exit-on-error", "--no-password", "--no-owner", "--role=anjuan_owner"]);
        restore.args(["--use-list=/dev/stdin"]).arg(dump);
        let mut running = Running::start("pg_restore", restore.stdin(Stdio::piped()).stdout(Stdio::null()))?;
        if let Some(mut list) = running.child.stdin.take() {
            let _ = list.write_all(contents.as_bytes()); // a program that ended early says why below
        }
        running.end()
    }

    /// What of a dump is restored: all but what each start sets up by itself, with whatever rights it has.
    fn contents(&self, dump: &Path) -> Result<String, Failed> {
        let mut list = Command::new(self.find("pg_restore")?);
        list.arg("--list").arg(dump).stdin(Stdio::null());
        let mut running = Running::start("pg_restore --list", list.stdout(Stdio::piped()))?;
        let mut text = String::new();
        if let Some(mut out) = running.child.stdout.take() {
            out.read_to_string(&mut text)?;
        }
        running.end()?;
        let set_up_at_start = |line: &&str| line.contains(" SCHEMA - anjuan ") || line.contains(" refuse_drop(");
        Ok(text.lines().filter(|line| !set_up_at_start(line)).map(|line| format!("{line}\n")).collect())
    }

    fn command(&self, name: &'static str) -> Result<Command, Failed> {
        let mut command = Command::new(self.find(name)?);
        let (url, password) = without_password(self.url);
        command.arg(format!("--dbname={}", with_manners(&url))).env("LC_ALL", "C");
        if let Some(password) = password {
            command.env("PGPASSWORD", password);
        }
        Ok(command)
    }

    fn find(&self, name: &'static str) -> Result<PathBuf, Failed> {
        Ok(client_program(self.named, name, self.major)?)
    }
}

/// A program at work; what it complains of is kept.
struct Running {
    name: &'static str,
    child: Child,
    complaints: Option<JoinHandle<String>>,
}

impl Running {
    fn start(name: &'static str, command: &mut Command) -> Result<Self, Failed> {
        let child = command.stderr(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| format!("{name} could not be run: {error}\n无法运行 {name}"))?;
        let stderr = child.stderr.take();
        let read = move || {
            let mut said = String::new();
            let _ = stderr.map(|mut stderr| stderr.read_to_string(&mut said));
            said
        };
        Ok(Self { name, child, complaints: Some(std::thread::spawn(read)) })
    }

    fn end(&mut self) -> Result<(), Failed> {
        let status = self.child.wait()?;
        let said = self.complaints.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        if status.success() {
            return Ok(());
        }
        Err(format!("{} failed ({status}):\n{}", self.name, said.trim()).into())
    }
}

/// A password in an argument could be read in the list of processes by everybody on the machine.
fn without_password(url: &str) -> (String, Option<String>) {
    let forms = [
        (r"^(?P<before>postgres(?:ql)?://[^:/?@]*):(?P<password>[^@/?]*)(?P<after>@.*)$", true),
        (r"^(?P<before>postgres(?:ql)?://.*[?&])password=(?P<password>[^&]*)&?(?P<after>.*)$", true),
        (r"^(?P<before>(?:.*\s)?)password\s*=\s*(?P<password>'(?:[^'\\]|\\.)*'|\S+)(?P<after>.*)$", false),
    ];
    for (form, is_url) in forms {
        let found = Regex::new(form).ok().and_then(|form| {
            let parts = form.captures(url)?;
            Some((format!("{}{}", &parts["before"], &parts["after"]), parts["password"].to_owned()))
        });
        if let Some((rest, password)) = found {
            let password = if is_url { percent_decoded(&password) } else { unquoted(&password) };
            return (rest, Some(password));
        }
    }
    (url.to_owned(), None)
}

fn percent_decoded(text: &str) -> String {
    let (mut bytes, mut decoded) = (text.bytes(), Vec::new());
    while let Some(byte) = bytes.next() {
        let ahead = bytes.clone().take(2).map(char::from).collect::<String>();
        match u8::from_str_radix(&ahead, 16) {
            Ok(code) if byte == b'%' && ahead.len() == 2 => {
                decoded.push(code);
                bytes.nth(1);
            }
            _ => decoded.push(byte),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')).unwrap_or(text);
    let mut escaped = false;
    let is_kept = |sign: &char| {
        escaped = *sign == '\\' && !escaped;
        !escaped
    };
    inner.chars().filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn no_form_of_a_password_stays_in_the_argument() {
        for (url, rest, password) in [
            ("postgresql://a:b%40c%2F@host:5432/db", "postgresql://a@host:5432/db", Some("b@c/")),
            ("postgres://a:x@/db?host=/run", "postgres://a@/db?host=/run", Some("x")),
            (
                "postgresql://a@host/db?password=x%26y&sslmode=disable",
                "postgresql://a@host/db?sslmode=disable",
                Some("x&y"),
            ),
            ("postgresql://host/db?user=a&password=x", "postgresql://host/db?user=a&", Some("x")),
            ("host=h password='a \\'b\\\\' dbname=d", "host=h  dbname=d", Some("a 'b\\")),
            ("password = x host=h", " host=h", Some("x")),
            ("postgresql://a@/db?host=%2Frun&port=5432", "postgresql://a@/db?host=%2Frun&port=5432", None),
            ("postgresql:///db", "postgresql:///db", None),
        ] {
            assert_eq!(without_password(url), (rest.to_owned(), password.map(str::to_owned)), "{url}");
        }
    }
}
