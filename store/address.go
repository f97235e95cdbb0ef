package store

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// An address is where the data is, read from Options.URL:
//
//	redis://[user:password@]host:port/db               one Redis; rediss:// with TLS
//	unix:///path                                       the same on this machine
//	redis://host:26379?master_name=dandang&addr=…      a Redis and its replicas, looked up with the Sentinels at the hosts
//	redis://host:6379?addr=host:port&addr=…            a cluster, found by any of its hosts
//
// User and password are those of the Redis; sentinel_username and sentinel_password those of the Sentinels, where they
// have any. With replicas=1 a write counts only when that many replicas hold it too, so that none is lost when the
// master is; not for a cluster.
type address struct {
	options  *redis.Options
	hosts    []string
	master   string
	sentinel *url.Userinfo
	replicas int
}

func readAddress(text string) (address, error) {
	u, err := url.Parse(text)
	if err != nil {
		return address{}, withoutSecret(err)
	}
	q := u.Query()
	a := address{master: q.Get("master_name"), sentinel: url.UserPassword(q.Get("sentinel_username"), q.Get("sentinel_password"))}
	if further := q["addr"]; len(further) > 0 || a.master != "" {
		a.hosts = append([]string{u.Host}, further...)
	}
	if n := q.Get("replicas"); n != "" {
		if a.replicas, err = strconv.Atoi(n); err != nil || a.replicas < 1 {
			return address{}, fmt.Errorf("replicas=%q: want a number from 1", n)
		}
		if a.cluster() {
			return address{}, errors.New("replicas is not for a cluster")
		}
	}
	for _, ours := range []string{"master_name", "sentinel_username", "sentinel_password", "addr", "replicas"} {
		q.Del(ours)
	}
	u.RawQuery = q.Encode()
	if a.options, err = redis.ParseURL(u.String()); err != nil {
		return address{}, withoutSecret(err)
	}
	remoteDefaults(a.options)
	if a.cluster() && a.options.DB != 0 {
		return address{}, errors.New("a cluster has no numbered databases")
	}
	return a, nil
}

func (a address) cluster() bool { return a.master == "" && len(a.hosts) > 0 }

// String is the hosts, for errors; no password.
func (a address) String() string {
	if len(a.hosts) > 0 {
		return strings.Join(a.hosts, ", ")
	}
	return a.options.Addr
}

// client returns the client for the address. Nothing is connected yet.
func (a address) client() redis.UniversalClient {
	switch {
	case a.master != "":
		return redis.NewFailoverClient(a.failover())
	case a.cluster():
		return redis.NewClusterClient(a.clustered())
	}
	return redis.NewClient(a.options)
}

func (a address) failover() *redis.FailoverOptions {
	o := a.options
	password, _ := a.sentinel.Password()
	return &redis.FailoverOptions{
		MasterName: a.master, SentinelAddrs: a.hosts, SentinelUsername: a.sentinel.Username(), SentinelPassword: password,
		Username: o.Username, Password: o.Password, DB: o.DB, TLSConfig: o.TLSConfig, Dialer: o.Dialer, Protocol: o.Protocol,
		DialTimeout: o.DialTimeout, ReadTimeout: o.ReadTimeout, WriteTimeout: o.WriteTimeout, PoolTimeout: o.PoolTimeout,
		PoolSize: o.PoolSize, MaxRetries: o.MaxRetries, DialerRetries: o.DialerRetries,
		ContextTimeoutEnabled: o.ContextTimeoutEnabled, DisableIdentity: o.DisableIdentity,
		ReadBufferSize: o.ReadBufferSize, WriteBufferSize: o.WriteBufferSize,
	}
}

// A cluster answers from whichever host it thinks right, and is asked again where that one says; so each may take less.
const (
	mostRedirects      = 2
	clusterReadTimeout = 600 * time.Millisecond
)

func (a address) clustered() *redis.ClusterOptions {
	o := a.options
	return &redis.ClusterOptions{
		Addrs: a.hosts, Username: o.Username, Password: o.Password, TLSConfig: o.TLSConfig, Dialer: o.Dialer, Protocol: o.Protocol,
		DialTimeout: o.DialTimeout, ReadTimeout: min(o.ReadTimeout, clusterReadTimeout), WriteTimeout: o.WriteTimeout,
		PoolTimeout: o.PoolTimeout, PoolSize: o.PoolSize, MaxRedirects: mostRedirects, DialerRetries: o.DialerRetries,
		ContextTimeoutEnabled: o.ContextTimeoutEnabled, DisableIdentity: o.DisableIdentity,
		ReadBufferSize: o.ReadBufferSize, WriteBufferSize: o.WriteBufferSize, MaintNotificationsConfig: o.MaintNotificationsConfig,
	}
}
