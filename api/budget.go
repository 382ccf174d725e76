package api

import (
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"wuxing/assessment"
)

// How often one network may do what takes no account, in an hour: a township's office
// that helps its enterprises, and not a list that is tried or a flood. So many networks
// are kept apart.
const (
	timesAnHour = 60
	maxNetworks = 10_000
)

// budget counts what came from each network in the hour.
type budget struct {
	mu    sync.Mutex
	since time.Time
	spent map[string]int
}

// spend takes one from what the network has left that a request comes from. Where
// nothing was left it refuses with the code and says when the hour is over.
func (b *budget) spend(c *gin.Context, now time.Time, code string) error {
	if b.take(networkOf(c.ClientIP()), now) {
		return nil
	}
	c.Header("Retry-After", strconv.Itoa(b.seconds(now)))
	return refuse(http.StatusTooManyRequests, code)
}

// seconds are how long the hour still lasts, the begun one with them.
func (b *budget) seconds(now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return max(1, int((b.since.Add(time.Hour).Sub(now)+time.Second-1)/time.Second))
}

// take tells whether the network had something left.
func (b *budget) take(network string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.spent == nil || now.Sub(b.since) >= time.Hour {
		b.since, b.spent = now, make(map[string]int)
	}
	if _, known := b.spent[network]; !known && len(b.spent) >= maxNetworks {
		network = "" // those that come when there is no place left share one
	}
	b.spent[network]++
	return b.spent[network] <= timesAnHour
}

// networkOf is the address, of IPv6 the part that one subscriber has.
func networkOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
}

// takeObjection is an objection; one without an account within the budget of its network.
func (s *server) takeObjection(c *gin.Context, cmd assessment.Command, round string, objection assessment.NewObjection) (*assessment.ObjectionReceipt, error) {
	if _, known := actorOf(c); !known {
		if err := s.objecting.spend(c, s.config.Now(), codeObjectionsBudget); err != nil {
			return nil, err
		}
	}
	return s.config.Service.Object(c.Request.Context(), cmd, round, objection)
}

// Object takes an objection in, as the interface does.
func (d *Door) Object(c *gin.Context, cmd assessment.Command, round string, objection assessment.NewObjection) (*assessment.ObjectionReceipt, error) {
	return d.s.takeObjection(c, cmd, round, objection)
}
