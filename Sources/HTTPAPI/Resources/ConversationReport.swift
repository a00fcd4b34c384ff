public import Exchange
public import Identifiers

/// A conversation as webhooks carry it: the same as the API shows.
public enum ConversationReport {
  public static func conversation(_ record: CallRecord) -> JSONValue { ConversationFields.show(record) }
  public static func message(_ message: RecordedMessage) -> JSONValue { ConversationFields.show(message) }
}
