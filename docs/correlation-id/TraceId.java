import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;

/** Trace ID of a correlation ID: see docs/correlation-id.md. Needs Java 11 or newer. */
public final class TraceId {
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final String ALL_ZERO = "0".repeat(32);

  public static String of(String correlationId) throws GeneralSecurityException {
    if (!correlationId.matches("[A-Za-z0-9._:@/+=-]{1,128}"))
      throw new IllegalArgumentException("not a correlation ID");
    String lower = correlationId.toLowerCase(Locale.ROOT);
    String upper = correlationId.toUpperCase(Locale.ROOT);
    String digits = ALL_ZERO;
    if (lower.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")) {
      digits = lower.replace("-", "");
    } else if (upper.matches("[0-7][0-9A-HJKMNP-TV-Z]{25}")) {
      BigInteger bits = BigInteger.ZERO;
      for (char character : upper.toCharArray())
        bits = bits.shiftLeft(5).or(BigInteger.valueOf(CROCKFORD.indexOf(character)));
      digits = String.format("%032x", bits);
    }
    if (!digits.equals(ALL_ZERO)) return digits;
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(correlationId.getBytes(StandardCharsets.US_ASCII));
    digits = String.format("%064x", new BigInteger(1, hash)).substring(0, 32);
    return digits.equals(ALL_ZERO) ? ALL_ZERO.substring(1) + "1" : digits;
  }

  public static void main(String[] args) throws Exception {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = lines.readLine()) != null; ) System.out.println(of(line));
  }
}
