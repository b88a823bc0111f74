#!/usr/bin/env bash
# Installs what Muniment needs. `tools/setup.sh runtime` makes .venv; `tools/setup.sh tests` adds the test tools.
set -euo pipefail
cd "$(dirname "$0")/.."

RUNTIME_PACKAGES=(python3-venv fontconfig libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
TEST_PACKAGES=(git zsh fish poppler-utils qpdf chromium firefox-esr libjaxb-java libjaxb-api-java libistack-commons-java libtxw2-java
  libactivation-java softhsm2 opensc faketime libreoffice-calc-nogui libreoffice-writer-nogui python3-uno)

stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

# Prints the packages among the arguments that are not installed.
missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s\n' "$package"
  done
}

# Installs Debian packages where that is allowed; otherwise prints the one line to run, and stops.
install_packages() {
  if ! command -v apt-get >/dev/null; then
    echo "There is no apt-get here. Make sure these are installed (on macOS: brew install pango): $*" >&2
    return
  fi
  local missing
  mapfile -t missing < <(missing_packages "$@")
  if [ "${#missing[@]}" -eq 0 ]; then
    return
  fi
  local prefix=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || stop "Some system packages are missing. Run this, then make again:" \
      "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
    prefix=(sudo -n)
  fi
  "${prefix[@]}" apt-get update -q
  "${prefix[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${missing[@]}"
}

find_python() {
  local name
  for name in python3.12 python3.11 python3 python3.13 python3.14; do
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  stop "Python 3.11 or newer was not found. Install it (Debian: apt-get install python3 python3-venv), then make again."
}

runtime() {
  install_packages "${RUNTIME_PACKAGES[@]}"
  local python
  python=$(find_python)
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check -e '.[measure,tokens]'
}

tests() {
  local packages=("${TEST_PACKAGES[@]}")
  command -v javac >/dev/null || packages+=(default-jdk-headless)
  command -v node >/dev/null && command -v npm >/dev/null || packages+=(nodejs npm)
  install_packages "${packages[@]}"
  .venv/bin/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
  .venv/bin/pip install --quiet --group dev
  if [ -f tests/oracles/node/package.json ]; then
    npm ci --prefix tests/oracles/node --no-audit --no-fund --loglevel=error
  fi
}

case "${1:-}" in
  runtime) runtime ;;
  tests) tests ;;
  *) stop "Usage: tools/setup.sh runtime|tests" ;;
esac
