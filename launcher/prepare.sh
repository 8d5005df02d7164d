# Sourced by asyncio4j when something is missing or stale: finds a JDK, builds the library, compiles the program.
# Leaves behind the variables jdk, runtime, program and main. Where there is no file to compile, it is for a command of ours.
#
# The cache:
#     <cache>/<digest of library, JDK and this file>/       a runtime
#         library.jar native/                               the library, all it needs, and the helper that compiles
#         core.lst core.jsa                                 names of the classes a start needs; the same as a CDS archive
#         net.lst                                           names of the classes if it uses the network
#         http.lst http.jsa                                 the same if it uses HTTP; the archive is for our own commands
#         programs/<name>-<digest of source>/               a program
#             program.jar main used
#             program.lst program.jsa                       as above, with the program's own classes and lambdas
#
# An archive (class data sharing) holds classes as the JVM has them in memory, loaded and linked. It is made from a list of
# names: the library's by running a sample program of ours, the program's by reading its class files. So a user's program
# never runs for it. Making it takes the JVM about as long as compiling, so it is done in the background.
# Whatever appears in it appears by a rename, complete; of two runs that race, the later one throws its copy away.

oldest_jdk=25
kept_runtimes=5
kept_programs=25
days_unused=30

say() {
    printf 'asyncio4j: %s\n' "$1" >&2
}

fail() {
    say "$1"
    exit 1
}

# The feature version of the JDK in folder $1, into $found_version; 0 if there is none.
version_of() {
    found_version=0
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    while IFS= read -r line; do
        case $line in
            JAVA_VERSION=*)
                line=${line#*\"}
                line=${line%%[!0-9]*}
                found_version=${line:-0}
                ;;
        esac
    done <"$1/release"
}

# The JDK to use, into $jdk: JAVA_HOME, else the java on the path, else the oldest that is new enough.
find_jdk() {
    if [ -n "${JAVA_HOME-}" ]; then
        version_of "$JAVA_HOME"
        if [ "$found_version" -ge "$oldest_jdk" ]; then
            jdk=$JAVA_HOME
            return
        fi
    fi
    if on_path=$(command -v javac); then
        while [ -h "$on_path" ]; do
            link=$(readlink "$on_path")
            case $link in
                /*) on_path=$link ;;
                *) on_path=${on_path%/*}/$link ;;
            esac
        done
        version_of "${on_path%/bin/javac}"
        if [ "$found_version" -ge "$oldest_jdk" ]; then
            jdk=${on_path%/bin/javac}
            return
        fi
    fi
    jdk= jdk_version=
    for home in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home "${SDKMAN_DIR:-${HOME-}/.sdkman}"/candidates/java/* \
        "${HOME-}"/.jdks/* "${HOME-}"/.gradle/jdks/* "${HOME-}"/.asdf/installs/java/* \
        "${HOME-}"/.local/share/mise/installs/java/*; do
        version_of "$home"
        if [ "$found_version" -ge "$oldest_jdk" ]; then
            if [ -z "$jdk_version" ] || [ "$found_version" -lt "$jdk_version" ]; then
                jdk=$home jdk_version=$found_version
            fi
        fi
    done
    [ -n "$jdk" ] || fail "no JDK $oldest_jdk or newer found. Install one (for example Temurin $oldest_jdk, https://adoptium.net, or
           \`sdk install java $oldest_jdk-tem\`), and set JAVA_HOME if it is in an unusual place."
}

# The folder for the cache, into $cache. One that cannot be written is replaced by one of this user's in the folder for
# temporary files.
find_cache() {
    cache=${ASYNCIO4J_CACHE:-${XDG_CACHE_HOME:-${HOME-}/.cache}/asyncio4j}
    case $cache in
        /*) ;;
        *) cache=$PWD/$cache ;;
    esac
    if (umask 077 && mkdir -p "$cache" && : >"$cache/.writable") 2>/dev/null; then
        return
    fi
    cache=${TMPDIR:-/tmp}/asyncio4j-$(id -u)
    (umask 077 && mkdir -p "$cache") 2>/dev/null
    # shellcheck disable=SC3067 # dash and bash have -O; the folder must not be another user's
    if ! [ -O "$cache" ] || ! [ -w "$cache" ] || [ -h "$cache" ]; then
        cache=$(mktemp -d) || fail "no folder can be written; set ASYNCIO4J_CACHE to one that can."
    fi
}

digest_of() {
    if command -v sha256sum >/dev/null; then
        sha256sum
    else
        shasum -a 256
    fi
}

core_jar=$root/core/target/asyncio4j-core.jar
net_jar=$root/net/target/asyncio4j-net.jar
http_jar=$root/http/target/asyncio4j-http.jar
launcher_jar=$root/launcher/target/asyncio4j-launcher.jar

# Names the jars that the library needs. Maven writes it when it has put them there.
dependencies=$root/launcher/target/asyncio4j.dependencies

has_all_jars() {
    [ -r "$core_jar" ] && [ -r "$net_jar" ] && [ -r "$http_jar" ] && [ -r "$launcher_jar" ] && [ -r "$dependencies" ]
}

# Whether a module's jar, $1, is older than what it is built from, the rest.
is_stale() {
    jar=$1
    shift
    [ -n "$(find "$root/pom.xml" "$@" -newer "$jar" 2>/dev/null | head -n 1)" ]
}

# Whether a jar is missing or older than what it is built from.
must_build() {
    has_all_jars || return 0
    [ -d "$root/core/src" ] || return 1
    is_stale "$core_jar" "$root/core/pom.xml" "$root/core/src/main" ||
        is_stale "$net_jar" "$root/net/pom.xml" "$root/net/src/main" ||
        is_stale "$http_jar" "$root/http/pom.xml" "$root/http/src/main" ||
        is_stale "$launcher_jar" "$root/net/pom.xml" "$root/http/pom.xml" "$root/launcher/pom.xml" "$root/launcher/src/main"
}

build() {
    command -v mvn >/dev/null || fail "the library has to be built, which needs Maven (mvn) on the path. Install it, for example with
           \`apt-get install maven\`, \`brew install maven\` or \`sdk install maven\`."
    mkdir -p "$root/launcher/target" || exit 1
    lock=$root/launcher/target/asyncio4j.lock
    waited=
    until mkdir "$lock" 2>/dev/null; do
        owner=
        { read -r owner <"$lock/owner"; } 2>/dev/null
        # Its owner is gone; or was killed before it could write its name.
        if { [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; } ||
            { [ -z "$owner" ] && [ -n "$(find "$lock" -prune -mmin +1 2>/dev/null)" ]; }; then
            mv "$lock" "$lock.$$" 2>/dev/null && rm -rf "$lock.$$"
            continue
        fi
        [ -n "$waited" ] || say "another run is building the library; waiting for it."
        waited=yes
        sleep 1
    done
    echo $$ >"$lock/owner"
    trap 'rm -rf "$lock"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if must_build; then
        printf 'asyncio4j: building the library with Maven ' >&2
        log=$root/launcher/target/asyncio4j-build.log
        # Maven on the JDK it is used to; on the one found if there is no other.
        command -v java >/dev/null || [ -n "${JAVA_HOME-}" ] || export JAVA_HOME="$jdk"
        {
            mvn --batch-mode --file "$root/pom.xml" --projects launcher --also-make -Dmaven.test.skip=true package </dev/null 2>&1
            echo "exit status $?"
        } | while IFS= read -r line; do
            case $line in
                *'exit status '[0-9]*)
                    # Maven may have left an escape sequence before it.
                    exit "${line##* }"
                    ;;
                *Downloaded*) downloads=$((${downloads-0} + 1)) && [ $((downloads % 20)) -eq 0 ] && printf . >&2 ;;
                *' --- '*) printf . >&2 ;;
            esac
            printf '%s\n' "$line"
        done >"$log"
        status=$?
        echo >&2
        if [ "$status" -ne 0 ]; then
            cat "$log" >&2
            fail "the library could not be built; Maven's output is above."
        fi
    fi
    rm -rf "$lock"
    trap - EXIT INT TERM
}

# Moves folder $1 to $2, unless another run was faster. A folder without file $3 is not one of ours, or is damaged.
publish() {
    if [ -e "$2" ] && ! [ -r "$2/$3" ]; then
        mv "$2" "$1.damaged" && rm -rf "$1.damaged"
    fi
    if [ -e "$2" ] || ! mv "$1" "$2" 2>/dev/null; then
        rm -rf "$1"
    fi
    # Both were there in the same instant: mv has put ours inside.
    rm -rf "$2/${1##*/}"
}

# Everything that an archive depends on: it is used only with the options it was made with.
java_for_archive() {
    nice -n 10 "$jdk/bin/java" -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --add-opens java.base/java.lang=ALL-UNNAMED \
        --enable-native-access=ALL-UNNAMED -Dsun.misc.unsafe.memory.access=allow "$@" </dev/null >/dev/null 2>&1
}

# Makes list $2 of what our sample $3 loads, in the runtime $1. An empty one does no harm but to speed.
list_of_sample() {
    java_for_archive -Djava.library.path="$1/native" -XX:DumpLoadedClassList="$1/$2" -cp "$1/library.jar" \
        "org.asyncio4j.launcher.$3" "$1/sample"
    rm -rf "$1/sample"
}

# Makes archive $2 from list $1 for class path $3. It holds the paths of the jars, so they have to be where they stay.
archive() {
    java_for_archive -Xshare:dump -XX:+AOTClassLinking -XX:SharedClassListFile="$1" -XX:SharedArchiveFile="$2.$$" -cp "$3" &&
        mv -f "$2.$$" "$2" 2>/dev/null
}

# Keeps the cache small: archives of the programs used last, runtimes made last, nothing that lies unused for long, but
# always what a process runs from.
throw_away_unused() {
    cache=${runtime%/*}
    # shellcheck disable=SC2012 # ls sorts by time, and the names are ours
    ls -1t "$cache"/*/programs/*/used | tail -n +$((kept_programs + 1)) | while IFS= read -r used; do
        rm -f "${used%/used}/main" "${used%/used}/program.jsa" "${used%/used}/program.lst"
    done
    processes=$(ps -A -o args=) || return
    # shellcheck disable=SC2012
    {
        ls -1dt "$cache"/*/ | tail -n +$((kept_runtimes + 1))
        find "$cache"/*/programs -name used -mtime +"$days_unused"
    } | while IFS= read -r old; do
        old=${old%/used}
        old=${old%/}
        case $processes in
            *"$old"*) ;;
            *) [ "$old" = "$runtime" ] || rm -rf "$old" ;;
        esac
    done
}

# The runtime for the jars and the JDK, into $runtime. All jars become one: the fewer there are, the faster is a start. The
# JVM looks at each before it uses an archive, and opens them all to find that a class is in none of them.
make_runtime() {
    has_all_jars || fail "the library's jars are missing from $root."
    key=$(cat "$core_jar" "$net_jar" "$http_jar" "$launcher_jar" "$dependencies" "$jdk/release" "$root/launcher/prepare.sh" \
        "$root/asyncio4j" | digest_of) || exit 1
    runtime=$cache/${key%% *}
    if [ -r "$runtime/library.jar" ]; then
        return
    fi
    say "preparing a fast start."
    new=$cache/.new-$$
    rm -rf "$new"
    mkdir -p "$new/programs" && "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$launcher_jar" \
        org.asyncio4j.launcher.Merge "$new" "$dependencies" "$core_jar" "$net_jar" "$http_jar" "$launcher_jar" </dev/null ||
        exit 1
    list_of_sample "$new" core.lst Sample
    list_of_sample "$new" net.lst NetSample
    list_of_sample "$new" http.lst HttpSample
    publish "$new" "$runtime" library.jar
    archive "$runtime/core.lst" "$runtime/core.jsa" "$runtime/library.jar"
}

compile() {
    program=$runtime/programs/$name-$digest
    main=
    if [ -r "$program/main" ]; then
        read -r main <"$program/main"
        return
    fi
    new=$runtime/programs/.new-$$
    rm -rf "$new"
    mkdir -p "$new" || exit 1
    if ! "$jdk/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$runtime/library.jar" org.asyncio4j.launcher.Compile \
        "$file" "$runtime" "$new" </dev/null; then
        rm -rf "$new"
        exit 1
    fi
    rm -rf "$new/classes"
    : >"$new/used"
    read -r main <"$new/main"
    publish "$new" "$program" main
    # In a process that is nobody's child, so that the program does not find it among its own.
    (in_background &)
}

in_background() {
    # Lets go of the streams, so that a pipe behind the program ends with the program. Not by redirecting the call: the shell
    # would keep copies.
    exec </dev/null >/dev/null 2>&1
    if [ -n "$file" ]; then
        archive "$program/program.lst" "$program/program.jsa" "$runtime/library.jar:$program/program.jar"
    else
        archive "$runtime/http.lst" "$runtime/http.jsa" "$runtime/library.jar"
    fi
    throw_away_unused
}

remember() {
    {
        printf '%s\n' "$runtime" "$jdk" "${JAVA_HOME-}" "${ASYNCIO4J_CACHE-}:${XDG_CACHE_HOME-}:${HOME-}" >"$began" &&
            touch -r "$began.time" "$began" && mv -f "$began" "$root/launcher/target/asyncio4j.state"
        rm -f "$began" "$began.time"
    } 2>/dev/null
}

if [ -n "$file" ] && [ -z "$digest" ]; then
    digest=$(digest_of <"$file")
    digest=${digest%% *}
fi
if ! fresh; then
    mkdir -p "$root/launcher/target" 2>/dev/null
    began=$root/launcher/target/asyncio4j.state.$$
    { : >"$began.time"; } 2>/dev/null
    find_jdk
    find_cache
    if must_build; then
        build
    fi
    make_runtime
    remember
fi
if [ -n "$file" ]; then
    compile
else
    main=$tool
    [ -r "$runtime/http.jsa" ] || (in_background &)
fi
