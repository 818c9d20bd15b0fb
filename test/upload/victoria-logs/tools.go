// The module whose program the tests run as a receiver; "go build" takes it from the module proxy.
//go:build tools

package tools

import _ "github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs"
