namespace TracedLlm.Apis;

/// <summary>The names under which the text messages of a WebSocket session reach their reader as events.</summary>
internal static class SessionMessages
{
    /// <summary>A message that the caller sent.</summary>
    public static ReadOnlySpan<byte> FromCaller => "caller"u8;

    /// <summary>A message that the gateway sent.</summary>
    public static ReadOnlySpan<byte> FromGateway => "gateway"u8;
}
