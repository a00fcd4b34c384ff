import Agents
import Carriers
import Exchange
import Foundation
import Identifiers
import Logging
import SIP
import Synchronization
import Testing
import TrunklineTesting
import WireTesting

/// Secrets that calls use and nobody may read afterwards.
@Suite struct PlantedSecretTests {
  @Test(arguments: [true, false])
  func `a call leaves no secret in its record, its events or the log, whether it is answered or refused`(
    isAnswered: Bool
  ) throws {
    let log = CallLog()
    var agent = Agent.receptionist
    agent.languageModel.apiKey = "planted-model-key"
    let exchange = VirtualExchange(agent: agent, log: Logger(label: "test") { _ in log }) {
      $0.sipAddress = Trunk.officeHost
      $0.authUsername = "trunk"
      $0.authPassword = "planted-password"
    }
    let challenge = #"Digest realm="carrier", nonce="1", algorithm=MD5, qop="auth""#
    let carrier = exchange.carrier(
      Trunk.officeHost, .refuses(isAnswered ? 407 : 403, headers: ["Proxy-Authenticate: \(challenge)"]))
    _ = try exchange.place().get()
    exchange.run(500)
    let call = try #require(carrier.calls.first)
    if isAnswered {
      #expect(call.invites.count == 2, "the password was used")
      call.answer()
      exchange.run(2000)
      call.hangUp()
      exchange.run(500)
    }
    let record = try #require(exchange.record)
    #expect(record.status == (isAnswered ? .completed : .failed))
    let traced = exchange.events.map { "\($0)" }.joined()
    #expect(traced.contains("INVITE"), "the probe must see what is recorded")
    #expect(!traced.contains("planted"))
    #expect(!"\(record)".contains("planted"))
    #expect(!log.lines.isEmpty, "the probe must see what is logged")
    #expect(!log.lines.contains("planted"))
  }
}

/// Everything that is logged, at every level.
private final class CallLog: LogHandler, Sendable {
  private let text = Mutex("")
  var lines: String { text.withLock { $0 } }
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .trace }
    set {}
  }

  subscript(metadataKey _: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) {
    text.withLock { $0 += "\(event.message) \(event.metadata ?? [:])\n" }
  }
}
