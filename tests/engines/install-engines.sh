#!/usr/bin/env bash
# Fetches and builds what the engines need into the cache folder; what is there already is left alone.
# A step that fails leaves its engine absent, which `npm run verify` then says. Exit code: the number of failed steps.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/api-usage-analytics
mkdir -p "$cache" || exit 1
failures=0

# One at a time on a machine: two checkouts share the folder. (macOS has no flock.)
if command -v flock >/dev/null; then
  exec 9>"$cache/install.lock"
  flock -w 1200 9 || { echo "FAILED: another installation has not ended for 20 minutes"; exit 1; }
fi

install() {
  local name=$1 started=$SECONDS
  shift
  "$@" || {
    failures=$((failures + 1))
    echo "FAILED: $name"
    return
  }
  echo "$name: $((SECONDS - started)) s"
}

# debian PACKAGE...: from the system's own packages, where it is Debian's.
debian() {
  command -v apt-get >/dev/null || { echo "not there: $*; and no apt-get"; return 1; }
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# What the engines are fetched and built with, as far as it is missing.
tools() {
  local missing=() pair
  for pair in g++:g++ make:make cmake:cmake unzip:unzip mvn:maven javac:default-jdk-headless curl:curl; do
    type -P "${pair%%:*}" >/dev/null || missing+=("${pair#*:}")
  done
  python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3 python3-venv)
  [ "${#missing[@]}" = 0 ] || debian "${missing[@]}"
}

# venv NAME REQUIREMENT...: a virtual environment with exactly these. It is complete when it says what it was made of; one that was
# interrupted, has other versions, or whose Python has gone is put right.
venv() {
  local folder=$cache/$1 stamp=$cache/$1/made-of
  shift
  "$folder/bin/python" -m pip --version >/dev/null 2>&1 && [ "$(cat "$stamp" 2>/dev/null)" = "$*" ] && return
  "$folder/bin/python" -m pip --version >/dev/null 2>&1 || { rm -rf "$folder" && python3 -m venv "$folder"; } || return
  "$folder/bin/python" -m pip install --quiet --disable-pip-version-check "$@" && echo "$*" >"$stamp"
}

# The CLI and our Node language host, side by side: the first finds the second beside itself.
pulumi_cli() {
  local out=$cache/pulumi version
  local stamp
  stamp=$(cat "$here"/pulumi-cli/build/go.mod "$here"/pulumi-cli/build/pulumi-language-nodejs/main.go | sha256sum | cut -c1-16)
  [ -x "$out/pulumi" ] && [ "$(cat "$out/stamp" 2>/dev/null)" = "$stamp" ] && return
  command -v go >/dev/null || { echo "Go is not installed"; return 1; }
  (
    cd "$here/pulumi-cli/build" || exit 1
    version=$(go list -m -f '{{.Version}}' github.com/pulumi/pulumi/sdk/v3) &&
      CGO_ENABLED=0 GOBIN=$out go install -trimpath -tags osusergo,grpcnotrace \
        -ldflags "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$version" tool
  ) && echo "$stamp" >"$out/stamp"
}

# Two Maven artifacts, unpacked into one server; the plugins of the core are not needed.
trino() {
  local dir=$cache/trino version=476 artifact
  [ -d "$dir/server/plugin/trino-hive-$version" ] && return
  command -v mvn >/dev/null || { echo "Maven is not installed"; return 1; }
  rm -rf "$dir" && mkdir -p "$dir/unpack"
  for artifact in "io.trino:trino-server-core:$version:tar.gz" "io.trino:trino-hive:$version:zip"; do
    mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -Dartifact="$artifact" \
      -DoutputDirectory="$dir/download" -Dmdep.overWriteReleases=false -Dtransitive=false || return 1
  done
  tar -xzf "$dir/download/trino-server-core-$version.tar.gz" -C "$dir/unpack" &&
    rm -rf "$dir/unpack/trino-server-core-$version/plugin"/* &&
    unzip -q "$dir/download/trino-hive-$version.zip" -d "$dir/unpack/trino-server-core-$version/plugin" &&
    mv "$dir/unpack/trino-server-core-$version" "$dir/server" && # last, so that a server that is there is whole
    rm -rf "$dir/download" "$dir/unpack"
}

# AWS's runtime interface client, whose native part is built from the sources in its own package.
runtime_client() {
  local dir=$cache/ric version=4.0.2 package=$cache/ric/node_modules/aws-lambda-ric
  [ -f "$package/rapid-client.node" ] && grep -q "\"version\": \"$version\"" "$package/package.json" && return
  rm -rf "$dir" && mkdir -p "$dir" && echo '{"private":true,"allowScripts":{"aws-lambda-ric":true}}' >"$dir/package.json" &&
    (cd "$dir" && npm install --no-audit --no-fund --loglevel=error "aws-lambda-ric@$version") &&
    [ -f "$package/rapid-client.node" ]
}

browser() {
  type -P chromium >/dev/null || debian chromium
}

# The one that computes goes beside those that mostly download.
{
  install "Pulumi CLI" pulumi_cli
  exit "$failures"
} &
building=$!
install "Tools" tools
install "Python: MiniStack" venv python 'ministack[full]==1.5.33'
install "Python: cfn-lint and parliament" venv lint cfn-lint==1.51.1 parliament==1.6.4 setuptools==65.5.0
install "Python: moto" venv moto 'moto[server,apigateway]==5.2.1'
install "Lambda runtime client" runtime_client
install "Chromium" browser
install "Trino" trino
wait "$building" || failures=$((failures + 1))
exit "$failures"
