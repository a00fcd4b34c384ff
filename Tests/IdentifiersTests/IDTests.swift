import Foundation
import Identifiers
import Testing

struct IDTests {
  private static let text = "ws_01J9ZC3M2P8Q4R5S6T7V8W9X0Y"

  @Test func `an id is its prefix and a ULID, in either case, printed in upper case`() {
    let id = ID<Workspace>(Self.text)
    #expect(id?.description == Self.text)
    #expect(ID<Workspace>(Self.text.lowercased()) == id)
    #expect(ID<Workspace>("WS_01J9ZC3M2P8Q4R5S6T7V8W9X0Y") == id)
  }

  @Test(arguments: [
    "", "ws", "ws_", "key_01J9ZC3M2P8Q4R5S6T7V8W9X0Y", "01J9ZC3M2P8Q4R5S6T7V8W9X0Y", "ws__01J9ZC3M2P8Q4R5S6T7V8W9X0",
  ])
  func `anything else is refused`(text: String) {
    #expect(ID<Workspace>(text) == nil)
  }

  @Test func `an id is JSON text`() throws {
    let id = try #require(ID<Workspace>(Self.text))
    #expect(String(decoding: try JSONEncoder().encode(id), as: UTF8.self) == "\"\(Self.text)\"")
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ID<Workspace>.self, from: Data("\"ws_x\"".utf8)) }
  }
}
