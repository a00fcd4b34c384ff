public import Identifiers

/// Something that happened in a conversation beyond its messages.
public enum ConversationEvent: Equatable, Sendable {
  /// The caller began to speak. `overAgent`: while the agent did.
  case callerBegan(overAgent: Bool)
  /// The caller's turn was taken to be over after so much silence.
  case turnTaken(silence: Duration)
  /// The caller went on speaking before the answer's first sound; what was being prepared is dropped.
  case callerWentOn
  /// What sounded like speech held no words.
  case noise
  /// The caller said "mm-hm" or the like, and the agent went on.
  case backchannel(String)
  /// The agent fell silent because the caller spoke.
  case yielded
  /// Keys were pressed.
  case keys(String)
  /// The caller was asked whether anyone is there.
  case askedForCaller(count: Int)
  case engineFailed(EngineError)
  /// The model answered something that cannot be used.
  case uselessAnswer(String)

  /// As it is named in a call's events.
  public var name: String {
    switch self {
    case .callerBegan: "turn.caller_began"
    case .turnTaken: "turn.taken"
    case .callerWentOn: "turn.caller_went_on"
    case .noise: "turn.noise"
    case .backchannel: "turn.backchannel"
    case .yielded: "turn.yielded"
    case .keys: "dtmf.keys"
    case .askedForCaller: "turn.asked_for_caller"
    case .engineFailed: "engine.failed"
    case .uselessAnswer: "engine.useless_answer"
    }
  }

  public var detail: JSONValue {
    switch self {
    case .callerBegan(let overAgent): ["over_agent": .bool(overAgent)]
    case .turnTaken(let silence): ["silence_ms": .integer(Int64(silence.milliseconds))]
    case .callerWentOn, .noise, .yielded: [:]
    case .backchannel(let text): ["text": .string(text)]
    case .keys(let keys): ["keys": .string(keys)]
    case .askedForCaller(let count): ["count": .integer(Int64(count))]
    case .engineFailed(let error):
      ["engine": .string(error.engine), "code": .string(error.code.rawValue), "message": .string(error.message)]
    case .uselessAnswer(let why): ["why": .string(why)]
    }
  }
}
