namespace TracedLlm.Apis;

/// <summary>The event names for the text messages of a WebSocket session. A reader gets each message as an event.</summary>
internal static class SessionMessages
{
    /// <summary>A message that the caller sent.</summary>
    public static ReadOnlySpan<byte> FromCaller => "caller"u8;

    /// <summary>A message that the gateway sent.</summary>
    public static ReadOnlySpan<byte> FromGateway => "gateway"u8;
}
