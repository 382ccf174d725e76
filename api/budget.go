package api

import (
	"net/http"
	"net/netip"
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

// spend tells whether the network that a request comes from has something left.
func (b *budget) spend(c *gin.Context, now time.Time) bool {
	network := networkOf(c.ClientIP())
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
	if _, known := actorOf(c); !known && !s.objecting.spend(c, s.config.Now()) {
		return nil, refuse(http.StatusTooManyRequests, codeObjectionsBudget)
	}
	return s.config.Service.Object(c.Request.Context(), cmd, round, objection)
}

// Object takes an objection in, as the interface does.
func (d *Door) Object(c *gin.Context, cmd assessment.Command, round string, objection assessment.NewObjection) (*assessment.ObjectionReceipt, error) {
	return d.s.takeObjection(c, cmd, round, objection)
}
