import Agents
import Foundation

/// What is secret of an agent's tools, kept apart from them: signing secrets, and headers, which often hold a key.
enum ToolSecrets {
  private struct Entry: Codable {
    var secret: String?
    var headers: [String: String]
  }

  /// - Returns: the tools without their secrets, and the secrets as JSON; nil when there are none.
  static func parted(_ tools: [AgentTool]) throws -> (bare: [AgentTool], secrets: String?) {
    var entries: [String: Entry] = [:]
    let bare = tools.map { tool in
      guard case .webhook(var webhook) = tool, webhook.secret != nil || !webhook.headers.isEmpty else { return tool }
      entries[webhook.name] = Entry(secret: webhook.secret, headers: webhook.headers)
      webhook.secret = nil
      webhook.headers = [:]
      return AgentTool.webhook(webhook)
    }
    guard !entries.isEmpty else { return (bare, nil) }
    return (bare, String(decoding: try JSONEncoder().encode(entries), as: UTF8.self))
  }

  /// - Returns: nil when the secrets cannot be read.
  static func joined(_ tools: [AgentTool], with secrets: String) -> [AgentTool]? {
    guard let entries = try? JSONDecoder().decode([String: Entry].self, from: Data(secrets.utf8)) else { return nil }
    return tools.map { tool in
      guard case .webhook(var webhook) = tool, let entry = entries[webhook.name] else { return tool }
      webhook.secret = entry.secret
      webhook.headers = entry.headers
      return .webhook(webhook)
    }
  }
}
