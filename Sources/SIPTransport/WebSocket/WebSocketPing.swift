/// Asks the WebSocket of a connection to ping its peer (RFC 7118 §6).
struct WebSocketPing {}

/// Says that the peer of a WebSocket answered a ping, or sent one.
enum WebSocketPong: Equatable { case came }
