namespace TracedLlm.Endings.Tests.Endings;

/// <summary>The gateway's use of a provider's response.</summary>
internal enum Relay
{
    /// <summary>Relays the response while it arrives.</summary>
    Copied,

    /// <summary>Reads the response completely and then sends it.</summary>
    Buffered,

    /// <summary>Reads the first half, disposes the response and ends its own answer.</summary>
    StopsEarly,

    /// <summary>Neither reads nor disposes the response, and sends another answer.</summary>
    NeverStarts,

    /// <summary>Disposes the response unread and sends another answer.</summary>
    DisposedUnread,
}
