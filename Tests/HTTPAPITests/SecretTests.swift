import Store
import Hummingbird
import Foundation
import Identifiers
import Logging
import Synchronization
import Testing

struct SecretTests {
  @Test func `planted secrets are in no answer, no log line and no byte of the data folder`() async throws {
    let log = LogLines()
    try await TestServer.run(logger: Logger(label: "test") { _ in log }) { server in
      var answers = ""
      func note(_ answer: TestAnswer) -> TestAnswer {
        answers += answer.text + "\n"
        return answer
      }
      let agent = note(
        try await server.send(
          .post, "/v1/agents",
          #"{"name":"a","llm":{"provider":"openai","api_key":"planted-model-key"},"webhook_secret":"planted-hook-secret"}"#
        )
      ).id
      let trunk = note(
        try await server.send(
          .post, "/v1/sip-trunks",
          #"{"name":"t","kind":"byoc","direction":"inbound","auth_username":"u","auth_password":"planted-password"}"#)
      ).id
      _ = note(
        try await server.send(
          .post, "/v1/sip-trunks",
          #"{"name":"","kind":"byoc","direction":"inbound","auth_username":"u","auth_password":"planted-password"}"#))
      _ = note(
        try await server.send(
          .post, "/v1/phone-numbers",
          #"{"e164":"+12025551234","source":"twilio","twilio":{"account_sid":"AC00000000000000000000000000000000","auth_token":"planted-token"}}"#
        ))
      // What is kept for those who ask again, and what is refused.
      let idempotent: HTTPFields = [HTTPFields.Element.Name("Idempotency-Key")!: "k"]
      for _ in 1...2 {
        _ = note(
          try await server.send(
            .post, "/v1/phone-numbers",
            #"{"e164":"+12025551235","source":"twilio","twilio":{"account_sid":"AC00000000000000000000000000000000","auth_token":"planted-token"}}"#,
            headers: idempotent))
      }
      for body in [#"{"auth_password":"planted-password"}"#, #"{"auth_password":["planted-password"]}"#] {
        _ = note(try await server.send(.patch, "/v1/sip-trunks/\(trunk)", body))
      }
      _ = note(try await server.send(.patch, "/v1/agents/\(agent)", #"{"llm":{"api_key":{"planted":1}}}"#))
      let made = try await server.send(.post, "/v1/api-keys", #"{"name":"k","scopes":["read"]}"#)
      let secret = try #require(made["secret"]?.stringValue)
      _ = note(try await server.send(.get, "/v1/api-keys", key: secret))
      _ = note(try await server.send(.post, "/v1/agents", #"{"name":"planted"}"#, key: secret))
      for path in ["agents", "agents/\(agent)", "sip-trunks", "sip-trunks/\(trunk)"] {
        _ = note(try await server.send(.get, "/v1/\(path)"))
      }
      _ = note(try await server.send(.patch, "/v1/agents/\(agent)", #"{"prompt":"x"}"#))
      _ = note(try await server.send(.patch, "/v1/sip-trunks/\(trunk)", #"{"name":"y"}"#))
      _ = note(try await server.send(.get, "/v1/agents", key: "sk_planted"))
      #expect(answers.contains("api_key_set"))
      #expect(!answers.contains("planted"))
      #expect(!answers.contains(secret))
      let files = try FileManager.default.contentsOfDirectory(atPath: server.folder)
      #expect(!files.isEmpty)
      for file in files {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: server.folder + "/" + file))
        #expect(bytes.range(of: Data("planted".utf8)) == nil, "\(file)")
        #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(file)")
        #expect(bytes.range(of: Data(TestServer.key.utf8)) == nil || file.hasPrefix("trunkline"), "\(file)")
      }
      try server.store.close()
      _ = try await server.send(.post, "/v1/agents", #"{"name":"a","llm":{"api_key":"planted-model-key"}}"#)
    }
    let lines = log.lines
    #expect(lines.contains("request failed"), "the probe must see what is logged")
    #expect(!lines.contains("planted"))
  }
}

/// Everything that is logged, at every level.
final class LogLines: LogHandler, Sendable {
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
