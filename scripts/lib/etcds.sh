# shellcheck shell=bash
# Two etcds to show or to try something between, and objects as Kubernetes would store them. Sourced.
#
#   start_etcd BIN FOLDER NAME       starts an etcd with empty data in FOLDER/NAME and its log in FOLDER/NAME.log; sets
#                                    etcd_url, and NAME_pid at once, so that whoever is interrupted can stop it
#   make_objects KEYS FILES SIZE     writes transactions into FILES.00000 and so on
#   load_objects BIN URL FILES       puts them into an etcd

free_port() {
    local port
    while :; do
        port=$((15000 + RANDOM % 16000))
        # Nobody listens where nobody can be connected to.
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { printf '%s' "$port"; return 0; }
    done
}

start_etcd() {
    local bin=$1 folder=$2 name=$3 i peer
    # Another process may take the port in between.
    for _ in 1 2 3; do
        etcd_url=http://127.0.0.1:$(free_port)
        peer=http://127.0.0.1:$(free_port)
        rm -rf "${folder:?}/$name"
        # Objects are loaded with larger transactions than etcd allows by default.
        "$bin/etcd" --name "$name" --data-dir "$folder/$name" --log-level error --max-txn-ops 512 \
            --listen-client-urls "$etcd_url" --advertise-client-urls "$etcd_url" \
            --listen-peer-urls "$peer" --initial-advertise-peer-urls "$peer" --initial-cluster "$name=$peer" \
            >"$folder/$name.log" 2>&1 &
        etcd_pid=$!
        # Kept at once, so that an interrupt stops it.
        printf -v "${name}_pid" %s "$etcd_pid"
        for ((i = 0; i < 100; i++)); do
            kill -0 "$etcd_pid" 2>/dev/null || break
            if "$bin/etcdctl" --endpoints "$etcd_url" get x >/dev/null 2>&1; then
                return 0
            fi
            sleep 0.1
        done
        { kill -KILL "$etcd_pid"; wait "$etcd_pid"; } 2>/dev/null || true
    done
    return 1
}

# Writes transactions as `etcdctl txn` reads them into files $2.00000 and so on, of $3 operations each: the objects of
# $1 keys in order of creation, owners before what they own.
make_objects() {
    awk -v total="$1" -v files="$2" -v size="$3" '
        function padding(i,   text) {
            text = "spec and status of object " i " at generation 1; "
            while (length(text) < 620) text = text text
            return substr(text, 1, 620)
        }
        function object(key, kind, name, owner,   uid) {
            if (made >= total) return
            uid = sprintf("%08x-5eed-4000-8000-%012x", made, made * 7919)
            if (made % size == 0) {
                if (file != "") { printf "\n\n" > file; close(file) }
                file = sprintf("%s.%05d", files, made / size)
                printf "\n" > file
            }
            printf "put %s \x27{\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\",\"uid\":\"%s\"%s},\"data\":\"%s\"}\x27\n", \
                key, kind, name, uid, owner, padding(made) > file
            made++
            last = uid
        }
        function owned(kind, name, uid) {
            return sprintf(",\"ownerReferences\":[{\"kind\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\"}]", kind, name, uid)
        }
        BEGIN {
            for (team = 0; made < total; team++) {
                ns = sprintf("team-%03d", team)
                object("/registry/namespaces/" ns, "Namespace", ns, "")
                for (n = 0; n < 50; n++) {
                    app = sprintf("app-%02d", n)
                    object("/registry/serviceaccounts/" ns "/" app, "ServiceAccount", app, "")
                    object("/registry/configmaps/" ns "/" app, "ConfigMap", app, "")
                    object("/registry/secrets/" ns "/" app, "Secret", app, "")
                    object("/registry/services/specs/" ns "/" app, "Service", app, "")
                    object("/registry/databases.example.com/databases/" ns "/" app, "Database", app, "")
                    object("/registry/deployments/" ns "/" app, "Deployment", app, "")
                    object("/registry/replicasets/" ns "/" app "-1", "ReplicaSet", app "-1", owned("Deployment", app, last))
                }
            }
            printf "\n\n" > file
        }'
}

load_objects() {
    local file
    for file in "$3".*; do
        "$1/etcdctl" --endpoints "$2" txn <"$file" || return 1
    done
}
