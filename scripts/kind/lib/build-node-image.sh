#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR source-path=SCRIPTDIR/..
# Makes kind's node image from Debian packages and from the binaries in the cache; node-image.sh runs it, as root.
#   build-node-image.sh TAG
set -euo pipefail
. "$(dirname -- "${BASH_SOURCE[0]}")/../env.sh"
. "$KIND_HERE/../lib/tools.sh"
. "$KIND_HERE/lib/settings.sh"

tag=$1
kubernetes=$KIND_CACHE/kubernetes/$KUBERNETES_VERSION/bin
mkdir -p "$KIND_CACHE/tmp"
work=$(mktemp -d "$KIND_CACHE/tmp/node.XXXXXX")
root=$work/root
images=()
containerd_pid=''

clean_up() {
    trap - EXIT
    [ -z "$containerd_pid" ] || { kill "$containerd_pid"; wait "$containerd_pid"; } 2>/dev/null || true
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Units of a normal machine that a node must not run: they need devices, or would set what belongs to the host.
masked=(
    systemd-sysctl.service systemd-binfmt.service systemd-modules-load.service systemd-random-seed.service
    systemd-udevd.service systemd-udev-trigger.service systemd-logind.service systemd-remount-fs.service
    systemd-update-utmp.service systemd-networkd.service systemd-resolved.service systemd-timesyncd.service
    systemd-oomd.service systemd-pstore.service systemd-firstboot.service systemd-journald-audit.socket
    systemd-tmpfiles-clean.timer getty.target console-getty.service getty-static.service
    proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount dev-hugepages.mount dev-mqueue.mount
    sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount
    nftables.service apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer
    e2scrub_reap.service fstrim.timer
)

main() {
    check_versions
    unpack_debian
    add_node_files
    make_component_images
    preload_images
    tar --numeric-owner --owner=0 --group=0 -C "$root" -c . | docker import - etcd-sync/node-files:new
    # What `docker import` cannot set.
    docker build -t "$tag" - <<'DOCKERFILE'
FROM etcd-sync/node-files:new
ENV container=docker
STOPSIGNAL SIGRTMIN+3
ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]
DOCKERFILE
    docker image rm etcd-sync/node-files:new
    # Earlier ones, unless a node uses them.
    docker image ls --format '{{.Repository}}:{{.Tag}}' "${tag%:*}" | grep -vxF "$tag" \
        | xargs -r -n 1 docker image rm || true
}

# kubeadm names the images by itself; it is told only etcd's version.
check_versions() {
    local image wanted
    wanted=$("$kubernetes/kubeadm" config images list --kubernetes-version "v$KUBERNETES_VERSION")
    for image in "coredns/coredns:v$COREDNS_VERSION" "pause:$PAUSE_VERSION"; do
        if ! grep -qxF "registry.k8s.io/$image" <<<"$wanted"; then
            echo "Correct scripts/kind/lib/settings.sh: kubeadm $KUBERNETES_VERSION does not want $image, but these:"
            echo "$wanted"
            return 1
        fi
    done
}

# A minimal Debian with systemd and containerd, from the mirror that this machine's apt uses for the same release, else
# from debootstrap's own.
unpack_debian() {
    local mirror packages=systemd,systemd-sysv,dbus,containerd,runc,iptables,nftables,conntrack
    packages+=,containernetworking-plugins,iproute2,mount,kmod,procps,ca-certificates
    # shellcheck disable=SC2016 # apt expands these
    mirror=$(apt-get indextargets --format '$(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null \
        | awk -v release="$DEBIAN_RELEASE" '$1 == release && $2 == "main" && !found++ {print $3}')
    debootstrap --variant=minbase --include="$packages" "$DEBIAN_RELEASE" "$root" ${mirror:+"$mirror"}
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,info,locale,man}
    # Each node gets its own.
    rm -f "$root"/etc/{machine-id,hostname,resolv.conf} "$root/var/lib/dbus/machine-id"
}

add_node_files() {
    local node=$KIND_HERE/node units=$root/etc/systemd/system unit
    install -m 755 "$kubernetes"/{kubelet,kubeadm,kubectl} "$root/usr/bin/"
    install -m 755 "$node"/{entrypoint,before-kubelet} "$root/usr/local/bin/"
    install -Dm 644 "$node/cni.template" "$root/etc/containerd/cni.template"
    sed "s/@PAUSE_VERSION@/$PAUSE_VERSION/" "$node/containerd.toml" >"$root/etc/containerd/config.toml"
    mkdir -p "$root/etc/cni/net.d" "$root/opt/cni" "$root/usr/lib/modules"
    ln -s /usr/lib/cni "$root/opt/cni/bin"
    # kind reads these two.
    install -Dm 644 "$node/storage.yaml" "$root/kind/manifests/default-storage.yaml"
    printf 'v%s' "$KUBERNETES_VERSION" >"$root/kind/version"

    install -Dm 644 "$node/accounting.conf" "$root/etc/systemd/system.conf.d/accounting.conf"
    install -m 644 "$node/kubelet.service" "$units/"
    mkdir -p "$units/multi-user.target.wants"
    ln -sf /etc/systemd/system/kubelet.service /lib/systemd/system/containerd.service "$units/multi-user.target.wants/"
    ln -sf /lib/systemd/system/multi-user.target "$units/default.target"
    for unit in "${masked[@]}"; do ln -sf /dev/null "$units/$unit"; done
}

make_component_images() {
    local component modules
    for component in kube-apiserver kube-controller-manager kube-scheduler; do
        make_image "$component:v$KUBERNETES_VERSION" "$component" "$kubernetes/$component"
    done
    make_image "etcd:$ETCD_36_VERSION-0" etcd "$TOOLS_CACHE/etcd/$ETCD_36_VERSION/bin"/{etcd,etcdctl,etcdutl}
    make_image "coredns/coredns:v$COREDNS_VERSION" coredns "$KIND_CACHE/coredns/$COREDNS_VERSION/bin/coredns"
    make_image "pause:$PAUSE_VERSION" pause "$KIND_CACHE/pause/$PAUSE_VERSION/bin/pause"
    modules=("$root"/usr/lib/*/xtables/*.so)
    take_from_debian /usr/sbin/{xtables-nft-multi,nft,conntrack} "${modules[@]#"$root"}"
    for component in {iptables,ip6tables}{,-save,-restore}; do
        ln -s xtables-nft-multi "$work/image/usr/sbin/$component"
    done
    make_image "kube-proxy:v$KUBERNETES_VERSION" kube-proxy "$kubernetes/kube-proxy"
}

# Adds files of the node's Debian to the image that is being made, and the libraries that they need.
take_from_debian() {
    local file
    for file in "$@" $(chroot "$root" ldd "$@" 2>/dev/null \
        | awk '$2 == "=>" && $3 ~ /^\// {print $3} $1 ~ /^\// && $2 ~ /^\(0x/ {print $1}' | sort -u); do
        install -Dm 755 "$root$file" "$work/image$file"
    done
}

# make_image NAME PROGRAM FILE...: an image that runs PROGRAM, with FILEs in /usr/local/bin, on top of what is in
# $work/image already.
make_image() {
    local name=registry.k8s.io/$1 program=$2
    shift 2
    mkdir -p "$work/image"/{tmp,etc,usr/local/bin}
    echo 'root:x:0:0:root:/:/bin/sh' >"$work/image/etc/passwd"
    echo 'hosts: files dns' >"$work/image/etc/nsswitch.conf"
    install -m 755 "$@" "$work/image/usr/local/bin/"
    tar --numeric-owner --owner=0 --group=0 -C "$work/image" -c . \
        | docker import -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
            -c "ENTRYPOINT [\"$program\"]" - "$name"
    images+=("$name")
    rm -rf "$work/image"
}

# Puts the images into the node's containerd, by a containerd that runs only for this.
preload_images() {
    local i
    docker save -o "$work/images.tar" "${images[@]}"
    docker image rm "${images[@]}"
    cat >"$work/containerd.toml" <<TOML
version = 2
root = "$root/var/lib/containerd"
state = "$work/state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "$work/containerd.sock"
TOML
    containerd --config "$work/containerd.toml" &
    containerd_pid=$!
    for ((i = 0; i < 100; i++)); do
        [ ! -S "$work/containerd.sock" ] || break
        sleep 0.1
    done
    ctr --address "$work/containerd.sock" --namespace k8s.io images import --no-unpack "$work/images.tar"
    kill "$containerd_pid"
    wait "$containerd_pid" || true
    containerd_pid=''
    rm "$work/images.tar"
}

main
