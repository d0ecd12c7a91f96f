//! The program itself as a child process, to be killed, paused and started again.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::{self, OpenOptions};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// `anjuan serve` on a data directory and an address that stay the same over restarts.
pub struct Program {
    pub folder: PathBuf,
    pub address: SocketAddr,
    settings: Vec<(String, String)>,
    child: Child,
}

impl Program {
    /// Starts and waits for the first answer. `settings` are environment variables.
    pub fn start(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let settings: Vec<_> = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let child = spawn(folder, free, &settings);
        let mut program = Self { folder: folder.to_owned(), address: free, settings, child };
        program.wait_until_it_answers();
        program
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    pub fn signal(&self, signal: Signal) {
        kill(self.pid(), signal).expect("our own child");
    }

    /// `kill -9`. Returns when the process is gone.
    pub fn kill(&mut self) {
        let _ = self.child.kill(); // it may have been killed by its number
        self.child.wait().expect("our own child");
    }

    /// Starts again after its end, and tells how long the first 200 took.
    pub fn restart(&mut self) -> Duration {
        let begun = Instant::now();
        self.child = spawn(&self.folder, self.address, &self.settings);
        self.wait_until_it_answers();
        begun.elapsed()
    }

    /// Runs another command of the program on the same data; its standard output and error when it fails.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let mut command = command(&self.folder, self.address, &self.settings);
        let output = command.args(arguments).output().expect("the program runs");
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if output.status.success() { Ok(told) } else { Err(told) }
    }

    /// What all its lives have logged.
    pub fn log(&self) -> String {
        fs::read_to_string(log_path(&self.folder, self.address)).expect("a log")
    }

    fn wait_until_it_answers(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while !is_ready(self.address) {
            let ended = self.child.try_wait().expect("our own child");
            assert!(ended.is_none(), "the program ended: {ended:?}\n{}", self.log());
            assert!(Instant::now() < deadline, "the program does not answer\n{}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Program {
    /// As an administrator would first, so that the private PostgreSQL is not left to the kernel.
    fn drop(&mut self) {
        let _ = kill(self.pid(), Signal::SIGCONT);
        let _ = kill(self.pid(), Signal::SIGTERM);
        let deadline = Instant::now() + Duration::from_secs(20);
        while matches!(self.child.try_wait(), Ok(None)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.kill(); // gone already, as a rule
        let _ = self.child.wait();
        if !std::thread::panicking() {
            let _ = fs::remove_file(log_path(&self.folder, self.address));
        }
    }
}

/// Whether `/readyz` says 200, asked without a client library: a fault test asks very often.
pub fn is_ready(address: SocketAddr) -> bool {
    use std::io::{Read as _, Write as _};
    let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_secs(2)) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: anjuan\r\nConnection: close\r\n\r\n");
    let mut start = [0; 12];
    asked.is_ok() && stream.read_exact(&mut start).is_ok() && start.ends_with(b" 200")
}

fn spawn(folder: &Path, address: SocketAddr, settings: &[(String, String)]) -> Child {
    let log = OpenOptions::new().create(true).append(true).open(log_path(folder, address)).expect("a log file");
    let mut command = command(folder, address, settings);
    command.arg("serve").stdout(Stdio::null()).stderr(log).spawn().expect("the program starts")
}

fn command(folder: &Path, address: SocketAddr, settings: &[(String, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anjuan"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ANJUAN_") && name != "ANJUAN_PG_BIN") {
        command.env_remove(name);
    }
    command.env_remove("DATABASE_URL").stdin(Stdio::null());
    command.env("ANJUAN_BIND", address.to_string()).env("ANJUAN_DATA_DIR", folder).env("ANJUAN_PUBLIC_URL", ISSUER);
    command.env("ANJUAN_RATE_LIMIT_PER_MINUTE", "0").envs(settings.iter().map(|(name, value)| (name, value)));
    command
}

/// The same for every program of a deployment, whatever its address: tokens of one are tokens of the other.
const ISSUER: &str = "http://anjuan.example";

/// Beside the data directory: a full disk must not silence it.
fn log_path(folder: &Path, address: SocketAddr) -> PathBuf {
    let name = format!("{}-{}.log", folder.file_name().expect("a name").to_string_lossy(), address.port());
    std::env::temp_dir().join(format!("anjuan-{}-{name}", std::process::id()))
}
