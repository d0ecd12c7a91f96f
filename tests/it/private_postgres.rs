//! The private PostgreSQL of the zero-configuration start, tried with real servers, real kills and real directories.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anjuan::db::embedded::{Health, PrivatePostgres, SUPERUSER, Settings, StartError, default_data_dir};
use diesel::connection::SimpleConnection;
use diesel::dsl::{select, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

const PATIENCE: Duration = Duration::from_secs(30);
/// Set for the second process of [`a_killed_program_leaves_no_server_behind`]: the data directory it shall hold a server in.
const HOLD_A_SERVER_IN: &str = "ANJUAN_TEST_HOLD_A_SERVER_IN";

#[test]
fn the_second_start_finds_what_the_first_committed() {
    let directory = Directory::new("twice");
    let first = start(&directory);
    connect(&first).batch_execute("CREATE TABLE act AS SELECT n FROM generate_series(1, 1000) AS n").unwrap();
    drop(first);

    let second = start(&directory);
    assert_eq!(number(&mut connect(&second), "(SELECT count(*) FROM act)"), 1000);
    assert_eq!(second.health(), Health::Running);
}

#[test]
fn durability_is_on_and_no_tcp_port_is_open() {
    let directory = Directory::new("durable");
    let server = start(&directory);
    let mut connection = connect(&server);
    for (setting, value) in [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("server_encoding", "UTF8"),
        ("log_statement", "none"),
        ("max_connections", "20"),
    ] {
        assert_eq!(text(&mut connection, &format!("current_setting('{setting}')")), value, "{setting}");
    }
    assert_eq!(tcp_sockets(server.server_pid().unwrap()), Vec::<String>::new());
    assert_eq!(fs::metadata(directory.path().join("run")).unwrap().mode() & 0o777, 0o700);
    assert_eq!(fs::metadata(directory.path().join("postgresql")).unwrap().mode() & 0o777, 0o700);
}

#[test]
fn two_copies_on_one_directory_are_refused() {
    let directory = Directory::new("copies");
    let _first = start(&directory);
    let refusal = PrivatePostgres::start(&settings(&directory)).unwrap_err();
    let this_process = std::process::id();
    assert!(matches!(refusal, StartError::AlreadyRunning { .. }), "{refusal}");
    assert!(refusal.to_string().contains(&format!("(pid {this_process})")), "{refusal}");
    assert!(refusal.to_string().contains("ANJUAN_DATA_DIR"), "{refusal}");
}

#[test]
fn stopping_twice_is_the_same_as_once_and_frees_the_directory() {
    let directory = Directory::new("stop");
    let server = start(&directory);
    let pid = server.server_pid().unwrap();
    server.stop();
    server.stop();
    assert!(!is_alive(pid), "the server outlived its stop");
    assert_eq!(server.server_pid(), None);
    assert!(matches!(server.health(), Health::Failed(_)));
    assert_eq!(start(&directory).health(), Health::Running);
}

#[test]
fn a_killed_server_comes_back_with_every_committed_row() {
    let directory = Directory::new("killed");
    let server = start(&directory);
    let mut connection = connect(&server);
    connection.batch_execute("CREATE TABLE act (n int PRIMARY KEY)").unwrap();
    for n in 0..200 {
        connection.batch_execute(&format!("INSERT INTO act VALUES ({n})")).unwrap();
    }
    let killed = server.server_pid().unwrap();
    kill_hard(killed);
    until("another server runs", || {
        server.health() == Health::Running && server.server_pid().is_some_and(|pid| pid != killed)
    });
    assert_eq!(number(&mut connect(&server), "(SELECT count(*) FROM act)"), 200);
}

#[test]
fn a_server_that_dies_again_and_again_is_given_up_with_its_reason() {
    let directory = Directory::new("dying");
    let server = start(&directory);
    until("the server is given up", || {
        if let Some(pid) = server.server_pid() {
            kill_hard(pid);
        }
        matches!(server.health(), Health::Failed(_))
    });
    let Health::Failed(reason) = server.health() else { panic!("it came back: {:?}", server.health()) };
    assert!(reason.contains("again and again"), "{reason}");
}

#[test]
fn a_pid_file_that_names_a_living_stranger_does_not_prevent_the_start() {
    let directory = Directory::new("stale");
    drop(start(&directory));
    let cluster = directory.path().join("postgresql");
    let owner = fs::metadata(&cluster).unwrap();
    let stranger = Killed(Command::new("sleep").arg("60").uid(owner.uid()).gid(owner.gid()).spawn().unwrap());
    let pid_file = cluster.join("postmaster.pid");
    fs::write(&pid_file, format!("{}\n{}\n0\n5432\n\n\n", stranger.0.id(), cluster.display())).unwrap();
    chown(&pid_file, Some(owner.uid()), Some(owner.gid())).unwrap();

    assert_eq!(start(&directory).health(), Health::Running);
}

#[test]
fn a_cluster_half_made_by_a_crash_is_made_anew() {
    let directory = Directory::new("half");
    let half_made = directory.path().join("postgresql.new");
    fs::create_dir_all(half_made.join("base")).unwrap();
    fs::write(half_made.join("PG_VERSION"), "15\n").unwrap();
    assert_eq!(start(&directory).health(), Health::Running);
    assert!(!half_made.exists());
}

#[test]
fn a_path_too_long_for_a_socket_and_full_of_signs_is_no_obstacle() {
    let directory = Directory::new(&format!("永安, \"安砂\" 100% {}", "x".repeat(120)));
    let server = start(&directory);
    assert_eq!(number(&mut connect(&server), "1::bigint"), 1);
    assert!(!directory.path().join("run").exists(), "the socket was expected in a shorter directory");
}

#[test]
fn missing_programs_are_named_with_the_command_that_installs_them() {
    let directory = Directory::new("programs");
    let elsewhere = Settings { programs: Some("/nonexistent/bin".into()), ..settings(&directory) };
    let refusal = PrivatePostgres::start(&elsewhere).unwrap_err().to_string();
    for hint in ["/nonexistent/bin", "apt-get install postgresql", "ANJUAN_PG_BIN", "DATABASE_URL", "请安装"] {
        assert!(refusal.contains(hint), "{hint}: {refusal}");
    }
}

/// A path below a regular file cannot be made by anybody, root included.
#[test]
fn a_directory_that_cannot_be_made_is_named_with_the_way_out() {
    let directory = Directory::new("unwritable");
    fs::create_dir_all(directory.path()).unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let below_a_file = Settings { data_dir: file.join("data"), ..settings(&directory) };
    let refusal = PrivatePostgres::start(&below_a_file).unwrap_err();
    assert!(matches!(refusal, StartError::Unwritable { .. }), "{refusal}");
    assert!(refusal.to_string().contains("ANJUAN_DATA_DIR"), "{refusal}");
}

#[test]
fn a_cluster_of_another_major_version_is_left_alone_and_the_right_package_named() {
    let directory = Directory::new("major");
    let cluster = directory.path().join("postgresql");
    fs::create_dir_all(&cluster).unwrap();
    fs::write(cluster.join("PG_VERSION"), "99\n").unwrap();
    if fs::metadata(&cluster).unwrap().uid() == 0 {
        let nobody = 65534; // root never owns a cluster
        chown(&cluster, Some(nobody), Some(nobody)).unwrap();
    }
    let refusal = PrivatePostgres::start(&settings(&directory)).unwrap_err();
    assert!(matches!(refusal, StartError::WrongMajor { wanted: 99, .. }), "{refusal}");
    assert!(refusal.to_string().contains("postgresql-99"), "{refusal}");
    assert_eq!(fs::read_to_string(cluster.join("PG_VERSION")).unwrap(), "99\n");
}

#[test]
fn data_lies_where_the_system_expects_it() {
    let chosen = default_data_dir(Some("/xdg".into()), Some("/me".into()));
    let without_xdg = default_data_dir(Some("relative".into()), Some("/me".into()));
    if fs::metadata("/proc/self").unwrap().uid() == 0 {
        assert_eq!(chosen, Some("/var/lib/anjuan".into()));
    } else {
        assert_eq!(chosen, Some("/xdg/anjuan".into()));
        assert_eq!(without_xdg, Some("/me/.local/share/anjuan".into()));
        assert_eq!(default_data_dir(None, None), None);
    }
}

/// A second process runs this same test binary, told by a variable to be [`the_program_that_will_be_killed`].
#[test]
fn a_killed_program_leaves_no_server_behind() {
    let directory = Directory::new("orphan");
    let role = format!("{}::the_program_that_will_be_killed", module_path!().split_once("::").unwrap().1);
    let mut program = Command::new(std::env::current_exe().unwrap());
    program.args([&role, "--exact"]).env(HOLD_A_SERVER_IN, directory.path()).stdout(Stdio::null());
    let mut program = Killed(program.spawn().unwrap());
    let note = directory.path().join("server_pid");
    until("the second process runs a server", || fs::read_to_string(&note).is_ok_and(|pid| pid.ends_with('\n')));
    let server_pid: i32 = fs::read_to_string(&note).unwrap().trim().parse().unwrap();
    assert!(is_alive(server_pid));

    program.0.kill().unwrap(); // SIGKILL: it cannot tidy up after itself
    program.0.wait().unwrap();

    until("the server has followed its program", || !is_alive(server_pid));
    let successor = start(&directory);
    assert_eq!(number(&mut connect(&successor), "(SELECT count(*) FROM act)"), 1);
    drop(successor);
    let log = fs::read_to_string(directory.path().join("postgresql.log")).unwrap();
    assert!(log.contains("database system was shut down at"), "{log}");
    assert!(!log.contains("not properly shut down"), "{log}");
}

/// Does nothing unless [`a_killed_program_leaves_no_server_behind`] started this process for it.
#[test]
fn the_program_that_will_be_killed() {
    let Some(data_dir) = std::env::var_os(HOLD_A_SERVER_IN).map(PathBuf::from) else {
        return;
    };
    let server = PrivatePostgres::start(&settings_in(&data_dir)).unwrap();
    connect(&server).batch_execute("CREATE TABLE act AS SELECT 1 AS n").unwrap();
    fs::write(data_dir.join("server_pid"), format!("{}\n", server.server_pid().unwrap())).unwrap();
    thread::sleep(PATIENCE * 2);
    panic!("nobody killed this process");
}

/// A data directory still to be made, removed with everything in it at the end.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("anjuan-private-{}-{name}", std::process::id()));
        Self(path)
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // A test that failed already says why; what stays is in the system's temporary directory.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A child that does not outlive the test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn settings(directory: &Directory) -> Settings {
    settings_in(directory.path())
}

fn settings_in(data_dir: impl Into<PathBuf>) -> Settings {
    let lock_wait = Duration::from_millis(200);
    Settings { data_dir: data_dir.into(), database: "anjuan".into(), programs: None, lock_wait, max_connections: 20 }
}

fn start(directory: &Directory) -> PrivatePostgres {
    PrivatePostgres::start(&settings(directory)).unwrap_or_else(|error| panic!("{error}"))
}

fn connect(server: &PrivatePostgres) -> PgConnection {
    PgConnection::establish(&server.url(SUPERUSER, "anjuan")).unwrap()
}

fn text(connection: &mut PgConnection, expression: &str) -> String {
    diesel::select(sql::<Text>(expression)).get_result(connection).unwrap()
}

fn number(connection: &mut PgConnection, expression: &str) -> i64 {
    select(sql::<BigInt>(expression)).get_result(connection).unwrap()
}

fn kill_hard(pid: i32) {
    // It may have died since its number was read.
    let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
}

/// A zombie is dead, though its number is still listed.
fn is_alive(pid: i32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// The TCP sockets among the open files of a process: what `/proc/net/tcp*` lists with the same inode.
fn tcp_sockets(pid: i32) -> Vec<String> {
    let files = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().flatten();
    let links: Vec<String> =
        files.filter_map(|file| Some(fs::read_link(file.path()).ok()?.to_str()?.to_owned())).collect();
    assert!(links.iter().any(|link| link.starts_with("socket:")), "not even the unix socket was seen: {links:?}");
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).unwrap_or_default());
    let rows = tables.iter().flat_map(|table| table.lines().skip(1));
    let inode =
        |row: &&str| row.split_whitespace().nth(9).is_some_and(|inode| links.contains(&format!("socket:[{inode}]")));
    rows.filter(inode).map(str::to_owned).collect()
}
