namespace TracedLlm.Endings.Tests.Endings;

/// <summary>What a gateway does with a provider's response.</summary>
internal enum Relay
{
    /// <summary>Passes it on as it arrives.</summary>
    Copied,

    /// <summary>Reads it to its end and then sends it.</summary>
    Buffered,

    /// <summary>Reads its first half, lets go of it and ends its own answer.</summary>
    StopsEarly,

    /// <summary>Neither reads nor disposes it, and answers something else.</summary>
    NeverStarts,

    /// <summary>Disposes it unread, and answers something else.</summary>
    DisposedUnread,
}
