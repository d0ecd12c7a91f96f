//! Why the private PostgreSQL did not start, and how to mend it: in English, then in Chinese.

use std::io;
use std::path::{Path, PathBuf};

/// Each message ends with what to do next.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "No PostgreSQL server programs (15 or newer) were found in {looked}. Install them: `apt-get install postgresql` (Debian, \
         Ubuntu) or your system's PostgreSQL server package; or name their directory in ANJUAN_PG_BIN; or set DATABASE_URL to use an \
         existing server.\n\
         未找到 PostgreSQL 服务端程序（需 15 或更高版本）。请安装：apt-get install postgresql；或用 ANJUAN_PG_BIN 指定其目录；或用 DATABASE_URL 指定已有的数据库。"
    )]
    ProgramsMissing { looked: String },

    #[error(
        "`{name}` of PostgreSQL {major} was not found in {looked}: backups are made and restored by the server's own major version. \
         Install it: `apt-get install postgresql-client-{major}` (Debian, Ubuntu) or your system's package; or name its directory in \
         ANJUAN_PG_BIN.\n\
         未找到 PostgreSQL {major} 的 {name}。请安装：apt-get install postgresql-client-{major}，或用 ANJUAN_PG_BIN 指定其目录。"
    )]
    ClientMissing { name: &'static str, major: u32, looked: String },

    #[error(
        "The database in {cluster} was made by PostgreSQL {wanted}, but {found} is installed. Install the same major version: \
         `apt-get install postgresql-{wanted}`, or name its directory in ANJUAN_PG_BIN.\n\
         {cluster} 中的数据库由 PostgreSQL {wanted} 建立，而本机装的是 {found}。请安装同一主版本：apt-get install postgresql-{wanted}，或用 ANJUAN_PG_BIN 指定其目录。",
        cluster = cluster.display()
    )]
    WrongMajor { cluster: PathBuf, wanted: u32, found: String },

    #[error(
        "{path} cannot be written: {source}. Choose a directory you may write to with ANJUAN_DATA_DIR, or mend its owner and permissions.\n\
         无法写入 {path}（{source}）。请用 ANJUAN_DATA_DIR 指定可写的目录，或修正其属主与权限。",
        path = path.display()
    )]
    Unwritable { path: PathBuf, source: io::Error },

    #[error(
        "The disk that holds {path} is full. Free some space (an empty database needs about 50 MB) and start again.\n\
         {path} 所在磁盘已满。请腾出空间（空库约需 50 MB）后重新启动。",
        path = path.display()
    )]
    DiskFull { path: PathBuf },

    #[error(
        "PostgreSQL does not run as root, so it runs as the user `{user}`, and that user cannot reach {path}. Set ANJUAN_DATA_DIR to a \
         directory under /var/lib, or let others pass through each directory above it (chmod o+x).\n\
         PostgreSQL 不能以 root 运行，现以用户 {user} 运行，但该用户无法进入 {path}。请将 ANJUAN_DATA_DIR 设在 /var/lib 之下，或为其各级上级目录加上通行权限（chmod o+x）。",
        path = path.display()
    )]
    Unreachable { path: PathBuf, user: String },

    #[error(
        "User id {uid} has no entry in /etc/passwd, and PostgreSQL does not start for such a user. Run as a named user, or set \
         DATABASE_URL to use an existing server.\n\
         用户号 {uid} 在 /etc/passwd 中没有条目，PostgreSQL 无法为其启动。请以有名字的用户运行，或用 DATABASE_URL 指定已有的数据库。"
    )]
    NoPasswdEntry { uid: u32 },

    #[error(
        "PostgreSQL does not run as root, and this system has neither a user `postgres` nor `nobody`. Make one (`useradd --system \
         postgres`), run as an ordinary user, or set DATABASE_URL.\n\
         PostgreSQL 不能以 root 运行，而本机既无用户 postgres 也无 nobody。请新建（useradd --system postgres），或以普通用户运行，或设置 DATABASE_URL。"
    )]
    NoServerUser,

    #[error(
        "The database in {cluster} belongs to user id {owner}, not to `{user}`, who would run it. Start as its owner or as root, or give \
         it away: `chown -R {user} {cluster}`.\n\
         {cluster} 中的数据库属于用户号 {owner}，而非将运行它的 {user}。请以其属主或 root 启动，或改变属主：chown -R {user} {cluster}。",
        cluster = cluster.display()
    )]
    ForeignCluster { cluster: PathBuf, owner: u32, user: String },

    #[error(
        "Another copy of the program{holder} uses {data_dir}. Stop it first, or give this copy a directory of its own with ANJUAN_DATA_DIR.\n\
         另一个程序实例{holder}正在使用 {data_dir}。请先停止它，或用 ANJUAN_DATA_DIR 为本实例另设目录。",
        holder = holder.map(|pid| format!(" (pid {pid})")).unwrap_or_default(),
        data_dir = data_dir.display()
    )]
    AlreadyRunning { data_dir: PathBuf, holder: Option<i32> },

    #[error(
        "A PostgreSQL server (pid {pid}) that this program did not start still runs on {cluster}. Stop it (`kill -INT {pid}`) and start again.\n\
         {cluster} 上仍有并非本程序启动的 PostgreSQL（进程号 {pid}）在运行。请先停止它（kill -INT {pid}）再启动。",
        cluster = cluster.display()
    )]
    ServerLeftBehind { cluster: PathBuf, pid: i32 },

    #[error(
        "The socket directory {path} is there already and belongs to somebody else. Remove it, or choose a shorter ANJUAN_DATA_DIR, so \
         that it is not needed.\n\
         套接字目录 {path} 已存在且属于他人。请删除它，或为 ANJUAN_DATA_DIR 选一个更短的路径。",
        path = path.display()
    )]
    SocketDirectoryTaken { path: PathBuf },

    #[error(
        "{program} could not be run: {source}. Mend the PostgreSQL installation, or name another in ANJUAN_PG_BIN.\n\
         无法运行 {program}（{source}）。请修复 PostgreSQL 安装，或用 ANJUAN_PG_BIN 指定另一处。",
        program = program.display()
    )]
    NotRunnable { program: PathBuf, source: io::Error },

    #[error(
        "The database could not be made; initdb said:\n{output}\nMend what it names and start again; nothing half-made was kept.\n\
         建库失败，initdb 的输出见上。请按其提示修复后重新启动；未留下任何半成品。"
    )]
    InitdbFailed { output: String },

    #[error(
        "PostgreSQL ended while starting; its last words:\n{log}\nMend what they name and start again; the whole log is {path}.\n\
         PostgreSQL 启动时退出，其最后的日志见上。请按其提示修复后重新启动；完整日志在 {path}。",
        path = path.display()
    )]
    ServerExited { log: String, path: PathBuf },

    #[error(
        "PostgreSQL has not accepted connections for {seconds} s: {reason}. See {path}, and start again when the machine is less busy.\n\
         PostgreSQL 在 {seconds} 秒内未能接受连接（{reason}）。请查看 {path}，待机器空闲后重新启动。",
        path = path.display()
    )]
    Silent { seconds: u64, reason: String, path: PathBuf },

    #[error(
        "The database `{name}` could not be made: {reason}. Mend what it names and start again.\n\
         无法建立数据库 {name}（{reason}）。请按其提示修复后重新启动。"
    )]
    DatabaseNotMade { name: String, reason: String },

    #[error(
        "No thread could be started to watch PostgreSQL: {0}. Raise the limit of processes (ulimit -u) and start again.\n\
         无法启动看护 PostgreSQL 的线程（{0}）。请提高进程数上限（ulimit -u）后重新启动。"
    )]
    NoThread(io::Error),
}

impl StartError {
    /// A failed write, told apart by what mends it.
    pub(super) fn writing(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull { path },
            _ => Self::Unwritable { path, source },
        }
    }

    /// A server that ended by itself, told apart by its last words.
    pub(super) fn exited(log: String, path: &Path) -> Self {
        let path = path.to_owned();
        if says_disk_full(&log) { Self::DiskFull { path } } else { Self::ServerExited { log, path } }
    }

    pub(super) fn initdb(output: String, path: &Path) -> Self {
        if says_disk_full(&output) { Self::DiskFull { path: path.to_owned() } } else { Self::InitdbFailed { output } }
    }
}

/// The C library's message, and PostgreSQL's hint where a write came back short. Both are held in English.
fn says_disk_full(words: &str) -> bool {
    ["No space left on device", "Check free disk space"].iter().any(|sign| words.contains(sign))
}
