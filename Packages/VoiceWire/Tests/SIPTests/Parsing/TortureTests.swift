import Foundation
import SIP
import Testing
import WireTesting

/// What a torture message of RFC 4475 leads to.
enum TortureOutcome: Hashable, Sendable {
  /// A request that is answered with this status, and nothing else happens.
  case answered(Int)
  /// A new call.
  case invited
  /// A REGISTER that the product is asked about, and that is answered with this status once it is admitted.
  case registering(Int)
  /// Not a message: refused with 400.
  case unreadable(SIPParseError.Reason)
  /// A response nobody waits for, readable or not.
  case ignored
}

@Suite(.rfc(4475))
struct TortureTests {
  static let outcomes: [String: TortureOutcome] = [
    "badaspec": .answered(200), "badbranch": .answered(200), "baddate": .invited, "baddn": .answered(200),
    "badinv01": .answered(400), "badvers": .answered(505), "bcast": .ignored, "bext01": .answered(420),
    "bigcode": .ignored, "clerr": .unreadable(.truncatedBody), "cparam01": .registering(200),
    "cparam02": .registering(200), "dblreq": .registering(200), "esc01": .invited, "esc02": .answered(405),
    "escnull": .registering(200), "escruri": .answered(400), "insuf": .answered(400), "intmeth": .answered(405),
    "inv2543": .invited, "invut": .answered(415), "longreq": .invited, "ltgtruri": .unreadable(.requestURI),
    "lwsdisp": .answered(200), "lwsruri": .unreadable(.requestURI), "lwsstart": .unreadable(.requestURI),
    "mcl01": .unreadable(.contentLength), "mismatch01": .answered(400), "mismatch02": .answered(400),
    "mpart01": .answered(405), "multi01": .answered(400), "ncl": .unreadable(.contentLength), "noreason": .ignored,
    "novelsc": .answered(416), "quotbal": .answered(400), "regaut01": .registering(200), "regbadct": .registering(400),
    "regescrt": .registering(200), "scalar02": .answered(400), "scalarlg": .ignored, "sdp01": .answered(406),
    "semiuri": .answered(200), "transports": .answered(200), "trws": .answered(200), "unkscm": .answered(416),
    "unksm2": .registering(403), "unreason": .ignored, "wsinv": .answered(481), "zeromf": .answered(200),
  ]

  static func bytes(_ name: String) throws -> [UInt8] {
    let url = try #require(Bundle.module.url(forResource: name, withExtension: "dat", subdirectory: "Torture"))
    return Array(try Data(contentsOf: url))
  }

  static func request(_ name: String) throws -> SIPRequest {
    guard case .request(let request) = try SIPParser().parse(bytes(name)) else { throw NotOfThisKind() }
    return request
  }

  @Test func `all 49 messages are in the table`() throws {
    let folder = try #require(Bundle.module.url(forResource: "Torture", withExtension: nil))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".dat") }
    #expect(Set(names) == Set(Self.outcomes.keys.map { $0 + ".dat" }))
    #expect(names.count == 49)
  }

  @Test(arguments: outcomes.sorted { $0.key < $1.key })
  func `a torture message leads to what its section says`(name: String, outcome: TortureOutcome) throws {
    var stage = Stage()
    let bytes = try Self.bytes(name)
    let effects: [Effect]
    do throws(SIPParseError) {
      effects = stage.receive(try SIPParser().parse(bytes))
      if case .unreadable = outcome { Issue.record("was readable") }
    } catch {
      effects = stage.agent.receiveUnparsable(error, over: stage.flow)
      if case .unreadable(let reason) = outcome { #expect(error.reason == reason) }
    }
    switch outcome {
    case .answered(let code):
      #expect(effects.codes == [code])
      #expect(effects.events.isEmpty)
    case .unreadable: #expect(effects.codes == [400])
    case .invited:
      #expect(effects.codes == [100])
      #expect(effects.invitation != nil)
    case .registering(let code):
      guard case .registering(let id, _, _)? = effects.outside.first else { throw NotOfThisKind() }
      #expect(stage.perform(.admit(id, account: "a")).codes == [code])
    case .ignored: #expect(effects.isEmpty)
    }
  }

  @Test(arguments: outcomes.keys.sorted())
  func `what was parsed is parsed the same after writing it`(name: String) throws {
    guard let first = try? SIPParser().parse(Self.bytes(name)) else { return }
    var second = try SIPParser().parse(first.serialized())
    // Content-Length is written anew; all else stays.
    func others(_ message: SIPMessage) -> [SIPHeaders.Field] {
      message.headers.fields.filter { $0.name != .contentLength }
    }
    #expect(others(first) == others(second))
    #expect(first.body == second.body)
    #expect(first.description == second.description)
    second = try SIPParser().parse(second.serialized())
    #expect(second.serialized() == first.serialized())
  }

  @Test(.lesson(30), arguments: outcomes.keys.sorted())
  func `no beginning of a torture message and no flipped byte traps`(name: String) throws {
    let bytes = try Self.bytes(name)
    var stage = Stage()
    for end in stride(from: 0, to: bytes.count, by: 13) {
      if let message = try? SIPParser().parse(Array(bytes[..<end])) { _ = stage.receive(message) }
      var broken = bytes
      broken[end] ^= 0x1F
      if let message = try? SIPParser().parse(broken) { _ = stage.receive(message) }
    }
    #expect(stage.agent.legCount <= 2 * bytes.count / 13 + 2)
  }

  @Test(.rfc(4475, "3.1.1.1"), .lesson(29)) func `spaces, folding and escapes around everything are understood`() throws
  {
    let request = try Self.request("wsinv")
    let essentials = try RequestEssentials(request)
    #expect(request.uri.parameters.contains("unknownparam"))
    #expect(essentials.to.tag == "1918181833n")
    #expect(essentials.from.tag == "98asjd8")
    #expect(essentials.from.displayName == #"J Rosenberg \""#)
    #expect(essentials.maxForwards == 68)
    #expect(essentials.cSeq == CSeq(number: 9, method: .invite))
    #expect(request.headers.elements(.via).compactMap { Via($0)?.transport } == ["UDP", "TCP", "UDP"])
    #expect(essentials.via.host == "192.0.2.2")
    #expect(essentials.via.uniqueBranch == nil)
    #expect(request.headers.elements(.via).compactMap { Via($0)?.branch }.last == "z9hG4bK30239")
    #expect(request.headers["Subject"] == "")
    #expect(request.headers["NewFangledHeader"] == "newfangled value continued newfangled value")
    let contact = try #require(request.headers[.contact].flatMap { NameAddress($0) })
    #expect(contact.displayName == #"Quoted string """#)
    #expect(contact.parameters["q"] == "0.33")
    #expect(contact.parameters["newparam"] == "newvalue")
    #expect(request.body.count == 150)
  }

  @Test(.rfc(4475, "3.1.1.2")) func `every character a token or user part may hold is accepted`() throws {
    let request = try Self.request("intmeth")
    #expect(request.method.rawValue == "!interesting-Method0123456789_*+`.%indeed'~")
    #expect(request.uri.host == "example.com")
    #expect(request.uri.user == "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*")
    #expect(request.uri.password == "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)")
    let essentials = try RequestEssentials(request)
    #expect(essentials.to.displayName == "BEL:\u{7} NUL:\u{0} DEL:\u{7F}")
    #expect(essentials.from.tag == "_token~1'+`*%!-.")
  }

  @Test(.rfc(4475, "3.1.1.3")) func `escapes in a URI stay as they are and are resolved on request`() throws {
    let request = try Self.request("esc01")
    #expect(request.uri.user == "sips%3Auser%40example.com")
    #expect(request.uri.decodedUser == "sips:user@example.com")
    let contact = try #require(request.headers[.contact].flatMap { NameAddress($0) })
    #expect(contact.uri.decodedUser == "caller")
    #expect(contact.uri.parameters.contains("%6C%72"))
  }

  @Test(.rfc(4475, "3.1.1.4")) func `an escaped NUL is not the end of a name`() throws {
    let request = try Self.request("escnull")
    let contacts = request.headers.elements(.contact).compactMap { NameAddress($0)?.uri.decodedUser }
    #expect(contacts == ["\u{0}", "\u{0}\u{0}"])
  }

  @Test(.rfc(4475, "3.1.1.5")) func `a percent sign in a method or header name escapes nothing`() throws {
    let request = try Self.request("esc02")
    #expect(request.method.rawValue == "RE%47IST%45R")
    #expect(request.headers.count(of: .contact) == 2)
    #expect(try RequestEssentials(request).to.displayName == "%Z%45")
  }

  @Test(.rfc(4475, "3.1.1.7")) func `long values and many hops are kept`() throws {
    let request = try Self.request("longreq")
    #expect(request.headers.elements(.via).count == 34)
    #expect(try RequestEssentials(request).to.uri.port == 6000)
  }

  @Test(.rfc(4475, "3.1.1.8")) func `what follows the body in a datagram is ignored`() throws {
    let request = try Self.request("dblreq")
    #expect(request.method == .register)
    #expect(request.body.isEmpty)
  }

  @Test(.rfc(4475, "3.1.1.9")) func `parameters before the at sign belong to the user`() throws {
    let uri = try Self.request("semiuri").uri
    #expect(uri.user == "user;par=u%40example.net")
    #expect(uri.host == "example.com")
    #expect(uri.parameters.isEmpty)
  }

  @Test(.rfc(4475, "3.1.1.12"), arguments: ["unreason", "noreason"])
  func `a reason phrase may be empty or in any script`(name: String) throws {
    guard case .response(let response) = try SIPParser().parse(Self.bytes(name)) else { throw NotOfThisKind() }
    #expect(response.reason == (name == "noreason" ? "" : "= 2**3 * 5**2 но сто девяносто девять - простое"))
  }

  @Test(.rfc(4475, "3.1.2.7")) func `an address in Contact that holds a question mark wants angle brackets`() throws {
    #expect(NameAddress(try #require(try Self.request("regbadct").headers[.contact])) == nil)
    #expect(NameAddress(try #require(try Self.request("regescrt").headers[.contact]))?.uri.headers["Route"] != nil)
  }

  @Test(.rfc(4475, "3.3.7")) func `addresses of unknown schemes are kept`() throws {
    let essentials = try RequestEssentials(Self.request("unksm2"))
    #expect(essentials.to.uri.scheme == .other("isbn"))
    #expect(essentials.from.uri.description == "http://www.example.com")
  }
}
