/// Who may speak, and what is being decided.
enum Floor: Equatable, Sendable {
  /// The call is not answered yet.
  case waiting
  /// Nobody speaks; the caller may.
  case quiet
  /// The caller speaks, or was silent for so short a time that more may come. Left when the turn is over.
  case caller(CallerTurn)
  /// The turn is over and an answer is made; nothing of it was heard. If the caller goes on, it is dropped.
  case thinking(Utterance)
  /// The agent speaks.
  case agent(Utterance)
  /// The caller speaks while the agent does.
  case contested(Utterance, CallerTurn, Contest)
  /// The caller is being put through; nobody speaks until it is known what became of it.
  case transferring(Transfer)
  /// The conversation is over.
  case ended

  enum Contest: Hashable, Sendable {
    /// The agent fell silent in mid-word and keeps what it had to say, until it is known what the caller said.
    /// At `yieldAt` the caller has the floor.
    case held(yieldAt: Duration)
    /// The agent goes on whatever the caller says; the caller's turn comes after it.
    case goesOn
  }

  var utterance: Utterance? {
    get {
      switch self {
      case .thinking(let utterance), .agent(let utterance), .contested(let utterance, _, _): utterance
      case .waiting, .quiet, .caller, .transferring, .ended: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .thinking: self = .thinking(newValue)
      case .agent: self = .agent(newValue)
      case .contested(_, let turn, let contest): self = .contested(newValue, turn, contest)
      case .waiting, .quiet, .caller, .transferring, .ended: break
      }
    }
  }

  var callerTurn: CallerTurn? {
    get {
      switch self {
      case .caller(let turn), .contested(_, let turn, _): turn
      case .waiting, .quiet, .thinking, .agent, .transferring, .ended: nil
      }
    }
    set {
      guard let newValue else { return }
      switch self {
      case .caller: self = .caller(newValue)
      case .contested(let utterance, _, let contest): self = .contested(utterance, newValue, contest)
      case .waiting, .quiet, .thinking, .agent, .transferring, .ended: break
      }
    }
  }
}
