#!/usr/bin/env bash
# Runs the browser pass over a built site: installs its libraries here and Chromium from the system's packages, if allowed.
# Without a browser it says SKIPPED, loudly, and ends well: the site can be built on machines that have none.
set -euo pipefail
site=$(realpath "$1")
cd "$(dirname "$0")"

find_chromium() {
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then command -v "$name"; return; fi
  done
  return 1
}

if ! find_chromium >/dev/null && command -v apt-get >/dev/null; then
  if [ "$(id -u)" = 0 ]; then as_root=; elif sudo -n true 2>/dev/null; then as_root=sudo; else as_root=no; fi
  if [ "$as_root" != no ]; then
    echo "installing Chromium from the system's packages"
    $as_root apt-get update -qq && $as_root apt-get install -y -qq chromium >/dev/null || true
  fi
fi
if ! chromium=$(find_chromium); then
  echo "SKIPPED: the browser pass did not run, because there is no Chromium here and it could not be installed." >&2
  echo "         Install the package \`chromium\`, or name a browser in the variable CHROMIUM, and run it again." >&2
  exit 0
fi
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
CHROMIUM=$chromium node run.mjs --site "$site"
