/// What waits in a conversation's inbox.
enum ConversationInput: Sendable {
  case start
  case event(TurnEvent)
  case deadline
}
