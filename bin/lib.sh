# What the commands in bin/ and .ci/run share: find what the build and the private PostgreSQL need, and install what is missing.
# Sourced, not run. Leaves the caller in the checkout's root.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$@" >&2; }

give_up() {
  say "$@"
  exit 1
}

need_everything() {
  need_cargo
  need_c_compiler
  need_server_programs
  need_writable_target
}

need_cargo() {
  # A shell that is not a login shell does not know where rustup put cargo.
  command -v cargo >/dev/null || PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
  if ! command -v rustup >/dev/null && ! command -v cargo >/dev/null; then
    apt_knows rustup || give_up "Rust is missing. Install it as https://rustup.rs says, then run this again." \
      "缺少 Rust。请按 https://rustup.rs 的说明安装后重试。"
    apt_install rustup
  fi
  # rustup reads the wanted version from rust-toolchain.toml.
  cargo --version >/dev/null 2>&1 || rustup toolchain install >&2 ||
    give_up "The Rust version in rust-toolchain.toml could not be installed." "无法安装 rust-toolchain.toml 中的 Rust 版本。"
  local wanted found
  wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  found=$(cargo --version | cut -d' ' -f2)
  [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n1)" = "$wanted" ] ||
    give_up "Rust $wanted or newer is needed, $found is installed. Install it as https://rustup.rs says." \
      "需要 Rust $wanted 或更高版本，现为 $found。请按 https://rustup.rs 的说明安装。"
}

need_c_compiler() {
  command -v cc >/dev/null || apt_install gcc libc6-dev
}

need_server_programs() {
  server_programs_found || apt_install postgresql
  server_programs_found || give_up "PostgreSQL 15 or newer is needed, and this system's package is older or lies in an unusual place." \
    "Install a newer one, or name the directory of its programs in ANJUAN_PG_BIN." \
    "需要 PostgreSQL 15 或更高版本。请安装，或用 ANJUAN_PG_BIN 指定其程序目录。"
}

# A cargo subcommand, built once and kept beside the target directory's other products.
need_cargo_tool() {
  local name=$1 version=$2 kept
  kept=$(mkdir -p "${CARGO_TARGET_DIR:-target}/tools" && cd "${CARGO_TARGET_DIR:-target}/tools" && pwd)
  PATH="$PATH:$kept/bin"
  ! "$name" --version >/dev/null 2>&1 || return 0
  say "Building $name $version, once …" "正在编译 $name $version(仅一次)……"
  cargo install --quiet --locked --root "$kept" --target-dir "$kept/build" --version "$version" "$name" >&2 ||
    give_up "$name could not be built." "无法编译 $name。"
  rm -rf "$kept/build"
}

# The places the program itself looks into.
server_programs_found() {
  local bin version
  for bin in "${ANJUAN_PG_BIN:-}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* \
    {/opt/homebrew,/usr/local}/opt/postgresql@*/bin /usr/bin /usr/local/bin /usr/local/pgsql/bin /opt/homebrew/bin \
    "$(dirname "$(command -v postgres || echo /nowhere/)")"; do
    [ -x "$bin/postgres" ] && [ -x "$bin/initdb" ] || continue
    version=$("$bin/postgres" --version | grep -oE '[0-9]+' | head -n1)
    [ "$version" -lt 15 ] || return 0
  done
  return 1
}

# cargo's own message for this names a lock file and no way out.
need_writable_target() {
  local target=${CARGO_TARGET_DIR:-target} closed
  if mkdir -p "$target" 2>/dev/null && [ -w "$target" ]; then
    closed=$(find "$target" -maxdepth 2 ! -writable -print -quit)
    [ -n "$closed" ] || return 0
  fi
  give_up "${closed:-$target} cannot be written by $(id -un): it was probably made by another user. Change its owner (chown -R)," \
    "or build elsewhere: CARGO_TARGET_DIR=\$HOME/.cache/anjuan $0" \
    "$(id -un) 无法写入 ${closed:-$target}，它可能由其他用户建立。请改变其属主，或换个目录编译：CARGO_TARGET_DIR=\$HOME/.cache/anjuan $0"
}

# A fresh container has no package lists at all, so they are fetched before the question is asked.
apt_knows() {
  command -v apt-get >/dev/null && apt_refresh && apt-cache policy "$1" | grep -q 'Candidate: [^(]'
}

apt_install() {
  command -v apt-get >/dev/null ||
    give_up "Please install: $* (Debian's names; there is no apt-get here)." "请安装：$*（Debian 软件包名）。"
  has_rights || give_up "Please have an administrator run: apt-get install $*" "请管理员执行：apt-get install $*"
  say "Installing with apt-get: $*" "正在安装：$*"
  apt_refresh
  with_rights env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null ||
    give_up "That failed. Please install by hand: apt-get install $*" "安装失败。请手工安装：apt-get install $*"
}

apt_refreshed=no
apt_refresh() {
  [ "$apt_refreshed" = no ] && has_rights || return 0
  # The lists at hand may do when the network does not.
  with_rights apt-get update -qq >&2 || say "The package lists could not be refreshed." "软件包列表未能更新。"
  apt_refreshed=yes
}

has_rights() { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }

with_rights() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# What bin/check-contract runs its foreign programs with.
can_check_contract() {
  python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
    node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null &&
    npm --version >/dev/null 2>&1
}
