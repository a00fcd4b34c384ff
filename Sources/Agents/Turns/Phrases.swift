/// What an agent says by itself, when the model has no say. Synthesized before the call is answered.
public struct Phrases: Hashable, Sendable {
  /// Nothing could be made of what the caller said, or of the answer: in words that do not blame the caller.
  public var notCaught = "Sorry, something went wrong on my side. Could you say that again?"
  /// An answer broke off.
  public var lostThread = "Sorry, I lost my thread. Could you say that again?"
  /// It failed twice; the call ends after it.
  public var apology = "I am sorry, something is not working on my side. Please call again later. Goodbye."
  /// The caller is silent.
  public var stillThere = "Are you still there?"
  /// The caller is silent after being asked.
  public var stillListening = "I am still here, if you would like to go on."
  /// The call ends for want of a caller.
  public var nobodyThere = "I cannot hear you, so I will hang up now. Goodbye."
  /// The call ends because it had its length.
  public var timeIsUp = "I am sorry, we have reached the time limit for this call. Goodbye."

  /// What the caller wants takes a while.
  public var oneMoment = "One moment, please."
  /// It takes longer.
  public var stillWorking = "I am still working on it."

  public init() {}

  var all: [String] {
    [
      notCaught, lostThread, apology, stillThere, stillListening, nobodyThere, timeIsUp, oneMoment, stillWorking,
    ]
  }
}
