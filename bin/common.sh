# What the commands of bin/ share. Sourced, after which the working folder is the root of the tree; the
# commands therefore work from any folder, and in a path with spaces.
set -euo pipefail
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
cd -- "$root"

export LANG=${LANG:-C.UTF-8}
export HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
# A precompiled header and ccache agree only with these (see cmake/EscuchaCompiler.cmake).
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime

if [[ -t 2 ]]; then
    say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
else
    export NO_COLOR=1
    say() { printf '%s\n' "$*" >&2; }
fi
die() { printf '%s\n' "$*" >&2; exit 1; }

# run_quietly LOG COMMAND… — shows what the command printed only when it failed.
run_quietly() {
    local log=$1 code=0
    shift
    mkdir -p -- "$(dirname -- "$log")"
    "$@" >"$log" 2>&1 </dev/null || code=$?
    if ((code != 0)); then
        printf 'failed (%s): %s\n' "$code" "$*" >&2
        tail -n 200 -- "$log" >&2
    fi
    return "$code"
}

# Node.js: the system's when it is new enough for Vite, else the one bin/setup put into tools/node.
node_is_new_enough() {
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
             process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}
use_own_node() {
    local binary
    for binary in "$root"/tools/node/node_modules/node-linux-*/bin/node; do
        [[ -x $binary ]] || continue
        PATH=$(dirname -- "$binary"):$root/tools/node/node_modules/.bin:$PATH
        export PATH
        return 0
    done
    return 1
}
use_newest_node() { node_is_new_enough || use_own_node || true; }
use_newest_node

# The packages of npm, exactly as the lock file of the folder $1 says; nothing is done where they are there.
install_node_packages() {
    local folder=$1 stamp=$1/node_modules/.escucha-lock
    if ! cmp -s -- "$folder/package-lock.json" "$stamp"; then
        say "installing the web packages of $folder"
        run_quietly "build/logs/npm-${folder//\//-}.log" npm ci --prefix "$folder" --no-audit --no-fund
        cp -- "$folder/package-lock.json" "$stamp"
    fi
}

web_folders() {
    local manifest
    for manifest in web/*/package.json; do
        if [[ -f $manifest ]]; then dirname -- "$manifest"; fi
    done
}

# build_web — every folder of web/ that has changed since its dist/ was made.
build_web() {
    local folder
    for folder in $(web_folders); do
        install_node_packages "$folder"
        web_is_built "$folder" && continue
        say "building $folder"
        run_quietly "build/logs/build-${folder//\//-}.log" build_web_folder "$folder"
    done
}
# The stamp stands outside dist/, all of which is compiled into the server.
web_stamp() { printf 'build/web/%s.built\n' "$(basename -- "$1")"; }
build_web_folder() {
    npm run --prefix "$1" build || return
    mkdir -p build/web
    touch -- "$(web_stamp "$1")"
}
web_is_built() {
    local stamp newer
    stamp=$(web_stamp "$1")
    [[ -d $1/dist && -e $stamp ]] || return 1
    newer=$(find web locales api -type f -newer "$stamp" -not -path '*/node_modules/*' -not -path '*/dist/*' \
        -not -path '*/.svelte-kit/*' -not -path '*/paraglide/*' -print -quit 2>/dev/null || true)
    [[ -z $newer ]]
}

# build_server PRESET [targets…] — configures once and builds; ninja itself sees what is to be done.
build_server() {
    local preset=$1
    shift
    if [[ ! -f build/$preset/build.ninja ]]; then
        run_quietly "build/logs/configure-$preset.log" cmake --preset "$preset"
    fi
    say "building the server ($preset)"
    run_quietly "build/logs/build-$preset.log" ninja --quiet -C "build/$preset" "$@"
}

# server_of FOLDER — the program that build_server made in build/FOLDER.
server_of() { printf '%s/build/%s/escucha\n' "$root" "$1"; }

# format_sources --write|--check — lays out all sources as the house does, or names those that are not.
format_sources() {
    local mode=$1 code=0
    local -a cpp=(-i) list=(git ls-files -z --cached --others --exclude-standard --)
    [[ $mode == --write ]] || cpp=(--dry-run -Werror)
    "${list[@]}" '*.cpp' '*.hpp' | xargs -0 -r clang-format-19 "${cpp[@]}" 2>&1 |
        sed -n 's/:[0-9]*:[0-9]*: error:.*//p' | sort -u | grep . && code=1
    install_node_packages tools/layout
    "${list[@]}" tools tests bench web | grep -zE '\.(ts|js|mjs|svelte|css|json|html)$' |
        xargs -0 -r tools/layout/node_modules/.bin/prettier "$mode" --log-level warn \
            --plugin "$root/tools/layout/node_modules/prettier-plugin-svelte/plugin.js" || code=1
    return "$code"
}

# beside_servers BUILD-FOLDER TEST COMMAND… — runs a test program's command beside the servers it needs: a PostgreSQL
# of its own, and mail servers for those whose ctest label says so (src/mail/CMakeLists.txt).
beside_servers() {
    local build=$1 name=$2
    shift 2
    local -a beside=(env TMPDIR="$(folder_of_bases)" bin/with-postgres)
    if [[ $(ctest --test-dir "$build" -N -L '^mail$' -R "^$name\$") =~ Test\ +# ]]; then
        beside=(bin/with-mail "${beside[@]}")
    fi
    "${beside[@]}" "$@"
}

# In memory where there is plenty of it: what the tests' bases hold need not outlive them.
folder_of_bases() {
    local room memory
    room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)
    memory=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
    if ((${room:-0} > 4 << 20 && ${memory:-0} > 8 << 20)); then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi
}
