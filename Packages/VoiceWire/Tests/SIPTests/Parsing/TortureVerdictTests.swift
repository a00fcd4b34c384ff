import SIP
import Testing
import WireTesting

/// The messages of RFC 4475 held against the RFC's own words.
struct TortureVerdictTests {
  private var stage = Stage()

  @Test func `every message has a verdict`() {
    #expect(Set(TortureVerdict.all.keys) == Set(TortureTests.outcomes.keys))
  }

  @Test(.rfc(4475, "3"), arguments: TortureVerdict.all.keys.sorted())
  mutating func `what is done with a message is what its section demands or allows`(name: String) throws {
    let verdict = try #require(TortureVerdict.all[name])
    let comment = Comment(rawValue: "§\(verdict.section): \(verdict.subject)")
    let bytes = try TortureTests.bytes(name)
    var effects: [Effect]
    var isReadable = true
    do throws(SIPParseError) {
      effects = stage.receive(try SIPParser().parse(bytes))
    } catch {
      isReadable = false
      effects = stage.agent.receiveUnparsable(error, over: stage.flow)
    }
    // A REGISTER is answered once the product has admitted it.
    if case .registering(let id, _, _)? = effects.outside.first {
      effects = stage.perform(.admit(id, account: "a"))
    }
    let understood = isReadable && !effects.codes.contains(400)
    let codes = Set(effects.codes)
    switch verdict.demand {
    case .understood: #expect(understood && effects.codes.count == 1, comment)
    case .refused(let allowed): #expect(codes.count == 1 && codes.isSubset(of: allowed), comment)
    case .refusedOrForgiven(let allowed):
      #expect(understood || (codes.count == 1 && codes.isSubset(of: allowed)), comment)
    case .discarded: #expect(effects.isEmpty, comment)
    }
  }

  @Test(.rfc(4475, "3.1.2.3"), arguments: ["ncl", "mcl01"])
  mutating func `on a stream, a length that means nothing ends the connection after 400`(name: String) throws {
    var framer = SIPStreamFramer()
    framer.append(try TortureTests.bytes(name))
    guard case .lost(let error) = framer.next() else { throw NotOfThisKind() }
    #expect(stage.agent.receiveUnparsable(error, over: stage.flow).codes == [400])
    framer.append(try TortureTests.bytes("semiuri"))
    #expect(framer.next() == nil)
  }

  @Test(.rfc(4475, "3.1.2.2")) func `on a stream, a body that is not whole yet is waited for`() throws {
    var framer = SIPStreamFramer()
    framer.append(try TortureTests.bytes("clerr"))
    #expect(framer.next() == nil)
    #expect(framer.isInsideMessage)
  }

  @Test(.rfc(4475, "3.1.1.8")) func `on a stream, what follows the message is the next one`() throws {
    var framer = SIPStreamFramer()
    framer.append(try TortureTests.bytes("dblreq"))
    guard case .message(.request(let register)) = framer.next(), case .message(.request(let invite)) = framer.next()
    else { throw NotOfThisKind() }
    #expect(register.method == .register)
    #expect(invite.method == .invite)
  }

  @Test(.rfc(4475, "3.3.5")) mutating func `what proxies must support is none of our business`() throws {
    let refusal = try #require(
      stage.receive(.request(try TortureTests.request("bext01"))).responses.first)
    #expect(refusal.headers[.unsupported] == "nothingSupportsThis, nothingSupportsThisEither")
  }

  @Test(.rfc(4475, "3.3.6")) mutating func `a body of an unknown type is told what would do`() throws {
    let refusal = try #require(stage.receive(.request(try TortureTests.request("invut"))).responses.first)
    #expect(refusal.headers[.accept] == "application/sdp")
  }

  @Test(.rfc(4475, "3.3.11"))
  mutating func `Max-Forwards of zero stops a proxy, and is no concern of the one who is asked or called`() throws {
    #expect(stage.receive(.request(try TortureTests.request("zeromf"))).codes == [200])
    guard case .request(var request) = try stage.caller.invite() else { throw NotOfThisKind() }
    request.headers.replaceFirst(.maxForwards, with: "0")
    #expect(stage.receive(.request(request)).invitation != nil)
  }

  @Test(.rfc(4475, "3.3.12")) func `without brackets a parameter belongs to the Contact, within them to its URI`()
    throws
  {
    let bare = try #require(try TortureTests.request("cparam01").headers[.contact].flatMap { NameAddress($0) })
    #expect(bare.parameters.contains("unknownparam"))
    #expect(bare.uri.parameters.isEmpty)
    let enclosed = try #require(try TortureTests.request("cparam02").headers[.contact].flatMap { NameAddress($0) })
    #expect(enclosed.uri.parameters.contains("unknownparam"))
    #expect(enclosed.parameters.isEmpty)
  }

  @Test(.rfc(4475, "3.3.16")) mutating func `a caller of RFC 2543 is called without tag and branch`() throws {
    let effects = stage.receive(.request(try TortureTests.request("inv2543")))
    #expect(effects.invitation?.from.tag == nil)
    let refusal = try #require(stage.perform(.reject(486)).responses.first)
    #expect(refusal.toTag != nil)
  }
}
