namespace TracedLlm.Endings.Tests.Endings;

/// <summary>The moment at which a caller closes its connection or resets its HTTP/2 stream.</summary>
internal enum CallerDisconnect
{
    /// <summary>After the whole answer.</summary>
    Never,

    /// <summary>While the gateway waits for the provider.</summary>
    BeforeTheFirstByte,

    /// <summary>After half of the events.</summary>
    MidStream,

    /// <summary>After the last event; the provider's connection is still open.</summary>
    AfterTheLastEvent,
}
