namespace TracedLlm.Endings.Tests.Endings;

/// <summary>When a caller closes its connection, or resets its HTTP/2 stream.</summary>
internal enum CallerDisconnect
{
    /// <summary>After the whole answer.</summary>
    Never,

    /// <summary>While the gateway waits for the provider.</summary>
    BeforeTheFirstByte,

    /// <summary>When half of the events have come.</summary>
    MidStream,

    /// <summary>When the last event has come, which the provider's connection outlives.</summary>
    AfterTheLastEvent,
}
