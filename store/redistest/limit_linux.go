package redistest

import "golang.org/x/sys/unix"

// LimitFiles has the server's disk full for any file beyond that many bytes; 0 ends that. A server that is to live on
// must have been started while SIGXFSZ was ignored.
func (s *Server) LimitFiles(bytes uint64) {
	s.t.Helper()
	limit := unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}
	if bytes == 0 {
		limit.Cur = unix.RLIM_INFINITY
	}
	if err := unix.Prlimit(s.cmd.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
		s.t.Fatal(err)
	}
}
