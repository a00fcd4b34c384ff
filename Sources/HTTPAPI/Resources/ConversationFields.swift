import Exchange
import Foundation
import Identifiers

/// A call's record on the wire.
enum ConversationFields {
  static func show(_ record: CallRecord) -> JSONValue {
    let duration = record.startedAt.flatMap { start in
      record.endedAt.map { Int(($0.timeIntervalSince(start) * 1000).rounded()) }
    }
    return [
      "id": .id(record.id), "agent_id": .id(record.agent), "status": .string(record.status.rawValue),
      "direction": .string(record.direction.rawValue), "transport": .string(record.transport.rawValue),
      "room_name": .string(record.roomName), "from_number": .string(record.fromNumber),
      "to_number": .string(record.toNumber), "phone_number_id": .id(record.phoneNumber),
      "trunk_id": .id(record.trunk), "caller_identity": .optional(record.callerIdentity),
      "dynamic_variables": .object(record.dynamicVariables), "created_at": .time(record.createdAt),
      "started_at": .time(record.startedAt), "ended_at": .time(record.endedAt), "duration_ms": .optional(duration),
      "end_reason": .optional(record.endReason?.rawValue), "end_detail": record.endDetail.map(show) ?? .null,
      "message_count": .integer(Int64(record.messageCount)),
      "recording_url": .optional(record.recordingFile.map { _ in "/v1/conversations/\(record.id)/recording" }),
      "metadata": .object(record.metadata), "warnings": .array(record.warnings.map { .string($0) }),
      "batch_id": .null, "quality": record.quality.map(show) ?? .null,
    ]
  }

  static func show(_ message: RecordedMessage) -> JSONValue {
    [
      "id": .id(message.id), "role": .string(message.role.rawValue), "content": .string(message.content),
      "tool_name": .optional(message.toolName), "tool_args": message.toolArguments ?? .null,
      "tool_result": message.toolResult ?? .null, "started_at": .time(message.startedAt),
      "ended_at": .time(message.endedAt), "interrupted": .bool(message.interrupted),
      "latency_ms": message.latency.map(show) ?? .null,
    ]
  }

  static func show(_ event: RecordedEvent) -> JSONValue {
    ["at": .time(event.at), "type": .string(event.type), "detail": event.detail]
  }

  private static func show(_ detail: EndDetail) -> JSONValue {
    [
      "sip_code": .optional(detail.sipCode), "sip_reason": .optional(detail.sipReason),
      "carrier_code": .optional(detail.carrierCode), "explanation": .optional(detail.explanation),
    ]
  }

  private static func show(_ latency: RecordedMessage.Latency) -> JSONValue {
    [
      "endpointing": .optional(latency.endpointing), "stt": .optional(latency.transcription),
      "llm": .optional(latency.languageModel), "tts": .optional(latency.synthesis), "total": .optional(latency.total),
    ]
  }

  private static func show(_ quality: CallQuality) -> JSONValue {
    [
      "mos": .optional(quality.mos), "packets_lost": .optional(quality.packetsLost),
      "jitter_ms": .optional(quality.jitterMilliseconds), "codec": .optional(quality.codec),
      "turns": [
        "p50_ms": .optional(quality.turnMedianMilliseconds),
        "p95_ms": .optional(quality.turn95thPercentileMilliseconds),
      ],
    ]
  }
}
