#!/usr/bin/env bash
# The same files of MARC records from a folder, from OpenSSH's SFTP server (Debian's openssh-server) and from pyftpdlib over FTP and FTPS:
# the same records each time, what comes later the next time, and nothing from a server whose key has changed.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

export PATH=$PATH:/usr/sbin
need python3 ssh-keygen sshd
peers=$root/tests/peers
python=$(peers_python)
drop=$scratch/drop
user=$(id -un)
sshd_pid=

# records FROM TO TITLE: breaker text.
records() {
    local n
    for n in $(seq "$1" "$2"); do
        printf '=LDR  00000nam a2200000 i 4500\n=001  n%05d\n=100  1\\$aAtay, Oğuz.\n=245  10$a%s %d /$cnobody.\n\n' "$n" "$3" "$n"
    done
}

# put NAME AGE: standard input as a file of that many hours ago.
put() {
    cat >"$drop/$1.part"
    touch -d "$2 hours ago" "$drop/$1.part"
    mv "$drop/$1.part" "$drop/$1"
}


files() {
    mkdir -p "$drop/sub"
    records 1 1200 First >"$scratch/first.mrk"
    "$bookferry" marc convert --to marcxml -o "$scratch/first.xml" "$scratch/first.mrk" 2>>"$scratch/convert.log"
    put full_1_new.xml 9 <"$scratch/first.xml"
    records 100 300 Second >"$scratch/second.mrk"
    "$bookferry" marc convert --to iso2709 -o "$scratch/second.mrc" "$scratch/second.mrk" 2>>"$scratch/convert.log"
    gzip <"$scratch/second.mrc" | put "changes über 2.mrc.gz" 7
    printf 'n00001\nn00002\n' | put gone.delete.txt 5
    printf 'not for us' | put README 5
    printf 'hidden' | put .hidden.xml 5
}

keys() {
    local name
    for name in host other user; do ssh-keygen -q -t ed25519 -N '' -f "$scratch/$name"; done
    ssh-keygen -q -t rsa -b 2048 -N '' -f "$scratch/host_rsa"
    # In the older form, in which many keys of RSA still come.
    ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f "$scratch/user_rsa"
    cat "$scratch/user.pub" "$scratch/user_rsa.pub" >"$scratch/authorized"
    if [ "$(id -u)" -eq 0 ]; then mkdir -p /run/sshd; fi
}

fingerprint() {
    ssh-keygen -lf "$scratch/$1.pub" | grep -oE 'SHA256:[^ ]+'
}

# as_pattern: a fingerprint may hold a plus sign.
as_pattern() {
    fingerprint "$1" | sed 's/+/[+]/g'
}

# ssh_server KEY...: OpenSSH's server on the port with these host keys, and no other server there.
ssh_server() {
    local key
    if [ -n "$sshd_pid" ]; then
        kill "$sshd_pid"
        wait "$sshd_pid" 2>/dev/null || true
    fi
    {
        printf 'Port %s\nListenAddress 127.0.0.1\nPidFile none\nUsePAM no\nStrictModes no\n' "$sftp_port"
        printf 'PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n'
        printf 'AuthorizedKeysFile %s\nSubsystem sftp internal-sftp\n' "$scratch/authorized"
        for key in "$@"; do printf 'HostKey %s\n' "$scratch/$key"; done
    } >"$scratch/sshd_config"
    start sshd "$(command -v sshd)" -D -e -f "$scratch/sshd_config"
    sshd_pid=$last_pid
    await "$scratch/sshd.log" 'Server listening' >/dev/null
}

ftp_servers() {
    local implicit=()
    # Only root may listen on port 990, on which TLS begins with the first byte.
    if [ "$(id -u)" -eq 0 ]; then implicit=(implicit); else echo "skipped: TLS from the first byte on, port 990 is for root"; fi
    start ftp "$python" "$peers/files_ftp.py" "$(dirname "$drop")" "$scratch" east sesame "${implicit[@]}"
    read -r ftp_port ftps_port implicit_port < <(await "$scratch/ftp.log" 'ports [0-9 ]+' | cut -d' ' -f2-) || true
    # The authority of the FTPS server is one that the system believes, for the programs that are started here.
    export SSL_CERT_FILE=$scratch/authority.pem
}

# library CODE URL [LINE...]
library() {
    local code=$1 url=$2
    shift 2
    printf '[[library]]\ncode = "%s"\nname = "%s"\nsymbol = "ISIL:%s"\n' "$code" "$code" "$code"
    if [ "$code" = DISK ]; then printf 'drop_folders = ["%s"]\n' "$url"; fi
    printf '[library.harvest]\nkind = "folder"\nurl = "%s"\nmapping = "alma-900-995"\n' "$url"
    printf '%s\n' "$@" ''
}

# configuration KEY FINGERPRINT: signs in over SFTP with this private key, to the server of this fingerprint.
configuration() {
    local ftp=('user = "east"' 'password = "sesame"')
    printf 'data = "data"\nlisten = "127.0.0.1:0"\npublic_address = "http://127.0.0.1"\ncontact = "desk@library.example"\n\n'
    library DISK "$drop"
    library SFTP "sftp://127.0.0.1:$sftp_port$drop" "user = \"$user\"" "private_key = \"\"\"" "$(cat "$scratch/$1")" '"""' "server_key = \"$2\""
    library FTP "ftp://127.0.0.1:$ftp_port/drop" "${ftp[@]}"
    library FTPS "ftps://127.0.0.1:$ftps_port/drop" "${ftp[@]}"
    if [ -n "${implicit_port:-}" ]; then library FTP990 "ftps://127.0.0.1:$implicit_port/drop" "${ftp[@]}"; fi
    library WRONG "ftp://127.0.0.1:$ftp_port/drop" 'user = "east"' 'password = "abracadabra"'
}

# harvested NAME CODE COUNTS: a harvest of this library ends well, with these counts.
harvested() {
    exits "$1" 0 "$bookferry" harvest --config "$scratch/platform.toml" "$2"
    has "with $3" "$scratch/err" "$3"
}

# as_on_disk NAME CODE: the library has the records of the one that reads the folder itself.
as_on_disk() {
    "$peers/files_kept.py" "$scratch/data" DISK >"$scratch/disk"
    "$peers/files_kept.py" "$scratch/data" "$2" >"$scratch/there"
    check "$1" cmp "$scratch/disk" "$scratch/there"
    check "of which there are $3" test "$(wc -l <"$scratch/there")" -eq "$3"
}

everywhere() {
    local code
    codes=(SFTP FTP FTPS)
    if [ -n "${implicit_port:-}" ]; then codes+=(FTP990); fi
    harvested "a folder of this machine" DISK 'new 1200, changed 201, unchanged 0, deleted 2'
    for code in "${codes[@]}"; do
        exits "$code: a look before loading" 0 "$bookferry" harvest --config "$scratch/platform.toml" "$code" --dry-run
        has "shows records" "$scratch/out" 'n00001.*First 1'
        harvested "$code: the folder is harvested" "$code" 'new 1200, changed 201, unchanged 0, deleted 2'
        as_on_disk "$code: every record as in the folder" "$code" 1198
    done
}

later() {
    local code
    records 1195 1210 Third >"$scratch/third.mrk"
    "$bookferry" marc convert --to marcxml -o "$scratch/third.xml" "$scratch/third.mrk" 2>>"$scratch/convert.log"
    put third.xml 1 <"$scratch/third.xml"
    for code in DISK "${codes[@]}"; do
        harvested "$code: what comes later is read the next time" "$code" 'new 10, changed 6, unchanged 0, deleted 0'
        harvested "$code: and nothing twice" "$code" 'new 0, changed 0, unchanged 0, deleted 0'
    done
    for code in "${codes[@]}"; do as_on_disk "$code: all of it as in the folder" "$code" 1208; done
}

refused() {
    exits "a wrong password is refused" 1 "$bookferry" harvest --config "$scratch/platform.toml" WRONG
    has "with the server's words" "$scratch/err" '530.*check user and password'
    ssh_server other
    exits "a server whose key has changed is refused" 1 "$bookferry" harvest --config "$scratch/platform.toml" SFTP
    has "with both fingerprints" "$scratch/err" "key is $(as_pattern other), and not $(as_pattern host)"
    check "before anybody signs in" sh -c '! grep -E "Accepted|Failed|authenticating user" "$1"' _ "$scratch/sshd.log"
    env -u SSL_CERT_FILE "$bookferry" harvest --config "$scratch/platform.toml" FTPS >"$scratch/out" 2>"$scratch/err" </dev/null || true
    has "a certificate that nobody vouches for is refused" "$scratch/err" 'no safe connection'
}

# Keys of other kinds than the usual one.
rsa() {
    ssh_server host host_rsa
    configuration user_rsa "$(fingerprint host_rsa)" >"$scratch/platform.toml"
    harvested "a private key of RSA signs in, where the fingerprint of the server's RSA key was entered" SFTP 'new 0, changed 0'
    ssh_server host_rsa
    harvested "also to a server that has no other key" SFTP 'new 0, changed 0'
    configuration other "$(fingerprint host_rsa)" >"$scratch/platform.toml"
    exits "a private key that the server does not know is refused" 1 "$bookferry" harvest --config "$scratch/platform.toml" SFTP
    has "with what to do" "$scratch/err" 'the public key that belongs to it must be entered there'
}

files
keys
sftp_port=$(free_port)
ssh_server host
ftp_servers
configuration user "$(fingerprint host)" >"$scratch/platform.toml"
everywhere
later
refused
rsa
finish
