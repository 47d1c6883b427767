# shellcheck shell=bash
# Finds a JDK that is new enough. Sourced; `require_jdk` exports JAVA_HOME or ends with one sentence.

JDK_NEEDED=25

# The feature release (25 of 25.0.1) of the JDK in folder $1, or nothing where there is none. A runtime without a compiler
# is none.
jdk_release() {
    [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release"
    else
        "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \(1\.\)\{0,1\}\([0-9]*\).*/\2/p'
    fi
}

# Prints the folders in which a JDK may be, best first.
jdk_candidates() {
    local java folder
    [ -z "${JAVA_HOME:-}" ] || printf '%s\n' "$JAVA_HOME"
    if java=$(command -v javac); then
        # /usr/bin/javac is a chain of links on Debian; on macOS it is a stub that the loop below does without.
        while [ -L "$java" ]; do
            folder=$(dirname -- "$java")
            java=$(readlink -- "$java")
            case $java in /*) ;; *) java=$folder/$java ;; esac
        done
        dirname -- "$(dirname -- "$java")"
    fi
    if [ -x /usr/libexec/java_home ]; then
        /usr/libexec/java_home -v "$JDK_NEEDED+" 2>/dev/null || true
    fi
    for folder in /usr/lib/jvm/* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home "$HOME"/.sdkman/candidates/java/*; do
        [ -d "$folder" ] && printf '%s\n' "$folder"
    done
    return 0
}

find_jdk() {
    local folder release
    while IFS= read -r folder; do
        release=$(jdk_release "$folder")
        if [ -n "$release" ] && [ "$release" -ge "$JDK_NEEDED" ]; then
            printf '%s\n' "$folder"
            return 0
        fi
    done < <(jdk_candidates)
    return 1
}

require_jdk() {
    local found
    if ! found=$(find_jdk); then
        cat >&2 <<END
No JDK $JDK_NEEDED or newer found in JAVA_HOME, PATH or /usr/lib/jvm: install one (Debian 13: apt-get install openjdk-$JDK_NEEDED-jdk-headless; older Debian: temurin-$JDK_NEEDED-jdk from Adoptium's package source; macOS: brew install openjdk@$JDK_NEEDED) or let JAVA_HOME name it.
END
        return 1
    fi
    export JAVA_HOME=$found
}
