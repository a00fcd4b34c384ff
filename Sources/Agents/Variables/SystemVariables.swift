public import Foundation
public import Identifiers

/// What the server itself tells an agent about its call.
public struct SystemVariables: Hashable, Sendable {
  /// Who called; empty when withheld.
  public var callerID: String
  /// What was dialled.
  public var calledNumber: String
  public var language: String
  public var agentID: String
  public var conversationID: String
  public var currentTime: Date
  /// `inbound`, `outbound` or `web`.
  public var callDirection: String
  /// What the call's signalling says beyond that, by name; each is a variable `sip__name`.
  public var signals: [String: String]

  public init(
    callerID: String, calledNumber: String, language: String, agentID: String, conversationID: String,
    currentTime: Date, callDirection: String, signals: [String: String] = [:]
  ) {
    self.callerID = callerID
    self.calledNumber = calledNumber
    self.language = language
    self.agentID = agentID
    self.conversationID = conversationID
    self.currentTime = currentTime
    self.callDirection = callDirection
    self.signals = signals
  }

  /// The keys, in the order in which clients are told of them.
  public static let keys = [
    "system__caller_id", "system__called_number", "system__language", "system__agent_id", "system__conversation_id",
    "system__current_time", "system__call_direction",
  ]

  public var values: [String: JSONValue] {
    var values: [String: JSONValue] = [
      "system__caller_id": .string(callerID),
      "system__called_number": .string(calledNumber),
      "system__language": .string(language),
      "system__agent_id": .string(agentID),
      "system__conversation_id": .string(conversationID),
      "system__current_time": .string(currentTime.formatted(.iso8601)),
      "system__call_direction": .string(callDirection),
    ]
    for (name, value) in signals { values["sip__\(name)"] = .string(value) }
    return values
  }
}
