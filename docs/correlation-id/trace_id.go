// Trace ID of a correlation ID: see docs/correlation-id.md.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"os"
	"regexp"
	"strings"
)

const (
	crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	allZero   = "00000000000000000000000000000000"
)

var (
	accepted = regexp.MustCompile(`^[A-Za-z0-9._:@/+=-]{1,128}$`)
	hexID    = regexp.MustCompile(`^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$`)
	ulid     = regexp.MustCompile(`^[0-7][0-9A-HJKMNP-TV-Z]{25}$`)
)

func traceID(correlationID string) (string, error) {
	if !accepted.MatchString(correlationID) {
		return "", errors.New("not a correlation ID")
	}
	lower, upper := strings.ToLower(correlationID), strings.ToUpper(correlationID)
	digits := allZero
	if hexID.MatchString(lower) {
		digits = strings.ReplaceAll(lower, "-", "")
	} else if ulid.MatchString(upper) {
		bits := new(big.Int)
		for _, character := range upper {
			bits.Lsh(bits, 5).Or(bits, big.NewInt(int64(strings.IndexRune(crockford, character))))
		}
		digits = fmt.Sprintf("%032x", bits)
	}
	if digits != allZero {
		return digits, nil
	}
	hash := sha256.Sum256([]byte(correlationID))
	digits = hex.EncodeToString(hash[:16])
	if digits == allZero {
		digits = allZero[1:] + "1"
	}
	return digits, nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		digits, err := traceID(lines.Text())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(digits)
	}
}
