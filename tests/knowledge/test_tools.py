"""The tables of tools, row by row: what is read and written, and what is not understood."""

from __future__ import annotations

import pytest

from tests.knowledge.asking import covers, known, reason

#: A script, and trees that it has to write.
WRITES = [
    ("rm -rf /var/lib/apt/lists/* /tmp/* /var/tmp/*", ("/var/lib/apt/lists", "/tmp", "/var/tmp")),
    ("rm -rfv build", ("/app/build",)),
    ("rm -rf -- -x", ("/app/-x",)),
    ("cp -r a /srv/b", ("/srv/b",)),
    ("cp -rt /srv a b", ("/srv",)),
    ("cp -a a/. .", ("/app",)),
    ("mv a /srv/b", ("/app/a", "/srv/b")),
    ("mv -t /srv a b", ("/srv", "/app/a", "/app/b")),
    ("ln -s /usr/bin/python3 /usr/bin/python", ("/usr/bin/python",)),
    ("ln -sfn /a/b c", ("/app/c",)),
    ("chmod -R 755 /srv/x y", ("/srv/x", "/app/y")),
    ("chown -R node:node /srv", ("/srv",)),
    ("setcap cap_net_bind_service=+ep /usr/bin/node", ("/usr/bin/node",)),
    ("touch a /b", ("/app/a", "/b")),
    ("truncate -s 0 /var/log/x", ("/var/log/x",)),
    ("echo x > /etc/y", ("/etc/y",)),
    ("echo x >> y", ("/app/y",)),
    ("echo x | tee -a /etc/y > /dev/null", ("/etc/y",)),
    ("sort -u -o /srv/b a", ("/srv/b",)),
    ("sort -uo /srv/b a", ("/srv/b",)),
    ("uniq a /srv/b", ("/srv/b",)),
    ("sed -i 's/a/b/g' /etc/x", ("/etc/x",)),
    ("sed -i -e 's,a,b,' -e '/x/d' /etc/x", ("/etc/x",)),
    ("sed -i.bak s/a/b/ /etc/x", ("/etc/x", "/etc/x.bak")),
    ("sed --in-place=.old -e s/a/b/ x", ("/app/x", "/app/x.old")),
    ("mkdir /srv/x", ("/srv/x",)),
    ("install -d /srv/x", ("/srv/x",)),
    ("install -Dm755 a /srv/x", ("/srv/x",)),
    ("install -m 644 -t /srv a b", ("/srv",)),
    ("unzip -q a.zip", ("/app",)),
    ("unzip -qo a.zip -d /opt/x", ("/opt/x",)),
    ("tar xf a.tgz", ("/app",)),
    ("tar -xzf a.tgz -C /opt", ("/opt",)),
    ("tar xzC /opt -f a.tgz", ("/opt",)),
    ("curl -sSL https://x.org/a | tar -xz -C /opt --strip-components=1", ("/opt",)),
    ("tar --extract --file a.tar --directory=/opt", ("/opt",)),
    ("curl -fsSLo /srv/a https://x.org/a", ("/srv/a",)),
    ("curl -O https://x.org/a", ("/app",)),
    ("curl -sLJO https://x.org/a", ("/app",)),
    ("wget https://x.org/a", ("/app", "/root/.wget-hsts")),
    ("wget -qO /srv/a https://x.org/a", ("/srv/a",)),
    ("wget -P /srv https://x.org/a", ("/srv",)),
    ("git clone https://x.org/a/b.git", ("/app/b",)),
    ("git clone https://x.org/a/b/ --depth 1 -b v1", ("/app/b",)),
    ("git clone --branch v1 https://x.org/a /srv/c", ("/srv/c",)),
    ("git clone --depth=1 $URL", ("/app",)),
    ("git config --global user.name x", ("/root/.gitconfig",)),
    ("git config --system core.longpaths true", ("/etc/gitconfig",)),
    ("find /srv -name '*.pyc' -delete", ("/srv",)),
    ("find /srv -type f -exec chmod 644 {} +", ("/srv",)),
    ("find . -name x -exec rm -rf '{}' \\;", ("/app",)),
    ("useradd -m app", ("/home/app", "/etc/passwd", "/etc/group-", "/etc/.pwd.lock", "/var/mail")),
    ("useradd app", ("/home/app",)),
    ("useradd -m -d /srv/app app", ("/srv/app",)),
    ("adduser -D -h /srv/app app", ("/srv/app",)),
    ("adduser --system --group app", ("/home/app", "/etc/passwd", "/etc/group-", "/etc/.pwd.lock")),
    ("useradd -D -s /bin/bash", ("/etc/default/useradd",)),
    ("groupadd -r app", ("/etc/passwd", "/etc/group-")),
    ("usermod -aG docker app", ("/etc/passwd", "/etc/group-")),
    ("gpg --batch --recv-keys 123", ("/root/.gnupg",)),
    ("dpkg --add-architecture i386", ("/var/lib",)),
    ("dpkg -i /tmp/x.deb", ("/usr/bin", "/opt", "/srv")),
    ("rpm -ivh https://x.org/x.rpm", ("/usr/bin", "/opt")),
    ("pecl install xdebug-3.0.0", ("/usr/local",)),
    ("docker-php-ext-install -j2 gd", ("/usr/local", "/usr/src/php")),
    ("a2enmod rewrite", ("/etc",)),
    ("locale-gen en_US.UTF-8", ("/usr/lib",)),
    ("update-ca-certificates", ("/etc",)),
]


@pytest.mark.parametrize(("script", "trees"), WRITES)
def test_what_is_written(script: str, trees: tuple[str, ...]) -> None:
    written = known(script, {"URL": None}).writes
    assert [tree for tree in trees if not covers(written, tree)] == []


#: A script, and trees that it has to read.
READS = [
    ("cp a /srv/b", ("/app/a",)),
    ("cat < /srv/x", ("/srv/x",)),
    ("cat x *.txt", ("/app",)),
    ("echo *", ("/app",)),
    ("test -f x", ("/app/x",)),
    ("[ -d /srv ] && true", ("/srv",)),
    ("[ ! -e y ] || true", ("/app/y",)),
    ("grep -q x y", ("/app/y",)),
    ("grep -r x", ("/app",)),
    ("sha256sum -c -", ("/app",)),
    ("curl https://x.org -o /tmp/a", ("/root", "/etc")),
    ("find . -name x", ("/app",)),
    ("find /srv -newer y", ("/app/y",)),
    ("cd /srv", ("/srv",)),
    ("ls", ("/usr/bin", "/lib", "/etc/ld.so.cache")),
    ("tar xf a.tgz -C /opt", ("/app/a.tgz",)),
    ("touch -r x /srv/y", ("/app/x",)),
    ("useradd -m -k skel app", ("/app/skel",)),
    ("ln a /srv/b", ("/app/a",)),
    (". /etc/os-release", ("/etc/os-release",)),
    ("pecl install redis", ("/app/redis",)),
    ("node --version", ("/root", "/etc")),
    ("apt-key add key", ("/app/key",)),
]


@pytest.mark.parametrize(("script", "trees"), READS)
def test_what_is_read(script: str, trees: tuple[str, ...]) -> None:
    found = known(script)
    touched = found.reads | found.enters | found.writes
    assert [tree for tree in trees if not covers(touched, tree)] == []


#: What nobody may take for known, and a part of the reason.
UNKNOWN = [
    ("./configure", "`./configure` is not known"),
    ("make", "not known"),
    ("/app/bin/rm x", "not known"),
    ("frobnicate --help", "`frobnicate` is not known"),
    ("rm --files-from=x", "--files-from=x"),
    ("cp -r a", "lacks an operand"),
    ("ln -s a", "lacks an operand"),
    ("cp --target-directory=$D a", "at build time"),
    ("mkdir -m 700 -p /srv", "-m"),
    ("mkdir --mode=1777 /srv", "--mode"),
    ("chmod --reference=x y", "--reference=x"),
    ("chmod --reference=$D y", "at build time"),
    ("chmod * /srv", "pattern"),
    ("sed 's/a/b/w /srv/x' y", "script"),
    ("sed -n 'w /srv/x' y", "script"),
    ("sed 's|a|b|w /srv/x' y", "script"),
    ("sed s,a,b,e y", "script"),
    ("sed -e s/a/b/ -e 'r /srv/x' y", "script"),
    ("sed -e 's/a/b/;1e touch /srv/x' y", "script"),
    ("sed -f x y", "-f"),
    ("sed -i./srv/* s/a/b/ y", "-i./srv/"),
    ("awk '{print > \"/srv/x\"}' y", "script"),
    ("awk '{print | \"sh\"}' y", "script"),
    ("awk '{system($0)}' y", "script"),
    ("awk 'BEGIN{while((getline l < \"/srv/x\") > 0) print l}'", "script"),
    ("awk -f x y", "-f"),
    ("tar -xf a --to-command=sh", "option of `tar`"),
    ("tar cf a b", "something else"),
    ("tar -xPf a", "option of `tar`"),
    ("tar xf host:a", "another machine"),
    ("tar xf a --transform=s,^,../,", "option of `tar`"),
    ("unzip -: a.zip", "-:"),
    ("find . -execdir rm {} +", "`find`"),
    ("find . -exec sh -c 'rm $1' _ {} ;", "`find`"),
    ("find . -exec sh -c 'rm {}' \\;", "`find`"),
    ("find . -exec ./x {} +", "not known"),
    ("find . -fprint /srv/x", "`find`"),
    ("find $D -delete", "at build time"),
    ("ls | xargs rm", "at build time"),
    ("ls | xargs -a x echo", "`xargs`"),
    ("curl -K x https://x.org", "-K"),
    ("curl -H @x https://x.org", "name of a file"),
    ("curl -d @x https://x.org", "name of a file"),
    ('curl -d "$D" https://x.org', "name of a file"),
    ("curl -T x https://x.org", "-T"),
    ("curl file:///srv/x", "URL"),
    ("curl -o $D https://x.org", "at build time"),
    ("wget -i x", "-i"),
    ("wget -r https://x.org", "-r"),
    ("git checkout main", "git checkout"),
    ("git clone ../x", "URL"),
    ("git clone --template=x https://x.org/a", "--template"),
    ("git -C /srv clone https://x.org/a", "not known"),
    ("git config user.name x", "not known in this use"),
    ("git clone -c core.hooksPath=/x https://x.org/a", "setting"),
    ("usermod -d /srv -m app", "-d"),
    ("userdel -r www-data", "-r"),
    ("deluser --remove-home app", "--remove-home"),
    ("useradd -R /srv app", "-R"),
    ("useradd $D", "at build time"),
    ("useradd --prefix=/srv app", "--prefix"),
    ("gpg --keyring x --options y --list-keys", "--options"),
    ("apt-get install -y ./x.deb", "may be a file"),
    ("apt-get install -y x.deb", "may be a file"),
    ("apt-get install -y /srv/x.deb", "may be a file"),
    ("apt-get install -y ../x", "may be a file"),
    ("apt-get install -y zip*", "may be a file"),
    ("apt-get install -y $D", "at build time"),
    ("apt-get install -y $(cat packages.txt)", "at build time"),
    ("apt-get -c=apt.conf install -y curl", "-c"),
    ("apt-get -o Dir::Etc=/app install curl", "setting"),
    ("apt-get -o APT::Update::Pre-Invoke::=/app/x update", "setting"),
    ("apt-get -o $D update", "setting"),
    ("apt-get source hello", "apt-get source"),
    ("apt-get download curl", "apt-get download"),
    ("apk add x.apk", "may be a file"),
    ("apk add --root /srv curl", "--root"),
    ("apk add --repositories-file x curl", "--repositories-file"),
    ("dnf install -y x.rpm", "may be a file"),
    ("dnf --installroot=/srv install -y curl", "--installroot"),
    ("dnf --setopt=reposdir=/app install curl", "setting"),
    ("yum localinstall -y *.rpm", "may be a file"),
    ("rpm --root /srv -q x", "--root"),
    ("pecl install ./x", "may be a file"),
    ("pecl install x.tgz", "may be a file"),
    ("python3 x.py", "not known in this use"),
    ("python3 -c 1", "-c"),
    ("node x.js", "not known in this use"),
    ("ls -l --hyperlink", "--hyperlink"),
    ("date -s now", "-s"),
    ("date -f x", "-f"),
    ("mktemp /srv/XXXX", "more operands"),
    ("mktemp -p /srv", "-p"),
    ("printf -v X y", "`printf`"),
    ("install --strip-program=x a b", "--strip-program"),
    ("gunzip a.gz", "more operands"),
    ("sudo -u app rm x", "option of `sudo`"),
    ("sudo", "without a command"),
    ("env -S x", "`env`"),
    ("which ./x", "at build time"),
    ("update-alternatives --altdir /srv --list x", "--altdir"),
    ("dpkg --root=/srv -l", "--root"),
]


@pytest.mark.parametrize(("script", "why"), UNKNOWN)
def test_what_is_not_known(script: str, why: str) -> None:
    assert why in reason(script, {"D": None})


def test_installs_with_an_unknown_version_are_known() -> None:
    found = known("apt-get install -y nodejs=$V python3-pip='2*'", {"V": None})
    assert "arguments.no-paths" in found.assumptions
    assert "may be a file" in reason("apt-get install -y nodejs=1 'x*'")


def test_the_indexes_of_packages() -> None:
    assert known("apt-get update").refreshes == {"apt"}
    assert known("apt-get install -y curl").consumes == {"apt"}
    assert known("apk add --no-cache curl").refreshes == {"apk"}
    assert known("apk add curl").refreshes == frozenset()
    assert known("dnf makecache").refreshes == {"dnf"}


@pytest.mark.parametrize(
    ("package", "place"),
    [
        ("vsftpd", "/srv"), ("tftpd-hpa", "/srv"), ("git-daemon-sysvinit", "/srv"),
        ("google-chrome-stable", "/opt"), ("nginx", "/var/www"), ("apache2-utils", "/var/www"),
        ("libapache2-mod-php7.4", "/var/www"), ("php7.4", "/var/www"), ("samba", "/home"),
        ("linux-headers-amd64", "/usr/src"),
    ],
)  # fmt: skip
def test_packages_that_put_something_elsewhere(package: str, place: str) -> None:
    assert covers(known(f"apt-get install -y {package}").writes, place)
    assert not covers(known("apt-get install -y curl php7.4-xml").writes, place)


@pytest.mark.parametrize(
    ("script", "variables", "others"),
    [
        ("apt-get update", ("DEBIAN_FRONTEND", "http_proxy", "APT_CONFIG"), ("APP_VERSION",)),
        ("mkdir -p x", ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH"), ("DEBIAN_FRONTEND",)),
        ("curl -o x https://x.org", ("HTTPS_PROXY", "CURL_HOME"), ("GIT_SHA",)),
        ("echo $A ${B:-$C} $((D + 1))", ("A", "B", "C", "D"), ("E",)),
        ('if [ -n "$A" ]; then echo; fi', ("A",), ("B",)),
        ("docker-php-ext-install gd", ("ANYTHING", "CFLAGS"), ()),
        ("A=1; echo $A", (), ("A",)),
        ("cat <<X\n$A\nX", ("A",), ("B",)),
    ],
)
def test_the_variables_that_matter(
    script: str, variables: tuple[str, ...], others: tuple[str, ...]
) -> None:
    found = known(script)
    assert [name for name in variables if not found.reads_variable(name)] == []
    assert [name for name in others if found.reads_variable(name)] == []


@pytest.mark.parametrize(
    ("variable", "value", "script"),
    [
        ("TAR_OPTIONS", "--to-command=x", "tar xf a"),
        ("GREP_OPTIONS", "-f x", "grep a b"),
        ("WGETRC", "x", "wget https://x.org/a"),
        ("GIT_DIR", "x", "git clone https://x.org/a"),
        ("GIT_TEMPLATE_DIR", None, "git clone https://x.org/a"),
        ("UNZIP", "-d x", "unzip a"),
        ("CDPATH", "/srv", "cd x"),
        ("BASH_ENV", "/app/x", "bash -c 'echo'"),
    ],
)
def test_variables_that_change_what_a_command_does(
    variable: str, value: str | None, script: str
) -> None:
    assert variable in reason(script, {variable: value})
    assert known(script, {variable: ""})


def test_what_runs_without_a_network() -> None:
    assert known("curl -o x https://x.org").uses_network
    assert not known("mkdir x").uses_network


@pytest.mark.parametrize(
    "script", ["mkdir -p /srv/a b", "mkdir -pv /srv/a b", "mkdir -p -m 755 /srv/a b"]
)
def test_directories_with_their_parents(script: str) -> None:
    found = known(script)
    assert found.makes == {"/srv/a", "/app/b"}
    assert found.writes == frozenset()


def test_a_directory_that_is_only_half_known_is_written() -> None:
    found = known("mkdir -p /srv/$D", {"D": None})
    assert found.makes == frozenset()
    assert found.writes == {"/srv"}
    assert "arguments.no-paths" in found.assumptions


def test_a_command_of_the_shell_rests_on_nothing() -> None:
    assert known("true").assumptions == frozenset()
