#!/usr/bin/env bash
# Makes a base for scripts/image.sh where no registry is in reach: a Java runtime of this machine's JDK, the C library of this machine, and
# nothing else: no shell, no package manager. For tests and trials; what is shipped has a base that somebody keeps patched.
#   scripts/base-image.sh FILE
#   scripts/image.sh tar etcd-sync.tar -Dimage.base=tar://FILE
# FILE is a tar as `docker save` writes it, for this machine's architecture. The same JDK and C library give the same bytes.
set -euo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.."
. scripts/lib/jdk.sh
. scripts/lib/tools.sh

# What the program needs of Java, found by `jdeps --print-module-deps`, and what is found at run time: elliptic curves, DNS, epoll's Unsafe.
MODULES=java.se,jdk.crypto.ec,jdk.management,jdk.naming.dns,jdk.unsupported,jdk.zipfs
# The time that everything in the image bears.
TIME=2026-01-01T00:00:00Z

# Packs folder $1 as the tar $2, the same bytes for the same content. Without an entry for the folder itself, which jib refuses.
pack() {
    (cd "$1" && tar --create --file="$2" --sort=name --owner=0 --group=0 --numeric-owner --mtime="$TIME" \
        --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime -- *)
}

# Copies the shared libraries that the programs and libraries below folder $1 want from outside of it, to where the loader finds them.
copy_c_library() {
    local root=$1 library
    find "$root/opt/java" -type f \( -name '*.so' -o -path '*/bin/*' \) -exec ldd {} + 2>/dev/null \
        | grep -o '/[^ )]*' | grep -v ':$' | sort -u \
        | while IFS= read -r library; do
            case $library in
                "$root"/*) ;;
                # Of windows and sounds, which this runtime has no use for.
                */libX*|*/libxcb*|*/libasound*|*/libfreetype*|*/libbsd*|*/libmd.*|*/libpng*|*/libbrotli*|*/libgif*|*/libjpeg*|*/liblcms*|*/libharfbuzz*|*/libglib*|*/libgraphite*|*/libpcre*) ;;
                *)
                    mkdir -p "$root$(dirname -- "$library")"
                    cp --dereference "$library" "$root$library"
                    ;;
            esac
        done
    # Found by name at run time: whose user it is, and host names.
    for library in libnss_files.so.2 libnss_dns.so.2 libresolv.so.2; do
        library=$(ldconfig -p | sed -n "s,.*$library .*=> ,,p" | head -n 1)
        [ -z "$library" ] || cp --dereference "$library" "$root$library"
    done
}

build() {
    local file=$1 work=$2 architecture layer
    case $(uname -m) in
        x86_64) architecture=amd64 ;;
        aarch64) architecture=arm64 ;;
        *) say "$(uname -m) is no architecture of the image: amd64 and arm64 are."; return 1 ;;
    esac
    mkdir -p "$work/root/opt" "$work/root/etc" "$work/root/tmp" "$work/image"
    "$JAVA_HOME/bin/jlink" --add-modules "$MODULES" --generate-cds-archive --strip-debug --no-header-files --no-man-pages --output "$work/root/opt/java"
    copy_c_library "$work/root"
    printf 'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/tmp:/sbin/nologin\n' >"$work/root/etc/passwd"
    printf 'root:x:0:\nnonroot:x:65532:\n' >"$work/root/etc/group"
    printf 'hosts: files dns\npasswd: files\n' >"$work/root/etc/nsswitch.conf"
    chmod -R u=rwX,go=rX "$work/root"
    chmod 1777 "$work/root/tmp"
    pack "$work/root" "$work/image/layer.tar"
    layer=$(sha256sum <"$work/image/layer.tar" | cut -d' ' -f1)
    cat >"$work/image/config.json" <<END
{"architecture":"$architecture","os":"linux","created":"$TIME","config":{"Env":["PATH=/opt/java/bin","JAVA_HOME=/opt/java"],"WorkingDir":"/tmp","User":"65532:65532"},"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]},"history":[{"created":"$TIME","created_by":"scripts/base-image.sh"}]}
END
    printf '[{"Config":"config.json","RepoTags":["etcd-sync/base:latest"],"Layers":["layer.tar"]}]\n' >"$work/image/manifest.json"
    pack "$work/image" "$work/base.tar"
    mv "$work/base.tar" "$file"
}

if [ $# -ne 1 ]; then
    say "usage: scripts/base-image.sh FILE"
    exit 2
fi
mkdir -p "$(dirname -- "$1")"
file=$(cd "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
require_jdk
work=$(mktemp -d "${TMPDIR:-/tmp}/etcd-sync-base.XXXXXX")
trap 'rm -rf "$work"' EXIT
with_progress "Making a base image of $JAVA_HOME" build "$file" "$work"
say "Built: $file"
