# shellcheck shell=bash source-path=SCRIPTDIR/..
# The engine for containers: the one that `docker` reaches, else a private one, which is started for this. Sourced.
#
#   lock_kind              one of those that start an engine or use it to make things at a time
#   require_engine         docker reaches an engine afterwards; says why not
#   stop_private_engine    stops the private one and undoes what it changed on this machine
#
# The private engine has its own containerd, folders, socket, cgroup and bridge, and writes neither packet filter chains
# nor sysctls, so that it disturbs no other engine. What kind needs works without them.

ENGINE_BRIDGE=etcd-sync-kind

engine_answers() { docker version >/dev/null 2>&1; }

# Whether the private engine runs, was killed, or holds nodes from before a reboot.
private_engine_is_used() {
    [ -e "$KIND_RUN" ] || private_engine_has_nodes
}

# Running ones or not; an engine need not answer.
private_engine_has_nodes() {
    [ -n "$(ls -A "$KIND_CACHE/engine/docker/containers" 2>/dev/null)" ]
}

# For whoever starts an engine, makes an image or brings clusters up, until this shell ends.
lock_kind() {
    mkdir -p "$KIND_CACHE/bin"
    command -v flock >/dev/null || return 0
    exec 8>"$KIND_CACHE/lock"
    flock -n 8 || { say "Waiting for another up.sh …"; flock 8; }
}

require_engine() {
    if ! private_engine_is_used; then
        ! engine_answers || return 0
        if [ "$(uname)" != Linux ] || [ "$(id -u)" -ne 0 ]; then
            say "No container engine answers: start Docker (\`docker version\` has to show a server), or, on Linux, run this as root: it then starts an engine of its own."
            return 1
        fi
        require_packages dockerd:docker.io containerd:containerd runc:runc iptables:iptables ip:iproute2 || return 1
        # Where systemd runs, the package may have started one.
        ! engine_answers || return 0
    fi
    use_private_engine
    ! engine_answers || return 0
    if ! has_sys_resource; then
        require_packages jq:jq || return 1
    fi
    TOOLS_CACHE=$KIND_CACHE build_once pause "$PAUSE_VERSION" build_pause || return 1
    if ! with_progress "Starting a container engine" start_private_engine; then
        stop_private_engine || true
        say "No container engine can run here, so there can be no kind clusters: see what dockerd and containerd say above."
        return 1
    fi
    if ! with_progress "Trying a container" try_container; then
        say "The container engine runs, but no container does, so there can be no kind clusters: kind's nodes need privileged containers."
        cluster_exists primary || cluster_exists standby || stop_private_engine || true
        return 1
    fi
}

# Installs what has no command on this machine yet: require_packages COMMAND:PACKAGE...
require_packages() {
    local pair
    for pair in "$@"; do
        command -v "${pair%%:*}" >/dev/null && continue
        if ! install_package "${pair#*:}" "${pair#*:}" || ! { hash -r; command -v "${pair%%:*}" >/dev/null; }; then
            say "The command ${pair%%:*} is missing: install it (Debian: apt-get install ${pair#*:})."
            return 1
        fi
    done
}

use_private_engine() {
    mkdir -p "$KIND_RUN" "$KIND_CACHE/engine" "$KIND_CACHE/bin"
    . "$KIND_HERE/env.sh"
    # The client that belongs to the engine: a newer one may refuse to talk to it.
    [ ! -x /usr/bin/docker ] || ln -sf /usr/bin/docker "$KIND_CACHE/bin/docker"
    hash -r
}

start_private_engine() {
    remember_host
    # What a killed engine may have left.
    stop_daemon dockerd && stop_daemon containerd || return 1
    rm -f "$KIND_RUN"/*.pid "$KIND_RUN"/*.sock
    start_containerd && start_dockerd && make_network
}

start_containerd() {
    cat >"$KIND_RUN/containerd.toml" <<TOML
version = 2
root = "$KIND_CACHE/engine/containerd"
state = "$KIND_RUN/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$KIND_RUN/containerd.sock"
TOML
    start_daemon containerd --config "$KIND_RUN/containerd.toml"
    wait_for_daemon containerd test -S "$KIND_RUN/containerd.sock"
}

start_dockerd() {
    local runtime='' parent=''
    if ! has_sys_resource; then
        # A copy, because a checkout may lie where nothing may be executed.
        install -m 755 "$KIND_HERE/lib/runc-no-sys-resource" "$KIND_CACHE/engine/runc" || return 1
        # Nor can a process without the capability make itself a less likely victim of the OOM killer, as dockerd wants.
        runtime=$(printf '"runtimes": {"no-sys-resource": {"path": "%s"}}, "default-runtime": "no-sys-resource", "oom-score-adjust": %d,' \
            "$KIND_CACHE/engine/runc" "$(cat /proc/self/oom_score_adj)")
    fi
    # cgroup v1: below a parent of our own, which can be removed again.
    [ -e /sys/fs/cgroup/cgroup.controllers ] || parent='"cgroup-parent": "/etcd-sync-kind",'
    cat >"$KIND_RUN/daemon.json" <<JSON
{ $runtime $parent
  "hosts": ["unix://$KIND_RUN/docker.sock"],
  "containerd": "$KIND_RUN/containerd.sock",
  "data-root": "$KIND_CACHE/engine/docker",
  "exec-root": "$KIND_RUN/docker",
  "pidfile": "$KIND_RUN/docker.pid",
  "bridge": "none", "iptables": false, "ip6tables": false, "ip-forward": false }
JSON
    start_daemon dockerd --config-file "$KIND_RUN/daemon.json"
    wait_for_daemon dockerd engine_answers
}

# kind uses the network called "kind" if there is one.
make_network() {
    docker network inspect kind >/dev/null 2>&1 \
        || docker network create --subnet "$NODE_NETWORK" -o com.docker.network.bridge.name="$ENGINE_BRIDGE" kind \
        || return 1
    # Nodes of one cluster talk to nodes of the other across the bridge. Where bridged packets pass the machine's filter,
    # that may drop them by default.
    bridge_rule -C 2>/dev/null || bridge_rule -I
}

bridge_rule() {
    iptables -w "$1" FORWARD -i "$ENGINE_BRIDGE" -o "$ENGINE_BRIDGE" -j ACCEPT
}

# Before the node image is built, which takes long: whether a container as kind wants it runs at all.
try_container() {
    tar -C "$KIND_CACHE/pause/$PAUSE_VERSION/bin" -c pause \
        | docker import -c 'ENTRYPOINT ["/pause"]' - etcd-sync/pause \
        && docker run --rm --privileged --network kind etcd-sync/pause -v
}

build_pause() {
    cp "$KIND_HERE/node/pause.go" "$2/source/" && cd "$2/source" && go_build "$2/bin/pause" pause.go
}

# Sandboxes may take CAP_SYS_RESOURCE (bit 24) out of the bounding set. Then no process can get it, and asking for it,
# as `docker run --privileged` does, fails.
has_sys_resource() {
    local bounding
    bounding=$(awk '/^CapBnd:/ {print $2}' /proc/self/status)
    (((16#$bounding >> 24) & 1))
}

# Starts a daemon in its own session, so that it outlives this script, and without this script's lock.
start_daemon() {
    setsid "$@" >"$KIND_RUN/$1.log" 2>&1 </dev/null 8>&- &
    echo $! >"$KIND_RUN/$1.pid"
}

# wait_for_daemon NAME CONDITION...
wait_for_daemon() {
    local name=$1 i
    shift
    for ((i = 0; i < 150; i++)); do
        ! "$@" || return 0
        kill -0 "$(cat "$KIND_RUN/$name.pid")" 2>/dev/null || break
        sleep 0.2
    done
    echo "$name does not start:"
    tail -n 10 "$KIND_RUN/$name.log"
    return 1
}

# Stops a daemon of start_daemon: the process must still be that program, run with a file of ours.
stop_daemon() {
    local pid command i
    pid=$(cat "$KIND_RUN/$1.pid" 2>/dev/null) || return 0
    command=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") || return 0
    [[ $command == "$1 "*" $KIND_RUN/"* ]] || return 0
    kill "$pid"
    for ((i = 0; i < 300; i++)); do
        kill -0 "$pid" 2>/dev/null || return 0
        sleep 0.1
    done
    echo "$1 (process $pid) does not stop within 30 seconds."
    return 1
}

stop_private_engine() {
    local mount
    ! engine_answers || docker network rm kind >/dev/null 2>&1 || true
    stop_daemon dockerd && stop_daemon containerd || return 1
    # Normally there is nothing left to unmount or to delete here.
    awk -v run="$KIND_RUN/" -v data="$KIND_CACHE/engine/" \
        'index($5, run) == 1 || index($5, data) == 1 {print $5}' /proc/self/mountinfo | sort -r \
        | while read -r mount; do umount "$mount"; done
    ! ip link show "$ENGINE_BRIDGE" >/dev/null 2>&1 || ip link delete "$ENGINE_BRIDGE"
    ! bridge_rule -C 2>/dev/null || bridge_rule -D
    find /sys/fs/cgroup -mindepth 2 -maxdepth 2 -name etcd-sync-kind -exec rmdir {} + 2>/dev/null || true
    restore_host
    rm -rf "$KIND_RUN"
}

# The kubelets in the nodes set these sysctls of the whole machine; docker makes /lib/modules, which kind mounts into
# nodes, where it does not exist.
remember_host() {
    [ ! -e "$KIND_RUN/host" ] || return 0
    {
        sysctl -e vm.overcommit_memory kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes
        [ -e /lib/modules ] || echo no-modules
    } >"$KIND_RUN/host"
}

restore_host() {
    [ -e "$KIND_RUN/host" ] || return 0
    ! grep -qx no-modules "$KIND_RUN/host" || rmdir /lib/modules 2>/dev/null || true
    sed -n 's/ = /=/p' "$KIND_RUN/host" | xargs -r sysctl -qw || true
}
