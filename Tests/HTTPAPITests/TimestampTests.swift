import Foundation
import Testing

@testable import HTTPAPI

struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_400.5, "2000-02-29T00:00:00.500Z"),
    (951_868_799.9994, "2000-02-29T23:59:59.999Z"), (4_107_542_400, "2100-03-01T00:00:00.000Z"),
    (1_798_761_599.9996, "2027-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.000Z"),
  ])
  func `a time is RFC 3339 in UTC with milliseconds`(seconds: Double, text: String) {
    #expect(Timestamp.text(Date(timeIntervalSince1970: seconds)) == text)
  }

  @Test(arguments: [
    ("2000-02-29T00:00:00Z", 951_782_400), ("2000-02-29T01:30:00+01:30", 951_782_400),
    ("2000-02-29T00:00:00.250Z", 951_782_400.25),
  ])
  func `a time is read with an offset, with and without a fraction`(text: String, seconds: Double) {
    #expect(Timestamp.date(text)?.timeIntervalSince1970 == seconds)
  }

  @Test(arguments: ["", "yesterday", "2000-02-29", "2000-02-29T00:00:00", "951782400"])
  func `anything else is not a time`(text: String) {
    #expect(Timestamp.date(text) == nil)
  }
}
