import CPeers
import Glibc
import SIP

extension Comparison {
  /// Parsing and writing, beside osip2, Sofia-SIP and PJSIP, where run.py found that.
  ///
  /// Those read the usual headers while they parse. Trunkline reads them when asked, so what every request is asked for
  /// is part of the work here: Via, From, To, Call-ID, CSeq, Max-Forwards, Contact and Record-Route.
  static func messages(torture: [[UInt8]]) -> [Comparison] {
    osip_prepare()
    if let python = getenv("BENCH_PYTHON"), let module = getenv("BENCH_PJSIP") {
      hasPJSIP = pjsip_prepare(python, module) != 0
    }
    let invite = Messages.invite
    let answer = Messages.answer
    return [
      parsing("parse an INVITE with SDP, \(invite.count) bytes", [invite]),
      parsing("parse a 200, \(answer.count) bytes", [answer]),
      parsing("parse the \(torture.count) messages of RFC 4475, each", torture),
      writing("write an INVITE with SDP", invite),
      writing("write a 200", answer),
    ]
  }

  /// Whether PJSIP can be called. Written once, before anything is measured.
  nonisolated(unsafe) private static var hasPJSIP = false

  private static func parsing(_ title: String, _ messages: [[UInt8]]) -> Comparison {
    Comparison(
      group: "SIP messages", title: title, unit: "message",
      contenders: [
        Contender("Trunkline") { times in
          let parser = SIPParser()
          for time in 0..<times {
            guard let message = try? parser.parse(messages[time % messages.count]) else { continue }
            read(message)
          }
        },
        Contender("osip2") { times in
          for time in 0..<times { keep(messages[time % messages.count].characters { osip_reads($0, $1) }) }
        },
        Contender("Sofia-SIP") { times in
          for time in 0..<times { keep(messages[time % messages.count].characters { sofia_reads($0, $1) }) }
        },
      ]
        + (hasPJSIP
          ? [
            Contender("PJSIP") { times in
              for time in 0..<times { keep(messages[time % messages.count].characters { pjsip_reads($0, $1) }) }
            }
          ] : []))
  }

  private static func read(_ message: SIPMessage) {
    switch message {
    case .request(let request): keep(try? RequestEssentials(request))
    case .response(let response):
      keep(response.headers.elements(.via).first.flatMap { Via($0) })
      keep(response.headers[.from].flatMap { NameAddress($0) })
      keep(response.headers[.to].flatMap { NameAddress($0) })
      keep(response.headers[.cSeq].flatMap { CSeq($0) })
    }
    keep(message.headers[.contact].flatMap { NameAddress($0) })
    for route in message.headers.elements(.recordRoute) { keep(NameAddress(route)) }
  }

  private static func writing(_ title: String, _ bytes: [UInt8]) -> Comparison {
    guard let message = try? SIPParser().parse(bytes), let osip = bytes.characters({ osip_keep($0, $1) }),
      let sofia = bytes.characters({ sofia_keep($0, $1) })
    else { fatalError("our own message cannot be read") }
    let pjsip = hasPJSIP ? bytes.characters { pjsip_keep($0, $1) } : nil
    if let pjsip, pjsip_writes(pjsip) < bytes.count / 2 { fatalError("PJSIP does not write what it read") }
    if hasPJSIP, pjsip == nil { fatalError("PJSIP cannot read our message") }
    let writesPJSIP = pjsip.map { pjsip in
      Contender("PJSIP") { times in for _ in 0..<times { keep(pjsip_writes(pjsip)) } }
    }
    return Comparison(
      group: "SIP messages", title: title, unit: "message",
      contenders: [
        Contender("Trunkline") { times in for _ in 0..<times { keep(message.serialized()) } },
        Contender("osip2") { times in for _ in 0..<times { keep(osip_writes(osip)) } },
        Contender("Sofia-SIP") { times in for _ in 0..<times { keep(sofia_writes(sofia)) } },
      ] + (writesPJSIP.map { [$0] } ?? []))
  }
}

extension [UInt8] {
  /// The bytes as C's text functions want them, and their count.
  func characters<Result>(_ body: (UnsafePointer<CChar>?, Int) -> Result) -> Result {
    withUnsafeBytes { body($0.bindMemory(to: CChar.self).baseAddress, $0.count) }
  }
}
