import Foundation
import Identifiers
import Testing

struct JSONValueTests {
  @Test func `JSON comes back as it was written`() throws {
    let text = #"{"a":[1,2.5,true,null,"x",{"b":{}}],"n":-9007199254740993}"#
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    #expect(value["n"] == .integer(-9_007_199_254_740_993))
    #expect(value["a"] == [1, 2.5, true, .null, "x", ["b": [:]]])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == text)
  }
}
