//! Which user runs the server (以何用户运行).

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::sys::signal::Signal;
use nix::unistd::{Gid, Uid, User, geteuid};

use super::StartError;

/// Who may run the server for root, best first. PostgreSQL itself refuses to run as root.
const SERVER_USERS: [&str; 3] = ["postgres", "_postgres", "nobody"];

/// The user that owns the cluster and runs every PostgreSQL program.
#[derive(Clone, Debug)]
pub struct Account {
    pub name: String,
    uid: Uid,
    gid: Gid,
    /// The program is root and steps down to this user.
    steps_down: bool,
}

impl Account {
    /// Root steps down to the owner of an existing cluster, else to a user made for servers; anybody else stays who they are.
    pub fn for_cluster(cluster: &Path) -> Result<Self, StartError> {
        let owner = fs::metadata(cluster).ok().map(|there| Uid::from_raw(there.uid()));
        let account = match owner {
            Some(owner) if geteuid().is_root() && !owner.is_root() => Self::of(owner)?,
            _ if geteuid().is_root() => Self::made_for_servers()?,
            _ => Self::of(geteuid())?,
        };
        match owner {
            Some(owner) if owner != account.uid => Err(StartError::ForeignCluster {
                cluster: cluster.to_owned(),
                owner: owner.as_raw(),
                user: account.name,
            }),
            _ => Ok(account),
        }
    }

    /// initdb looks its own user up and cannot work without an entry, as in a container started with a bare user id.
    fn of(uid: Uid) -> Result<Self, StartError> {
        let user = User::from_uid(uid).ok().flatten().ok_or(StartError::NoPasswdEntry { uid: uid.as_raw() })?;
        Ok(user.into())
    }

    fn made_for_servers() -> Result<Self, StartError> {
        let found = SERVER_USERS.iter().find_map(|name| User::from_name(name).ok().flatten());
        found.map(Self::from).ok_or(StartError::NoServerUser)
    }

    /// A command that runs as this user, away from the program's directory and variables, and that ends when this thread ends.
    ///
    /// The working directory is changed because the server's user may not be able to read the present one. The environment is
    /// emptied because `PG…` variables would redirect the server, and because its processes have no business with our secrets.
    pub fn command(&self, program: &Path, ending: Signal) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir("/")
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        if self.steps_down {
            command.uid(self.uid.as_raw()).gid(self.gid.as_raw());
        }
        end_with_this_thread(&mut command, ending);
        command
    }

    /// Gives a directory that the program just made to the user that will fill it.
    pub fn adopt(&self, directory: &Path) -> io::Result<()> {
        if self.steps_down { chown(directory, Some(self.uid.as_raw()), Some(self.gid.as_raw())) } else { Ok(()) }
    }

    pub fn owns(&self, uid: u32) -> bool {
        self.uid.as_raw() == uid
    }
}

impl From<User> for Account {
    fn from(user: User) -> Self {
        Self { steps_down: user.uid != geteuid(), name: user.name, uid: user.uid, gid: user.gid }
    }
}

/// Has the kernel signal the child when this *thread* ends, be it by `kill -9` of the program: no server is left behind.
///
/// A change of user clears the request, so it is made after that, last thing before the child becomes another program.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn end_with_this_thread(command: &mut Command, ending: Signal) {
    use nix::sys::prctl::set_pdeathsig;
    use nix::unistd::{getpid, getppid};

    let parent = getpid();
    let ask_the_kernel = move || {
        set_pdeathsig(ending)?;
        // The parent may have died before the request was made; then nobody would ever send the signal.
        if getppid() == parent { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    };
    // SAFETY: the closure runs between fork and exec of a possibly threaded program. It makes two plain system calls, allocates
    // nothing and takes no lock, and what it captures is copied.
    unsafe { command.pre_exec(ask_the_kernel) };
}

/// Other kernels have no such request; there, a killed program leaves its server to the next start.
#[cfg(not(target_os = "linux"))]
fn end_with_this_thread(_command: &mut Command, _ending: Signal) {}
