/**
 * The monitor: the small process between host and command that does what Node has no system calls for. It leads the
 * command's session, so that the command's process group has a parent in it (else the kernel throws Ctrl-Z away), gives
 * the command the terminal, sees it stop, learns exactly how it ended, and switches terminal modes.
 *
 * It is written in Perl because that starts in 2 ms and is part of nearly every Unix; no module is loaded. The words of
 * its dialogue with the host are in `monitor.ts`.
 */
export const MONITOR_SCRIPT = String.raw`
# Options as key=value words up to "--", then the file to run, argv[0], and the arguments.
my (%o, $left, $saved, $start, $end, $owned, $stopped);
while (@ARGV) {
  my $word = shift @ARGV;
  last if $word eq '--';
  my ($key, $value) = split /=/, $word, 2;
  $o{$key} = $value;
}
my $file = shift @ARGV;
my $host = getppid;
$0 = 'ddcoterm-monitor'; # what ps shows

# Numbers of <sys/ioctl.h>; termios as Linux (36 bytes) and Darwin (72 bytes) have it on x86-64 and arm64.
my $darwin = $^O eq 'darwin';
my ($GETS, $SETS, $SCTTY, $GPGRP, $SPGRP, $GWINSZ, $SWINSZ, $NREAD) = $darwin
  ? (0x40487413, 0x80487414, 0x20007461, 0x40047477, 0x80047476, 0x40087468, 0x80087467, 0x4004667f)
  : (0x5401, 0x5402, 0x540e, 0x540f, 0x5410, 0x5413, 0x5414, 0x541b);
my ($LAYOUT, $SIZE) = $darwin ? ('Q4C20x4Q2', 72) : ('L4C20', 36);

sub handle {
  my ($fd, $mode) = @_;
  open(my $h, $mode . '&=', $fd) or return;
  fcntl $h, 2, 1; # F_SETFD, FD_CLOEXEC
  return $h;
}
sub modes {
  my $b = "\0" x 256;
  return ioctl($_[0], $GETS, $b) ? substr($b, 0, $SIZE) : undef;
}
sub set_modes {
  my ($h, $b) = @_;
  ioctl $h, $SETS, $b if defined $b;
}
# cfmakeraw(3)
sub raw {
  my ($i, $o, $c, $l, @rest) = unpack $LAYOUT, $_[0];
  my ($if, $lf, $size, $vmin, $vtime) = $darwin
    ? (0x3eb, 0x598, 0x1300, 16, 17)
    : (0x5eb, 0x804b, 0x130, 7, 6);
  $i &= ~$if;
  $o &= ~1;
  $l &= ~$lf;
  $c = $c & ~$size | ($darwin ? 0x300 : 0x30);
  @rest[$vmin, $vtime] = (1, 0);
  return pack $LAYOUT, $i, $o, $c, $l, @rest;
}

# What the host's start of Node changed is put back, here or in the command alone.
if (defined $o{files} and $o{prlimit}) {
  my $limit = pack 'QQ', split /:/, $o{files};
  syscall $o{prlimit} + 0, 0, 7, $limit, 0; # RLIMIT_NOFILE
}
delete $ENV{PERL_BADLANG};
if ($o{bytes}) { # Node cannot hold words that are no UTF-8: they are read where the system has them
  my $read = sub { local $/; open my $h, '<', "/proc/$host/$_[0]" or return; my $t = <$h>; split /\0/, $t, -1 };
  my %added = map { $_ => $ENV{$_} } split /,/, $o{added};
  %ENV = map { split /=/, $_, 2 } grep { /=/ } $read->('environ');
  delete @ENV{split /,/, $o{hidden}};
  %ENV = (%ENV, %added);
  my @words = $read->('cmdline');
  pop @words;
  my $count = @ARGV - 1;
  @ARGV[1 .. $count] = @words[-$count .. -1] if $count > 0 and @words >= $count;
}
for (keys %ENV) { $ENV{$1} = delete $ENV{$_} if /^DDCOTERM_KEPT_(.*)/s; }
my $status = handle($o{status}, '>');
sub report { syswrite $status, "@_\n"; }
# Perl counts its handles of a descriptor and closes with the last one, so it has to be these.
sub close_standard { close((*STDIN, *STDOUT, *STDERR)[$_[0]]); }
# The host raises on itself the signal that ended the command; its core file would only take the place of the command's.
sub forbid_core_of_host {
  my $old = "\0" x 16;
  syscall $o{prlimit} + 0, 0, 4, 0, $old; # RLIMIT_CORE
  my $limit = pack 'QQ', 0, (unpack 'QQ', $old)[1];
  syscall $o{prlimit} + 0, $host + 0, 4, $limit, 0;
}
sub run {
  $SIG{$_} = 'IGNORE' for split /,/, $o{ignored} // '';
  close_standard($_) for split /,/, $o{closed} // '';
  if (defined $o{blocked} and $o{sigprocmask}) {
    my $mask = pack 'Q', hex $o{blocked};
    syscall $o{sigprocmask} + 0, 2, $mask, 0, 8; # SIG_SETMASK
  }
  exec { $file } @ARGV;
  report('failed', $! + 0);
  kill 'KILL', $$; # no exit handlers: this is a copy of the monitor
}
for (split /,/, $o{leaks} // '') { open my $h, '<&=', $_ and close $h; }
if ($o{mode} eq 'exec') {
  forbid_core_of_host() if $o{prlimit};
  run();
}

my $control = handle($o{control}, '<');
my $outer = handle($o{outer}, '+<');
my $tty = handle($o{slave}, '+<');

sub sizes {
  my $b = "\0" x 8;
  ioctl $outer, $GWINSZ, $b or return '';
  ioctl $tty, $SWINSZ, $b;
  my ($rows, $columns, $x, $y) = unpack 'S4', $b;
  return "$columns $rows $x $y";
}
# The user's terminal becomes raw. What was changed on it since we left it, the command's terminal gets too.
sub take {
  return if $owned;
  my $now = modes($outer) // return;
  set_modes($tty, modes($tty) ^ $left ^ $now) if $left ne $now;
  ($saved, $start, $owned) = ($now, modes($tty), 1);
  set_modes($outer, raw($now));
}
# The user's terminal gets its modes back, with what the command changed on purpose.
sub release {
  return unless $owned;
  $owned = 0;
  $left = $saved ^ $start ^ ($end // modes($tty) // $start);
  set_modes($outer, $left);
}
sub foreground { ioctl $tty, $SPGRP, pack('i', $_[0]); }

my %was = map { $_ => $SIG{$_} // 'DEFAULT' } qw(INT QUIT TSTP TTIN TTOU HUP USR1 PIPE);
$SIG{$_} = 'IGNORE' for qw(INT QUIT TSTP TTIN TTOU PIPE);
ioctl $tty, $SCTTY, 0;
$left = modes($outer);
set_modes($tty, $left);
my $oflag = defined $left ? (unpack $LAYOUT, $left)[1] : 0;
my $onlcr = $darwin ? 3 : 5; # OPOST and ONLCR
report('ready', ($oflag & $onlcr) == $onlcr ? 1 : 0);
sizes();
take() if $o{mode} eq 'owned';

my $pid;
sub report_modes {
  my $modes = $end // modes($tty) // return report('ok');
  my $l = (unpack $LAYOUT, $modes)[3];
  report('ok', $l & ($darwin ? 0x100 : 2) ? 1 : 0, $l & 8 ? 1 : 0); # ICANON, ECHO
}
# The keys that would send SIGINT and SIGQUIT to the command's process group now.
sub report_keys {
  my $modes = $end // modes($tty) // return report('ok');
  my ($i, $o, $c, $l, @rest) = unpack $LAYOUT, $modes;
  my $group = pack 'i', 0;
  ioctl $tty, $GPGRP, $group;
  return report('ok') unless $l & ($darwin ? 0x80 : 1) and unpack('i', $group) == $pid; # ISIG
  my $none = $darwin ? 255 : 0; # _POSIX_VDISABLE
  report('ok', map { $_ == $none ? -1 : $_ } @rest[$darwin ? (8, 9) : (1, 2)]);
}
# What was typed and never read is for whoever reads the user's terminal next.
sub unread {
  my $modes = modes($tty) // return;
  set_modes($tty, raw($modes)); # a line that was not entered can be read, too
  my ($ready, $count, $keys) = ('', pack('i', 0), '');
  vec($ready, $o{slave}, 1) = 1;
  select $ready, undef, undef, 0; # what is on its way arrives now
  ioctl $tty, $NREAD, $count or return;
  sysread $tty, $keys, unpack 'i', $count;
  return unpack 'H*', $keys;
}
sub obey {
  my ($word) = @_;
  if ($word eq 'take') { take(); sizes(); foreground($pid); kill 'CONT', -$pid; }
  elsif ($word eq 'continue') { sizes(); kill 'CONT', -$pid; }
  elsif ($word eq 'release') { release(); }
  elsif ($word eq 'size') { return report('ok', sizes()); }
  elsif ($word eq 'modes') { return report_modes(); }
  elsif ($word eq 'keys') { return report_keys(); }
  report('ok');
}
sub read_word {
  my $line = '';
  while ($line !~ /\n/) {
    my $got = sysread $control, $line, 1, length $line;
    next if !defined $got and $! + 0 == 4; # EINTR
    return unless $got;
  }
  chomp $line;
  return $line;
}
# The host wrote a word. It sends the signal again when no answer comes, so there may be none.
$SIG{USR1} = sub {
  my $ready = '';
  vec($ready, $o{control}, 1) = 1;
  return unless select($ready, undef, undef, 0) > 0;
  my $word = read_word();
  obey($word) if defined $word;
};
# The command's terminal is gone. Where the host lives, it has hung it up, and passes on the signals that the command gets;
# one that was killed is our parent for a moment still.
my $host = getppid;
$SIG{HUP} = sub {
  for (1 .. 20) { last if getppid != $host; select undef, undef, undef, 0.01; }
  return if getppid == $host;
  release();
  kill 'HUP', -$pid;
  kill 'CONT', -$pid;
  exit 129;
};

$pid = fork;
if (!defined $pid) { report('failed', $! + 0); exit 1; }
if ($pid == 0) {
  setpgrp 0, 0;
  foreground($$) if $owned;
  $SIG{$_} = $was{$_} for keys %was;
  run();
}
setpgrp $pid, 0;
for (3 .. $o{control} - 1) { open my $h, '<&=', $_ and close $h; } # the command's alone from now on
foreground($pid) if $owned;
report('started', $pid);

# Perl's own waitpid does not tell a stop from an end.
my $state;
while (1) {
  my $word = "\0" x 4;
  my $got = syscall $o{wait4} + 0, $pid + 0, $word, 2, 0; # WUNTRACED
  next if $got < 0 and $! + 0 == 4; # EINTR: a handler ran
  exit 1 if $got != $pid;
  $state = unpack 'i', $word;
  last if ($state & 0xff) != 0x7f;
  report('stopped', $state >> 8);
}
$SIG{$_} = 'IGNORE' for qw(USR1 HUP); # the host, if it goes now, tells by the end of its words
$end = modes($tty);
foreground(getpgrp); # else what the command left running would be hung up when we, who lead the session, go
my $signal = $state & 0x7f;
forbid_core_of_host() if $signal and $o{prlimit};
report($signal ? ('killed', $signal) : ('exited', $state >> 8 & 0xff));
while (defined(my $word = read_word())) {
  if ($word eq 'modes') { report_modes(); }
  elsif ($word ne 'release') { report('ok'); }
  else {
    my $keys = $owned ? unread() : '';
    release();
    report('ok', $keys // '');
    exit;
  }
}
release();
`;
