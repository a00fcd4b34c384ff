import Testing

@testable import HTTPAPI

struct ByteRangeTests {
  @Test(arguments: [
    ("bytes=0-0", ByteRange.part(0...0)), ("bytes=0-9", .part(0...9)), ("bytes=5-100", .part(5...9)),
    ("bytes=9-", .part(9...9)), ("bytes=-3", .part(7...9)), ("bytes=-30", .part(0...9)),
    ("bytes=10-", .outside), ("bytes=10-12", .outside), ("bytes=-0", .outside),
  ])
  func `a range is a part of the file or lies outside it`(header: String, range: ByteRange) {
    #expect(ByteRange.read(header, size: 10) == range)
  }

  @Test(
    arguments: [
      nil, "", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1",
      "bytes=99999999999999999999-", "bytes=+1-2",
    ] as [String?])
  func `what is not one range of bytes is ignored`(header: String?) {
    #expect(ByteRange.read(header, size: 10) == .whole)
  }

  @Test func `an empty file has no parts`() {
    #expect(ByteRange.read("bytes=0-", size: 0) == .outside)
    #expect(ByteRange.read("bytes=-1", size: 0) == .outside)
  }
}
